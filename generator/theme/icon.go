package theme

import (
	"bytes"
	"cmp"
	"html/template"
	"regexp"
	"slices"

	"playbook/generator/source"
)

// icons.svg holds the theme's icons, each as <symbol id="i-heart" …>…</symbol>.
// A page carries the ones that it uses and no other: an SVG file of its own
// cannot be referred to from file://, and a strict policy forbids data: URLs.
const iconFile = "icons.svg"

// A symbol is one icon.
type symbol struct{ name, markup string }

var (
	symbolOf = regexp.MustCompile(`(?s)<symbol id="i-([a-z0-9-]+)".*?</symbol>`)
	iconUse  = []byte(`href="#i-`)
	bodyEnd  = []byte("</body>")
)

var (
	msgNoIcons = source.Message{En: "no icon is in here", Zh: "这里没有图标"}
	helpIcons  = source.Message{En: "write each as <symbol id=\"i-name\" viewBox=\"0 0 24 24\">…</symbol>", Zh: "每个图标写成 <symbol id=\"i-名称\" viewBox=\"0 0 24 24\">…</symbol>"}
)

// icons are the symbols of icons.svg in the order of their names.
func (l *loader) icons(t *source.Text) {
	for _, m := range symbolOf.FindAllSubmatch(t.Data, -1) {
		l.theme.icons = append(l.theme.icons, symbol{string(m[1]), string(m[0])})
	}
	slices.SortFunc(l.theme.icons, func(a, b symbol) int { return cmp.Compare(a.name, b.name) })
	if len(l.theme.icons) == 0 {
		l.problems = append(l.problems, source.Problem{Pos: source.Pos{File: t.Name, Line: 1, Col: 1}, Rule: "theme", Key: msgNoIcons, Help: helpIcons})
	}
}

// Icon is a picture that says nothing which the words beside it do not.
func Icon(name string) template.HTML {
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="#i-` + template.HTMLEscapeString(name) + `"/></svg>`)
}

// addIcons puts the symbols that a page uses at the end of its body.
func (t *Theme) addIcons(page *bytes.Buffer) []byte {
	end := bytes.LastIndex(page.Bytes(), bodyEnd)
	if len(t.icons) == 0 || end < 0 {
		return bytes.Clone(page.Bytes())
	}
	used := make([]bool, len(t.icons))
	size := 0
	for rest := page.Bytes(); ; {
		i := bytes.Index(rest, iconUse)
		if i < 0 {
			break
		}
		rest = rest[i+len(iconUse):]
		if n := t.icon(rest); n >= 0 && !used[n] {
			used[n] = true
			size += len(t.icons[n].markup)
		}
	}
	if size == 0 {
		return bytes.Clone(page.Bytes())
	}
	const open, shut = `<svg class="sprite" aria-hidden="true">`, "</svg>\n"
	out := make([]byte, 0, page.Len()+len(open)+size+len(shut))
	out = append(append(out, page.Bytes()[:end]...), open...)
	for n, s := range t.icons {
		if used[n] {
			out = append(out, s.markup...)
		}
	}
	return append(append(out, shut...), page.Bytes()[end:]...)
}

// icon is the place of the icon whose name text begins with, or -1.
func (t *Theme) icon(text []byte) int {
	name, _, _ := bytes.Cut(text[:min(len(text), 40)], []byte(`"`))
	n, ok := slices.BinarySearchFunc(t.icons, name, func(s symbol, name []byte) int { return cmp.Compare(s.name, string(name)) })
	if !ok {
		return -1
	}
	return n
}
