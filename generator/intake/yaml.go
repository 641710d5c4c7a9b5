package intake

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"playbook/generator/source"
)

// A writer writes front matter line by line.
type writer struct{ strings.Builder }

func (w *writer) line(indent int, parts ...string) {
	w.WriteString(strings.Repeat(" ", indent))
	for _, p := range parts {
		w.WriteString(p)
	}
	w.WriteByte('\n')
}

// pair writes a field, unless its value is empty.
func (w *writer) pair(indent int, name, value string) {
	if value != "" {
		w.line(indent, name, ": ", scalar(value))
	}
}

// scalarOf is scalar, but for nothing.
func scalarOf(s string) string {
	if s == "" {
		return ""
	}
	return scalar(s)
}

// plainWord is text that YAML, and people, read as nothing but text.
var plainWord = regexp.MustCompile(`^[\p{L}/][\p{L}\p{N}\p{M} _./·、（）！？。-]*$`)

// fileWord is the name of a file, which no number looks like.
var fileWord = regexp.MustCompile(`^[0-9]+\.(?:jpe?g|png|gif|webp|mp4|mov|webm)$`)

// notText are words that YAML takes for something else.
var notText = map[string]bool{"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "null": true, "y": true, "n": true, "nan": true, "inf": true}

// scalar writes a text so that it is read as just that text.
func scalar(s string) string {
	if isAddress(s) || fileWord.MatchString(s) || plainWord.MatchString(s) && !notText[strings.ToLower(s)] && !strings.HasSuffix(s, " ") && !strings.Contains(s, " -") {
		return s
	}
	if strings.IndexFunc(s, needsEscape) < 0 {
		return source.Quote(s)
	}
	return escaped(s)
}

// isAddress reports whether s is an address without a character that YAML heeds.
func isAddress(s string) bool {
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(s, " \t\n\"'#<>[]{}\\`,") &&
		!strings.HasSuffix(s, ":") && strings.IndexFunc(s, func(r rune) bool { return r > 0x7e || r < 0x21 }) < 0
}

func needsEscape(r rune) bool {
	return r == utf8.RuneError || r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff || source.IsBidiControl(r) || !unicode.IsGraphic(r) && r != 0x200b && r != 0x200d && r != 0xfe0f
}

// escaped is a text in double quotes.
func escaped(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == utf8.RuneError || !needsEscape(r):
			b.WriteRune(r)
		case r < 0x10000:
			b.WriteString(`\u` + codePoint(r, 4))
		default:
			b.WriteString(`\U` + codePoint(r, 8))
		}
	}
	b.WriteByte('"')
	return b.String()
}

func codePoint(r rune, digits int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", max(digits-len(s), 0)) + s
}

// key is the name of a field of somebody else's.
func key(s string) string {
	if plainWord.MatchString(s) && !notText[strings.ToLower(s)] && !strings.HasSuffix(s, " ") && !strings.Contains(s, " -") {
		return s
	}
	if s == "" {
		return `"\u2014"` // a column without a heading; YAML needs a word
	}
	return escapedKey(s)
}

func escapedKey(s string) string {
	if strings.IndexFunc(s, needsEscape) < 0 {
		return source.Quote(s)
	}
	return escaped(s)
}

var wholeNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)$`)

// tree writes a value under a name. Nothing in it is lost: texts stay texts,
// numbers keep every digit.
func (w *writer) tree(indent int, name string, v *value) {
	switch v.kind {
	case object:
		if len(v.fields) == 0 {
			w.line(indent, name, ": {}")
			return
		}
		w.line(indent, name, ":")
		for _, m := range v.fields {
			w.tree(indent+2, key(m.name), m.value)
		}
	case list:
		if len(v.items) == 0 {
			w.line(indent, name, ": []")
			return
		}
		w.line(indent, name, ":")
		for _, x := range v.items {
			w.item(indent+2, x)
		}
	default:
		w.line(indent, name, ": ", leaf(v))
	}
}

// item writes a value as an item of a list.
func (w *writer) item(indent int, v *value) {
	var inner writer
	switch {
	case v.kind == object && len(v.fields) > 0:
		for _, m := range v.fields {
			inner.tree(indent+2, key(m.name), m.value)
		}
	case v.kind == list && len(v.items) > 0:
		for _, x := range v.items {
			inner.item(indent+2, x)
		}
	default:
		w.line(indent, "- ", leaf(v))
		return
	}
	w.WriteString(strings.Repeat(" ", indent) + "- " + inner.String()[indent+2:])
}

// leaf writes a value without parts.
func leaf(v *value) string {
	switch v.kind {
	case null:
		return "null"
	case boolean:
		return v.text
	case number:
		if wholeNumber.MatchString(v.text) {
			return v.text
		}
		return source.Quote(v.text) // 1760956160.0 stays as it is
	case list:
		return "[]"
	case object:
		return "{}"
	}
	return scalar(v.text)
}
