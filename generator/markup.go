package generator

import (
	"html/template"
	"strings"
	"unicode"

	"playbook/generator/theme"
)

// What stands on every page many times, or is the same for every theme, is
// written here and not by templates: an action of html/template takes a hundred
// times as long as appending a string, and a site has ten thousand pages.

// markup is HTML being written. Only raw takes what is HTML already.
type markup struct{ b strings.Builder }

func (m *markup) raw(s string) { m.b.WriteString(s) }

func (m *markup) html() template.HTML { return template.HTML(m.b.String()) }

// text writes s escaped, fit for text and for quoted attributes.
func (m *markup) text(s string) {
	from := 0
	for i := range len(s) {
		var escape string
		switch s[i] {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			escape = "&#34;"
		case '\'':
			escape = "&#39;"
		case 0:
			escape = "\uFFFD"
		default:
			continue
		}
		m.b.WriteString(s[from:i])
		m.b.WriteString(escape)
		from = i + 1
	}
	m.b.WriteString(s[from:])
}

// meta writes <meta property="og:title" content="…">, nothing without content.
func (m *markup) meta(kind, name, content string) {
	if content == "" {
		return
	}
	m.raw("\n<meta " + kind + `="` + name + `" content="`)
	m.text(content)
	m.raw(`">`)
}

// link writes <link rel="…" href="…"> with more attributes, already HTML.
func (m *markup) link(rel, more, href string) {
	m.raw("\n<link rel=\"" + rel + `"` + more + ` href="`)
	m.text(href)
	m.raw(`">`)
}

// avatar writes the first letter of a name on a colour of its own.
func (m *markup) avatar(name, class string) {
	m.raw(`<span class="avatar ` + class + hue(name) + `" aria-hidden="true">`)
	m.text(initial(name))
	m.raw("</span>")
}

// initial is the first letter or digit of a name.
func initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "·"
}

// hue is one of six classes, the same for a name wherever it stands.
func hue(name string) string {
	sum := 0
	for i := range len(name) {
		sum += int(name[i])
	}
	return "av-" + string(rune('a'+sum%6))
}

// direction is a dir attribute for text with letters that run from right to left.
func direction(text string) string {
	for _, r := range text {
		if r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana) {
			return ` dir="auto"`
		}
	}
	return ""
}

// badge writes a few words that stand on a cover.
func (m *markup) badge(class, words string) {
	m.raw(`<span class="on-cover ` + class + `">`)
	m.text(words)
	m.raw("</span>")
}

// sign writes an icon with a number on a cover; words say it to those who listen.
func (m *markup) sign(icon, number, words string) {
	m.raw(`<span class="on-cover at-end num">` + string(theme.Icon(icon)))
	if number != "" {
		m.raw(`<span aria-hidden="true">` + number + "</span>")
	}
	m.raw(`<span class="vh">`)
	m.text(words)
	m.raw("</span></span>")
}

// safeURL is an address that a link may lead to, or "#". Front matter admits
// only http and https; this is the second lock.
func safeURL(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return "#"
}

// shorten cuts a text between characters, at so many half ems.
func shorten(s string, most int) string {
	for i, r := range s {
		if most -= theme.Width(string(r)); most < 0 {
			return strings.TrimRight(s[:i], " ，。,.") + "…"
		}
	}
	return s
}
