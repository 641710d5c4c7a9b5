package intake

import (
	"bytes"
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
	// Look is 128 bits that two pictures of one look have nearly in common; ok
	// is false for what is no picture, or too plain to be told. Nil compares none.
	Look func(picture []byte) (look [2]uint64, ok bool)
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
	data, err := io.ReadAll(io.LimitReader(in, maxPipe))
	if err != nil {
		return nil, err
	}
	if data == nil {
		data = []byte{}
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
	pending   []*item                   // posts whose pictures come one to a file
	looks     []looked
	counted   map[string]bool   // posts that months count
	planned   map[string]string // pages of Notion by id
	told      map[string]bool   // columns of --map that a file lacks
	seen      map[string]bool   // posts that this run has made, for --dry-run
}

// looked is a picture that the import brought, and what it looks like.
type looked struct {
	file string
	look [2]uint64
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
	i.out.sort()
	return i.out, nil
}

// meter counts what is read from a file.
type meter struct {
	in io.Reader
	i  *intake
	n  int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.n += int64(n)
	return n, err
}

func (i *intake) tick(m *meter) {
	if i.Progress != nil {
		i.Progress(min(i.read+m.n, i.total), i.total, i.out.Records)
	}
}

// file imports the records of one file.
func (i *intake) file(f *file) error {
	in, err := f.open()
	if err != nil {
		i.report(source.Problem{Pos: source.Pos{File: f.name}, Rule: "import", Key: msgArchive, Args: []string{err.Error()}})
		return nil
	}
	start := make([]byte, 4096)
	n, _ := io.ReadFull(in, start)
	if err := in.Close(); err != nil {
		return err
	}
	i.beside(f)
	rep := i.out.file(f.name)
	s := look(plainStart(start[:n]), f.name)
	if s == asXLSX && strings.ToLower(path.Ext(f.path)) == ".zip" {
		return nil
	}
	switch s {
	case asXLSX:
		return i.book(f, rep)
	case asMarkdown:
		return i.notion(f, rep)
	case asShare:
		return i.share(f, rep)
	case asSQLite:
		i.report(source.Problem{Pos: source.Pos{File: f.name}, Rule: "import", Key: msgSQLite, Help: helpSQLite, Args: []string{path.Base(f.name), sqliteTable(f.name)}})
	case asXLS:
		i.report(source.Problem{Pos: source.Pos{File: f.name}, Rule: "import", Key: msgOldExcel, Help: helpXLSX})
	case asXZ:
		return i.xz(f, rep)
	case asJSON:
		return i.json(f, rep)
	default:
		return i.csv(f, rep)
	}
	return nil
}

// plainStart is the beginning of a file as far as its letters are plain,
// whatever its encoding.
func plainStart(b []byte) []byte {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) || len(b) > 3 && (b[0] == 0) != (b[1] == 0) && b[0] != 'P' {
		return bytes.ReplaceAll(bytes.TrimLeft(b, "\xff\xfe"), []byte{0}, nil)
	}
	return bytes.TrimPrefix(b, []byte("\ufeff"))
}

func sqliteTable(name string) string {
	if strings.Contains(strings.ToLower(name), "explore") {
		return "explore_data"
	}
	return "xhs_note"
}

// beside is the index of the pictures around a file: of the folder that was
// named, or of the one that a tool keeps its pictures in.
func (i *intake) beside(f *file) *mediaIndex {
	if f.piped != nil {
		return nil
	}
	if m := i.indexes[f.fsys]; m != nil {
		return m
	}
	m := indexMedia(f.fsys)
	i.indexes[f.fsys] = m
	return m
}

func (i *intake) json(f *file, rep *FileReport) error {
	in, err := decoded(f)
	if err != nil {
		return err
	}
	defer in.Close()
	m := &meter{in: in, i: i}
	var r io.Reader = m
	peeked := &peeker{in: m}
	if head := peeked.peek(128); looksJSONP(bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimSpace(head), []byte("/**/")), " \n")) {
		data, err := io.ReadAll(io.LimitReader(peeked, maxRecord))
		if err != nil {
			return err
		}
		r = bytes.NewReader(unwrapJSONP(data))
	} else {
		r = peeked
	}
	j := newJSONReader(r)
	for {
		v, line, col, err := j.next()
		var broken *syntaxError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &broken):
			i.broken(f, broken, rep)
			if broken.more {
				continue
			}
			return nil
		case err != nil:
			return err
		}
		i.tick(m)
		if err := i.value(v, f, source.Pos{File: f.name, Line: line, Col: col}, "", rep); err != nil {
			return err
		}
	}
}

// peeker lets the beginning of a stream be looked at.
type peeker struct {
	in   io.Reader
	head []byte
}

func (p *peeker) peek(n int) []byte {
	b := make([]byte, n)
	k, _ := io.ReadFull(p.in, b)
	p.head = b[:k]
	return p.head
}

func (p *peeker) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.in.Read(b)
}

// broken reports where a file stops being what it began as.
func (i *intake) broken(f *file, e *syntaxError, rep *FileReport) {
	p := source.Problem{Pos: source.Pos{File: f.name, Line: e.line, Col: e.col}, Rule: "import"}
	switch {
	case e.half:
		p.Key, p.Help, p.Args = msgHalf, helpHalf, []string{itoa(rep.Records)}
	case errors.Is(e.err, errLarge):
		p.Key, p.Args = msgLargeJSON, []string{itoa(maxRecord >> 20)}
	case errors.Is(e.err, errLevels):
		p.Key, p.Args = msgLevels, []string{itoa(maxLevels)}
	case e.more:
		p.Key, p.Args = msgBadLine, []string{e.err.Error()}
	default:
		p.Key, p.Help, p.Args = msgSyntax, helpSyntax, []string{e.err.Error(), itoa(rep.Records)}
	}
	i.report(p)
}

var msgBadLine = message{En: "this line is not JSON and was stepped over: {0}", Zh: "这一行不是 JSON，已跳过：{0}"}

func (i *intake) csv(f *file, rep *FileReport) error {
	if len(i.Map) == 0 && notionName.MatchString(f.base()) {
		return i.notionTable(f, rep)
	}
	in, err := decoded(f)
	if err != nil {
		return err
	}
	defer in.Close()
	m := &meter{in: in, i: i}
	c, err := newCSVReader(m)
	if errors.Is(err, errNoHeads) {
		i.report(source.Problem{Pos: source.Pos{File: f.name, Line: 1, Col: 1}, Rule: "import", Key: msgNoHeads})
		return nil
	}
	for err == nil {
		var v *value
		var line int
		v, line, err = c.next()
		var broken *syntaxError
		var width *widthError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &broken):
			i.broken(f, broken, rep)
			return nil
		case errors.As(err, &width):
			i.report(source.Problem{Pos: source.Pos{File: f.name, Line: line, Col: 1}, Rule: "import", Key: msgCells, Args: []string{itoa(width.cells), itoa(width.heads)}, Help: helpCells})
			err = nil
			continue
		case err != nil:
			continue
		}
		i.tick(m)
		if err := i.value(v, f, source.Pos{File: f.name, Line: line, Col: 1}, "", rep); err != nil {
			return err
		}
	}
	i.report(source.Problem{Pos: source.Pos{File: f.name, Line: 1, Col: 1}, Rule: "import", Key: msgCSV, Args: []string{err.Error()}})
	return nil
}

func (i *intake) book(f *file, rep *FileReport) error {
	in, err := f.open()
	if err != nil {
		return err
	}
	defer in.Close()
	m := &meter{in: in, i: i}
	var failed error
	err = readXLSX(m, f.name, func(v *value, sheet string, line int) {
		if failed == nil {
			i.tick(m)
			failed = i.value(v, f, source.Pos{File: f.name, Line: line, Col: 1}, sheet, rep)
		}
	}, i.report)
	if failed != nil {
		return failed
	}
	return err
}

func (i *intake) xz(f *file, rep *FileReport) error {
	data, err := unXZ(f)
	if err != nil {
		key := msgXZ
		if len(data) > 0 || !strings.Contains(err.Error(), "not found") {
			key = msgArchive
		}
		i.report(source.Problem{Pos: source.Pos{File: f.name}, Rule: "import", Key: key, Help: helpXZ, Args: []string{path.Base(f.name)}})
		return nil
	}
	inside := *f
	inside.piped = data
	if inside.piped == nil {
		inside.piped = []byte{}
	}
	return i.json(&inside, rep)
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
	if len(i.Map) > 0 {
		l = i.mapped(r.value)
	}
	if l == nil && i.Own != "" && ownList(r.value) {
		l = &layout{tool: "sheet", about: "own posts", read: sheet}
	}
	if l == nil {
		i.strange(r, rep)
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
	if i.Limit > 0 && i.taken >= i.Limit {
		return errLimit
	}
	i.taken++
	it.remains()
	i.out.ledger(it.tool, r)
	for _, w := range it.warnings {
		i.report(source.Problem{Pos: r.at, Severity: source.Warning, Rule: "import", Key: w.text, Args: w.args})
	}
	if it.tool == "gallery-dl" {
		i.pending = append(i.pending, it)
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
