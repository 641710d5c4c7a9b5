package intake

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// Options are what an import works on and what it takes.
type Options struct {
	Content *os.Root
	Label   string       // before names of the content, as the editor knows them
	Site    *record.Site // whose accounts and timezone count
	Now     time.Time
	Lang    string // of the few words that an import writes itself

	DryRun  bool
	Since   record.Date
	Only    []string // platforms or tools
	Creator string
	Limit   int
	Into    string      // a folder below posts/; else that of the year
	Map     [][2]string // headings of an unknown sheet, and the fields they are
	Own     string      // a platform: what is imported is all of our own account there

	Platforms []string // that have a page without one of the content
	// Address is the last part of the address of a page of this name: two pages
	// whose names differ may have the same one.
	Address func(name string) string
	// Look tells what a picture looks like; ok is false for what is no picture,
	// or too plain to be told. Nil compares none.
	Look func(picture []byte) (look Look, ok bool)
	// Progress is told how many bytes of how many are read, and how many records.
	Progress func(read, total int64, records int)
}

// Import reads exports and adds what they hold to the content. It reads local
// files only, never sets a permission, and never takes away what is there.
func Import(files []string, o Options) (*Report, error) {
	i := begin(o)
	return i.run(find(files, i.report))
}

// ImportPiped is Import of what came in through a pipe.
func ImportPiped(in io.Reader, name string, o Options) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxPipe+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxPipe {
		return nil, errors.New("more than 1 GB is piped in; write it to a file and import that")
	}
	i := begin(o)
	return i.run([]*file{{name: name, fsys: os.DirFS("."), path: name, size: int64(len(data)), piped: data}})
}

// An intake is one import as it goes on.
type intake struct {
	Options
	archive   *archive
	out       *Report
	files     []*file
	indexes   map[fs.FS]*mediaIndex
	read      int64
	total     int64
	taken     int                       // records that --limit counts
	months    map[string]map[string]int // posts of our own accounts, by platform and month
	followers map[string]int            // of our own accounts, by platform
	apart     apart                     // posts whose pictures come one to a file
	strange   []stranger                // what is of no layout that is known
	counted   map[string]bool           // posts that months count
	planned   map[string]string         // pages of Notion by id
	told      map[string]bool           // creators that got their numbers in this run
	seen      map[string]bool           // posts that this run has made, for --dry-run
}

func begin(o Options) *intake {
	i := &intake{Options: o, out: newReport(), indexes: map[fs.FS]*mediaIndex{}, months: map[string]map[string]int{}, seen: map[string]bool{}, told: map[string]bool{}, counted: map[string]bool{}, followers: map[string]int{}}
	if i.Address == nil {
		i.Address = record.FileName
	}
	i.archive = openArchive(o.Content, o.Label, i.Address, o.Platforms)
	return i
}

func (i *intake) report(p source.Problem) { i.out.Problems = append(i.out.Problems, p) }

// errLimit ends an import at --limit.
var errLimit = errors.New("limit")

func (i *intake) run(files []*file) (*Report, error) {
	i.files = files
	for _, f := range files {
		i.total += f.size
	}
	for n, f := range files {
		err := i.file(f)
		i.read += f.size
		if err == errLimit {
			break
		}
		if err != nil {
			return i.out, err
		}
		last := n+1 == len(files) || path.Dir(files[n+1].name) != path.Dir(f.name)
		if last {
			if err := i.flush(); err != nil && err != errLimit {
				return i.out, err
			}
		}
	}
	if err := i.flush(); err != nil && err != errLimit {
		return i.out, err
	}
	if err := i.account(); err != nil {
		return i.out, err
	}
	i.tellStrangers()
	i.out.sort()
	return i.out, nil
}

// value imports what one value of a file holds: a record, or a container of records.
func (i *intake) value(v *value, f *file, at source.Pos, sheet string, rep *FileReport) error {
	records, rest := contained(v)
	for n, x := range records {
		if err := i.record(&raw{value: x, at: at, file: f, name: sheet}, n, rep); err != nil {
			return err
		}
	}
	if rest != nil {
		rest.purge()
		rest.leave(dropWhole)
		i.out.ledger("", &raw{value: rest})
	}
	return nil
}

// record imports one record.
func (i *intake) record(r *raw, n int, rep *FileReport) error {
	l := layoutOf(r.value)
	switch {
	case len(i.Map) > 0:
		if l = i.mapped(r.value); l == nil {
			i.unmapped(r, rep)
			return nil
		}
	case l == nil && i.Own != "" && ownList(r.value):
		l = &layout{tool: "sheet", about: "own posts", read: sheet}
	case l == nil:
		i.unknown(r, rep)
		return nil
	}
	rep.layout(l.about)
	if l.meta {
		undamage(r.value)
	}
	i.out.Records++
	rep.Records++
	if l.skip.En != "" {
		i.out.skip(l)
		for _, m := range r.fields {
			m.value.settle(dropped, dropRecord)
		}
		i.out.ledger(l.tool, r)
		return nil
	}
	it := l.read(r)
	if it != nil && i.Own != "" && it.platform == "" {
		it.platform, it.own = i.Own, true
	}
	if it == nil { // an empty row
		r.purge()
		r.leave(dropRecord)
		i.out.ledger(l.tool, r)
		return nil
	}
	return i.take(it)
}

// undamage mends text and keys in all of v.
func undamage(v *value) {
	if v.kind == text {
		v.text = undamaged(v.text)
	}
	for n := range v.fields {
		v.fields[n].name = undamaged(v.fields[n].name)
		undamage(v.fields[n].value)
	}
	for _, x := range v.items {
		undamage(x)
	}
}

// take brings one item into the archive.
func (i *intake) take(it *item) error {
	r := it.from
	it.finish(r.file, i.Now)
	if it.kind == kindFollower {
		i.followers[it.platform]++
		i.out.ledger(it.tool, r)
		return nil
	}
	if it.own || i.Own != "" && (it.platform == i.Own || it.platform == "") {
		i.publish(it)
	}
	if it.kind != record.Creators && !i.wanted(it) {
		i.out.Left++
		it.remains()
		i.out.ledger(it.tool, r)
		return nil
	}
	split := it.tool == "gallery-dl" // a record for each file
	switch {
	case split && i.apart.begun(it):
	case i.Limit > 0 && i.taken >= i.Limit && split:
		i.out.Left++ // other files of the posts that were begun may follow
		return nil
	case i.Limit > 0 && i.taken >= i.Limit:
		return errLimit
	default:
		i.taken++
	}
	it.remains()
	i.out.ledger(it.tool, r)
	for _, w := range it.warnings {
		i.report(source.Problem{Pos: r.at, Severity: source.Warning, Rule: "import", Key: w.text, Args: w.args})
	}
	if split {
		i.apart.add(it)
		return nil
	}
	return i.store(it)
}

// wanted reports whether the filters of the command let an item pass.
func (i *intake) wanted(it *item) bool {
	if len(i.Only) > 0 && !anyOf(i.Only, func(s string) bool { return record.PlatformID(s) == it.platform || s == it.tool }) {
		return false
	}
	if who := strings.ToLower(strings.TrimPrefix(i.Creator, "@")); who != "" &&
		strings.ToLower(it.author.name) != who && strings.ToLower(it.author.handle) != who && it.author.id != i.Creator && i.archive.creator(&it.author) != i.Creator {
		return false
	}
	if !i.Since.IsZero() {
		on := it.posted.date
		if on.IsZero() {
			if t := it.created(); !t.IsZero() {
				on = record.Instant(t)
			}
		}
		if on.IsZero() || on.In(zoneOf(it.platform)).Before(i.Since) {
			return false
		}
	}
	return true
}
