package markdown

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"playbook/generator/source"
)

func FuzzParse(f *testing.F) {
	seed(f, ".md")
	f.Add("# T\n\n[a](b) ![c](d) `e` **f** :fact[g]{id=h}\n\n:::note\n```x\ny\n```\n:::\n")
	f.Add("a[^1]\n\n:::internal\nb[^2]\n:::\n\n[^1]: c[^2]\n[^2]: d\n")
	f.Add("| a | b |\n|--|--|\n| `c\\|d` | [[e]] |\n\nterm\n: text\n")
	f.Fuzz(func(t *testing.T, md string) {
		for _, o := range []Options{{}, {HTML: true}} {
			parseAndCheck(t, md, o)
		}
	})
}

func FuzzDirective(f *testing.F) {
	f.Add("note", `title="a b" x='c'`, "text")
	f.Add("fact", "id=half", "约**一半**")
	f.Add("posts", "limit=3 sort=-posted", ":::post{name=x}\n:::")
	f.Add("internal", "}", "> ```\n:::\n")
	f.Fuzz(func(t *testing.T, name, attrs, body string) {
		parseAndCheck(t, ":::"+name+"{"+attrs+"}\n"+body+"\n:::\n", Options{})
		parseAndCheck(t, "::::pair\n:::"+name+" {"+attrs+"}\n"+body+"\n::::\n", Options{})
		parseAndCheck(t, "前:"+name+"["+body+"]{"+attrs+"}后", Options{})
	})
}

func FuzzCaption(f *testing.F) {
	seed(f, ".md")
	f.Add("黄皮[笑哭R] #试色[话题]# #a# @b https://c.d/e \u202e\u200f <b>")
	f.Add("\n\n＃全角＃\n＠某人\x00\x7f")
	f.Fuzz(func(t *testing.T, caption string) {
		for _, o := range []Options{
			{Post: "xiaohongshu", Topic: "#{}[话题]#", Emoticons: `\[\p{Han}{1,6}[RH]?\]`},
			{Post: "weibo", Topic: "#{}#"},
			{Post: "x"},
		} {
			parseAndCheck(t, caption, o)
		}
	})
}

// seed adds the sources of the golden files to a corpus.
func seed(f *testing.F, suffix string) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, a := range parseArchive(data).files {
			if strings.HasSuffix(a.name, suffix) {
				f.Add(string(a.data))
			}
		}
	}
}

func parseAndCheck(t *testing.T, body string, o Options) {
	text, _ := source.NewText("a.md", []byte(body))
	d, problems := Parse(text, 0, o)
	checkDocument(t, text, o, d, problems)
}

// checkDocument holds d to what every document promises.
func checkDocument(t *testing.T, text *source.Text, o Options, d *Document, problems []source.Problem) {
	t.Helper()
	last, depth := int32(0), 0
	for i, h := range d.Holes {
		if h.At < last || int(h.At) > len(d.HTML) {
			t.Fatalf("hole %+v is out of order or out of HTML (%d bytes)", h, len(d.HTML))
		}
		last = h.At
		if i < 1000 { // the check itself counts from the start of the line
			checkPlace(t, text, int(h.Line), int(h.Col))
		}
		switch h.Kind {
		case InternalStart:
			depth++
		case InternalEnd:
			depth--
		}
		if depth < 0 {
			t.Fatal("an internal block ends before it begins")
		}
	}
	if depth != 0 {
		t.Fatal("an internal block has no end")
	}
	for _, p := range problems {
		checkPlace(t, text, p.Pos.Line, p.Col)
	}
	checkHeadings(t, d)
	if !utf8.ValidString(d.HTML) {
		t.Fatalf("HTML is no UTF-8: %q", d.HTML)
	}
	if o.Post != "" {
		checkCaption(t, d)
		return
	}
	checkTags(t, d.HTML)
	for _, h := range d.Public().Headings {
		if h.Internal {
			t.Fatal("an internal heading is public")
		}
	}
}

func checkPlace(t *testing.T, text *source.Text, line, col int) {
	t.Helper()
	if line < 1 || col < 1 || text.Pos(text.Offset(line, col)).Line != line {
		t.Fatalf("no place %d:%d", line, col)
	}
}

func checkHeadings(t *testing.T, d *Document) {
	t.Helper()
	seen := map[string]bool{}
	for _, h := range d.Headings {
		if seen[h.ID] || h.ID == "" {
			t.Fatalf("id %q is empty or twice there", h.ID)
		}
		seen[h.ID] = true
	}
}

// ownTag is every tag that a caption may hold.
var ownTag = regexp.MustCompile(`<p>|</p>|<br>|<span class="(?:mention|emo)">|</span>|` +
	`<a href="[hH][tT][tT][pP][sS]?://[^"<>]*" rel="ugc nofollow noopener noreferrer">|</a>`)

func checkCaption(t *testing.T, d *Document) {
	t.Helper()
	html := string(d.Render(nil, func(b []byte, h *Hole) []byte {
		return append(b, strings.NewReplacer(`<span class="topic">`, "", "</span>", "").Replace(h.HTML())...)
	}))
	if rest := ownTag.ReplaceAllString(html, ""); strings.ContainsAny(rest, `<>"`) {
		t.Fatalf("a tag that is not ours: %s", html)
	}
	for _, r := range html + strings.Join(d.Topics, "") + strings.Join(d.Mentions, "") {
		if dropped(r) {
			t.Fatalf("%U is still there: %q", r, html)
		}
	}
}

var (
	anyTag     = regexp.MustCompile(`<[^>]*>`)
	allowedTag = regexp.MustCompile(`^</?(?:a|abbr|aside|b|bdi|blockquote|br|caption|cite|code|dd|del|details|dfn|div|dl|dt|em|` +
		`figcaption|figure|h[1-6]|hr|i|input|ins|kbd|label|li|mark|ol|p|pre|q|rb|rp|rt|ruby|s|samp|section|small|span|strong|` +
		`sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|u|ul|var|wbr)(?: [^<>]*)?/?>$`)
	quoted  = regexp.MustCompile(`"[^"]*"`)
	handler = regexp.MustCompile(`(?i)\s(?:on\w+|style|src|srcdoc|formaction|xlink:href)\s*=`)
)

func checkTags(t *testing.T, html string) {
	t.Helper()
	for _, tag := range anyTag.FindAllString(html, -1) {
		// What stands in a quoted attribute is no attribute.
		bare := quoted.ReplaceAllString(tag, `""`)
		if !allowedTag.MatchString(tag) || handler.MatchString(bare) || strings.Contains(strings.ToLower(tag), "javascript:") {
			t.Fatalf("tag %q in %s", tag, html)
		}
	}
}
