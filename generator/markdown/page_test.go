package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"playbook/generator/source"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestGolden compares every name.md of testdata with name.html and
// name.problems beside it. The first line of an archive's comment may hold
// options: "html", or "post=xiaohongshu topic=#{}[话题]#".
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			golden(t, file)
		})
	}
}

func golden(t *testing.T, file string) {
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	old := parseArchive(want)
	o := goldenOptions(old.comment)
	fresh := &archive{comment: old.comment}
	for _, f := range old.files {
		name, ok := strings.CutSuffix(f.name, ".md")
		if !ok {
			continue
		}
		text, _ := source.NewText(f.name, f.data)
		d, problems := Parse(text, 0, o)
		fresh.files = append(fresh.files, f, archived{name + ".html", d.Render(nil, fillVisible)})
		if lines := problemLines(problems); lines != "" {
			fresh.files = append(fresh.files, archived{name + ".problems", []byte(lines)})
		}
	}
	got := fresh.format()
	switch {
	case bytes.Equal(got, want):
	case *update:
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s: got\n%s", file, got)
	}
}

func goldenOptions(comment string) Options {
	var o Options
	line, _, _ := strings.Cut(comment, "\n")
	for _, word := range strings.Fields(line) {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "html":
			o.HTML = true
		case "post":
			o.Post = value
		case "topic":
			o.Topic = value
		case "emoticons":
			o.Emoticons = value
		}
	}
	return o
}

func problemLines(problems []source.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.Line("en") + "\n" + p.Line("zh") + "\n")
	}
	return b.String()
}

// fillVisible fills holes so that a golden file shows what they hold.
func fillVisible(b []byte, h *Hole) []byte {
	b = fmt.Appendf(b, "⟦%s", kindNames[h.Kind])
	for _, s := range []string{h.Dest, h.Anchor, h.Text, h.Title, h.In} {
		if s != "" {
			b = fmt.Appendf(b, " %q", s)
		}
	}
	for _, a := range h.Attrs {
		b = fmt.Appendf(b, " %s=%q", a.Key, a.Value)
	}
	for _, flag := range []struct {
		on   bool
		name string
	}{{h.Block, "block"}, {h.Wiki, "wiki"}, {h.External, "external"}} {
		if flag.on {
			b = append(b, " "+flag.name...)
		}
	}
	return fmt.Appendf(b, " %d:%d⟧", h.Line, h.Col)
}

var kindNames = []string{
	"", "Link", "LinkText", "Picture", "Code", "Label", "Posts", "Post", "Fact", "Allow",
	"InternalStart", "InternalEnd", "Topic", "FactNumber",
}

// page parses md as an editor's page.
func page(t *testing.T, md string) (*Document, []source.Problem) {
	t.Helper()
	text, _ := source.NewText("a.md", []byte(md))
	return Parse(text, 0, Options{})
}

// inlineHTML is the HTML of one paragraph, without its tags.
func inlineHTML(t *testing.T, md string) string {
	t.Helper()
	d, _ := page(t, md)
	html := string(d.Render(nil, func(b []byte, h *Hole) []byte {
		if h.Kind == Link {
			return append(b, h.Href()...)
		}
		return b
	}))
	return strings.TrimSuffix(strings.TrimPrefix(html, "<p>"), "</p>\n")
}

func TestEmphasisBesideChinese(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"**完美日记**的", "<strong>完美日记</strong>的"},
		{"这是**完美日记。**真的", "这是<strong>完美日记。</strong>真的"},
		{"**重点：**内容", "<strong>重点：</strong>内容"},
		{"这是**“引用”**的", "这是<strong>“引用”</strong>的"},
		{"品牌**（Perfect Diary）**很好", "品牌<strong>（Perfect Diary）</strong>很好"},
		{"~~删除（线）~~后面", "<del>删除（线）</del>后面"},
		{"使用**`code`**命令", "使用<strong><code>code</code></strong>命令"},
		{"在**Nike®**店", "在<strong>Nike®</strong>店"},
		{"**“重点”**是*（这个）*吗", "<strong>“重点”</strong>是<em>（这个）</em>吗"},
		{"**《书名》**和**【标签】**都行", "<strong>《书名》</strong>和<strong>【标签】</strong>都行"},
		{"**价格(元)**很低", "<strong>价格(元)</strong>很低"},
		{"**100%**的人", "<strong>100%</strong>的人"},
		{"这**“一半”**，那**“另一半”**。", "这<strong>“一半”</strong>，那<strong>“另一半”</strong>。"},
		{"是_重点。_的", "是<em>重点。</em>的"},
		{"这是***很重要。***的", "这是<em><strong>很重要。</strong></em>的"},
		{"**スクリプト（script）**です", "<strong>スクリプト（script）</strong>です"},
		{"**스크립트(script)**라고", "<strong>스크립트(script)</strong>라고"},
		{"价格~~199元！~~现在99", "价格<del>199元！</del>现在99"},
		{"好吃~真的~记得", "好吃~真的~记得"},
		{"snake_case_名字", "snake_case_名字"},
		{"2*3*4", "2<em>3</em>4"},
		{"a * b * c", "a * b * c"},
		{"**bold**text", "<strong>bold</strong>text"},
		{"foo_bar_baz", "foo_bar_baz"},
		{"**“quoted”**text", "**“quoted”**text"},
		{"*(a)*b", "*(a)*b"},
	} {
		if got := inlineHTML(t, c[0]); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestLineBreaksBesideChinese(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"完美日记\n的口红", "完美日记的口红"},
		{"第一，\n第二", "第一，第二"},
		{"第一，\nsecond", "第一，second"},
		{"中文\nEnglish", "中文\nEnglish"},
		{"Hello.\nWorld", "Hello.\nWorld"},
		{"한국어\n문장", "한국어\n문장"},
		{"日本語の\nカタカナ", "日本語のカタカナ"},
		{"完美\n**日记**", "完美<strong>日记</strong>"},
		{"**完美**\n日记", "<strong>完美</strong>日记"},
		{"plain\n**bold**", "plain\n<strong>bold</strong>"},
		{"他说\n“好”", "他说“好”"},
		{"he said\n“yes”", "he said\n“yes”"},
	} {
		if got := inlineHTML(t, c[0]); got != c[1] {
			t.Errorf("%q\n got %q\nwant %q", c[0], got, c[1])
		}
	}
}

func TestSmartPunctuation(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{`He said "yes".`, "He said “yes”."},
		{`"Yes," she said, "it's the '90s."`, "“Yes,” she said, “it’s the ’90s.”"},
		{`("quoted")`, "(“quoted”)"},
		{`'single' words`, "‘single’ words"},
		{`don't, customers' choice`, "don’t, customers’ choice"},
		{`**"bold"** text`, "<strong>“bold”</strong> text"},
		{`a "*b*" c`, "a “<em>b</em>” c"},
		{`他说"好"的`, `他说&quot;好&quot;的`},
		{`"完美日记" is a brand`, `&quot;完美日记&quot; is a brand`},
		{`the "Perfect Diary 完美日记" case`, `the &quot;Perfect Diary 完美日记&quot; case`},
		{`他说“好”，‘也’。`, "他说“好”，‘也’。"},
		{`wait... pages 3--5 --- done`, "wait… pages 3–5 — done"},
		{`run it with --fix`, "run it with --fix"},
		{"`\"code\" -- ...`", "<code>&quot;code&quot; -- ...</code>"},
		{`\"straight\"`, "&quot;straight&quot;"},
		{"中文——破折号……", "中文——破折号……"},
	} {
		if got := inlineHTML(t, c[0]); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestAutolinksBesideChinese(t *testing.T) {
	t.Parallel()
	link := func(href, words string) string {
		return `<a href="` + href + `" rel="noopener">` + words + `</a>`
	}
	for _, c := range [][2]string{
		{"官网https://a.com，好", "官网" + link("https://a.com", "https://a.com") + "，好"},
		{"看https://a.com/路径", "看" + link("https://a.com/", "https://a.com/") + "路径"},
		{"（https://a.com/x）后", "（" + link("https://a.com/x", "https://a.com/x") + "）后"},
		{"见www.a.com。", "见" + link("http://www.a.com", "www.a.com") + "。"},
		{"写信a_b@c.com吧", `写信<a href="mailto:a_b@c.com">a_b@c.com</a>吧`},
		{"https://a.com/a_b_c?x=1&y=2.", link("https://a.com/a_b_c?x=1&amp;y=2", "https://a.com/a_b_c?x=1&amp;y=2") + "."},
		{"“https://a.com”", "“" + link("https://a.com", "https://a.com") + "”"},
		{"**https://a.com**", "<strong>" + link("https://a.com", "https://a.com") + "</strong>"},
		{"xhttps://a.com", "xhttps://a.com"},
		{"12:30 a:b http: www. @x", "12:30 a:b http: www. @x"},
	} {
		if got := inlineHTML(t, c[0]); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestColonsInProseAreNoDirectives(t *testing.T) {
	t.Parallel()
	for _, md := range []string{
		"12:30", "note: x", "hello :) and :-(", "a:b[c]", "标题：内容", "：[c]", ":fact", ":[x]", "::fact[x]{id=a}", ": x", ":fact [x]",
	} {
		d, problems := page(t, md)
		if len(problems) > 0 || len(d.Holes) > 0 || len(d.Text) != 1 || d.Text[0].Text != md {
			t.Errorf("%q: %q %v %v", md, d.HTML, d.Holes, problems)
		}
	}
}

func TestHeadingIDs(t *testing.T) {
	t.Parallel()
	d, problems := page(t, "# Title\n\n## 完美日记 Perfect Diary\n\n## 完美日记 Perfect Diary\n\n## It's *so* `easy`!\n\n"+
		"## 지침 Ärger\n\n## ！！\n\n## Words {#own-id}\n\nSet {#text}\n---\n\n## A {.class}\n\n:::internal\n## It's so easy\n:::\n")
	var ids []string
	for _, h := range d.Headings {
		ids = append(ids, h.ID)
	}
	want := []string{
		"完美日记-perfect-diary", "完美日记-perfect-diary-1", "its-so-easy", "지침-ärger", "section", "own-id", "text", "a-class",
		"internal_its-so-easy",
	}
	if !slices.Equal(ids, want) || len(problems) > 0 {
		t.Errorf("got %q, %v", ids, problems)
	}
	if d.Title != "Title" || strings.Contains(d.HTML, "<h1") || d.Headings[5].Text != "Words" {
		t.Errorf("%q %q", d.Title, d.HTML)
	}
	if h := d.Headings[1]; h.Line != 5 || h.Col != 1 {
		t.Errorf("place %d:%d", h.Line, h.Col)
	}
}

func TestLinkSchemes(t *testing.T) {
	t.Parallel()
	for _, dest := range []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:x",
		"&#x1;javascript:x", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "tel:1", "//evil.example/x", `/\evil.example`,
		`<\\\\evil.example>`, "javascript&colon;alert(1)", "<java\tscript:x>", "blob:x", "<  javascript:x>", "&#14;javascript:x",
	} {
		d, problems := page(t, "[x]("+dest+")")
		if strings.Contains(d.HTML, "<a") || len(problems) != 1 || len(d.Holes) > 0 {
			t.Errorf("%q: %s %v", dest, d.HTML, problems)
		}
	}
	for _, dest := range []string{"a.md", "../b/c.md#d", "?q=a:b", "#a:b", "a/b:c", "http://x", "HTTPS://x", "mailto:a@b.c", "/abs"} {
		d, problems := page(t, "[x]("+dest+")")
		if len(d.Holes) != 1 || len(problems) > 0 {
			t.Errorf("%q: %s %v", dest, d.HTML, problems)
		}
	}
}

func TestPublicLeavesNoByteOfInternal(t *testing.T) {
	t.Parallel()
	const public = "# T\n\nOne[^a] and [^c].\n\n## Head\n\nTwo.\n\n[^a]: Open note.\n[^c]: Both.\n"
	const both = "# T\n\nOne[^a] and [^c].\n\n:::internal\n## Head\n\nSECRET[^s] [SECRET](secret.md) [^c] ![SECRET](secret.jpg)\n\n" +
		"```\nSECRET\n```\n:::\n\n## Head\n\n:::internal\nSECRET\n:::\n\nTwo.\n\n[^s]: SECRET note[^d].\n[^d]: SECRET too.\n[^a]: Open note.\n[^c]: Both.\n"
	want, _ := page(t, public)
	whole, problems := page(t, both)
	got := whole.Public()
	if len(problems) > 0 {
		t.Error(problems)
	}
	fill := func(b []byte, h *Hole) []byte { return fmt.Appendf(b, "[%s %s]", kindNames[h.Kind], h.Dest) }
	// Empty lines between blocks may differ; words may not.
	squeeze := func(d *Document) string { return strings.Join(strings.Fields(string(d.Render(nil, fill))), " ") }
	if squeeze(got) != squeeze(want) {
		t.Errorf("got\n%s\nwant\n%s", squeeze(got), squeeze(want))
	}
	if all := fmt.Sprint(*got); strings.Contains(strings.ToLower(all), "secret") {
		t.Error(all)
	}
	if got.Han != want.Han || got.Words != want.Words || whole.Words <= got.Words {
		t.Errorf("words %d, want %d, whole %d", got.Words, want.Words, whole.Words)
	}
	if want.Public() != want {
		t.Error("a document without internal blocks is its own public one")
	}
	if e := whole.Excerpt(500); strings.Contains(e, "SECRET") {
		t.Error(e)
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		md   string
		max  int
		want string
	}{
		{"Short text.", 50, "Short text."},
		{"One sentence here. Another one follows it.", 30, "One sentence here."},
		{"A sentence with many long words in it", 20, "A sentence with…"},
		{"黄皮真的可以涂枫叶色。显白不沾杯，通勤一周都在用。", 14, "黄皮真的可以涂枫叶色。"},
		{"黄皮真的可以涂枫叶色显白不沾杯通勤一周都在用", 10, "黄皮真的可以涂枫叶…"},
		{"# T\n\nOne\n\n- two\n- three", 50, "One two three"},
		{"x", 0, ""},
		{"", 10, ""},
		{"Unbreakablewordthatislong", 5, "Unbr…"},
	} {
		d, _ := page(t, c.md)
		if got := d.Excerpt(c.max); got != c.want {
			t.Errorf("%q at %d: %q, want %q", c.md, c.max, got, c.want)
		}
	}
}

func TestExcerptOfCaption(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("a.md", []byte("好看[笑哭R]\n#试色[话题]# #黄皮[话题]#\n"))
	d, _ := Parse(text, 0, Options{Post: "xiaohongshu", Topic: "#{}[话题]#"})
	if got := d.Excerpt(50); got != "好看[笑哭R] #试色 #黄皮" {
		t.Error(got)
	}
	if !slices.Equal(d.Topics, []string{"试色", "黄皮"}) || d.Text[0].Text != "好看[笑哭R]\n#试色[话题]# #黄皮[话题]#" {
		t.Errorf("%q %+v", d.Topics, d.Text)
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text       string
		han, words int
	}{
		{"完美日记 is a brand", 4, 3},
		{"don't stop 3.5 times", 0, 4},
		{"第1页，共3页", 4, 2},
		{"日本語のカタカナ", 3, 1},
		{"— … !", 0, 0},
	} {
		d, _ := page(t, c.text)
		if d.Han != c.han || d.Words != c.words {
			t.Errorf("%q: %d Han and %d words, want %d and %d", c.text, d.Han, d.Words, c.han, c.words)
		}
	}
}

func TestBodyBelowFrontMatterKeepsItsLines(t *testing.T) {
	t.Parallel()
	data := "---\ntitle: 题\n---\n\n字 [x](javascript:a) 和 [y](b.md)\n"
	text, _ := source.NewText("a.md", []byte(data))
	d, problems := Parse(text, strings.LastIndex(data, "---\n")+4, Options{})
	if len(problems) != 1 || problems[0].Pos.Line != 5 || problems[0].Col != 3 {
		t.Error(problems)
	}
	if len(d.Holes) != 1 || d.Holes[0].Line != 5 || d.Holes[0].Col != 23 {
		t.Error(d.Holes)
	}
}

// Writers are used again; nothing of one document may reach the next.
func TestParsingIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	bodies := []string{
		"# A\n\n## Same\n\n[a](b) \"q 好\n\n:::internal\nx[^1]\n:::\n\n[^1]: y\n",
		":::note\n<b>raw\n", "## Same\n\n**好\"** 'x'\n", ":fact[a]{id=b} :nope[c]\n", strings.Repeat("> ", 150), "",
	}
	first := make([]string, len(bodies))
	for round := range 20 {
		for i, body := range bodies {
			for _, html := range []bool{false, true} {
				text, _ := source.NewText("a.md", []byte(body))
				d, problems := Parse(text, 0, Options{HTML: html})
				got := fmt.Sprintf("%+v %+v", *d, problems)
				if html {
					continue
				}
				if round == 0 {
					first[i] = got
				}
				if got != first[i] {
					t.Fatalf("round %d\n got %s\nwant %s", round, got, first[i])
				}
			}
		}
	}
}
