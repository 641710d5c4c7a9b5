package theme

import (
	"bytes"
	"errors"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"playbook/generator/source"
)

var (
	msgNoField    = source.Message{En: "there is no {0} here", Zh: "这里没有 {0}"}
	helpNoField   = source.Message{En: "the manual's page on themes lists what a template can show", Zh: "模板里能用的内容，见手册“主题”一章"}
	msgNoFunction = source.Message{En: "there is no function {0}", Zh: "没有名为 {0} 的函数"}
	msgNoPart     = source.Message{En: "there is no template {0}", Zh: "没有名为 {0} 的模板"}
	helpNoPart    = source.Message{En: "it would be the file templates/parts/{0}.html", Zh: "应有文件 templates/parts/{0}.html"}
	msgOpen       = source.Message{En: "a tag, an attribute or a quotation is still open at the end", Zh: "结尾处有没闭合的标签、属性或引号"}
	msgBranches   = source.Message{En: "the branches end in different places of the HTML: one leaves a tag, an attribute or a quotation open", Zh: "各分支结束时所处的 HTML 位置不同：有一支没有闭合标签、属性或引号"}
	msgTemplate   = source.Message{En: "the template cannot be used: {0}", Zh: "模板无法使用：{0}"}
	msgExecute    = source.Message{En: "the template stopped here: {0}", Zh: "模板执行到这里停下了：{0}"}
)

// cause is a kind of failure that we have plain words for.
type cause struct {
	pattern   *regexp.Regexp // of what html/template says
	key, help source.Message
}

var causes = []cause{
	{regexp.MustCompile(`^ends in a non-text context`), msgOpen, source.Message{}},
	{regexp.MustCompile(`branches end in different contexts`), msgBranches, source.Message{}},
	{regexp.MustCompile(`can't evaluate field (\w+) in type`), msgNoField, helpNoField},
	{regexp.MustCompile(`map has no entry for key "([^"]+)"`), msgNoField, helpNoField},
	{regexp.MustCompile(`function "([^"]+)" not defined`), msgNoFunction, source.Message{}},
	{regexp.MustCompile(`no such template "([^"]+)"`), msgNoPart, helpNoPart},
	{regexp.MustCompile(`template "([^"]+)" not defined`), msgNoPart, helpNoPart},
}

var (
	place     = regexp.MustCompile(`(templates/[^:]*\.html):(\d+)(?::(\d+))?: (?s:(.*))$`)
	executing = regexp.MustCompile(`^executing "[^"]*" at <(?s:.*?)>: `)
	quoted    = regexp.MustCompile(`"([^"\n]+)"`)
)

// failure is the problem of an error by html/template or its parser, which
// name a place only in their text.
func (t *Theme) failure(err error) source.Problem {
	said := err.Error()
	if unsafe := new(template.Error); errors.As(err, &unsafe) {
		said = t.placeOf(unsafe) + ": " + unsafe.Description
	}
	p := source.Problem{Pos: source.Pos{File: "theme"}, Rule: "template", Key: msgTemplate, Args: []string{said}}
	m := place.FindStringSubmatch(said)
	if m == nil {
		return p
	}
	reason := executing.ReplaceAllString(m[4], "")
	if reason != m[4] {
		p.Key = msgExecute
	}
	p.Args = []string{reason}
	for _, c := range causes {
		if found := c.pattern.FindStringSubmatch(reason); found != nil {
			p.Key, p.Help, p.Args = c.key, c.help, found[1:]
			break
		}
	}
	t.locate(&p, m[1], m[2], m[3], reason)
	return p
}

// placeOf is where html/template found a value in an unsafe place: at a node,
// else somewhere in a template.
func (t *Theme) placeOf(unsafe *template.Error) string {
	if unsafe.Node != nil {
		at, _ := (*parse.Tree)(nil).ErrorContext(unsafe.Node)
		return at
	}
	for _, dir := range []string{"templates/", "templates/parts/"} {
		if file := dir + unsafe.Name + ".html"; t.files[file] != nil {
			return file + ":" + strconv.Itoa(max(unsafe.Line, 1))
		}
	}
	return unsafe.Name
}

// locate sets the place of p. Col is in bytes from 0; without one it is where
// the line has the first word that reason quotes, else where it begins.
func (t *Theme) locate(p *source.Problem, file, line, col, reason string) {
	p.Pos = source.Pos{File: file, Line: 1, Col: 1}
	p.Pos.Line, _ = strconv.Atoi(line)
	text := t.files[file]
	if text == nil {
		return
	}
	p.Pos.File, p.Excerpt = text.Name, lineOf(text.Data, p.Pos.Line)
	at, err := strconv.Atoi(col)
	if err != nil {
		at = len(p.Excerpt) - len(strings.TrimLeft(p.Excerpt, " \t"))
		if m := quoted.FindStringSubmatch(reason); m != nil {
			at = max(at, strings.Index(p.Excerpt, m[1]))
		}
	}
	p.Col = utf8.RuneCountInString(p.Excerpt[:min(at, len(p.Excerpt))]) + 1
}

// lineOf is line n of data. Text.Line would do, but it remembers line starts
// when first asked, and pages fail in parallel.
func lineOf(data []byte, n int) string {
	for ; n > 1; n-- {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return string(line)
}
