package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/bits"
	"os"
	"path"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgUnreadable = message{En: "the front matter cannot be read, so the import left it as it is", Zh: "文件头无法读取，导入没有改动它"}
	helpCheck     = message{En: "mend what `playbook check` says about it and import again", Zh: "请按 `playbook check` 的提示修正后重新导入"}
	msgNoRoom     = message{En: "there is no place for the new numbers: \"{0}\" is written in brackets", Zh: "“{0}”写成了方括号形式，新数据没有地方写"}
	helpNoRoom    = message{En: "write it as a list, one \"- on:\" per day", Zh: "请改写成列表，每天一个“- on:”"}
	msgTooLarge   = message{En: "the record is too large for a page: {0} MB of text", Zh: "这条记录太大，不能成为一页：正文 {0} MB"}
)

// maxExtra is the largest block under extra; a larger one goes into a file
// beside the post that is no content. Front matter may have four times as much.
const maxExtra = 60 << 10

// store writes an item: a new file, or what it adds to the one that is there.
func (i *intake) store(it *item) error {
	if len(it.body) > source.MaxText-maxExtra*2 {
		i.report(source.Problem{Pos: it.from.at, Rule: "import", Key: msgTooLarge, Args: []string{itoa(len(it.body) >> 20)}})
		i.out.Incomplete++
		return nil
	}
	creator, err := i.creator(it)
	if err != nil || it.kind == record.Creators {
		return err
	}
	keys := it.keys()
	for _, k := range keys {
		if file := i.archive.posts[k]; file != "" {
			return i.merge(it, file, creator, keys)
		}
	}
	return i.create(it, creator, keys)
}

// create writes a new post: its pictures first and its page last, so that what
// was killed in between is not there yet and is made again under the same name.
func (i *intake) create(it *item, creator string, keys []string) error {
	if err := i.platformPage(it.platform); err != nil {
		return err
	}
	want := it.nameFor()
	if want == "" {
		id := it.id
		if id == "" {
			id = path.Base(it.url)
		}
		want = strings.Trim(record.FileName(it.platform)+"-"+tail(id, 24), "-")
	}
	if want == "" {
		want = "post"
	}
	name := i.archive.nameIn(it.kind, want, it.id)
	file := it.place(i.Into, name, it.year(i.Now))
	i.archive.use(it.kind, name)
	for _, k := range keys {
		i.archive.posts[k] = file
	}
	if it.kind == record.Posts {
		if err := i.pictures(it, path.Dir(file), 1); err != nil {
			return err
		}
	}
	if err := i.overflow(it, path.Dir(file), name); err != nil {
		return err
	}
	if it.short {
		i.out.Short = append(i.out.Short, i.shown(file))
	}
	i.out.Created++
	i.count(it, creator, func(t *Tally) *int { return &t.Created })
	i.out.made(i.shown(file))
	i.seen[file] = true
	if i.DryRun {
		return nil
	}
	return i.archive.put(file, it.page(creator, i.Lang))
}

func (i *intake) shown(file string) string { return path.Join(i.Label, file) }

func (i *intake) count(it *item, creator string, count func(*Tally) *int) {
	i.out.tally("platform", it.platform, count)
	i.out.tally("creator", creator, count)
}

// overflow moves what is too much for front matter into a file of its own,
// under a name that no site takes for content.
func (i *intake) overflow(it *item, dir, name string) error {
	var w writer
	w.tree(2, it.tool, it.extra)
	if w.Len() <= maxExtra {
		return nil
	}
	beside := "_" + it.tool + ".json"
	if it.kind == record.Pages {
		beside = "_" + name + ".json"
	}
	var data strings.Builder
	it.extra.json(&data, "")
	data.WriteByte('\n')
	kept := &value{kind: object}
	for _, m := range it.extra.fields {
		if small := m.value; small.kind != object && small.kind != list && len(small.text) < 200 {
			kept.set(m.name, small)
		}
	}
	kept.say("all", beside)
	it.extra = kept
	if i.DryRun {
		return nil
	}
	return i.archive.put(path.Join(dir, beside), []byte(data.String()))
}

// platformPage makes the page of a platform that posts refer to and nobody has
// described.
func (i *intake) platformPage(platform string) error {
	if platform == "" || i.archive.platforms[platform] {
		return nil
	}
	i.archive.platforms[platform] = true
	if i.DryRun {
		return nil
	}
	title := platform
	if words, ok := platformTitles[platform]; ok {
		title = words.Text(i.Lang, nil)
	}
	file := path.Join(string(record.Platforms), platform+".md")
	i.out.made(i.shown(file))
	return i.archive.put(file, []byte("---\ntitle: "+scalar(title)+"\n---\n"))
}

// platformTitles are the names of platforms that the program brings no page for.
var platformTitles = map[string]message{
	"bilibili": {En: "Bilibili", Zh: "哔哩哔哩"}, "kuaishou": {En: "Kuaishou", Zh: "快手"}, "tieba": {En: "Baidu Tieba", Zh: "百度贴吧"},
	"zhihu": {En: "Zhihu", Zh: "知乎"}, "facebook": {En: "Facebook", Zh: "Facebook"}, "x": {En: "X", Zh: "X"}, "youtube": {En: "YouTube", Zh: "YouTube"},
}

// creator is the name of the creator of an item, whose file is made if there is
// none; "" if nobody knows.
func (i *intake) creator(it *item) (string, error) {
	who := &it.author
	if who.platform == "" {
		who.platform = it.platform
	}
	if it.own || !who.known() {
		return "", nil
	}
	if name := i.archive.creator(who); name != "" {
		return name, i.know(it, name)
	}
	title := who.name
	if title == "" {
		title = who.handle
	}
	if title == "" {
		title = msgNameless.Text(i.Lang, []string{tail(who.id, 8)})
	}
	want := cut(record.FileName(title))
	if who.name == "" && who.handle == "" {
		want = who.platform + "-" + tail(who.id, 8)
	}
	if want == "" {
		want = strings.Trim(who.platform+"-"+tail(who.id, 8), "-")
	}
	name := want + "-" + who.platform
	if i.archive.free(record.Creators, want) || !i.archive.free(record.Creators, name) {
		name = i.archive.nameIn(record.Creators, want, first(who.id, who.handle, who.platform))
	}
	i.archive.use(record.Creators, name)
	i.archive.meet(name, title, who.platform, who.id, who.handle, who.url)
	file := path.Join(string(record.Creators), name+".md")
	if who.name == "" && who.handle == "" {
		i.out.Names = append(i.out.Names, i.shown(file))
	}
	i.out.Creators++
	i.out.made(i.shown(file))
	i.told[it.told(name)] = true
	if err := i.platformPage(who.platform); err != nil || i.DryRun {
		return name, err
	}
	who.extra.purge()
	return name, i.archive.put(file, creatorPage(who, it.tool, title, it.capturedDay()))
}

// merge adds to a post what an export knows more of it: numbers of a day, and
// what nobody has written. It never changes a word.
func (i *intake) merge(it *item, file, creator string, keys []string) error {
	for _, k := range keys {
		if i.archive.posts[k] == "" {
			i.archive.posts[k] = file
		}
	}
	if len(i.out.Found) < maxMade {
		i.out.Found = append(i.out.Found, i.shown(file))
	}
	if i.DryRun && i.seen[file] {
		i.out.Unchanged++
		i.count(it, creator, func(t *Tally) *int { return &t.Unchanged })
		return nil
	}
	t, plain, err := i.archive.editable(file)
	if err != nil {
		return err
	}
	r, body, _ := record.Parse(record.Posts, t)
	e, ok := openEdit(t)
	if !ok || !plain || r.Post == nil {
		i.report(source.Problem{Pos: source.Pos{File: t.Name, Line: 1, Col: 1}, Severity: source.Warning, Rule: "import", Key: msgUnreadable, Help: helpCheck})
		i.out.Incomplete++
		return nil
	}
	loc := zoneOf(it.platform)
	changed := false
	for _, n := range []struct {
		name string
		have []record.Metrics
		new  record.Metrics
	}{{"metrics", r.Post.Metrics, it.counts}, {"insights", r.Post.Insights, it.insights}} {
		added, ok := e.observe(n.name, n.have, r.Post.Captured, it.captured, loc, n.new)
		if !ok {
			i.report(source.Problem{Pos: r.At(n.name), Severity: source.Warning, Rule: "import", Key: msgNoRoom, Help: helpNoRoom, Args: []string{n.name}})
		}
		changed = changed || added && ok
	}
	more := ""
	if len(strings.TrimSpace(string(t.Data[body:]))) == 0 && it.body != "" {
		more = it.body + "\n"
		e.lines = e.lines[:min(e.end+1, len(e.lines))]
		changed = true
	}
	if r.Post.URL == "" || isShort(r.Post.URL) && it.url != "" && !it.short && r.Post.URL != it.url {
		changed = r.Post.URL == "" && e.fill("url", it.url) || changed
	}
	changed = e.fill("creator", creator) || changed
	if !it.posted.date.IsZero() && (r.Post.Posted.IsZero() || r.Post.PostedFromID) {
		changed = e.fill("posted", dated(it.posted.date)) || changed
	}
	if r.Post.Captured.IsZero() && len(r.Post.Metrics) == 0 {
		changed = e.fill("captured", it.capturedDay().String()) || changed
	}
	if i.bare(file) {
		before := i.out.Media
		if err := i.pictures(it, path.Dir(file), 1); err != nil {
			return err
		}
		changed = changed || i.out.Media > before
	}
	if p, _ := field(e.tree, "extra"); p.Value.Get(it.tool) == nil {
		// The first that this tool has to say of the post. Later an editor may
		// have taken away what it said.
		changed = e.fill("title", scalarOf(it.title)) || changed
		changed = e.fill("style", it.style) || changed
		changed = e.fill("summary", scalarOf(it.summary)) || changed
		changed = e.fill("tags", bracketed(it.tags)) || changed
		if err := i.overflow(it, path.Dir(file), nameOf(file)); err != nil {
			return err
		}
		added, _ := e.block(it.tool, it.extra)
		changed = changed || added
	}
	if !changed {
		i.out.Unchanged++
		i.count(it, creator, func(t *Tally) *int { return &t.Unchanged })
		return nil
	}
	i.out.Updated++
	i.count(it, creator, func(t *Tally) *int { return &t.Updated })
	if i.DryRun {
		return nil
	}
	return i.archive.put(file, e.bytes(more))
}

// bare reports whether a post lies in a folder of its own without a picture.
func (i *intake) bare(file string) bool {
	if path.Base(file) != "index.md" {
		return false
	}
	list, err := fs.ReadDir(i.archive.root.FS(), path.Dir(file))
	return err == nil && !slices.ContainsFunc(list, func(d fs.DirEntry) bool { return isMedia(d.Name()) })
}

// pictures takes along what lies beside the export, numbered from n, each once.
func (i *intake) pictures(it *item, dir string, n int) error {
	f := it.from.file
	files := f.beside(it, i.indexFor(f))
	if len(files) == 0 {
		return nil
	}
	notes := &value{kind: list}
	it.extra.set(freeKey(it.extra, "taken"), notes)
	sums := map[string]bool{}
	for _, p := range files {
		m, err := inspect(f.fsys, p)
		var kin *kindError
		at := source.Problem{Pos: it.from.at, Severity: source.Warning, Rule: "import", Args: []string{p}}
		reason := "damaged"
		switch {
		case errors.Is(err, fs.ErrNotExist):
			at.Key, reason = msgNoMedia, "not there"
		case errors.As(err, &kin):
			reason = kin.kind
			at.Key, at.Help, at.Args = msgKindMedia, helpHEIC, []string{p, kin.kind}
			at.Help = message{En: strings.ReplaceAll(helpHEIC.En, "{1}", kin.convert), Zh: strings.ReplaceAll(helpHEIC.Zh, "{1}", kin.convert)}
		case err != nil:
			at.Key = msgBadMedia
		}
		if err != nil {
			i.report(at)
			note := &value{kind: object}
			note.say("from", p)
			note.say("not_taken", reason)
			notes.items = append(notes.items, note)
			continue
		}
		if sums[m.sum] {
			continue
		}
		sums[m.sum] = true
		name := itoa(n) + m.ending
		n++
		note := &value{kind: object}
		note.say("file", name)
		note.say("from", p)
		note.say("sha256", m.sum)
		to := path.Join(dir, name)
		i.compare(m, to, note)
		notes.items = append(notes.items, note)
		i.out.Media++
		if err := i.lay(f.fsys, m, to); err != nil {
			return err
		}
	}
	return nil
}

// lay copies a picture or video into the archive, and compares what was written
// with what was read.
func (i *intake) lay(from fs.FS, m *medium, to string) error {
	if i.DryRun {
		return nil
	}
	if err := i.archive.root.MkdirAll(path.Dir(to), 0o777); err != nil {
		return err
	}
	if m.data != nil {
		return i.archive.put(to, m.data)
	}
	in, err := from.Open(m.path)
	if err != nil {
		return err
	}
	defer in.Close()
	beside := path.Join(path.Dir(to), "."+path.Base(to)+"~")
	out, err := i.archive.root.OpenFile(beside, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != m.sum {
		return errors.New(m.path + " changed while it was read")
	}
	return i.archive.root.Rename(beside, to)
}

// nearlyEqual is in how many of 128 bits the looks of one picture may differ
// (picture.Same is of 64).
const nearlyEqual = 12

// compare points out a picture that the archive has, or one that looks like it,
// and notes what it looks like for the next import.
func (i *intake) compare(m *medium, to string, note *value) {
	a := i.archive
	other := a.sums[m.sum]
	a.sums[m.sum] = to
	if m.data != nil && i.Look != nil {
		if l, ok := i.Look(m.data); ok {
			note.say("look", l.String())
			if other == "" {
				other = a.alike(l)
			}
			a.looks = append(a.looks, looked{to, l})
		}
	}
	if other != "" && other != to {
		i.out.Near = append(i.out.Near, [2]string{i.shown(to), i.shown(other)})
	}
}

// A Look is 128 bits that two pictures of one look have nearly in common.
type Look [2]uint64

func (l Look) String() string { return fmt.Sprintf("%016x%016x", l[0], l[1]) }

// parseLook reads a look as String writes it.
func parseLook(s string) (l Look, ok bool) {
	n, err := fmt.Sscanf(s, "%16x%16x", &l[0], &l[1])
	return l, err == nil && n == len(l)
}

// looked is a picture, and what it looks like.
type looked struct {
	file string
	look Look
}

// alike is a picture of the archive that looks like another, or "".
func (a *archive) alike(l Look) string {
	for _, other := range a.looks {
		if bits.OnesCount64(l[0]^other.look[0])+bits.OnesCount64(l[1]^other.look[1]) <= nearlyEqual {
			return other.file
		}
	}
	return ""
}

func (i *intake) indexFor(f *file) *mediaIndex {
	return i.indexes[f.fsys]
}
