package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// A rewrite of plain text shows what was taken out and what was put in. Where
// either half has markup of its own, or more than one paragraph, the author has
// said what matters, and it is left alone.

// piece is a run of text that both halves have, or one of them.
type piece struct {
	text    string
	changed bool
}

// longestRewrite is how many tokens a half may have; comparing takes their product.
const longestRewrite = 600

// rewrite compares the halves of a before-after block; nil where it cannot.
func (w *writer) rewrite(before, stop, after ast.Node) (was, is []piece) {
	a, ok := w.plainParagraph(before, stop)
	b, too := w.plainParagraph(after, nil)
	if !ok || !too {
		return nil, nil
	}
	x, y := tokens(a), tokens(b)
	if len(x) > longestRewrite || len(y) > longestRewrite {
		return nil, nil
	}
	return compare(x, y)
}

// plainParagraph is the text of the only block from n to stop, if it is a
// paragraph of text and nothing else.
func (w *writer) plainParagraph(n, stop ast.Node) (string, bool) {
	p, ok := n.(*ast.Paragraph)
	if !ok || p.NextSibling() != stop && p.NextSibling() != nil {
		return "", false
	}
	var b strings.Builder
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok || t.SoftLineBreak() || t.HardLineBreak() {
			return "", false
		}
		b.Write(t.Segment.Value(w.source))
	}
	text := b.String()
	return text, !strings.ContainsAny(text, `\&`)
}

// changed writes a half with its changes marked, or as it stands.
func (w *writer) changed(tag string, pieces []piece, n, stop ast.Node) {
	if pieces == nil {
		w.run(n, stop)
		return
	}
	w.str("<p>")
	w.startInline()
	for _, p := range pieces {
		if p.changed {
			w.str("<" + tag + ">")
		}
		w.literal([]byte(p.text))
		if p.changed {
			w.str("</" + tag + ">")
		}
	}
	w.str("</p>\n")
	w.breakText()
}

// tokens cuts a text into words, Han characters, and what stands between.
func tokens(text string) []string {
	var list []string
	from := 0
	word := false
	for i, r := range text {
		is := unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || unicode.IsDigit(r) || r == '\'' || r == '’'
		if i > from && !(word && is) {
			list = append(list, text[from:i])
			from = i
		}
		word = is
	}
	if from < len(text) {
		list = append(list, text[from:])
	}
	return list
}

// shared is the fewest characters that both halves must have in a row to count
// as kept: a single 的 in the middle of new words is no help to a reader.
const shared = 2

// compare finds the longest common subsequence of two texts and marks the rest.
func compare(x, y []string) (was, is []piece) {
	n, m := len(x), len(y)
	length := make([]uint16, (n+1)*(m+1))
	at := func(i, j int) *uint16 { return &length[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if x[i] == y[j] {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	keepX, keepY := make([]bool, n), make([]bool, m)
	for i, j := 0, 0; i < n && j < m; {
		run := 0
		for i+run < n && j+run < m && x[i+run] == y[j+run] {
			run++
		}
		switch {
		case run > 0:
			text := strings.Join(x[i:i+run], "")
			edge := i == 0 && j == 0 || i+run == n && j+run == m
			keep := len([]rune(strings.TrimSpace(text))) >= shared || edge
			for k := range run {
				keepX[i+k], keepY[j+k] = keep, keep
			}
			i, j = i+run, j+run
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
	return pieces(x, keepX), pieces(y, keepY)
}

// pieces joins tokens of one sort. Space around a change stays outside it.
func pieces(tokens []string, keep []bool) []piece {
	var list []piece
	for i, t := range tokens {
		if n := len(list); n > 0 && list[n-1].changed == !keep[i] {
			list[n-1].text += t
			continue
		}
		list = append(list, piece{t, !keep[i]})
	}
	var out []piece
	for _, p := range list {
		if !p.changed {
			out = append(out, p)
			continue
		}
		inner := strings.TrimSpace(p.text)
		before, after, _ := strings.Cut(p.text, inner)
		if inner == "" {
			out = append(out, piece{p.text, false})
			continue
		}
		out = append(out, piece{before, false}, piece{inner, true}, piece{after, false})
	}
	return out
}
