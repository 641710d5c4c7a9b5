package source

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Pos is a place in a file. Line and Col count from 1, columns in characters,
// as an editor's status line shows them; zero means the file as a whole.
type Pos struct {
	File string // as the author knows it: "content/posts/a.md"
	Line int
	Col  int
}

// String is "file:line:col", or just the file.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col)
}

// Severity tells whether a problem stops publication.
type Severity int

// Errors stop publication, warnings do not. A suggestion is a matter of taste:
// nothing is wrong where it is not followed.
const (
	Error Severity = iota
	Warning
	Suggestion
)

// String is "error", "warning" or "suggestion".
func (s Severity) String() string { return [...]string{"error", "warning", "suggestion"}[s] }

// A Message is one sentence in the languages we speak, lower case and without a
// final stop. {0}, {1} … stand for the arguments, so each language has its own order;
// {0 post|posts} is "1 post" if the argument is one thing, or "7 posts".
type Message struct{ En, Zh string }

// Text is the message in lang ("en" or "zh"; anything else reads English).
func (m Message) Text(lang string, args []string) string {
	text := m.En
	if lang == "zh" && m.Zh != "" {
		text = m.Zh
	}
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 32)
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		said, rest, ok := argument(text[i:], args)
		if !ok {
			said, rest = "{", text[i+1:]
		}
		b.WriteString(said)
		text = rest
	}
	b.WriteString(text)
	return b.String()
}

// argument is what the place for an argument that text begins with says, and the
// text behind it.
func argument(text string, args []string) (said, rest string, ok bool) {
	if len(text) < 3 || text[1] < '0' || int(text[1]-'0') >= len(args) {
		return "", "", false
	}
	said = args[text[1]-'0']
	if text[2] == '}' {
		return said, text[3:], true
	}
	forms, rest, closed := strings.Cut(text[2:], "}")
	one, many, ok := strings.Cut(strings.TrimPrefix(forms, " "), "|")
	if !ok || !closed || text[2] != ' ' {
		return "", "", false
	}
	if said == "1" {
		return said + " " + one, rest, true
	}
	return said + " " + many, rest, true
}

// A Problem is what an author can fix in a file that we can name. It is
// collected, never thrown; its text is made where it is shown.
type Problem struct {
	Pos
	Severity Severity
	Rule     string   // a short name: "link", "yaml", "rights"
	Key      Message  // what is wrong
	Args     []string // of Key and Help
	Help     Message  // what to do about it; may be empty
	Excerpt  string   // the line at Pos, when the file was at hand
	Fix      *Fix     // the one repair that can be meant, if there is one
}

// A Fix replaces the bytes Start to End of a file's Text by New.
type Fix struct {
	Start, End int
	New        string
}

// Text is the sentence with its help, in lang.
func (p Problem) Text(lang string) string {
	text := p.Key.Text(lang, p.Args)
	if help := p.Help.Text(lang, p.Args); help != "" {
		text += semicolon(lang) + help
	}
	return text
}

func semicolon(lang string) string {
	if lang == "zh" {
		return "；"
	}
	return "; "
}

var kinds = [...]Message{Error: {}, Warning: {"warning: ", "提醒："}, Suggestion: {"suggestion: ", "建议："}}

// Line is the problem as a compiler would print it:
// "content/a.md:7:3: no page at "b.md" (link)".
func (p Problem) Line(lang string) string {
	return p.Pos.String() + ": " + kinds[p.Severity].Text(lang, nil) + p.Text(lang) + " (" + p.Rule + ")"
}

// excerptWidth is how many columns of a line Caret shows: what fits a terminal.
const excerptWidth = 76

// Caret is the excerpt and, below it, a mark under the column; "" without an
// excerpt. A long line is cut around the mark. Full-width characters take two columns.
func (p Problem) Caret() string {
	if p.Excerpt == "" || p.Line0() {
		return ""
	}
	line := []rune(strings.Map(visible, p.Excerpt))
	at := min(max(p.Col-1, 0), len(line))
	from := at
	for width := 0; from > 0 && width < excerptWidth/2; from-- {
		width += runeColumns(line[from-1])
	}
	to := at
	for width := 0; to < len(line) && width < excerptWidth/2; to++ {
		width += runeColumns(line[to])
	}
	return "    " + string(line[from:to]) + "\n    " + strings.Repeat(" ", Columns(string(line[from:at]))) + "^"
}

// Line0 reports whether p concerns a file as a whole.
func (p Problem) Line0() bool { return p.Pos.Line == 0 }

// visible keeps an excerpt from moving the cursor or turning the text around.
func visible(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case r < ' ', r == 0x7f, IsBidiControl(r):
		return utf8.RuneError
	}
	return r
}

// IsBidiControl reports whether r is an invisible character that reorders text.
func IsBidiControl(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
}

// Columns is the width of s on a terminal.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns follows the wide ranges of Unicode's East Asian Width (UAX #11),
// as far as text in our files goes, with emoji.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case r <= 0x36f, r >= 0x200b && r <= 0x200f, r >= 0xfe00 && r <= 0xfe0f:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf && r != 0x303f, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// Sort puts problems in the order of files, lines and columns, and drops those
// that say the same thing of the same place.
func Sort(problems []Problem) []Problem {
	slices.SortStableFunc(problems, compare)
	return slices.CompactFunc(problems, func(a, b Problem) bool { return compare(a, b) == 0 })
}

func compare(a, b Problem) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Key.En, b.Key.En), slices.Compare(a.Args, b.Args))
}

// Errors counts the problems that stop publication.
func Errors(problems []Problem) int { return Count(problems).Errors }

// Counts is how many problems there are, by severity.
type Counts struct {
	Errors      int `json:"errors"`
	Warnings    int `json:"warnings"`
	Suggestions int `json:"suggestions"`
}

// Count counts problems.
func Count(problems []Problem) Counts {
	var n [3]int
	for _, p := range problems {
		n[p.Severity]++
	}
	return Counts{n[Error], n[Warning], n[Suggestion]}
}

// Nearest is the candidate most like name, or "" if none is near enough to be
// meant. Of two that are equally near, the first in order wins.
func Nearest(name string, candidates []string) string {
	best, bestCost := "", max(2, utf8.RuneCountInString(name)/3)+1
	for _, c := range candidates {
		if cost := distance(name, c, bestCost+1); cost < bestCost || cost == bestCost && best != "" && c < best {
			best, bestCost = c, cost
		}
	}
	return best
}

// distance is the number of edits (insert, delete, replace, swap neighbours)
// from a to b, or any number of at least limit.
func distance(a, b string, limit int) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if d := len(x) - len(y); d >= limit || -d >= limit {
		return limit
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
