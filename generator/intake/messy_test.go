package intake

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What lies in the folders of editors is rarely as a tool wrote it.
func TestMessySheets(t *testing.T) {
	t.Parallel()
	crawler := strings.Join(crawlerHeadings[0][0], ",") + "\n"
	note := "69ad6808000000001e03a1b2,normal,黄皮也能驾驭,真的可以,,1772972040000,,u1,林夏,,3,,,,,,,1773281640000,https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,,\n"
	for name, c := range map[string]struct {
		data    string
		set     func(*Options)
		created int
		in      string // a line of what is written
		told    string // a problem; "" if there is none
	}{
		"a note above the headings.csv": {"最多导出排序后前1000条笔记,,,,\n笔记标题,首次发布时间,体裁,观看量,点赞\n黄皮试色,2026年03月08日20时14分00秒,图文,1200,86\n",
			func(o *Options) { o.Own = "xiaohongshu" }, 1, "posted: '2026-03-08T20:14:00+08:00'", ""},
		"a title above.csv":                        {"三月投放名单\n\n笔记链接,笔记标题,点赞数\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,黄皮,1.2万\n", nil, 1, "likes: 1.2万", ""},
		"groups above.csv":                         {"笔记,,数据,\n笔记链接,笔记标题,点赞数,收藏数\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,黄皮,1.2万,3\n", nil, 1, "saves: 3", ""},
		"two files in one.csv":                     {"笔记链接,笔记标题\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,黄皮\n笔记链接,笔记标题\nhttps://www.xiaohongshu.com/explore/69ad6809000000001e03a1b3,素颜\n", nil, 2, "title: 素颜", ""},
		"an inch.csv":                              {"笔记链接,笔记标题\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,6\" 屏的手机\n", nil, 1, "title: '6\" 屏的手机'", ""},
		"an inch, half.csv":                        {"笔记链接,笔记标题\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,6\" 屏\nhttps://www.xiaohongshu.com/explore/69ad6809000000001e03a1b3,\"只写了一", nil, 1, "", "a.csv:3:1: the file stops in the middle of a record"},
		"cut in a letter.csv":                      {"笔记链接,笔记标题,笔记内容\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,黄皮也能驾驭,真的可以\xe6\x9e\n", nil, 1, "真的可以\ufffd", "a.csv:2:1: warning: 2 bytes of the file are no letters in UTF-8"},
		"semicolons.csv":                           {"笔记链接;笔记标题;点赞数\nhttps://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2;黄皮, 素颜;3\n", nil, 1, "likes: 3", ""},
		"a short row.csv":                          {"评价,买家,店\n好,林夏\n", func(o *Options) { o.Map = [][2]string{{"评价", "body"}, {"店", "extra"}} }, 1, "\n好\n", ""},
		"a wrong column.csv":                       {"评价,买家\n好,林夏\n", func(o *Options) { o.Map = [][2]string{{"评介", "body"}, {"买家", "creator"}} }, 0, "", `a.csv:2:1: there is no column "评介"; there are 评价, 买家`},
		"a key that some lack.json":                {`[{"文":"好"},{"文":"赞","谁":"林夏"}]`, func(o *Options) { o.Map = [][2]string{{"文", "body"}, {"谁", "creator"}} }, 2, "creator: 林夏", ""},
		"two buyers who say the same.csv":          {"title,body,rating,review_date,reviewer_name,product_id\n,好评,5,2026-03-08,林夏,1\n,好评,5,2026-03-08,阿澈,1\n,好评,5,2026-03-08,阿澈,1\n", nil, 2, "reviewer_name: 阿澈", ""},
		"a layout that changed to one unknown.csv": {crawler + note + "69ad6809000000001e03a1b3,normal,只有五格,x,y\n", nil, 1, "", "a.csv:3:1: a row of 5 cells under 21 headings is not imported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			settings(t, o)
			if c.set != nil {
				c.set(&o)
			}
			file := "a" + filepath.Ext(name)
			dir := lay(t, map[string]string{file: c.data})
			r := mustImport(t, o, filepath.Join(dir, file))
			told := ""
			for _, p := range r.Problems {
				told += strings.ReplaceAll(p.Line("en"), filepath.ToSlash(dir)+"/", "") + "\n"
			}
			files := written(t, o)
			clean(t, files)
			if r.Created != c.created || !strings.Contains(dump(files), c.in) || !strings.HasPrefix(told, c.told) || c.told == "" && told != "" {
				t.Errorf("%d posts, want %d\n%s\n%s", r.Created, c.created, told, dump(files))
			}
		})
	}
}

// settings writes a site.yaml, which accounts of our own go into.
func settings(t *testing.T, o Options) {
	t.Helper()
	if err := o.Content.WriteFile("site.yaml", []byte("title: T\ntimezone: Asia/Shanghai\n"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// bookOf is a workbook of sheets, each a list of rows.
func bookOf(t *testing.T, names []string, sheets ...[][]any) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for n, rows := range sheets {
		if _, err := book.NewSheet(names[n]); err != nil {
			t.Fatal(err)
		}
		for m, row := range rows {
			if err := book.SetSheetRow(names[n], fmt.Sprintf("A%d", m+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A workbook leaves out the cells at the end of a row that are empty, and may
// have a sheet of explanations.
func TestMessyWorkbook(t *testing.T) {
	t.Parallel()
	var heads []any
	for _, h := range crawlerHeadings[0][0] {
		heads = append(heads, h)
	}
	o := options(t)
	dir := lay(t, map[string]string{
		"crawler.xlsx": bookOf(t, []string{"Contents"}, [][]any{heads, {"69ad6808000000001e03a1b2", "normal", "黄皮也能驾驭", "真的可以", "", 1772972040000, "", "5f3a0c0d000000000101b2c3", "林夏", "", "3", "", "", "", "", "", "", 1773281640000, "https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2"}}),
		"名单.xlsx": bookOf(t, []string{"说明", "笔记"},
			[][]any{{"版本", "日期"}, {"3", "2026-03-08"}},
			[][]any{{"三月投放名单"}, {"笔记链接", "笔记标题", "点赞数"}, {"https://www.xiaohongshu.com/explore/69ad6809000000001e03a1b3", "素颜", 12}, {}, {"https://www.xiaohongshu.com/explore/69ad6810000000001e03a1b4", "三支", 9}}),
	})
	r := mustImport(t, o, filepath.Join(dir, "crawler.xlsx"), filepath.Join(dir, "名单.xlsx"))
	if r.Created != 3 || len(r.Problems) != 1 || r.Problems[0].Severity == 0 || !strings.Contains(r.Problems[0].Text("en"), `of the sheet "说明"`) {
		t.Errorf("%d posts, %v", r.Created, r.Problems)
	}
	all := dump(written(t, o))
	for _, s := range []string{"id: '5f3a0c0d000000000101b2c3'", "posted: '2026-03-08T20:14:00+08:00'", "likes: 12", "title: 三支"} {
		if !strings.Contains(all, s) {
			t.Errorf("%s is not in\n%s", s, all)
		}
	}
}

// The archive of an account holds a hundred files of which few are for us: the
// others are told in one line. If none is, the first is told whole.
func TestArchivesHoldOtherThings(t *testing.T) {
	t.Parallel()
	files := map[string]string{"media/posts_1.json": `[{"media":[{"uri":"x.jpg","creation_timestamp":1710165470,"title":"x"}]}]`, "tsconfig.json": "{ // no\n}", "empty.csv": ""}
	for n := range 20 {
		files[fmt.Sprintf("ads/list_%02d.json", n)] = `{"ads_you_clicked":[{"a":1}]}`
	}
	o := options(t)
	settings(t, o)
	r := mustImport(t, o, lay(t, files))
	if r.Created != 1 || len(r.Problems) != 2 || !strings.HasPrefix(r.Problems[0].Text("en"), "22 other files are no export that is known: ads/list_00.json, ads/list_01.json, ") {
		for _, p := range r.Problems {
			t.Error(p.Line("en"))
		}
	}
	delete(files, "media/posts_1.json")
	r = mustImport(t, options(t), lay(t, files))
	if len(r.Problems) != 2 || r.Problems[0].Severity != 0 || !strings.Contains(r.Problems[0].Text("en"), "has these keys: ads_you_clicked") {
		for _, p := range r.Problems {
			t.Error(p.Line("en"))
		}
	}
}

// --limit counts posts, and takes all files of each.
func TestLimitKeepsPostsWhole(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for post, code := range []string{"CI5REoqrS8V", "CI5REkGLezG", "CI5REABcdEf"} {
		for n := 1; n <= 3; n++ {
			name := fmt.Sprintf("%d_%d.jpg", post, n)
			files[name] = jpegOf(t, gradient(post*3+n, 20, 20), 80)
			files[name+".json"] = fmt.Sprintf(`{"category":"instagram","subcategory":"post","post_shortcode":%q,"post_url":"https://www.instagram.com/p/%s/","num":%d,"extension":"jpg","filename":"%d_%d"}`, code, code, n, post, n)
		}
	}
	o := options(t)
	o.Limit = 2
	r := mustImport(t, o, lay(t, files))
	if r.Created != 2 || r.Media != 6 {
		t.Errorf("%d posts with %d pictures", r.Created, r.Media)
	}
}

// A file that a pipe brought is like one on disk.
func TestPiped(t *testing.T) {
	t.Parallel()
	o := options(t)
	r, err := ImportPiped(strings.NewReader(noteLine(1)+"\n"+noteLine(2)+"\n"), "-", o)
	if err != nil || r.Created != 2 {
		t.Errorf("%v, %v", r, err)
	}
	if r, err = ImportPiped(strings.NewReader(""), "-", options(t)); err != nil || len(r.Problems) != 1 {
		t.Errorf("nothing: %v, %v", r.Problems, err)
	}
}
