package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

const (
	goodPage     = "---\ntitle: A page\n---\nText.\n"
	goodSettings = "title: Site\n"
)

// post is a post in the public edition with a caption.
func post(caption string) string {
	return "---\ntitle: A post\nplatform: weibo\nposted: 2026-01-05\nrelationship: organic\nrights:\n  - granted: 2026-01-06\n    use: [site]\n    words: ok\n---\n" + caption
}

// badInputs are contents with one mistake each, and how the problem must begin
// and what it must say: place, what is wrong, what to do.
var badInputs = []struct {
	name  string
	files map[string]string
	at    string // file:line:col
	says  string
	help  bool // says what to do
}{
	{"byte-order mark", map[string]string{"a.md": "\xef\xbb\xbf" + goodPage}, "content/a.md:1:1", "byte-order mark", true},
	{"lone carriage return", map[string]string{"a.md": goodPage + "one\rtwo\n"}, "content/a.md:5:4", "carriage return", true},
	{"NUL in a body", map[string]string{"a.md": goodPage + "NUL\x00\n"}, "content/a.md:5:4", "NUL", true},
	{"NUL in front matter", map[string]string{"a.md": "---\ntitle: a\x00b\n---\n"}, "content/a.md:2:9", "NUL", true},
	{"UTF-16 little end first", map[string]string{"a.md": "\xff\xfe-\x00-\x00-\x00\n\x00"}, "content/a.md:1:1", "UTF-16", true},
	{"UTF-16 big end first", map[string]string{"a.md": "\xfe\xff\x00-\x00-\x00-\x00\n"}, "content/a.md:1:1", "UTF-16", true},
	{"invalid UTF-8", map[string]string{"a.md": goodPage + "试\xff色\n"}, "content/a.md:5:2", "not UTF-8", true},
	{"GBK", map[string]string{"a.md": "---\ntitle: \xca\xd4\xc9\xab\n---\n"}, "content/a.md:2:8", "not UTF-8", true},
	{"settings that are no text", map[string]string{"site.yaml": "\xff\xfet\x00"}, "content/site.yaml:1:1", "UTF-16", true},
	{"bidi controls in a caption", map[string]string{"posts/p.md": post("黄皮\u202e真的\u202c可以\n")}, "content/posts/p.md:11:3", "turns text around", true},
	{"bidi controls in a title", map[string]string{"posts/p.md": strings.Replace(post("x"), "A post", "A \u2066post", 1)}, "content/posts/p.md:2:", "turns text around", true},
	{"50 MB of front matter", map[string]string{"a.md": "---\ntitle: " + strings.Repeat("a", 50<<20) + "\n---\n"}, "content/a.md:1:1", "bytes", true},
	{"a text that is too long", map[string]string{"a.md": goodPage + strings.Repeat("long ", source.MaxText/5)}, "content/a.md:1:1", "bytes", true},
	{"a line of 5 MB", map[string]string{"a.md": goodPage + strings.Repeat("字", 5<<20/3)}, "content/a.md:1:1", "bytes", true},
	{"front matter without end", map[string]string{"a.md": "---\ntitle: A\n\nText\n"}, "content/a.md:1:1", "closing", true},
	{"alias bomb", map[string]string{"a.md": "---\ntitle: A\nextra:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: &c [*b, *b]\n  d: [*c, *c]\n---\n"}, "content/a.md:4:6", "anchors", true},
	{"alias cycle in YAML", map[string]string{"a.md": "---\ntitle: A\nextra: &x\n  y: *x\n---\n"}, "content/a.md:3:8", "anchors", true},
	{"YAML nested too deep", map[string]string{"a.md": "---\ntitle: A\nextra:\n  a: " + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + "\n---\n"}, "content/a.md:4:69", "64 levels", false},
	{"10,000 nested quotes", map[string]string{"a.md": goodPage + strings.Repeat(">", 10000) + " deep\n"}, "content/a.md:5:", "", true},
	{"10,000 nested lists", map[string]string{"a.md": goodPage + strings.Repeat("- ", 10000) + "deep\n"}, "content/a.md:5:", "", true},
	{"10,000 brackets", map[string]string{"a.md": goodPage + strings.Repeat("[", 10000) + "\n\n[x](none.md)\n"}, "content/a.md:7:1", "no page", false},
	{"two files of a name", map[string]string{"voice/a.md": goodPage, "voice/old/a.md": goodPage}, "content/voice/old/a.md:1:1", "written twice", true},
	{"two files for one URL", map[string]string{"voice/a.md": "---\ntitle: A\nslug: same\n---\n", "voice/b.md": "---\ntitle: B\nslug: same\n---\n"}, "content/voice/b.md:1:1", "also the address of content/voice/a.md", true},
	{"a page and a section", map[string]string{"pages/posts.md": goodPage}, "content/pages/posts.md:1:1", "also the address", true},
	{"one URL but for case", map[string]string{"static/Brief.txt": "a", "static/brief.txt": "b"}, "content/static/brief.txt:1:1", "", true},
	{"one name but for case", map[string]string{"voice/Warm.md": goodPage, "voice/warm.md": goodPage}, "content/voice/warm.md:1:1", "also the address of content/voice/Warm.md", true},
	{"one name, composed and decomposed", map[string]string{"voice/caf\u00e9.md": goodPage, "voice/cafe\u0301.md": goodPage}, "content/voice/caf", "content/voice/caf", true},
	{"an alias that is taken", map[string]string{"voice/a.md": "---\ntitle: A\naliases: [/voice/b.html]\n---\n", "voice/b.md": goodPage}, "content/voice/a.md:3:", "also the address of content/voice/b.md", true},
	{"an alias of itself", map[string]string{"voice/a.md": "---\ntitle: A\naliases: [voice/a.html]\n---\n"}, "content/voice/a.md:3:", "also the address of content/voice/a.md", true},
	{"aliases in a circle", map[string]string{"voice/a.md": "---\ntitle: A\naliases: [voice/b]\n---\n", "voice/b.md": "---\ntitle: B\naliases: [voice/a]\n---\n"}, "content/voice/a.md:3:", "also the address of content/voice/b.md", true},
	{"an alias outside the site", map[string]string{"voice/a.md": "---\ntitle: A\naliases: [/ok.html, ../../etc/passwd]\n---\n"}, "content/voice/a.md:3:21", "cannot be an address", true},
	{"an alias that Windows cannot hold", map[string]string{"voice/a.md": "---\ntitle: A\naliases: ['old:page']\n---\n"}, "content/voice/a.md:3:11", "cannot be an address", true},
	{"a name that Windows keeps", map[string]string{"voice/aux.md": goodPage}, "content/voice/aux.md:1:1", "Windows", true},
	{"a name with a colon", map[string]string{"voice/a:b.md": goodPage}, "content/voice/a:b.md:1:1", "Windows", true},
	{"a name that ends in a dot", map[string]string{"static/notes.": "x"}, "content/static/notes.:1:1", "Windows", true},
	{"a cover outside", map[string]string{"voice/a.md": "---\ntitle: A\ncover: ../../etc/passwd\n---\n"}, "content/voice/a.md:3:8", "", true},
	{"a cover from the root", map[string]string{"voice/a.md": "---\ntitle: A\ncover: /etc/passwd\n---\n"}, "content/voice/a.md:3:8", "", true},
	{"media outside", map[string]string{"posts/p.md": strings.Replace(post("x"), "rights:", "media:\n  - file: ../../../../etc/passwd\nrights:", 1)}, "content/posts/p.md:7:11", "", true},
	{"a picture outside", map[string]string{"a.md": goodPage + "![x](../../../etc/passwd)\n"}, "content/a.md:5:1", "", false},
	{"a link outside", map[string]string{"a.md": goodPage + "[x](../../../etc/passwd)\n"}, "content/a.md:5:1", "no page", false},
	{"a slug with folders", map[string]string{"voice/a.md": "---\ntitle: A\nslug: ../../x\n---\n"}, "content/voice/a.md:3:7", "", true},
	{"a kind that there is not", map[string]string{"recipes/a.md": goodPage}, "content/recipes/a.md:1:1", "recipes", true},
	{"a picture that is none", map[string]string{"voice/a.md": "---\ntitle: A\ncover: 1.png\n---\n", "voice/1.png": "not a picture"}, "content/voice/1.png:1:1", "", true},
	{"a picture that is empty", map[string]string{"voice/a.md": "---\ntitle: A\ncover: 1.png\n---\n", "voice/1.png": ""}, "content/voice/1.png:1:1", "", true},
}

func memoryInput(fsys fs.FS) Input {
	return Input{Content: source.NewTree(fsys, "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Now: benchNow}
}

// problemsOf is every problem of a site, those of making its files too.
func problemsOf(in Input) []source.Problem {
	site, problems := Build(in, nil)
	return source.Sort(append(problems, site.Problems(1)...))
}

func TestBadInputIsAProblem(t *testing.T) {
	t.Parallel()
	for _, c := range badInputs {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := fstest.MapFS{}
			if c.files["site.yaml"] == "" {
				fsys["site.yaml"] = &fstest.MapFile{Data: []byte(goodSettings)}
			}
			for name, text := range c.files {
				fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
			}
			wantProblem(t, problemsOf(memoryInput(fsys)), c.at, c.says, c.help)
		})
	}
}

// wantProblem looks for a problem that is at a place, says something in both
// languages, and what to do.
func wantProblem(t *testing.T, problems []source.Problem, at, says string, help bool) {
	t.Helper()
	var lines []string
	for _, p := range problems {
		lines = append(lines, clip(p.Line("en")))
		if !strings.HasPrefix(p.Pos.String(), at) || !strings.Contains(p.Text("en"), says) {
			continue
		}
		if help && p.Help.En == "" {
			t.Errorf("it does not say what to do: %s", clip(p.Line("en")))
		}
		if p.Key.Zh == "" || p.Help.En != "" && p.Help.Zh == "" {
			t.Errorf("it says nothing in Chinese: %s", clip(p.Line("en")))
		}
		if p.Rule == "" || p.Pos.Line < 1 || p.Pos.Col < 1 {
			t.Errorf("it has no rule or no place: %+v", p.Pos)
		}
		return
	}
	t.Errorf("no problem at %s says %q, but:\n%s", at, says, strings.Join(lines, "\n"))
}

func clip(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}

// Windows line ends are as good as others, and places are the same.
func TestWindowsLineEnds(t *testing.T) {
	t.Parallel()
	text := "---\ntitle: A\nsummary: |-\n  one\n  two\n---\n## Head\n\nText  \nand [x](none.md)\n\n```go\nx\n```\n"
	build := func(text string) *output {
		return produce(memoryInput(fstest.MapFS{"site.yaml": {Data: []byte(goodSettings)}, "a.md": {Data: []byte(text)}}))
	}
	unix, windows := build(text), build(strings.ReplaceAll(text, "\n", "\r\n"))
	for name, data := range unix.files {
		if string(windows.files[name]) != string(data) {
			t.Errorf("%s: %s", name, firstDifference(string(data), string(windows.files[name])))
		}
	}
	if diff := diffProblems("content", windows.problems, unix.problems); diff != "" {
		t.Error(diff)
	}
}

// A cycle of lists is no cycle: pages appear in each other as Summaries.
func TestPagesMayListEachOther(t *testing.T) {
	t.Parallel()
	list := "---\ntitle: %s\nlist:\n  from: voice\n---\n[a](a.md) [b](b.md)\n"
	problems := problemsOf(memoryInput(fstest.MapFS{"site.yaml": {Data: []byte(goodSettings)},
		"voice/a.md": {Data: fmt.Appendf(nil, list, "A")}, "voice/b.md": {Data: fmt.Appendf(nil, list, "B")}}))
	for _, p := range problems {
		t.Error(p.Line("en"))
	}
}

// What a real folder may hold and an archive of texts cannot.
func TestBadFilesAreProblems(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"site.yaml": goodSettings, "voice/a.md": goodPage})
	outside := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(outside, []byte("---\ntitle: zqsecret\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"voice/out.md": outside, "voice/up.md": "../../../../etc/passwd", "voice/gone.md": "nowhere.md", "voice/loop.md": "loop.md",
		"voice/dir": ".", "pages": filepath.Dir(outside), "voice/near.md": "a.md"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	in := Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Now: benchNow}
	o := produce(in)
	for _, name := range []string{"voice/out.md", "voice/up.md", "voice/gone.md", "voice/loop.md"} {
		wantProblem(t, o.problems, "content/"+name+":1:1", "link that leads out", true)
	}
	wantProblem(t, o.problems, "content/voice/dir:1:1", "link to a folder", true)
	wantProblem(t, o.problems, "content/pages:1:1", "link", true)
	for name, data := range o.files {
		if strings.Contains(string(data), "zqsecret") || strings.Contains(string(data), "root:x:") {
			t.Errorf("%s has what lies outside", name)
		}
	}
	if o.files["voice/near.html"] == nil {
		t.Error("a link to a file of the folder is not read")
	}
}

// refusing is a file system in which some names cannot be opened.
type refusing struct {
	fs.FS
	names map[string]error
}

// Open refuses the names.
func (r refusing) Open(name string) (fs.File, error) {
	if err := r.names[name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return r.FS.Open(name)
}

// ReadDir lists folders, but for the names.
func (r refusing) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := r.names[name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return fs.ReadDir(r.FS, name)
}

func TestUnreadableFilesAreProblems(t *testing.T) {
	t.Parallel()
	below := fstest.MapFS{"site.yaml": {Data: []byte(goodSettings)}, "voice/a.md": {Data: []byte(goodPage)}, "voice/b.md": {Data: []byte(goodPage)},
		"voice/1.png": {Data: []byte(drawing(4, 4, 1))}, "cases/c.md": {Data: []byte(goodPage)}}
	fsys := refusing{below, map[string]error{"voice/b.md": fs.ErrPermission, "voice/1.png": errors.New("input/output error"), "cases": fs.ErrPermission}}
	problems := problemsOf(memoryInput(fsys))
	wantProblem(t, problems, "content/voice/b.md:1:1", "cannot be read: permission denied", true)
	wantProblem(t, problems, "content/voice/1.png:1:1", "cannot be read: input/output error", true)
	wantProblem(t, problems, "content/cases:1:1", "cannot be read", true)
}

// A file that changes between reading and publishing is a problem, not a page
// of two versions.
func TestFileThatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"site.yaml": goodSettings, "static/a.pdf": "before"})
	site, _ := Build(Input{Content: tree, Theme: defaultLook(), Now: benchNow}, nil)
	if err := os.WriteFile(filepath.Join(dir, "static/a.pdf"), []byte("after!"), 0o644); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, site.Problems(1), "content/static/a.pdf:1:1", "changed", false)
}

// Settings that change how captions are read make every file be read again;
// one that changed meanwhile is a broken thing until the next look, of any kind.
func TestFileThatChangesBeforeItIsReadAgain(t *testing.T) {
	t.Parallel()
	files := archive(3, "en", "zh")
	files["campaigns/c.md"] = "---\ntitle: C\ntype: launch\n---\n"
	files["cases/c.md"] = "---\ntitle: C\n---\n"
	dir, tree := onDisk(t, files)
	in, memo := Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Now: benchNow}, new(Memo)
	Build(in, memo)
	for name, text := range files {
		if name != "site.yaml" {
			text += "\nlater\n"
		} else {
			text += "html: true\n"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree.Look("site.yaml")
	site, problems := Build(in, memo)
	wantProblem(t, append(problems, site.Problems(0)...), "content/voice/plain-words.md:1:1", "changed", false)
	tree.LookAll()
	if site, problems = Build(in, memo); source.Errors(append(problems, site.Problems(0)...)) > 0 {
		t.Errorf("after the next look: %s", problems[0].Line("en"))
	}
}

// The worst texts do not keep an editor waiting.
func TestBadInputTakesNoTime(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	bad := fstest.MapFS{"site.yaml": {Data: []byte(goodSettings)}}
	for i, unit := range []string{"> ", "- ", "[", "![", "*a_", "`", "<", "&", "[^", ":::note\n", "|", "#", "\\", "[[", "「", "#话题", "![x](y", "**", "~~", "1. "} {
		text := strings.Repeat(unit, 100_000/len(unit))
		bad[fmt.Sprintf("voice/v%d.md", i)] = &fstest.MapFile{Data: []byte(goodPage + text)}
		bad[fmt.Sprintf("posts/p%d.md", i)] = &fstest.MapFile{Data: []byte(post(text))}
	}
	problemsOf(memoryInput(bad))
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
}
