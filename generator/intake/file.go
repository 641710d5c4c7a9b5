package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"playbook/generator/source"
)

// A file is one file of an export: on disk, in an archive, or what came in
// through a pipe.
type file struct {
	name     string // as the editor knows it
	fsys     fs.FS  // where it lies, with what lies beside it
	path     string // in fsys
	size     int64
	modified time.Time
	found    bool   // in a folder or archive, and not named by itself
	piped    []byte // its contents, if it came through a pipe
}

func (f *file) open() (io.ReadCloser, error) {
	if f.piped != nil {
		return io.NopCloser(bytes.NewReader(f.piped)), nil
	}
	return f.fsys.Open(f.path)
}

// limits of what is read whole.
const (
	maxNested = 1 << 30 // an archive in an archive
	maxPipe   = 1 << 30
)

var (
	// NotFound says that there is no file of a name.
	NotFound    = source.Message{En: "there is no file {0}", Zh: "没有 {0} 这个文件"}
	msgEmptyDir = source.Message{En: "nothing in {0} is an export: {1 file of another kind|files of other kinds}", Zh: "{0} 里没有可导入的文件（其他文件 {1} 个）"}
	msgArchive  = source.Message{En: "the archive cannot be read: {0}", Zh: "无法读取压缩包：{0}"}
	helpArchive = source.Message{En: "download it again, or unpack it and name the folder", Zh: "请重新下载，或解压后导入文件夹"}
	msgSQLite   = source.Message{En: "this is an SQLite database", Zh: "这是 SQLite 数据库"}
	helpSQLite  = source.Message{En: `write its table as a sheet first: sqlite3 -header -csv {0} "select * from {1}" > {1}.csv`, Zh: `请先导出成表格：sqlite3 -header -csv {0} "select * from {1}" > {1}.csv`}
	msgXZ       = source.Message{En: "this is packed with xz, which is not installed here", Zh: "这是 xz 压缩文件，本机没有安装 xz"}
	helpXZ      = source.Message{En: "unpack it first: xz -dk {0}", Zh: "请先解压：xz -dk {0}"}
	msgOldExcel = source.Message{En: "this is a workbook of the old kind (.xls)", Zh: "这是旧格式的工作簿（.xls）"}
	msgDamaged  = source.Message{En: "{0 byte of the file is no letter in UTF-8 and becomes|bytes of the file are no letters in UTF-8 and become} \ufffd", Zh: "文件有 {0} 个字节不是 UTF-8 文字，变成了 \ufffd"}
	helpDamaged = source.Message{En: "some tool cut a text in the middle of a letter; look at what is imported, or export again", Zh: "可能是工具把文字从中间截断了；请检查导入的内容，或重新导出"}
)

// data are the endings of files that may be exports.
var dataEndings = []string{".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx", ".md", ".xz", ".db", ".xls"}

// isData reports whether a file in a folder may be an export. A file that is
// named by itself is taken whatever its name.
func isData(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.HasPrefix(base, "__MACOSX") {
		return false
	}
	return slices.Contains(dataEndings, strings.ToLower(path.Ext(base)))
}

// find lists the files that the arguments of an import name, in the order of
// the arguments and of names. What cannot be found is reported.
func find(names []string, report func(source.Problem)) []*file {
	var all []*file
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			report(source.Problem{Pos: source.Pos{File: name}, Rule: "import", Key: NotFound, Args: []string{name}})
			continue
		}
		if info.IsDir() {
			all = append(all, inFolder(os.DirFS(name), filepath.ToSlash(name), report)...)
			continue
		}
		dir, base := filepath.Split(name)
		if dir == "" {
			dir = "."
		}
		f := &file{name: filepath.ToSlash(name), fsys: os.DirFS(dir), path: base, size: info.Size(), modified: info.ModTime()}
		all = append(all, unpacked(f, report)...)
	}
	return all
}

// inFolder lists the exports below a folder.
func inFolder(fsys fs.FS, name string, report func(source.Problem)) []*file {
	var all []*file
	others := 0
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if base := path.Base(p); p != "." && (strings.HasPrefix(base, ".") || base == "__MACOSX") {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return nil
		case !isData(p) && strings.ToLower(path.Ext(p)) != ".zip":
			others++
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f := &file{name: path.Join(name, p), fsys: fsys, path: p, size: info.Size(), modified: info.ModTime(), found: true}
		all = append(all, unpacked(f, report)...)
		return nil
	})
	if err != nil {
		report(source.Problem{Pos: source.Pos{File: name}, Rule: "import", Key: msgArchive, Args: []string{err.Error()}})
	}
	if len(all) == 0 && err == nil {
		report(source.Problem{Pos: source.Pos{File: name}, Rule: "import", Key: msgEmptyDir, Args: []string{name, itoa(others)}})
	}
	return all
}

// unpacked is f, or what is in it if it is an archive. A workbook is an archive
// too, but one file to us.
func unpacked(f *file, report func(source.Problem)) []*file {
	if strings.ToLower(path.Ext(f.path)) != ".zip" {
		return []*file{f}
	}
	z, err := openZip(f)
	if err != nil {
		report(source.Problem{Pos: source.Pos{File: f.name}, Rule: "import", Key: msgArchive, Args: []string{err.Error()}, Help: helpArchive})
		return nil
	}
	return inFolder(z, f.name, report)
}

// openZip reads an archive where it lies, or from memory if it is in another
// archive, as Notion packs them.
func openZip(f *file) (fs.FS, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	if at, ok := r.(io.ReaderAt); ok {
		// The archive stays open for as long as the import runs.
		return zip.NewReader(at, f.size)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxNested))
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

// shape is how the bytes of a file are to be read.
type shape uint8

const (
	asUnknown shape = iota
	asJSON
	asCSV
	asXLSX
	asMarkdown
	asShare // the text that an app puts on the clipboard
	asSQLite
	asXZ
	asXLS
)

// look says how a file is to be read, by its first bytes and, where those leave
// it open, by its name.
func look(start []byte, name string) shape {
	ending := strings.ToLower(path.Ext(name))
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return asXLSX
	case bytes.HasPrefix(start, []byte("SQLite format 3\x00")):
		return asSQLite
	case bytes.HasPrefix(start, []byte("\xfd7zXZ\x00")):
		return asXZ
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return asXLS
	case ending == ".md":
		return asMarkdown
	case ending == ".csv", ending == ".tsv":
		return asCSV
	}
	t := bytes.TrimLeft(start, "\ufeff \t\r\n")
	if len(t) > 0 && (t[0] == '{' || t[0] == '[') && !bytes.HasPrefix(t, []byte("[[")) || ending == ".json" || ending == ".jsonl" || ending == ".ndjson" || looksJSONP(t) {
		return asJSON
	}
	if bytes.Contains(t, []byte("http://")) || bytes.Contains(t, []byte("https://")) {
		line, _, _ := bytes.Cut(t, []byte("\n"))
		if bytes.Count(line, []byte(",")) < 3 && bytes.Count(line, []byte("\t")) < 2 {
			return asShare
		}
	}
	return asCSV
}

func looksJSONP(t []byte) bool {
	open := bytes.IndexByte(t, '(')
	return open > 0 && open < 100 && !bytes.ContainsAny(t[:open], " \t\n\"',") && len(t) > open+1 && (t[open+1] == '{' || t[open+1] == '[')
}

// decoded is the contents of a file as UTF-8, whatever it was written in. What
// is no letter in it is reported: it cannot be kept.
func decoded(f *file, report func(source.Problem)) (io.ReadCloser, error) {
	charset, damage, err := charsetOf(f)
	if err != nil {
		return nil, err
	}
	if damage.bytes > 0 {
		report(source.Problem{Pos: source.Pos{File: f.name, Line: damage.line, Col: 1}, Severity: source.Warning, Rule: "import",
			Key: msgDamaged, Help: helpDamaged, Args: []string{itoa(damage.bytes)}})
	}
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	return inClose{source.Decode(in, charset), in}, nil
}

// inClose reads from one thing and closes another.
type inClose struct {
	io.Reader
	io.Closer
}

// damage is how many bytes of a file are no UTF-8, and the line of the first.
type damage struct{ bytes, line int }

// charsetOf tells how a file is written. No tool says, so the bytes decide: two
// of them for UTF-16, and for the rest all. Chinese in GB18030 is next to never
// valid UTF-8; a file that is UTF-8 but for a few bytes was cut by some tool in
// the middle of a letter, and is read as what it is.
func charsetOf(f *file) (source.Charset, damage, error) {
	in, err := f.open()
	if err != nil {
		return 0, damage{}, err
	}
	defer in.Close()
	b := bufio.NewReaderSize(in, 1<<16)
	start, _ := b.Peek(4)
	even := len(start) == 4 && start[0] != 0 && start[1] == 0 && start[3] == 0
	odd := len(start) == 4 && start[0] == 0 && start[1] != 0 && start[2] == 0
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")) || even:
		return source.UTF16LE, damage{}, nil
	case bytes.HasPrefix(start, []byte("\xfe\xff")) || odd:
		return source.UTF16BE, damage{}, nil
	}
	letters, bad, line := 0, damage{}, 1
	for {
		r, size, err := b.ReadRune()
		switch {
		case err == io.EOF:
			if bad.bytes > 0 && letters < 4*bad.bytes {
				return source.GB18030, damage{}, nil
			}
			return source.UTF8, bad, nil
		case err != nil:
			return 0, damage{}, err
		case r == '\n':
			line++
		case r != utf8.RuneError && size > 1:
			letters++
		case r == utf8.RuneError && size == 1:
			if rest, err := b.Peek(utf8.UTFMax - 1); err == io.EOF && !bytes.ContainsFunc(rest, isASCII) {
				continue // the file is half-written, and ends in a letter
			}
			if bad.bytes++; bad.line == 0 {
				bad.line = line
			}
		}
	}
}

func isASCII(r rune) bool { return r < utf8.RuneSelf }

// unXZ is what xz makes of a file; instaloader packs its records with it. The
// program is run rather than a decoder linked: who has instaloader has xz.
func unXZ(f *file) ([]byte, error) {
	program, err := exec.LookPath("xz")
	if err != nil {
		return nil, err
	}
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	cmd := exec.Command(program, "-dc", "--memlimit-decompress=200MiB")
	cmd.Stdin = in
	var out bytes.Buffer
	cmd.Stdout = &limited{&out, maxRecord}
	err = cmd.Run()
	return out.Bytes(), err
}

// limited is a buffer that refuses to grow for ever.
type limited struct {
	*bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errLarge
	}
	return l.Buffer.Write(p)
}
