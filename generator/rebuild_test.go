package generator

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// world is everything that a build reads, as files that a test can edit.
type world struct {
	content, theme map[string]string
	in             Input
}

func newWorld(tb testing.TB) *world {
	w := &world{content: lawContent(), theme: map[string]string{}}
	layer := os.DirFS("testdata/theme")
	for _, f := range must(source.NewTree(layer, "").Read(inOrder)) {
		data, err := f.Bytes()
		if err != nil {
			tb.Fatal(err)
		}
		w.theme[f.Name] = string(data)
	}
	w.theme["templates/search.html"] = `{{define "main"}}{{.Title}}{{end}}` // so there is an index
	w.theme["templates/insights.html"] = `{{define "main"}}{{range .Questions}}{{.ID}} {{.Title}} {{.Answer}}{{range .Charts}}{{$.Chart .}}{{end}}{{range .Todos}}{{.Text}} {{.URL}}{{end}}{{end}}{{end}}`
	for name, body := range map[string]string{
		"calendar":  `{{range .Years}}{{.Number}} {{.Open}}{{range .Months}}{{.Month}}{{range .Events}}{{.Sort}} {{.Start}} {{.End}} {{.Title}} {{.Note}} {{.URL}}{{end}}{{end}}{{end}}`,
		"campaign":  `{{.Body}}{{range .Checks}}{{.State}} {{.Text}} {{.Note}}{{end}}{{range .Charts}}{{$.Chart .}}{{end}}`,
		"creators":  `{{range .People}}{{.Page.Title}} {{.Tier}} {{.Platform}} {{.Handle}} {{.Followers}} {{.On}} {{.Posts}} {{.Stop}} {{.Standing}} {{.Until}} {{.Passed}} {{.Warned}} {{.Open}}{{end}}{{range .Orders}}<a href="{{$.To .URL}}">{{.Title}}</a>{{end}}{{with .Pager}}{{range .Pages}}<a href="{{$.To .}}">{{.}}</a>{{end}}{{end}}`,
		"draft":     `{{with .Site.Desk}}{{.Script}}{{range .Channels}}{{.Title}} {{.Rules}}{{end}}{{end}}`,
		"platforms": `{{with .Channels}}{{range .Rows}}{{.Page.Title}} {{.Ours}} {{.Steps}} {{.Changed}}{{range .Cells}}{{.What}} {{.Max}}{{end}}{{end}}{{.Feed}}{{end}}`,
		"voice":     `{{.Body}}{{.Old}}{{with .Record}}{{.Owner}}{{with .Voice}}{{range .Rules}}{{.ID}} {{.Match}} {{.Why}}{{range .Changes}}{{.On}} {{.What}}{{end}}{{end}}{{end}}{{end}}`,
	} {
		w.theme["templates/"+name+".html"] = `{{define "main"}}{{.Title}}` + body + `{{end}}`
	}
	w.content["voice/plain-words.md"] = strings.Replace(w.content["voice/plain-words.md"], "updated:", "reviewed: 2026-06-01\nowner: us\nupdated:", 1)
	w.in = Input{Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow}
	return w
}

func must(files []*source.File, _ []source.Problem) []*source.File { return files }

func inOrder(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

// input is the world as it is, read afresh.
func (w *world) input() Input {
	in := w.in
	in.Content = source.NewTree(mapFS(w.content), "content")
	in.Theme = []*source.Tree{source.NewTree(mapFS(w.theme), "themes/law")}
	return in
}

func mapFS(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// lawContent is a site with one of everything that pages can depend on.
func lawContent() map[string]string {
	files := archive(12, "en", "zh")
	for i, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "posts/2") && i%3 == 0 {
			folder := strings.TrimSuffix(name, ".md") + "/"
			files[folder+"index.md"] = files[name]
			files[folder+"1.png"] = dots(i)
			delete(files, name)
		}
	}
	files["cases/one.md"] = "---\ntitle: One\nbrand: B\nplatforms: [xiaohongshu]\nupdated: 2026-02-01\nsources:\n  a:\n    title: A\n    date: 2020-12-08\nfacts:\n  - id: half\n    says: half\n    value: 50%\n    source: a\n    conflicts:\n      - value: 40%\n        source: s\nlessons: [plain-words]\n---\n:fact[about half]{id=half}\n\n## Why it worked\n\n```go\nfunc main() {}\n```\n\n:::posts{tag=试色 limit=4}\n:::\n\n:::internal\nOnly for us, [[about]].\n:::\n"
	files["cases/one.zh.md"] = "---\ntitle: 一\nupdated: 2026-01-01\n---\n正文，见[语气](../voice/plain-words.md#why)。\n"
	files["cases/two.md"] = "---\ntitle: Two\nbrand: C\naliases: [old/two]\nlist:\n  from: posts\n  where:\n    platform: weibo\n  limit: 3\n---\nSee [[one]] and [the words](../voice/plain-words.md).\n"
	files["campaigns/autumn.md"] = "---\ntitle: Autumn\ntype: launch\nfrom: 2026-10-08\nuntil: 2026-10-31\nproducts: [p0000]\ntargets:\n  posts: 40\n---\nBrief.\n"
	files["index.md"] = "---\ntitle: Home\n---\nHello.\n"
	files["pages/manual/index.md"] = "---\ntitle: Manual\n---\n[start](start.md)\n"
	files["pages/manual/start.md"] = "---\ntitle: Start\nweight: 10\n---\n# Start\n\ntext\n"
	files["static/note.txt"] = "note"
	files["static/dot.png"] = dots(7)
	return files
}

// dots is a small picture that no other seed makes.
func dots(seed int) string {
	rng := rand.New(rand.NewPCG(2, uint64(seed)))
	img := image.NewRGBA(image.Rect(0, 0, 12, 9))
	for i := range 12 * 9 {
		img.Set(i%12, i/12, color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.String()
}

// edit changes one aspect of the world, as an editor or time would, and says what.
type edit struct {
	name string
	do   func(w *world, rng *rand.Rand) string
}

var lawEdits = []edit{
	{"body", func(w *world, rng *rand.Rand) string {
		return w.change(rng, ".md", func(s string) string { return s + fmt.Sprintf("\nmore %d\n", rng.IntN(1000)) })
	}},
	{"long body", func(w *world, rng *rand.Rand) string {
		return w.change(rng, ".md", func(s string) string {
			return s + "\n" + long + pick(rng, []string{"[[about]]", "[x](nowhere.md)", "#试色", ""}) + "\n"
		})
	}},
	{"title", func(w *world, rng *rand.Rand) string {
		return w.change(rng, ".md", func(s string) string {
			n := rng.IntN(1000)
			if strings.Contains(s, "title: |-\n  ") {
				return strings.Replace(s, "title: |-\n  ", fmt.Sprintf("title: |-\n  %d ", n), 1)
			}
			return strings.Replace(s, "title: ", fmt.Sprintf("title: %d ", n), 1)
		})
	}},
	{"tag", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "posts/2", func(s string) string {
			return strings.Replace(s, "tags: [", "tags: ["+pick(rng, append(tagWords, "测试", "侧室"))+", ", 1)
		})
	}},
	{"permission event", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "posts/2", func(s string) string {
			events := []string{"granted: 2026-0%d-03\n    words: yes\n", "revoked: 2026-0%d-04\n", "declined: 2026-0%d-05\n    use: [site]\n",
				"asked: 2026-11-1%d\n    use: [site]\n", "taken-down: 2026-0%d-06\n    notice: gone\n", "granted: 2026-0%d-03\n    until: 2026-12-01\n    words: yes\n",
				"granted: 2026-0%d-03\n    until: 2026-12-02\n    use: [site]\n    edit: [translate]\n    words: yes\n"}
			head, body, _ := strings.Cut(s[4:], "---\n")
			return "---\n" + head + "  - " + fmt.Sprintf(pick(rng, events), 1+rng.IntN(9)) + "---\n" + body
		})
	}},
	{"relationship", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "posts/2", func(s string) string {
			return strings.Replace(s, "relationship: organic", "relationship: "+pick(rng, []string{"gifted", "paid", "organic"}), 1)
		})
	}},
	{"creator", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "creators/", func(s string) string {
			return strings.Replace(s, "\n---\n", pick(rng, []string{"\ndo_not_use: true\n---\n", "\ncredit: X\n---\n", "\ntier: koc\n---\n", "\ntier: whale\n---\n"}), 1)
		})
	}},
	{"picture", func(w *world, rng *rand.Rand) string {
		return w.change(rng, ".png", func(string) string { return dots(rng.IntN(1 << 20)) })
	}},
	{"deletion", func(w *world, rng *rand.Rand) string {
		name := w.any(rng, "posts/2")
		delete(w.content, name)
		return name
	}},
	{"rename", func(w *world, rng *rand.Rand) string {
		name := w.any(rng, "posts/2")
		to := fmt.Sprintf("posts/2020/r%d.md", rng.IntN(1e6))
		w.content[to] = w.content[name]
		delete(w.content, name)
		return name + " to " + to
	}},
	{"new file", func(w *world, rng *rand.Rand) string {
		name := fmt.Sprintf("pages/new%d.md", rng.IntN(1000))
		w.content[name] = "---\ntitle: New\n---\n[[about]]\n"
		return name
	}},
	{"translation", func(w *world, rng *rand.Rand) string {
		name := "voice/plain-words.zh.md"
		if _, exists := w.content[name]; exists {
			delete(w.content, name)
		} else {
			w.content[name] = "---\ntitle: 直说\n---\n## 为什么\n\n正文\n"
		}
		return name
	}},
	{"translated caption", func(w *world, rng *rand.Rand) string {
		name := w.any(rng, "posts/2")
		for _, end := range []string{".md", ".zh", ".en"} {
			name = strings.TrimSuffix(name, end)
		}
		name += pick(rng, []string{".zh.md", ".en.md"})
		if _, exists := w.content[name]; exists {
			delete(w.content, name)
		} else {
			w.content[name] = fmt.Sprintf("---\ntags: [译]\n---\n译文 %d\n", rng.IntN(1000))
		}
		return name
	}},
	{"language", func(w *world, rng *rand.Rand) string {
		return w.change(rng, pick(rng, []string{"posts/2", "pages/", "cases/"}), func(s string) string {
			lang := pick(rng, []string{"en", "zh"})
			if head, rest, ok := strings.Cut(s, "\nlang: "); ok {
				return head + "\nlang: " + lang + rest[2:]
			}
			return strings.Replace(s, "\n---\n", "\nlang: "+lang+"\n---\n", 1)
		})
	}},
	{"broken file", func(w *world, rng *rand.Rand) string {
		return w.change(rng, ".md", func(s string) string { return strings.Replace(s, "---\n", "---\nnonsense: 1\n", 1) })
	}},
	{"broken link", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "cases/", func(s string) string { return s + "\n[x](nowhere.md)\n" })
	}},
	{"link", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "pages/", func(s string) string {
			return s + "\n[[" + pick(rng, []string{"one", "two", "plain-words", "autumn"}) + "]]\n"
		})
	}},
	{"draft", func(w *world, rng *rand.Rand) string {
		return w.change(rng, ".md", func(s string) string {
			return strings.Replace(s, "---\n", "---\n"+pick(rng, []string{"draft: true\n", "publish: 2026-12-24\n", "expire: 2026-11-20\n"}), 1)
		})
	}},
	{"template", func(w *world, rng *rand.Rand) string {
		w.theme["templates/page.html"] += fmt.Sprintf("<!-- -->%d", rng.IntN(1000))
		return "page.html"
	}},
	{"part", func(w *world, rng *rand.Rand) string {
		name := "templates/parts/" + pick(rng, []string{"card", "entry", "header", "footer"}) + ".html"
		w.theme[name] += strconv.Itoa(rng.IntN(1000))
		return name
	}},
	{"style sheet", func(w *world, rng *rand.Rand) string {
		w.theme["assets/site.css"] = fmt.Sprintf("body{margin:%dpx}", rng.IntN(1000))
		return "site.css"
	}},
	{"setting", func(w *world, rng *rand.Rand) string {
		from, to := "title: Archive", fmt.Sprintf("title: Archive%d", rng.IntN(1000))
		switch rng.IntN(5) {
		case 3:
			from = regexp.MustCompile(`languages: .*`).FindString(w.content["site.yaml"])
			to = "languages: [" + pick(rng, []string{"en, zh", "zh, en", "zh"}) + "]"
		case 0:
			from, to = "timezone: Asia/Shanghai", "timezone: America/New_York"
		case 1:
			from, to = "base_url: https://archive.example/", "base_url: https://archive.example/sub/"
		case 2:
			from, to = "menu: [posts, ", "menu: [cases, "
		}
		w.content["site.yaml"] = strings.Replace(w.content["site.yaml"], from, to, 1)
		return to
	}},
	{"instant", func(w *world, rng *rand.Rand) string {
		w.in.Now = w.in.Now.Add(time.Duration(rng.IntN(20*24)-200) * time.Hour)
		return w.in.Now.Format(time.RFC3339)
	}},
	{"edition", func(w *world, rng *rand.Rand) string {
		w.in.Edition, w.in.Preview = pick(rng, []string{"", "public", "internal"}), rng.IntN(4) == 0
		return w.in.Edition
	}},
	{"vetting", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "creators/", func(s string) string {
			return strings.Replace(s, "\n---\n", fmt.Sprintf("\nvetting:\n  - on: 2026-%02d-02\n    check: fit\n    verdict: %s\n---\n", 1+rng.IntN(12), pick(rng, []string{"pass", "warn", "unknown"})), 1)
		})
	}},
	{"rule", func(w *world, rng *rand.Rand) string {
		return w.change(rng, "voice/", func(s string) string {
			return strings.Replace(s, "\n---\n", fmt.Sprintf("\nrules:\n  - id: r%d\n    level: %s\n    match: [%s]\n    why: W\n---\n", rng.IntN(100), pick(rng, []string{"warning", "suggestion"}), pick(rng, []string{"text", "customers", "正文"})), 1)
		})
	}},
	{"pack", func(w *world, rng *rand.Rand) string {
		name := pick(rng, []string{"hype-words", "absolute-terms", "nothing"})
		w.content["site.yaml"] = strings.Replace(w.content["site.yaml"], "menu:", "packs: ["+name+"]\nmenu:", 1)
		return name
	}},
	{"calendar", func(w *world, rng *rand.Rand) string {
		w.content["calendar.yaml"] = fmt.Sprintf("days:\n  - name: A day\n    on: [%02d-%02d, 2027-02-0%d]\n", 1+rng.IntN(12), 1+rng.IntN(28), 1+rng.IntN(9))
		return "calendar.yaml"
	}},
	{"static", func(w *world, rng *rand.Rand) string {
		w.content["static/note.txt"] = strconv.Itoa(rng.IntN(1000))
		return "note.txt"
	}},
	{"platform", func(w *world, rng *rand.Rand) string {
		if _, own := w.content["platforms/weibo.md"]; own {
			delete(w.content, "platforms/weibo.md")
		} else {
			w.content["platforms/weibo.md"] = "---\ntitle: Our Weibo\ntopic: \"#{}#\"\n---\nOurs.\n"
		}
		return "weibo"
	}},
}

func (w *world) any(rng *rand.Rand, like string) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(w.content)) {
		if strings.HasPrefix(name, like) || strings.HasSuffix(name, like) && strings.HasPrefix(like, ".") {
			if strings.HasSuffix(name, ".md") || like == ".png" {
				names = append(names, name)
			}
		}
	}
	return pick(rng, names)
}

func (w *world) change(rng *rand.Rand, like string, f func(string) string) string {
	name := w.any(rng, like)
	w.content[name] = f(w.content[name])
	return name
}

// TestRebuildEqualsBuild is the law: after edits, building with a memo gives
// what building from nothing gives, problems included.
func TestRebuildEqualsBuild(t *testing.T) {
	t.Parallel()
	worlds, steps := 6, 50
	if n, err := strconv.Atoi(os.Getenv("PLAYBOOK_SOAK")); err == nil {
		worlds, steps = n/100, 100
	}
	for seed := range worlds {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			obey(t, uint64(seed), steps)
		})
	}
}

// obey makes random edits and compares after each. A world that has grown too
// broken to publish starts anew, so that most comparisons are of whole sites.
func obey(t *testing.T, seed uint64, steps int) {
	rng := rand.New(rand.NewPCG(seed, 3))
	w, memo := newWorld(t), new(Memo)
	var history []string
	for step := range steps {
		if step%8 == 0 {
			w, history = newWorld(t), nil
		}
		e := pick(rng, lawEdits)
		history = append(history, e.name+" "+e.do(w, rng))
		in := w.input()
		in.Jobs = 1 + step%3
		warm, warmProblems := Build(in, memo)
		in = w.input()
		cold, coldProblems := Build(in, nil)
		if diff := diffSites(warm, cold, warmProblems, coldProblems); diff != "" {
			t.Fatalf("seed %d, after %s:\n%s", seed, strings.Join(history, "; "), diff)
		}
	}
}

// TestBuildIsDeterministic compares cold builds with one worker and with many.
func TestBuildIsDeterministic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.input()
	in.Jobs = 1
	one, oneProblems := Build(in, nil)
	for range 3 {
		in = w.input()
		in.Jobs = 8
		many, manyProblems := Build(in, nil)
		if diff := diffSites(many, one, manyProblems, oneProblems); diff != "" {
			t.Fatal(diff)
		}
	}
}

// diffSites tells the first difference between two sites, or "".
func diffSites(got, want *Site, gotProblems, wantProblems []source.Problem) string {
	if d := diffProblems("build", gotProblems, wantProblems); d != "" {
		return d
	}
	if !got.Next.Equal(want.Next) {
		return fmt.Sprintf("next: %s, want %s", got.Next, want.Next)
	}
	if len(got.Files) != len(want.Files) {
		return fmt.Sprintf("%d files, want %d: %s", len(got.Files), len(want.Files), strings.Join(pathsOnlyIn(got, want), " "))
	}
	for i, g := range got.Files {
		w := want.Files[i]
		if g.Path != w.Path {
			return fmt.Sprintf("file %s, want %s", g.Path, w.Path)
		}
		gotData, gotProblems := g.Bytes()
		wantData, wantProblems := w.Bytes()
		if !bytes.Equal(gotData, wantData) {
			return g.Path + ": " + differenceAt(string(gotData), string(wantData))
		}
		if d := diffProblems(g.Path, gotProblems, wantProblems); d != "" {
			return d
		}
	}
	return ""
}

func diffProblems(where string, got, want []source.Problem) string {
	lines := func(list []source.Problem) string {
		var b strings.Builder
		for _, p := range list {
			fmt.Fprintf(&b, "%s\n%s\n", p.Line("en"), p.Caret())
		}
		return b.String()
	}
	if g, w := lines(got), lines(want); g != w {
		return where + ": problems: " + differenceAt(g, w)
	}
	return ""
}

func pathsOnlyIn(a, b *Site) []string {
	in := map[string]int{}
	for _, f := range a.Files {
		in[f.Path]++
	}
	for _, f := range b.Files {
		in[f.Path]--
	}
	var list []string
	for _, p := range slices.Sorted(maps.Keys(in)) {
		if in[p] != 0 {
			list = append(list, fmt.Sprintf("%s(%+d)", p, in[p]))
		}
	}
	return list
}

func differenceAt(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	around := func(s string) string { return s[max(0, min(i, len(s))-60):min(len(s), i+60)] }
	return fmt.Sprintf("at byte %d\n got …%s…\nwant …%s…", i, around(got), around(want))
}
