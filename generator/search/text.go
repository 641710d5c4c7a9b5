package search

import (
	"strings"
	"unicode/utf8"

	"playbook/generator/source"
)

// A Text is one passage: a post, or a part of a long page.
type Text struct {
	Page       string // path in the output; without its language if Everywhere
	Everywhere bool   // the page is under the same path in every language
	More       bool   // a further passage of the page of the Text before it
	Anchor     string // in the page; "" is its top
	Kind       string // "posts"
	Lang       string // that it is written in
	Date       string // 2026-03-08, or ""

	Title   string
	Named   bool   // the title is a name, and not the beginning of a caption
	Heading string // that the passage stands under
	Body    string // blocks, separated by newlines
	Names   []string
	Words   []string // labels that belong to it: tags, products, who made it

	Facets []Facet  // what it can be filtered by; of More none
	Likes  int64    // for sorting; 0 if unknown
	Show   []string // what a result shows besides; it is not searched
}

// A Facet is a value that a Text can be filtered by: {"platform", "weibo"}.
type Facet struct{ Name, Value string }

// Digest covers all of t.
func (t *Text) Digest() source.Digest {
	var s source.Sum
	s.Str(t.Page).Bool(t.Everywhere).Bool(t.More).Str(t.Anchor).Str(t.Kind).Str(t.Lang).Str(t.Date)
	s.Str(t.Title).Bool(t.Named).Str(t.Heading).Str(t.Body).Strs(t.Names).Strs(t.Words)
	s.Int(len(t.Facets))
	for _, f := range t.Facets {
		s.Str(f.Name).Str(f.Value)
	}
	return s.Int(int(t.Likes)).Strs(t.Show).Sum()
}

// A passage is at most so long, in characters. It ends where a block does,
// unless a single block is longer than blockLength; then it is cut, and what is
// cut repeats the last overlap characters, so that names are found across cuts.
const (
	passageLength = 600
	blockLength   = 1200
	overlap       = 16
)

// Cut divides blocks that are separated by newlines into passages.
func Cut(text string) []string {
	if Whole(utf8.RuneCountInString(text)) {
		return []string{text}
	}
	var list []string
	from, length, at := 0, 0, 0
	flush := func(to int) {
		if to > from {
			list = append(list, strings.TrimSuffix(text[from:to], "\n"))
		}
		from, length = to, 0
	}
	for at < len(text) {
		end := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		n := utf8.RuneCountInString(text[at:end])
		if length > 0 && length+n > passageLength {
			flush(at)
		}
		if n > blockLength {
			flush(at)
			list = append(list, cutBlock(strings.TrimSuffix(text[at:end], "\n"))...)
			from = end
		} else {
			length += n
		}
		at = end
	}
	flush(len(text))
	return list
}

// Whole reports whether blocks of so many characters, newlines included, are one
// passage.
func Whole(length int) bool { return length <= passageLength }

func cutBlock(block string) []string {
	var list []string
	runes := []rune(block)
	for at := 0; ; at += passageLength - overlap {
		if len(runes)-at <= passageLength {
			return append(list, string(runes[at:]))
		}
		list = append(list, string(runes[at:at+passageLength]))
	}
}
