package generator

import (
	"context"
	"path"
	"strings"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

// picturefile is a picture of the content, measured.
type picturefile struct {
	file   *source.File
	header picture.Header
	bad    bool
	photo  *photo
	shown  Picture // without words
}

// A photo is a picture to be published, in all its files.
type photo struct {
	store *picture.Store
	job   picture.Job
	paths []string // of job.Header.Variants; nil if only one of them is published
}

// variant is one file of a photo.
type variant struct {
	photo *photo
	i     int
}

// Digest covers the picture, the recipe, the encoder, and the name that
// problems carry.
func (v variant) Digest() source.Digest {
	return new(source.Sum).Digest(v.photo.job.Digest()).Str(v.photo.job.File.Label).Int(v.i).Sum()
}

// Run makes the photo, unless the store remembers it.
func (v variant) Run() (made, []source.Problem) {
	m, problems, _ := v.make(context.Background(), false) // nobody ends it
	return m, problems
}

// make is Run until ctx ends. In a hurry it goes before others.
func (v variant) make(ctx context.Context, hurry bool) (made, []source.Problem, error) {
	data, r, problems, err := v.photo.store.File(ctx, v.photo.job, v.i, hurry)
	return v.madeOf(data, r), problems, err
}

// outcome is what is to be known of the file, without its bytes. If ctx ends it
// is nothing.
func (v variant) outcome(ctx context.Context) made {
	r, problems, err := v.photo.store.Result(ctx, v.photo.job, false)
	if err != nil || len(problems) > 0 {
		return made{problems: problems}
	}
	stamps, problems, err := v.photo.store.Stamps(ctx, v.photo.job)
	if err != nil || len(problems) > 0 {
		return made{problems: problems}
	}
	m := v.madeOf(nil, r)
	m.stamp, m.encoded = stamps[v.i], r.Files[v.i].Digest
	return m
}

// madeOf is what the gate is told. What the files of a photo have in common it is
// told with the first.
func (v variant) madeOf(data []byte, r picture.Result) made {
	m := made{data: data, drawn: true, label: v.photo.job.File.Label}
	if v.i == 0 || v.photo.paths == nil {
		m.picture, m.pixels, m.looks, m.origin = true, r.Pixels, r.Looks, v.photo.job.File.Digest
	}
	return m
}

// measured is what the header of a picture says.
type measured struct{ file *source.File }

// Digest covers the file.
func (m measured) Digest() source.Digest {
	return new(source.Sum).Digest(m.file.Digest).Str(m.file.Label).Sum()
}

// Run reads the header only.
func (m measured) Run() (picture.Header, []source.Problem) { return picture.Measure(m.file) }

// measure reads the header of every picture beside the content.
func (b *build) measure(f *files) map[string]*picturefile {
	var steps []measured
	for _, name := range sortedKeys(f.pictures) {
		if isPicture(name) {
			steps = append(steps, measured{f.pictures[name]})
		}
	}
	table := make(map[string]*picturefile, len(steps))
	for i, h := range runMany[picture.Header](b, steps) {
		table[steps[i].file.Name] = &picturefile{file: steps[i].file, header: h, bad: h.Width == 0}
	}
	return table
}

// develop is how a picture is published: in several widths, as WebP too where
// this program can, and with a credit. The names come from the source, the
// recipe, the encoder and the credit, never from encoded bytes, so that pages
// need not wait for them.
func (p *picturefile) develop(b *build, credit *picture.Credit) {
	if p.bad {
		return
	}
	recipe := picture.DefaultRecipe
	recipe.WebP = b.in.WebP
	p.photo = &photo{store: b.in.Pictures, job: picture.Job{File: p.file, Header: p.header, Recipe: recipe, Credit: credit}}
	p.shown.stem = "media/" + p.photo.job.Digest().Short()
	for i, v := range p.header.Variants(recipe) {
		p.photo.paths = append(p.photo.paths, p.shown.stem+"-"+itoa(v.Width)+extension(v.Format))
		if v.Moving {
			p.photo.paths[i] = p.shown.stem + extension(v.Format)
			p.shown.moving = p.photo.paths[i]
			continue
		}
		if v.Format == "webp" {
			p.shown.webP = true
			continue
		}
		p.shown.widths = append(p.shown.widths, v.Width)
		p.shown.URL, p.shown.Width, p.shown.Height = p.photo.paths[i], v.Width, v.Height
	}
}

// vector publishes an SVG.
type vector struct{ file *source.File }

// Digest covers the file, its name, which problems carry, and what cleans it.
func (d vector) Digest() source.Digest {
	return new(source.Sum).Str(d.file.Label).Digest(d.file.Digest).Str(picture.Version).Sum()
}

// Run leaves out what is not drawn.
func (d vector) Run() (made, []source.Problem) {
	data, problems := picture.CleanSVG(d.file)
	return made{data: data, origin: d.file.Digest, label: d.file.Label}, problems
}

func extension(format string) string {
	if format == "jpeg" {
		return ".jpg"
	}
	return "." + format
}

// isPicture goes by the ending, as an editor means it; Measure looks inside.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".svg":
		return true
	}
	return false
}

func isVideo(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi":
		return true
	}
	return false
}

// show is the picture as a page may use it, and notes that it must be made.
func (p *picturefile) show(alt string, n *notes) *Picture {
	if p.bad {
		return nil
	}
	n.used = append(n.used, p)
	shown := p.shown
	shown.Alt = alt
	return &shown
}

// mediaByFolder lists the pictures and videos of every folder, in name order.
func mediaByFolder(files map[string]*source.File) map[string][]string {
	beside := map[string][]string{}
	for _, name := range sortedKeys(files) {
		if isPicture(name) || isVideo(name) {
			dir := path.Dir(name)
			beside[dir] = append(beside[dir], name)
		}
	}
	return beside
}

// medium is a file that a post shows, as its front matter names it.
type medium struct {
	name     string // of the file in the content
	poster   string // of a video
	captions string // of a video
	alt      string
	at       source.Pos
}

// media lists the pictures and videos of a thing: those it names, or those that
// lie in its folder, in name order. R is the front matter in the language of the page.
func (l *linker) media(t *thing, r *record.Record) []medium {
	d := t.original
	var list []medium
	if r.Post == nil {
		return nil
	}
	for i, m := range r.Post.Media {
		list = append(list, medium{name: inFolder(d.Front, m.File), poster: inFolder(d.Front, m.Poster), captions: inFolder(d.Front, m.Captions), alt: m.Alt, at: mediaPos(r, i)})
	}
	if len(list) == 0 && d.folder {
		for _, name := range l.beside[d.dir] {
			list = append(list, medium{name: name, at: t.pos()})
		}
	}
	return list
}

func inFolder(d *Front, name string) string {
	if name == "" {
		return ""
	}
	return path.Join(d.dir, name)
}

// mediaFiles is every file that belongs to a post and must not leave without it:
// those that it names, and all in its folder.
func (l *linker) mediaFiles(t *thing) []*source.File {
	var all []*source.File
	seen := map[string]bool{}
	add := func(name string) {
		if f := l.files.pictures[name]; f != nil && !seen[name] {
			seen[name] = true
			all = append(all, f)
		}
	}
	for _, m := range l.media(t, t.rec) {
		add(m.name)
		add(m.poster)
		add(m.captions)
	}
	if t.rec.Cover != "" {
		add(inFolder(t.original.Front, t.rec.Cover))
	}
	if t.original.folder {
		for _, name := range l.within[t.original.dir] {
			add(name)
		}
	}
	return all
}

// foldersOf are the folders that stand for things.
func foldersOf(things []*thing) []string {
	var folders []string
	for _, t := range things {
		if t.original.folder {
			folders = append(folders, t.original.dir)
		}
	}
	return folders
}

// filesByFolder lists, for every folder of a thing, the files in it and below
// it that lie in no other thing's.
func (f *files) filesByFolder(folders []string) map[string][]string {
	within := map[string][]string{}
	for _, dir := range folders {
		within[dir] = nil
	}
	for _, name := range sortedKeys(f.pictures) {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if list, ok := within[dir]; ok {
				within[dir] = append(list, name)
				break
			}
		}
	}
	return within
}

// mediaPos is where front matter names the file of a medium.
func mediaPos(r *record.Record, i int) source.Pos { return r.At("media." + itoa(i) + ".file") }
