package generator

import (
	"cmp"
	"context"
	"encoding/json"
	"html"
	"path"
	"slices"
	"strings"
	"time"

	"playbook/generator/picture"
	"playbook/generator/source"
	"playbook/generator/theme"
)

// gather is the join that makes the list of everything to publish.
func (b *build) gather(f *files, c *config, k *look, l *linker) (*Site, []source.Problem) {
	g := &gatherer{build: b, c: c, files: make([]*File, 0, len(l.pages)+len(l.used)+64), taken: make(map[string]bool, len(l.pages)+len(l.used)+64)}
	for _, p := range l.pages {
		g.add(p.path, p)
	}
	for _, a := range k.assets {
		g.asset(a)
	}
	for _, stem := range sortedKeys(l.used) {
		g.photo(l.used[stem].photo)
	}
	for _, path := range sortedKeys(l.extras) {
		g.add(path, l.extras[path])
	}
	for _, file := range f.static {
		g.static(file)
	}
	for _, a := range l.alias {
		g.add(a.from, redirect{relative(up(a.from), a.to), absoluteOr(c.BaseURL, a.to)})
	}
	if k.Has("search") {
		g.search(l.search())
	}
	g.deskFiles(l)
	g.add("robots.txt", raw{robots(c)})
	if c.BaseURL != "" {
		g.feeds(l)
		g.changes(l)
	}
	if c.BaseURL != "" && c.edition.Index {
		g.add("sitemap.xml", sitemapLater{l})
	}
	g.add("build.json", raw{receipt(c, l.next)})

	slices.SortFunc(g.files, func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
	site := &Site{Config: c.Site, Edition: c.edition, Preview: c.preview, Now: c.now, Next: l.next, Files: g.files,
		Pages: len(l.pages), Pictures: len(l.used), Posts: l.count, Shown: l.shown, Seen: l.seen, pictures: b.in.Pictures, drafter: &Drafter{l}, TakenDown: l.taken, Withheld: l.held, linker: l}
	return site, b.finish(f)
}

// gatherer collects files.
type gatherer struct {
	*build
	c     *config
	files []*File
	room  row[File] // that files lie in
	taken map[string]bool
}

// add takes a file into the site. A path that is taken was reported when its
// pages were addressed; the first one stays.
func (g *gatherer) add(path string, s maker) bool {
	key := source.FoldName(path)
	if g.taken[key] {
		return false
	}
	g.taken[key] = true
	f := g.room.next()
	*f = File{Path: path, step: s, memo: g.memo}
	g.files = append(g.files, f)
	return true
}

// photo takes in all files of a picture.
func (g *gatherer) photo(p *photo) {
	for i, path := range p.paths {
		g.add(path, variant{p, i})
	}
}

var (
	msgStaticTaken = source.Message{En: `"{0}" is also a file that the build makes`, Zh: `“{0}”与生成的文件同名`}
	helpRename     = source.Message{En: "rename it", Zh: "请改名"}
	msgStaticKind  = source.Message{En: "a {0} that is published under its own name cannot be freed of its metadata", Zh: "以原名发布的 {0} 图片无法去除元数据"}
	helpStaticKind = source.Message{En: "save it as JPEG or PNG", Zh: "请另存为 JPEG 或 PNG"}
	msgHidden      = source.Message{En: "this is a picture, though its name does not say so, and would be published with its metadata", Zh: "这是一张图片，但文件名看不出来，会连同元数据一起发布"}
	helpHidden     = source.Message{En: "let its name end in .{0}", Zh: "请让文件名以 .{0} 结尾"}
)

// static publishes a file of content/static under the same name.
func (g *gatherer) static(f *source.File) {
	name := strings.TrimPrefix(f.Name, "static/")
	if s := g.asItIs(f); s != nil && !g.add(name, s) {
		g.report(source.Problem{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Rule: "address", Key: msgStaticTaken, Args: []string{name}, Help: helpRename})
	}
}

// asset publishes a file of the theme, or one that was bundled of them.
func (g *gatherer) asset(a theme.Asset) {
	if a.File == nil {
		g.add(a.Path, raw{string(a.Data)})
	} else if s := g.asItIs(a.File); s != nil {
		g.add(a.Path, s)
	}
}

// asItIs publishes a file that keeps its name: pictures of all sorts without
// their metadata, others byte for byte. Nil is what cannot be published.
func (g *gatherer) asItIs(f *source.File) maker {
	ending := strings.ToLower(path.Ext(f.Name))
	switch {
	case ending == ".svg":
		return vector{f}
	case isVideo(f.Name):
		if run[picture.Film](g.build, []measuredFilm{{f}})[0].Width == 0 {
			return nil
		}
		return film{f}
	case isPicture(f.Name):
		return g.one(f, strings.TrimPrefix(ending, "."))
	case source.IsText(f.Name):
		return verbatim{f}
	}
	if h, _ := picture.Measure(f); h.Width > 0 {
		g.report(source.Problem{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Rule: "picture", Key: msgHidden, Args: []string{h.Format}, Help: helpHidden})
	}
	return verbatim{f}
}

// one publishes a picture as one file, in the format that its name says.
func (g *gatherer) one(f *source.File, format string) maker {
	h := run[picture.Header](g.build, []measured{{f}})[0]
	if h.Width == 0 {
		return nil
	}
	if format == "jpg" {
		format = "jpeg"
	}
	recipe := picture.Recipe{Widths: []int{staticWidth}, Format: format}
	switch {
	case h.Animated && h.Format == format && format != "png":
		recipe.Format, recipe.Moving = "", true
	case format == "webp" && g.in.WebP != "":
		recipe.WebP = g.in.WebP
	case format != "jpeg" && format != "png":
		g.report(source.Problem{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Rule: "picture", Key: msgStaticKind, Args: []string{format}, Help: helpStaticKind})
		return nil
	}
	last := len(h.Variants(recipe)) - 1
	return variant{&photo{store: g.in.Pictures, job: picture.Job{File: f, Header: h, Recipe: recipe}}, last}
}

// staticWidth bounds pictures that keep their name.
const staticWidth = 2560

// finish adds excerpts to problems that were found where the text was no longer
// at hand, and puts all in order.
func (b *build) finish(f *files) []source.Problem {
	texts := map[string]*source.Text{}
	lacks := func(p *source.Problem) bool { return p.Excerpt == "" && p.Pos.Line != 0 }
	for i := range b.problems {
		if p := &b.problems[i]; lacks(p) {
			texts[p.File] = nil
		}
	}
	for file := range f.texts() {
		if _, wanted := texts[file.Label]; wanted {
			data, _ := file.Bytes()
			texts[file.Label], _ = source.NewText(file.Label, data)
		}
	}
	for i := range b.problems {
		if p := &b.problems[i]; lacks(p) && texts[p.File] != nil {
			p.Excerpt = texts[p.File].Line(p.Pos.Line)
		}
	}
	return source.Sort(b.problems)
}

// Problems makes every file of the site and is what it found wrong.
func (s *Site) Problems(jobs int) []source.Problem {
	problems, holds := make([][]source.Problem, len(s.Files)), make([]bool, len(s.Files))
	fan(jobs, len(s.Files), func(i int) { problems[i], holds[i] = s.Files[i].Report() })
	var holders []*File
	for i, f := range s.Files {
		if holds[i] {
			holders = append(holders, f)
		}
	}
	return source.Sort(append(slices.Concat(problems...), s.Compare(context.Background(), jobs, holders)...))
}

// raw is a file whose bytes are known.
type raw struct{ data string }

// Digest covers the bytes.
func (r raw) Digest() source.Digest { return new(source.Sum).Str(r.data).Sum() }

// Run gives the bytes.
func (r raw) Run() (made, []source.Problem) { return made{data: []byte(r.data)}, nil }

// verbatim publishes a file as it is.
type verbatim struct{ file *source.File }

// Digest covers the file and its name, which problems carry.
func (v verbatim) Digest() source.Digest {
	return new(source.Sum).Str(v.file.Label).Digest(v.file.Digest).Sum()
}

// Run reads the file.
func (v verbatim) Run() (made, []source.Problem) {
	data, err := v.file.Bytes()
	if err != nil {
		return made{}, cannotRead(v.file, err)
	}
	return made{data: data, label: v.file.Label}, nil
}

// redirect is a page that leads from an old address to the new one.
type redirect struct{ to, canonical string }

// Digest covers both addresses.
func (r redirect) Digest() source.Digest { return new(source.Sum).Str(r.to).Str(r.canonical).Sum() }

// Run writes the page by hand: it has nothing that a theme could change.
func (r redirect) Run() (made, []source.Problem) {
	to, canonical := html.EscapeString(r.to), ""
	if r.canonical != "" {
		canonical = `<link rel="canonical" href="` + html.EscapeString(r.canonical) + `">`
	}
	return made{data: []byte(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>` + to + `</title>` +
		`<meta name="robots" content="noindex">` + canonical + `<meta http-equiv="refresh" content="0; url=` + to +
		`"></head><body><a href="` + to + `">` + to + `</a></body></html>` + "\n")}, nil
}

func absoluteOr(base, path string) string {
	if base == "" {
		return ""
	}
	return absolute(base, path)
}

// receipt is build.json: which edition this is, and when it must be built again
// because something in it begins or ends.
func receipt(c *config, next time.Time) string {
	r := struct {
		Playbook string `json:"playbook"`
		Edition  string `json:"edition"`
		Next     string `json:"next,omitempty"`
	}{Playbook: Version, Edition: c.edition.Name}
	if !next.IsZero() {
		r.Next = next.In(c.loc).Format(time.RFC3339)
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		panic(err) // strings only
	}
	return string(data) + "\n"
}

func robots(c *config) string {
	if !c.edition.Index {
		return "User-agent: *\nDisallow: /\n"
	}
	text := "User-agent: *\nAllow: /\n"
	if c.BaseURL != "" {
		text += "Sitemap: " + c.BaseURL + "sitemap.xml\n"
	}
	return text
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
