package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"playbook/generator/record"
	"playbook/generator/source"
)

// noteLine is a record of MediaCrawler with a number in its id.
func noteLine(n int) string {
	return fmt.Sprintf(`{"note_id":"69ad6808%016x","type":"normal","title":"第%d支口红的空瓶记","desc":"第%d支空瓶了\n\t\n#空瓶记[话题]#","video_url":"","time":1772972040000,"last_update_time":1772972041000,"user_id":"5f3a0c0d%016x","nickname":"林夏%d","avatar":"https://example.com/a.jpg","liked_count":"1.2万","collected_count":"860","comment_count":"143","share_count":"10+","ip_location":"上海","image_list":"http://example.com/202604221619/%d/1.jpg,http://example.com/2.jpg","tag_list":"空瓶记","last_modify_ts":1773281640000,"note_url":"https://www.xiaohongshu.com/explore/69ad6808%016x?xsec_token=AB12=","source_keyword":"空瓶","xsec_token":"AB12="}`,
		n, n, n, n%50, n%50, n, n)
}

const heading = "作品ID,作品标题,作品描述,作品链接,点赞数量,发布时间\n"
const row = "69ad6808000000001e03a1b2,黄皮也能驾驭,\"第一行\n第二行😂\",https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2,1.2万,2026-03-08_20:14:00\n"

// The same sheet in every encoding gives the same post, byte for byte.
func TestEncodings(t *testing.T) {
	t.Parallel()
	units := utf16.Encode([]rune(heading + row))
	big, little := []byte{0xfe, 0xff}, []byte{0xff, 0xfe}
	for _, u := range units {
		big = append(big, byte(u>>8), byte(u))
		little = append(little, byte(u), byte(u>>8))
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(heading + row)
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, c := range []struct{ name, data string }{
		{"utf8", heading + row}, {"bom", "\ufeff" + heading + row}, {"utf16le", string(little)}, {"utf16be", string(big)},
		{"gb18030", gb},
		{"tabs", strings.ReplaceAll(heading+row, ",", "\t")},
	} {
		o := options(t)
		r := mustImport(t, o, lay(t, map[string]string{"a.csv": c.data}))
		if len(r.Problems) > 0 {
			t.Errorf("%s: %s", c.name, r.Problems[0].Line("en"))
		}
		got := dump(written(t, o))
		if want == "" {
			want = got
		}
		if got != want || !strings.Contains(got, "第一行\n第二行😂\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

// A workbook, an archive and an archive in an archive are read as what is in them.
func TestContainers(t *testing.T) {
	t.Parallel()
	book := excelize.NewFile()
	defer book.Close()
	for n, cell := range strings.Split(strings.TrimSpace(heading), ",") {
		name, _ := excelize.CoordinatesToCellName(n+1, 1)
		if err := book.SetCellValue("Sheet1", name, cell); err != nil {
			t.Fatal(err)
		}
	}
	for n, cell := range []any{"69ad6808000000001e03a1b2", "黄皮也能驾驭", "第一行\n第二行😂", "https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2", "1.2万", 46089.84305555555} {
		name, _ := excelize.CoordinatesToCellName(n+1, 2)
		if err := book.SetCellValue("Sheet1", name, cell); err != nil {
			t.Fatal(err)
		}
	}
	var sheet bytes.Buffer
	if err := book.Write(&sheet); err != nil {
		t.Fatal(err)
	}
	inner := zipped(t, map[string]string{"data/a.csv": heading + row})
	for name, file := range map[string]string{
		"a.xlsx":    sheet.String(),
		"plain.zip": inner,
		"outer.zip": zipped(t, map[string]string{"inner.zip": inner}),
	} {
		o := options(t)
		r := mustImport(t, o, filepath.Join(lay(t, map[string]string{name: file}), name))
		got := dump(written(t, o))
		if len(r.Problems) > 0 || r.Created != 1 || !strings.Contains(got, "第一行\n第二行😂\n") || !strings.Contains(got, "posted: '2026-03-08T20:14:00+08:00'") {
			t.Errorf("%s: %v\n%s", name, r.Problems, got)
		}
	}
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sorted(files) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Modified: now})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gradient(seed, w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8((x*7 + seed*31) % 256), uint8((y*5 + x*seed) % 256), uint8(seed * 40), 255})
		}
	}
	return m
}

func jpegOf(t *testing.T, m image.Image, quality int) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Pictures beside an export are taken along under the ending that they are,
// each once; what is damaged, missing or of another kind is told and left.
func TestLocalMediaIsTakenAlong(t *testing.T) {
	t.Parallel()
	var p bytes.Buffer
	if err := png.Encode(&p, gradient(3, 40, 40)); err != nil {
		t.Fatal(err)
	}
	one := jpegOf(t, gradient(1, 64, 64), 90)
	dir := lay(t, map[string]string{
		"xhs/jsonl/search_contents.jsonl":            noteLine(1) + "\n",
		"xhs/images/69ad68080000000000000001/0.jpg":  one,
		"xhs/images/69ad68080000000000000001/1.webp": p.String(), // a PNG under another name
		"xhs/images/69ad68080000000000000001/2.jpg":  one,        // the first again
		"xhs/images/69ad68080000000000000001/3.jpg":  one[:len(one)/2],
		"xhs/images/69ad68080000000000000001/10.jpg": "\x00\x00\x00\x1cftypheic\x00\x00\x00\x00mif1heic",
		"xhs/videos/69ad68080000000000000001/0.mp4":  "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2 not much of a film, but long enough to be looked at",
		"xhs/images/69ad68080000000000000002/0.jpg":  one,
		"yt/a.info.json":                                  `{"id":"7612738942826275324","title":"t","webpage_url":"https://www.tiktok.com/@ada/video/7612738942826275324","extractor":"TikTok"}`,
		"yt/a.mp4":                                        "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2 another film, which is long enough to be looked at too",
		"insta/2020-12-17_10-02-31_UTC.json":              `{"instaloader":{"node_type":"Post"},"node":{"shortcode":"CI5REoqrS8V","taken_at_timestamp":1608199351}}`,
		"insta/2020-12-17_10-02-31_UTC_1.jpg":             one,
		"insta/2020-12-17_10-02-31_UTC_2.jpg":             jpegOf(t, gradient(2, 64, 64), 90),
		"meta/your_instagram_activity/media/posts_1.json": `[{"media":[{"uri":"media/posts/202403/abc","creation_timestamp":1710165470,"title":"x"}]}]`,
		"meta/media/posts/202403/abc":                     one,
		"gallery/3001.jpg.json":                           `{"category":"instagram","subcategory":"post","post_shortcode":"CI5REkGLezG","post_url":"https://www.instagram.com/p/CI5REkGLezG/","num":1,"extension":"jpg","filename":"3001"}`,
		"gallery/3001.jpg":                                one,
	})
	o := options(t)
	r := mustImport(t, o, dir)
	files := written(t, o)
	var media []string
	for _, name := range sorted(files) {
		if !strings.HasSuffix(name, ".md") && strings.HasPrefix(name, "posts/") {
			media = append(media, strings.TrimPrefix(name, "posts/"))
		}
	}
	want := "2020/instagram-ci5rekglezg/1.jpg 2020/instagram-ci5reoqrs8v/1.jpg 2020/instagram-ci5reoqrs8v/2.jpg 2024/instagram-" // the hash follows
	if got := strings.Join(media, " "); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "2026/tiktok-7612738942826275324/1.mp4 2026/第1支口红的空瓶记/1.jpg 2026/第1支口红的空瓶记/2.png 2026/第1支口红的空瓶记/3.mp4") {
		t.Errorf("media: %s", got)
	}
	if files["posts/2026/第1支口红的空瓶记/1.jpg"] != one || files["posts/2026/第1支口红的空瓶记/2.png"] != p.String() {
		t.Error("a picture is not what it was")
	}
	told := ""
	for _, p := range r.Problems {
		told += p.Text("en") + "\n"
	}
	for _, s := range []string{"3.jpg is damaged or incomplete", "10.jpg is HEIC, which pages cannot show; it was left where it is; convert it (heif-convert)"} {
		if !strings.Contains(told, s) {
			t.Errorf("%q is not told:\n%s", s, told)
		}
	}
	clean(t, files)
}

// Pictures that look alike are pointed out.
func TestNearEqualPicturesArePointedOut(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string]string{
		"a.jsonl":                        noteLine(1) + "\n" + noteLine(2) + "\n" + noteLine(3) + "\n",
		"69ad68080000000000000001/1.jpg": jpegOf(t, gradient(1, 64, 64), 90),
		"69ad68080000000000000002/1.jpg": jpegOf(t, gradient(1, 64, 64), 30),
		"69ad68080000000000000003/1.jpg": jpegOf(t, gradient(5, 64, 64), 90),
	})
	o := options(t)
	o.Look = func(data []byte) (Look, bool) {
		m, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			return Look{}, false
		}
		var l Look
		for n := range 64 {
			a, _, _, _ := m.At(n, 10).RGBA()
			b, _, _, _ := m.At(10, n).RGBA()
			if a > 0x8000 {
				l[0] |= 1 << n
			}
			if b > 0x8000 {
				l[1] |= 1 << n
			}
		}
		return l, true
	}
	r := mustImport(t, o, dir)
	want := [2]string{"content/posts/2026/第2支口红的空瓶记/1.jpg", "content/posts/2026/第1支口红的空瓶记/1.jpg"}
	if len(r.Near) != 1 || r.Near[0] != want {
		t.Errorf("%v, want %v", r.Near, want)
	}
	// The same file in another post is known by its hash, whenever that came.
	again := mustImport(t, o, lay(t, map[string]string{"b.jsonl": noteLine(4), "69ad68080000000000000004/1.jpg": jpegOf(t, gradient(5, 64, 64), 90)}))
	want = [2]string{"content/posts/2026/第4支口红的空瓶记/1.jpg", "content/posts/2026/第3支口红的空瓶记/1.jpg"}
	if len(again.Near) != 1 || again.Near[0] != want {
		t.Errorf("%v, want %v", again.Near, want)
	}
	// So is one that was made smaller since, by what it looked like.
	again = mustImport(t, o, lay(t, map[string]string{"c.jsonl": noteLine(5), "69ad68080000000000000005/1.jpg": jpegOf(t, gradient(1, 64, 64), 50)}))
	want = [2]string{"content/posts/2026/第5支口红的空瓶记/1.jpg", "content/posts/2026/第1支口红的空瓶记/1.jpg"}
	if len(again.Near) != 1 || again.Near[0] != want {
		t.Errorf("%v, want %v", again.Near, want)
	}
}

// An import that was killed at any record, and run again, leaves what one run
// leaves: nothing is lost, and nothing is there twice.
func TestKilledImportGoesOn(t *testing.T) {
	t.Parallel()
	const records = 12
	var lines strings.Builder
	files := map[string]string{}
	for n := range records {
		lines.WriteString(noteLine(n) + "\n")
		files[fmt.Sprintf("69ad6808%016x/1.jpg", n)] = jpegOf(t, gradient(n, 16, 16), 80)
	}
	files["a.jsonl"] = lines.String()
	dir := lay(t, files)
	whole := options(t)
	mustImport(t, whole, dir)
	want := written(t, whole)
	for at := range records {
		o := options(t)
		n := 0
		o.Progress = func(int64, int64, int) {
			if n++; n > at {
				panic("killed")
			}
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = Import([]string{dir}, o)
		}()
		// A kill in the middle of a file leaves it under a name that nobody reads.
		if err := o.Content.MkdirAll("posts/2026", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := o.Content.WriteFile("posts/2026/.index.md~", []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
		o.Progress = nil
		mustImport(t, o, dir)
		got := written(t, o)
		delete(got, "posts/2026/.index.md~")
		if dump(got) != dump(want) {
			t.Fatalf("killed at record %d:\n%s", at, dump(got))
		}
	}
}

// A process that is killed is killed: see TestKilledImportGoesOn for every place.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv("INTAKE_DIR"); dir != "" {
		root, err := os.OpenRoot(filepath.Join(dir, "content"))
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		if _, err := Import([]string{filepath.Join(dir, "a.jsonl")}, Options{Content: root, Now: now, Lang: "en"}); err != nil {
			t.Fatal(err)
		}
		return
	}
	const records = 600
	var lines strings.Builder
	for n := range records {
		lines.WriteString(noteLine(n) + "\n")
	}
	dir := lay(t, map[string]string{"a.jsonl": lines.String(), "content/x.txt": ""})
	count := func() int {
		n := 0
		_ = filepath.WalkDir(filepath.Join(dir, "content", "posts"), func(p string, d fs.DirEntry, err error) error {
			if err == nil && d.Name() == "index.md" {
				n++
			}
			return nil
		})
		return n
	}
	run := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKilledProcessLosesNothing$")
		cmd.Env = append(os.Environ(), "INTAKE_DIR="+dir)
		return cmd
	}
	cmd := run()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for running := true; running && count() < records/10; {
		select {
		case <-ended:
			running = false
		default:
		}
	}
	_ = cmd.Process.Kill() // it may have ended by itself
	if out, err := run().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := count(); n != records {
		t.Errorf("%d posts, want %d", n, records)
	}
}

// A post that cannot be written back as it was is left as it is, and told.
func TestWhatIsNotTextIsLeft(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"GBK":             "---\nurl: https://www.xiaohongshu.com/explore/69ad68080000000000000001\n---\n\xc4\xe3\xba\xc3\n",
		"lone return":     "---\nurl: https://www.xiaohongshu.com/explore/69ad68080000000000000001\n---\na\rb\n",
		"broken YAML":     "---\nurl: https://www.xiaohongshu.com/explore/69ad68080000000000000001\ntags: [a\n---\nbody\n",
		"flow of metrics": "---\nurl: https://www.xiaohongshu.com/explore/69ad68080000000000000001\ncreator: x\nposted: 2026-03-08\nmetrics: [{likes: 1}]\nextra: {mediacrawler: {a: 1}}\n---\nbody\n",
	} {
		o := options(t)
		if err := o.Content.MkdirAll("posts", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := o.Content.WriteFile("posts/a.md", []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
		r := mustImport(t, o, filepath.Join(lay(t, map[string]string{"a.jsonl": noteLine(1)}), "a.jsonl"))
		if got := written(t, o)["posts/a.md"]; got != page || len(r.Problems) != 1 || r.Created > 0 {
			t.Errorf("%s: %d made, %v\n%q\nwas\n%q", name, r.Created, r.Problems, got, page)
		}
	}
}

// A layout that nobody knows is told with its keys, what it is nearest to, and
// the command to begin with.
func TestStrangeLayouts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ data, want string }{
		"near.json": {`[{"note_id":"1","content":"黄皮试色","create_time":1,"title":"t"}]`,
			"no layout that is known has these keys: note_id, content, create_time, title; nearest is MediaCrawler (微博), which also has note_url; or say what the columns are: playbook import near.json --map note_id=id --map title=title --map content=body"},
		"far.csv":    {"门店,店员\n静安,阿澈\n", "no layout that is known has these keys: 门店, 店员; if it is a list of posts, say what its columns are: --map COLUMN=body --map COLUMN=url"},
		"list.json":  {"[1,2]", "this is not a list of records"},
		"odd ä.csv":  {"my text,who did it\nx,y\n", "--map 'my text=body'"},
		"old.xls":    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a workbook of the old kind (.xls); open it and save it again as .xlsx or .csv"},
		"explore.db": {"SQLite format 3\x00", `this is an SQLite database; write its table as a sheet first: sqlite3 -header -csv explore.db "select * from explore_data" > explore_data.csv`},
		"empty.csv":  {"", "there is no row of headings"},
	} {
		o := options(t)
		dir := lay(t, map[string]string{name: c.data})
		r := mustImport(t, o, filepath.Join(dir, name))
		told := ""
		for _, p := range r.Problems {
			told += strings.ReplaceAll(p.Text("en"), filepath.ToSlash(dir)+"/", "") + "\n"
		}
		if !strings.Contains(told, c.want) {
			t.Errorf("%s: %s\nwant %s", name, told, c.want)
		}
	}
}

// What else lies in a folder is told, and spoils nothing.
func TestFoldersHoldOtherThings(t *testing.T) {
	t.Parallel()
	r := mustImport(t, options(t), lay(t, map[string]string{"a.jsonl": noteLine(1), "package.json": `{"name":"x","version":"1"}`, "README.md": "# Hi\n", ".hidden.json": "{", "notes.txt": "x"}))
	if r.Created != 1 || len(r.Problems) != 1 || r.Problems[0].Severity != source.Warning {
		t.Errorf("%d posts, %v", r.Created, r.Problems)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string]string{
		"a.jsonl": noteLine(1) + "\n" + noteLine(2) + "\n",
		"b.json":  `[{"id":"7612738942826275324","title":"t","webpage_url":"https://www.tiktok.com/@ada/video/7612738942826275324","extractor":"TikTok","timestamp":1600000000}]`,
	})
	for _, c := range []struct {
		name string
		set  func(*Options)
		want int
	}{
		{"none", func(*Options) {}, 3},
		{"platform", func(o *Options) { o.Only = []string{"tiktok"} }, 1},
		{"tool", func(o *Options) { o.Only = []string{"mediacrawler"} }, 2},
		{"since", func(o *Options) { o.Since, _ = record.ParseDate("2026-01-01") }, 2},
		{"creator", func(o *Options) { o.Creator = "林夏2" }, 1},
		{"limit", func(o *Options) { o.Limit = 2 }, 2},
		{"into", func(o *Options) { o.Into = "posts/autumn" }, 3},
	} {
		o := options(t)
		c.set(&o)
		r := mustImport(t, o, dir)
		if r.Created != c.want {
			t.Errorf("%s: %d posts, want %d", c.name, r.Created, c.want)
		}
		dry := options(t)
		c.set(&dry)
		dry.DryRun = true
		d := mustImport(t, dry, dir)
		if d.Created != c.want || len(written(t, dry)) > 0 {
			t.Errorf("%s, dry: %d posts, want %d; wrote %v", c.name, d.Created, c.want, sorted(written(t, dry)))
		}
		for name := range written(t, o) {
			if o.Into != "" && strings.HasPrefix(name, "posts/") && !strings.HasPrefix(name, "posts/autumn/") {
				t.Errorf("%s: %s", c.name, name)
			}
		}
	}
}

// No import ever writes an event of a permission, whatever the export holds.
func TestNoImportSetsAPermission(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(err, names)
	}
	line := strings.Replace(noteLine(1), `"type":"normal"`, `"type":"normal","rights":[{"granted":"2026-01-01","basis":"own"}],"relationship":"organic","do_not_use":"false"`, 1)
	o := options(t)
	mustImport(t, o, lay(t, map[string]string{"a.jsonl": line}))
	for name, text := range written(t, o) {
		kind, _, _ := strings.Cut(name, "/")
		tx, err := openArchive(o.Content, "content", record.FileName, nil).text(name)
		if err != nil {
			t.Fatal(err)
		}
		r, _, _ := record.Parse(record.Kind(kind), tx)
		if r.Post != nil && (len(r.Post.Rights) > 0 || r.Post.Relationship != "") || r.Creator != nil && len(r.Creator.Grants) > 0 {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2.3万": "23000 rounded", "1万": "10000 rounded", "10+": "10 at least", "13万+": "130000 at least", "6300+": "6300 at least",
		"1,317": "1317 exact", "840": "840 exact", "0": "0 exact", "1.2w": "12000 rounded", "2.3k": "2300 rounded", "3亿": "300000000 rounded",
		"-1": "unknown", "None": "unknown", "NaN": "unknown", "": "unknown", "赞": "unknown", "-": "unknown", "12.0": "12 exact",
		"many": "no number", "1.2.3": "no number",
	} {
		c, ok := count(in)
		got := "no number"
		switch {
		case ok && c.IsZero():
			got = "unknown"
		case ok:
			got = strconv.FormatInt(c.N, 10) + " " + []string{"exact", "rounded", "at least"}[c.Bound]
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		local *time.Location
		want  string
	}{
		{"1772972040000", east, "2026-03-08T20:14:00+08:00"}, {"1772972040", east, "2026-03-08T20:14:00+08:00"}, {"1772972040.0", east, "2026-03-08T20:14:00+08:00"},
		{"2026-03-08_20:14:00", east, "2026-03-08T20:14:00+08:00 " + basisZone}, {"2026-03-08 20:14:00", time.UTC, "2026-03-09T04:14:00+08:00 " + basisUTC},
		{"2025-06-14 12:00:00+08:00", east, "2025-06-14T12:00:00+08:00"}, {"Fri Oct 17 17:15:11 +0800 2025", time.UTC, "2025-10-17T17:15:11+08:00"},
		{"Sun, 04 Apr 2021 05:43:58 +0000", east, "2021-04-04T13:43:58+08:00"}, {"2019-12-28", east, "2019-12-28 " + basisDay}, {"20210513", time.UTC, "2021-05-13 " + basisDay},
		{"2026/3/8 20:14", east, "2026-03-08T20:14:00+08:00 " + basisZone}, {"2026年3月8日 20:14", east, "2026-03-08T20:14:00+08:00 " + basisZone},
		{"December 4, 2024 8:45 AM", time.UTC, "2024-12-04T16:45:00+08:00 " + basisUTC}, {"46089.84305555555", east, "2026-03-08T20:14:00+08:00 " + basisZone},
		{"46089", east, "2026-03-08 " + basisDay}, {"5分钟前", east, ""}, {"123", east, ""}, {"2026-13-08", east, ""}, {"999999999", east, ""},
	} {
		m, ok := when(c.in, c.local, east)
		got := strings.TrimSpace(m.date.String() + " " + m.basis)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSmallGrammars(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"青***学": true, "青*": true, "*": true, "山***彡": true, "j***8": true, "林夏": false, "S*S band": false, "a*b*c": false} {
		if isMasked(s) != want {
			t.Errorf("masked %q: %v", s, !want)
		}
	}
	for s, want := range map[string]string{"Un caf\u00c3\u00a9 \u00f0\u009f\u0098\u0082": "Un café 😂", "café": "café", "plain": "plain", "雪": "雪", "\u00e9\u009b\u00aa": "雪"} {
		if got := undamaged(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"###不上班[话题]##商业[话题]#": "不上班 商业", "#a[话题]##b[话题]#": "a b", "#鸿蒙发布激励计[话题]#划   #鸿蒙[话题]#": "鸿蒙发布激励计 鸿蒙", "#ai[话题]# #AI[话题]# #ai[话题]#": "ai AI", "没有话题": "",
	} {
		if got := strings.Join(topicsOf("xiaohongshu", s), " "); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"http://a.com/1?x=1,2,http://a.com/2": "http://a.com/1?x=1,2 http://a.com/2", "['https://a.com/1', 'https://a.com/2']": "https://a.com/1 https://a.com/2",
		"//img.a.com/1.jpg": "https://img.a.com/1.jpg", "https://a.com/1 NaN https://a.com/2": "https://a.com/1 NaN https://a.com/2", "": "",
	} {
		if got := strings.Join(addresses(newText(s)), " "); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]bool{"黄皮试色": false, "合作vx：linxia_2026": true, "mira@example.com": true, "电话 13812345678": true, "每天进步一点点 2026": false} {
		if hasContact(s) != want {
			t.Errorf("contact in %q: %v", s, !want)
		}
	}
}

// Half-written files give their whole records, and the place where they stop.
func TestHalfWrittenFiles(t *testing.T) {
	t.Parallel()
	line := noteLine(1)
	for name, c := range map[string]struct {
		data    string
		created int
		at      string
	}{
		"a.jsonl":       {noteLine(1) + "\n" + noteLine(2) + "\n" + line[:200], 2, ":3:"},
		"b.json":        {"[" + noteLine(1) + ",\n" + noteLine(2) + ",\n" + line[:200], 2, ":3:"},
		"c.json":        {"[" + noteLine(1) + ",\n" + noteLine(2), 2, ":2:"},
		"d.csv":         {heading + row + "69ad6809000000001e03a1b3,\"只写了一", 1, ":4:1"},
		"e.csv":         {heading + row + "69ad6809000000001e03a1b3,标题", 1, ":4:1"},
		"broken.jsonl":  {noteLine(1) + "\n{\"note_id\": oops}\n" + noteLine(2) + "\n", 2, ":2:"},
		"appended.json": {"[" + noteLine(1) + "][" + noteLine(2) + "]", 2, ""},
	} {
		o := options(t)
		r := mustImport(t, o, filepath.Join(lay(t, map[string]string{name: c.data}), name))
		place := ""
		for _, p := range r.Problems {
			place += p.Pos.String() + " " + p.Text("en") + "\n"
		}
		if r.Created != c.created || !strings.Contains(place, c.at) || c.at == "" && place != "" {
			t.Errorf("%s: %d posts, want %d; %s, want %s", name, r.Created, c.created, place, c.at)
		}
	}
}

func BenchmarkImport10k(b *testing.B) {
	var lines strings.Builder
	for n := range 10_000 {
		lines.WriteString(noteLine(n) + "\n")
	}
	dir := lay(b, map[string]string{"a.jsonl": lines.String()})
	b.SetBytes(int64(lines.Len()))
	for b.Loop() {
		r := mustImport(b, options(b), dir)
		if r.Created != 10_000 {
			b.Fatal(r.Created, r.Problems)
		}
	}
}

func BenchmarkImport10kSheet(b *testing.B) {
	var lines strings.Builder
	lines.WriteString("笔记官方地址,笔记标题,笔记内容,预估阅读量,互动量,点赞数,收藏数,评论数,分享数,发布时间,封面图片地址,视频链接,是否商业笔记,报备品牌企业号,提及品牌,是否参与付费推广,达人名称,小红书号,主页链接,粉丝数,联系方式,笔记类型\n")
	for n := range 10_000 {
		fmt.Fprintf(&lines, "https://www.xiaohongshu.com/explore/69ad6808%016x,第%d支,内容 %d,13万+,1.4万,1.2万,860,143,33,2026-03-08 20:14:00,https://example.com/1.jpg,,否,,桂月,否,林夏%d,linxia%d,,8600,13812345678,图文\n", n, n, n, n%50, n%50)
	}
	dir := lay(b, map[string]string{"a.csv": lines.String()})
	for b.Loop() {
		if r := mustImport(b, options(b), dir); r.Created != 10_000 {
			b.Fatal(r.Created, r.Problems)
		}
	}
}

func BenchmarkImport10kAgain(b *testing.B) {
	var lines strings.Builder
	for n := range 10_000 {
		lines.WriteString(noteLine(n) + "\n")
	}
	dir := lay(b, map[string]string{"a.jsonl": lines.String()})
	o := options(b)
	mustImport(b, o, dir)
	for b.Loop() {
		if r := mustImport(b, o, dir); r.Unchanged != 10_000 {
			b.Fatal(r.Unchanged, r.Problems)
		}
	}
}
