package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A token is what one part of a query looks for.
type token struct {
	text   string
	prefix bool // and everything that begins so: words, and a glyph by itself
}

// tokensOf are the tokens of a normal text: every pair of neighbouring glyphs,
// every word. A name stands for all of its pairs.
func tokensOf(s string, names []string) []token {
	var list []token
	for _, run := range runsOf(s) {
		if !glyphs(run) {
			list = append(list, token{string(clip([]byte(run))), true})
			continue
		}
		runes := []rune(run)
		if len(runes) == 1 {
			list = append(list, token{run, true})
		}
		for i := 1; i < len(runes); i++ {
			t := string(runes[i-1 : i+1])
			if n := slices.IndexFunc(names, func(n string) bool { return strings.HasPrefix(string(runes[i-1:]), n) }); n >= 0 {
				t = names[n]
				i += utf8.RuneCountInString(t) - 2
			}
			list = append(list, token{t, false})
		}
	}
	return list
}

// runsOf are the words and the runs of glyphs of a normal text.
func runsOf(s string) []string {
	var list []string
	a := letters()
	at, was := 0, gap
	for i, r := range s {
		c := a.class(r)
		if c != was {
			if was != gap {
				list = append(list, s[at:i])
			}
			at, was = i, c
		}
	}
	if was != gap {
		list = append(list, s[at:])
	}
	return list
}

// longestQuery is how many characters of a query are looked at.
const longestQuery = 64

// chunksOf are the parts of a query that stand between spaces, normal. Each has
// to stand as it is in what is found.
func chunksOf(query string, simple bool) []string {
	query = first(query, longestQuery)
	var list []string
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune(" \t\n\u00a0\u3000", r) }) {
		if c := normal(part, simple); strings.TrimSpace(c) != "" {
			list = append(list, c)
		}
	}
	return list
}

// holds reports whether a normal text has a chunk, at the beginning of a word if
// it begins with one.
func holds(text, chunk string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], chunk)
		if i < 0 {
			return false
		}
		if at := from + i; begins(text, at) {
			return true
		}
		_, n := utf8.DecodeRuneInString(text[from+i:])
		from += i + n
	}
}

// begins reports whether a token begins at a place of a normal text.
func begins(text string, at int) bool {
	if at == 0 {
		return true
	}
	a := letters()
	r, _ := utf8.DecodeRuneInString(text[at:])
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return a.class(r) != letter || a.class(before) != letter || isDigit(r) != isDigit(before)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
