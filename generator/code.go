package generator

import (
	"playbook/generator/markdown"
	"playbook/generator/source"
)

// highlight colours one text in one language. Highlighting is half of the time
// of a technical site, so equal blocks are done once, wherever they stand.
type highlight struct{ lang, text string }

// Digest covers language and text.
func (h highlight) Digest() source.Digest { return new(source.Sum).Str(h.lang).Str(h.text).Sum() }

// Run calls chroma.
func (h highlight) Run() (string, []source.Problem) { return markdown.Highlight(h.lang, h.text), nil }

// highlight colours every block of code of the documents.
func (b *build) highlight(docs []*Document) map[highlight]string {
	table := map[highlight]string{}
	var steps []highlight
	for _, d := range docs {
		if !d.coded {
			continue
		}
		for _, h := range d.Body.Holes {
			block := highlight{h.Dest, h.Text}
			if h.Kind != markdown.Code {
				continue
			}
			if _, known := table[block]; !known {
				table[block] = ""
				steps = append(steps, block)
			}
		}
	}
	for i, html := range run[string](b, steps) {
		table[steps[i]] = html
	}
	return table
}
