package intake

import (
	"encoding/json"
	"strings"
)

// json writes v with its keys in order.
func (v *value) json(b *strings.Builder, indent string) {
	switch v.kind {
	case object:
		v.jsonParts(b, indent, '{', '}', len(v.fields), func(n int) {
			quoteJSON(b, v.fields[n].name)
			b.WriteString(": ")
			v.fields[n].value.json(b, indent+"  ")
		})
	case list:
		v.jsonParts(b, indent, '[', ']', len(v.items), func(n int) { v.items[n].json(b, indent+"  ") })
	case text:
		quoteJSON(b, v.text)
	case null:
		b.WriteString("null")
	default:
		b.WriteString(v.text)
	}
}

func (v *value) jsonParts(b *strings.Builder, indent string, open, end byte, n int, part func(int)) {
	b.WriteByte(open)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n" + indent + "  ")
		part(i)
	}
	if n > 0 {
		b.WriteString("\n" + indent)
	}
	b.WriteByte(end)
}

func quoteJSON(b *strings.Builder, s string) {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always has a form in JSON
	b.WriteString(strings.TrimSuffix(out.String(), "\n"))
}
