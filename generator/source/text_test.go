package source

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var texts = []struct {
	name, in, data string
	bom, crlf      bool
	problems       []string
}{
	{name: "empty"},
	{name: "plain", in: "a\n试\n", data: "a\n试\n"},
	{name: "byte-order mark", in: "\xef\xbb\xbfa", data: "a", bom: true,
		problems: []string{"f:1:1: warning: the file starts with a byte-order mark; `playbook check --fix` removes it (encoding)"}},
	{name: "Windows line ends", in: "a\r\nb\r\n", data: "a\nb\n", crlf: true},
	{name: "both line ends", in: "a\r\nb\n", data: "a\nb\n", crlf: true},
	{name: "old line ends", in: "a\rb\n", data: "a b\n",
		problems: []string{"f:1:2: warning: a lone carriage return, which some editors show as a line end; save the file with Unix or Windows line ends (encoding)"}},
	{name: "return before a Windows line end", in: "a\r\r\nb", data: "a \nb", crlf: true,
		problems: []string{"f:1:2: warning: a lone carriage return, which some editors show as a line end; save the file with Unix or Windows line ends (encoding)"}},
	{name: "NUL", in: "a\n试b\x00c", data: "a\n试b\x00c",
		problems: []string{"f:2:3: a NUL byte in a text file; save the file again as plain text, UTF-8 (encoding)"}},
	{name: "UTF-16 little end first", in: "\xff\xfea\x00",
		problems: []string{"f:1:1: the file is UTF-16, not UTF-8; save the file as UTF-8 (encoding)"}},
	{name: "UTF-16 big end first", in: "\xfe\xff\x00a",
		problems: []string{"f:1:1: the file is UTF-16, not UTF-8; save the file as UTF-8 (encoding)"}},
	{name: "not UTF-8", in: "a\n试试\xe8\xafb\n\xff", data: "a\n试试\uFFFDb\n\uFFFD",
		problems: []string{"f:2:3: this is not UTF-8; save the file as UTF-8 (encoding)"}},
	{name: "a replacement character is a character", in: "\uFFFD\n", data: "\uFFFD\n"},
	{name: "surrogate", in: "x\xed\xa0\x80", data: "x\uFFFD",
		problems: []string{"f:1:2: this is not UTF-8; save the file as UTF-8 (encoding)"}},
	{name: "all of them", in: "\xef\xbb\xbfa\r\n\x00\rb\xff", data: "a\n\x00 b\uFFFD", bom: true, crlf: true,
		problems: []string{
			"f:1:1: warning: the file starts with a byte-order mark; `playbook check --fix` removes it (encoding)",
			"f:2:1: a NUL byte in a text file; save the file again as plain text, UTF-8 (encoding)",
			"f:2:2: warning: a lone carriage return, which some editors show as a line end; save the file with Unix or Windows line ends (encoding)",
			"f:2:4: this is not UTF-8; save the file as UTF-8 (encoding)"}},
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, c := range texts {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text, problems := NewText("f", []byte(c.in))
			if string(text.Data) != c.data || text.BOM != c.bom || text.CRLF != c.crlf {
				t.Errorf("%q, mark %t, Windows %t", text.Data, text.BOM, text.CRLF)
			}
			var lines []string
			for _, p := range problems {
				lines = append(lines, p.Line("en"))
			}
			if !slices.Equal(lines, c.problems) {
				t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(lines, "\n"), strings.Join(c.problems, "\n"))
			}
		})
	}
}

func TestTextThatIsTooLong(t *testing.T) {
	t.Parallel()
	if text, problems := NewText("f", make([]byte, MaxText+1)); len(problems) != 1 || len(text.Data) != 0 || Errors(problems) != 1 {
		t.Errorf("%d problems, %d bytes", len(problems), len(text.Data))
	}
	if _, problems := NewText("f", []byte(strings.Repeat("a", MaxText))); len(problems) != 0 {
		t.Errorf("as long as may be: %v", problems)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	text, _ := NewText("f", []byte("ab\n\n试色a\n👩‍🎤\nz"))
	for _, c := range []struct{ offset, line, col int }{
		{0, 1, 1}, {1, 1, 2}, {2, 1, 3}, {3, 2, 1}, {4, 3, 1}, {7, 3, 2}, {10, 3, 3}, {11, 3, 4}, {12, 4, 1}, {16, 4, 2},
	} {
		if p := text.Pos(c.offset); p.Line != c.line || p.Col != c.col {
			t.Errorf("offset %d is %s, want %d:%d", c.offset, p, c.line, c.col)
		}
		if o := text.Offset(c.line, c.col); o != c.offset {
			t.Errorf("%d:%d is offset %d, want %d", c.line, c.col, o, c.offset)
		}
	}
	for _, c := range []struct{ line, col, offset int }{{0, 1, 0}, {1, 99, 2}, {99, 99, len(text.Data)}, {2, 5, 3}, {1, 0, 0}} {
		if o := text.Offset(c.line, c.col); o != c.offset {
			t.Errorf("%d:%d is offset %d, want %d", c.line, c.col, o, c.offset)
		}
	}
	if p := text.Pos(len(text.Data) + 10); p.Line != 5 || p.Col != 2 {
		t.Errorf("beyond the end is %s", p)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	text, _ := NewText("f", []byte("one\n\n"+strings.Repeat("试", 3000)+"\nend"))
	for n, want := range []string{"", "one", "", strings.Repeat("试", 666), "end", ""} {
		if got := text.Line(n); got != want {
			t.Errorf("line %d is %q", n, clipped(got))
		}
	}
}

func clipped(s string) string { return s[:min(len(s), 60)] }

func FuzzPlaces(f *testing.F) {
	for _, c := range texts {
		f.Add([]byte(c.in), 3)
	}
	f.Fuzz(func(t *testing.T, data []byte, offset int) {
		text, problems := NewText("f", data)
		if !utf8.Valid(text.Data) || strings.Contains(string(text.Data), "\r") {
			t.Fatalf("%q is no text", text.Data)
		}
		for _, p := range problems {
			if p.Pos.Line < 1 || p.Pos.Col < 1 || p.Text("zh") == "" {
				t.Fatalf("%+v", p)
			}
			p.Caret()
		}
		if len(text.Data) == 0 {
			return
		}
		if offset %= len(text.Data); offset < 0 {
			offset = -offset
		}
		for !utf8.RuneStart(text.Data[offset]) {
			offset--
		}
		if p := text.Pos(offset); text.Offset(p.Line, p.Col) != offset {
			t.Fatalf("offset %d is %s, which is offset %d", offset, p, text.Offset(p.Line, p.Col))
		}
	})
}
