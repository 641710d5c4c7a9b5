package intake

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"playbook/generator/source"
)

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
	in, err := decoded(f, i.report)
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
		if rep.Records == 0 {
			i.puzzle(f, rep, p)
			return
		}
	}
	i.report(p)
}

var msgBadLine = message{En: "this line is not JSON and was stepped over: {0}", Zh: "这一行不是 JSON，已跳过：{0}"}

func (i *intake) csv(f *file, rep *FileReport) error {
	if len(i.Map) == 0 && notionName.MatchString(f.base()) {
		return i.notionTable(f, rep)
	}
	in, err := decoded(f, i.report)
	if err != nil {
		return err
	}
	defer in.Close()
	m := &meter{in: in, i: i}
	c, err := newCSVReader(m)
	if errors.Is(err, errNoHeads) {
		i.puzzle(f, rep, source.Problem{Pos: source.Pos{File: f.name, Line: 1, Col: 1}, Rule: "import", Key: msgNoHeads})
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
			i.report(source.Problem{Pos: source.Pos{File: f.name, Line: line, Col: 1}, Rule: "import", Key: msgCells, Args: width.args(), Help: helpCells})
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
	i.puzzle(f, rep, source.Problem{Pos: source.Pos{File: f.name, Line: 1, Col: 1}, Rule: "import", Key: msgCSV, Args: []string{err.Error()}})
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
