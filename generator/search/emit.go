package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/source"
)

// The files are scripts that each make one call: no browser lets a page that was
// opened from disk read a file otherwise.

func call(name string, args ...string) string {
	return name + "(" + strings.Join(args, ",") + ")\n"
}

// quoted is a string that needs no escapes: what we code is letters and digits.
func quoted(s string) string { return `"` + s + `"` }

// appendQuoted writes s as a string of JSON, which is one of JavaScript too.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r < 0x20 || r == 0x2028 || r == 0x2029:
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			b = append(b, string(r)...)
		}
	}
	return append(b, '"')
}

func (m *merger) manifest() string {
	var words []string
	glyph := ""
	for p := range m.heavy {
		if glyphs(p) {
			words = append(words, "\x00"+p)
			continue
		}
		words = append(words, p)
	}
	slices.Sort(words)
	for len(words) > 0 && words[0][0] == 0 {
		glyph += words[0][1:]
		words = words[1:]
	}
	var more []uint32
	for i := range m.in.Texts {
		if m.in.Texts[i].More {
			more = append(more, uint32(i))
		}
	}
	b := []byte("{\"n\":" + strconv.Itoa(len(m.in.Texts)) + ",\"s\":" + strconv.Itoa(m.in.Layout.Shards) + ",\"b\":" + strconv.Itoa(m.in.Layout.Block))
	b = append(b, ",\"e\":"...)
	b = appendQuoted(b, m.numbering())
	b = append(b, ",\"v\":"...)
	b = appendQuoted(b, Stamp(m.in.Texts))
	b = append(b, ",\"h\":"...)
	b = appendQuoted(b, strings.Join(words, " "))
	b = append(b, ",\"g\":"...)
	b = appendQuoted(b, glyph)
	b = append(b, ",\"w\":"...)
	b = appendQuoted(b, strings.Join(m.names, " "))
	b = append(b, ",\"m\":"...)
	b = appendQuoted(b, m.list(more))
	b = append(b, ",\"l\":["...)
	for i, lang := range m.in.Languages {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		b = appendQuoted(b, lang)
		b = append(b, ',')
		b = appendQuoted(b, m.list(m.translated(lang)))
		b = append(b, ']')
	}
	return call("_m", string(append(b, "]}"...)))
}

// list is ids with their count.
func (m *merger) list(ids []uint32) string {
	var w bitWriter
	w.gamma(uint32(len(ids)) + 1)
	w.list(ids, m.total)
	return w.end()
}

// translated is the texts in lang of pages that each language has its own of.
func (m *merger) translated(lang string) []uint32 {
	var ids []uint32
	for i := range m.in.Texts {
		if t := &m.in.Texts[i]; !t.Everywhere && t.Lang == lang {
			ids = append(ids, uint32(i))
		}
	}
	return ids
}

// sort finds the pages with each value of every facet.
func (m *merger) sort() {
	m.valued = map[string]map[string][]uint32{}
	for _, f := range Facets {
		m.valued[f] = map[string][]uint32{}
	}
	for i := range m.in.Texts {
		for _, f := range m.in.Texts[i].Facets {
			lists := m.valued[f.Name]
			if l := lists[f.Value]; len(l) == 0 || l[len(l)-1] != uint32(i) {
				lists[f.Value] = append(l, uint32(i))
			}
		}
	}
}

// facet is the file of a facet: every value with what it is called, the most
// used first, and the pages that have it.
func (m *merger) facet(name string) (table, code string) {
	lists := m.valued[name]
	values := make([]string, 0, len(lists))
	for v := range lists {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(lists[b]), len(lists[a])), cmp.Compare(a, b))
	})
	b, w := []byte{'['}, bitWriter{}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		b = appendQuoted(b, v)
		for _, lang := range m.in.Languages {
			b = append(b, ',')
			b = appendQuoted(b, m.in.Label(name, v, lang))
		}
		b = append(b, ']')
		w.gamma(uint32(len(lists[v])))
		w.list(lists[v], m.total)
	}
	return string(append(b, ']')), quoted(w.end())
}

// likes is one character a text, six steps to the factor of ten that people
// tell numbers apart by.
func (m *merger) likes() string {
	b := make([]byte, len(m.in.Texts))
	for i := range m.in.Texts {
		b[i] = alphabet64[likesStep(m.in.Texts[i].Likes)]
	}
	return quoted(string(b))
}

// likesStep is a number on a scale of four steps an octave, up to 63.
func likesStep(n int64) int {
	if n <= 0 {
		return 0
	}
	return min(63, 1+logarithm(uint32(min(n, 1<<31)))/4)
}

// BlockOf is the file with what results show, for consecutive texts.
func BlockOf(n int, texts []Text, stamp string) []byte {
	b := append([]byte("_d("+strconv.Itoa(n)), ",["...)
	for i := range texts {
		t := &texts[i]
		if i > 0 {
			b = append(b, ",\n"...)
		}
		b = append(b, '[')
		b = strconv.AppendInt(b, int64(t.flags()), 10)
		words := strings.Join(slices.Concat(t.Names, t.Words), "\n")
		for _, s := range []string{t.Page, t.Anchor, t.Kind, t.Lang, t.Date, t.Title, t.Heading, t.Body, words} {
			b = append(b, ',')
			b = appendQuoted(b, s)
		}
		for _, s := range t.Show {
			b = append(b, ',')
			b = appendQuoted(b, s)
		}
		b = append(b, ']')
	}
	b = append(b, "],"...)
	return append(appendQuoted(b, stamp), ")\n"...)
}

// Flags of a text in its block.
const (
	flagEverywhere  = 1
	flagTraditional = 2 // comparing it takes the table of traditional characters
)

func (t *Text) flags() int {
	n := 0
	if t.Everywhere {
		n |= flagEverywhere
	}
	if traditional(t.Title) || traditional(t.Heading) || traditional(t.Body) || slices.ContainsFunc(t.Names, traditional) || slices.ContainsFunc(t.Words, traditional) {
		n |= flagTraditional
	}
	return n
}

// numbering names how all passages are numbered. It is part of the address of
// every file but the manifest, so that no browser mixes what it kept of one
// numbering with files of another.
func (m *merger) numbering() string { return numberingOf(m.in.Texts) }

// Stamp names how passages are numbered but for the newest few. Every file
// repeats it, so that a page that was open while the site was replaced notices.
// One more post leaves it as it is, and with it the files that have nothing new.
func Stamp(texts []Text) string {
	return strconv.Itoa(int(roundUp(uint32(len(texts))))) + numberingOf(texts[:roundDown(uint32(len(texts)))])
}

func numberingOf(texts []Text) string {
	var s source.Sum
	for i := range texts {
		s.Str(texts[i].Page).Str(texts[i].Anchor)
	}
	return s.Sum().Short()
}

// firstToken is the word, name or pair that decides where s is looked for.
func firstToken(s string, names []string) string {
	if tokens := tokensOf(s, names); len(tokens) > 0 {
		return tokens[0].text
	}
	return s
}
