package theme

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// functions are what any template may call. They look at their arguments and
// at nothing else.
var functions = template.FuncMap{
	"langTag": langTag,
	"rows":    Rows,
	"lines":   Lines,
	"join":    strings.Join,
	"tongue":  Tongue,
	"icon":    Icon,
	"phrases": Phrases,
	"options": Options,
	"add":     func(a, b int) int { return a + b },
}

// langTag is the tag that browsers choose fonts and line breaks by. Chinese
// without a script or region would leave them guessing.
func langTag(lang string) string {
	if lang == "zh" {
		return "zh-CN"
	}
	return lang
}

// Rows is the class of a cover of this shape: "c48" for three to four. A row of
// the waterfall is 1/36 of a column's width; shapes are kept within 2:1 and 9:16.
func Rows(width, height int) string {
	if width <= 0 || height <= 0 {
		return "c36"
	}
	n := (2*36*height + width) / (2 * width)
	return "c" + strconv.Itoa(min(max(n, 18), 64))
}

// Lines is the class of a card's title by its length, which decides at which
// column widths it takes a second line.
func Lines(title string) string {
	length := Width(title)
	for i, limit := range []int{18, 21, 24, 27, 30} {
		if length <= limit {
			return "t" + strconv.Itoa(i+1)
		}
	}
	return "t6"
}

// Width is how wide a text is in half ems: a Han character is two, a letter one.
func Width(text string) int {
	width := 0
	for _, r := range text {
		width++
		if r >= 0x2e80 {
			width++
		}
	}
	return width
}

// pauses are the marks after which a Chinese headline may go on in the next line.
const pauses = "，。：；！？、…—）》”"

// Phrases is a headline that breaks between phrases: browsers break Chinese
// between any two characters. Each phrase is an inline block; text without Han
// characters stays as it is.
func Phrases(text string) template.HTML {
	if Tongue(text) != "zh" {
		return template.HTML(template.HTMLEscapeString(text))
	}
	var b strings.Builder
	from := 0
	flush := func(to int) {
		if to > from {
			b.WriteString(`<span class="phrase">` + template.HTMLEscapeString(text[from:to]) + "</span>")
		}
		from = to
	}
	pause := false
	for i, r := range text {
		is := strings.ContainsRune(pauses, r)
		if pause && !is {
			flush(i)
		}
		pause = is
	}
	if from == 0 {
		return template.HTML(template.HTMLEscapeString(text))
	}
	flush(len(text))
	return template.HTML(b.String())
}

// option is a command's option after anything that is no part of a word.
var option = regexp.MustCompile(`(^|[^\pL\pN-])(--?[a-z][a-z0-9-]*)`)

// Options is a text in which no line ends inside the option of a command:
// browsers break after hyphens.
func Options(text string) template.HTML {
	return template.HTML(option.ReplaceAllString(template.HTMLEscapeString(text), `$1<span class="phrase">$2</span>`))
}

// Tongue is the language of a short text as far as its letters tell: Chinese
// with any Han character, else English with any letter, else none.
func Tongue(text string) string {
	lang := ""
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			return "zh"
		case unicode.IsLetter(r):
			lang = english
		}
	}
	return lang
}
