package record

import (
	"fmt"
	"slices"
	"strings"

	"playbook/generator/source"
)

// Reference is the page of the manual that lists every field, in lang ("en" or
// "zh"), as Markdown with front matter. It is read from the declaration that
// validation and Schema are read from, so it cannot say anything else.
func Reference(lang string) string {
	r := reference{lang: lang}
	r.text(refFront)
	r.text(refIntro)
	r.values()
	r.common()
	r.section(SiteKind, Fields(SiteKind))
	r.section(CalendarKind, Fields(CalendarKind))
	for _, kind := range Kinds() {
		r.section(kind, slices.DeleteFunc(Fields(kind), func(f Field) bool { return f.Common }))
	}
	return r.b.String()
}

type reference struct {
	lang string
	b    strings.Builder
}

var (
	refFront = source.Message{En: `---
title: All fields
summary: Every field of site.yaml, calendar.yaml and of each kind of file, with what it holds and what counts if you leave it out.
weight: 90
---
`, Zh: `---
title: 全部字段
summary: site.yaml、calendar.yaml 和每一类文件的全部字段：填什么，不填时默认是什么。
---
`}
	refIntro = source.Message{En: `Look things up here; to learn them, read [Writing](writing.md). The tables are made from the rules that ` + "`playbook check`" + ` goes by, and ` + "`playbook schema KIND`" + ` gives the same to your editor, which then completes and checks while you type.

A dot leads inside: ` + "`facts.says`" + ` is the field ` + "`says`" + ` of an entry of ` + "`facts`" + `, and **required** there means in every entry. A star stands for a name that is yours to write. **Internal** fields, with all that is inside them, are only in internal editions.
`, Zh: `这一页用来查；想从头学，请看[写作](writing.md)。表格由 ` + "`playbook check`" + ` 依据的同一套规则生成；` + "`playbook schema 类别`" + ` 能把这套规则交给编辑器，边写边补全、边检查。

点号表示里面一层：` + "`facts.says`" + ` 就是 ` + "`facts`" + ` 每一条里的 ` + "`says`" + `，这时“必填”指每一条都要填。星号代表由你来写的名字。标着“内部”的字段，连同里面的内容，只出现在内部版里。
`}
	refValues   = source.Message{En: "What a field holds", Zh: "值的写法"}
	refForm     = source.Message{En: "Value", Zh: "值"}
	refWritten  = source.Message{En: "How it is written", Zh: "写法"}
	refCommon   = source.Message{En: "Fields that every kind has", Zh: "每一类都有的字段"}
	refAdvanced = source.Message{En: "Seldom needed", Zh: "不常用的字段"}
	refField    = source.Message{En: "Field", Zh: "字段"}
	refMeaning  = source.Message{En: "Meaning", Zh: "含义"}
	refRequired = source.Message{En: "**required**", Zh: "**必填**"}
	refBut      = source.Message{En: "**required** except in {0}", Zh: "**必填**（{0} 除外）"}
	refInternal = source.Message{En: "**internal**", Zh: "**内部**"}
	refStop     = source.Message{En: ", ", Zh: "，"}
	refDefault  = source.Message{En: " Default: {0}.", Zh: "默认 {0}。"}
	refOnlyBody = source.Message{En: "Pages have the fields that every kind has, and no others.", Zh: "普通页面只有上面那些每一类都有的字段。"}
	refOneOf    = source.Message{En: "one of {0}", Zh: "{0} 之一"}
	refAnyOf    = source.Message{En: "list of {0}", Zh: "{0} 组成的列表"}
	refRef      = source.Message{En: "name of a file in {0}", Zh: "{0} 里的文件名"}
	refRefs     = source.Message{En: "names of files in {0}", Zh: "{0} 里的文件名，可以多个"}
	refSource   = source.Message{En: "short name of a source", Zh: "出处的短名"}
	refStep     = source.Message{En: "id of a step in a platform's setup", Zh: "平台 setup 中某一步的 id"}
)

// kindTitles are the headings of the tables.
var kindTitles = map[Kind]source.Message{
	SiteKind:     {En: "The site: site.yaml", Zh: "站点设置：site.yaml"},
	CalendarKind: {En: "The days of the calendar: calendar.yaml", Zh: "日历里的日子：calendar.yaml"},
	Cases:        {En: "Cases", Zh: "案例 cases"}, Posts: {En: "Posts", Zh: "用户笔记 posts"}, Voice: {En: "Voice", Zh: "品牌语气 voice"},
	Creators: {En: "Creators", Zh: "创作者 creators"}, Campaigns: {En: "Campaigns", Zh: "营销活动 campaigns"},
	Products: {En: "Products", Zh: "产品 products"}, Platforms: {En: "Platforms", Zh: "平台 platforms"}, Pages: {En: "Pages", Zh: "普通页面 pages"},
}

// forms say how values are written that are more than a text.
var forms = []struct{ words, how [2]string }{
	{shapeWords[asDate], [2]string{
		"`2026-03-08`, `2026/3/8`, `2026年3月8日`, or with a time, `2026-03-08T18:30:00+08:00`. A bare date is that day in the site's time zone.",
		"`2026-03-08`、`2026/3/8`、`2026年3月8日`，也可以带时间：`2026-03-08T18:30:00+08:00`。只写日期，就是站点时区的那一天。"}},
	{looseWords, [2]string{"The same, or `2026-03`, or `2026`.", "同上，或 `2026-03`，或 `2026`。"}},
	{shapeWords[asCount], [2]string{
		"`8600`, `2.3k`, `1.2万`, `13万+`. What is not known is left out; it is not zero.",
		"`8600`、`2.3k`、`1.2万`、`13万+`。不知道就不写；不知道不等于零。"}},
	{shapeWords[asDays], [2]string{"`14d`, `2w`, `14 days`, `14天`.", "`14d`、`2w`、`14 days`、`14天`。"}},
	{shapeWords[asWords], [2]string{
		"`[swatch, olive skin]`, one a line after `- `, or `试色、黄皮`.",
		"`试色、黄皮`，或 `[试色, 黄皮]`，或每行一个、以 `- ` 开头。"}},
	{platformWords, [2]string{
		"The name of its file, such as `xiaohongshu`, or its Chinese name, `小红书`.",
		"平台的中文名，如 `小红书`，或它的文件名 `xiaohongshu`。"}},
	{shapeWords[asLocal], [2]string{
		"`title: Playbook`, or `en:` and `zh:` below it.",
		"`title: 品牌手册`，或在下一层分写 `en:` 和 `zh:`。"}},
	{shapeWords[asMap], [2]string{"Fields of its own, indented below it.", "下一行缩进，写里面的字段。"}},
	{shapeWords[asMaps], [2]string{"The same for each entry, the first line of which begins with `- `.", "每一条都这样写，各以 `- ` 开头。"}},
	{shapeWords[asKeyed], [2]string{"`name:` with its value after it, or its fields below it.", "`名称:` 后面写它的值，或在下一层写它的字段。"}},
	{eventsWords, [2]string{
		"Each begins with `- `, what happened and the day: `- asked: 2026-03-12`. The order counts.",
		"每条以 `- ` 开头，写发生了什么和日期：`- asked: 2026-03-12`。先后次序有意义。"}},
}

func (r *reference) say(m source.Message, args ...string) string { return m.Text(r.lang, args) }

func (r *reference) text(m source.Message) { r.b.WriteString(r.say(m)) }

func (r *reference) heading(level int, m source.Message) {
	fmt.Fprintf(&r.b, "\n%s %s\n\n", strings.Repeat("#", level), r.say(m))
}

// row writes a line of a table; its cells are Markdown.
func (r *reference) row(cells ...string) {
	r.b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func (r *reference) values() {
	r.heading(2, refValues)
	r.row(r.say(refForm), r.say(refWritten))
	r.row("---", "---")
	for _, f := range forms {
		r.row(r.pick(f.words), r.pick(f.how))
	}
}

func (r *reference) pick(both [2]string) string {
	return r.say(source.Message{En: both[0], Zh: both[1]})
}

func (r *reference) common() {
	r.heading(2, refCommon)
	r.tables(slices.DeleteFunc(Fields(Cases), func(f Field) bool { return !f.Common }))
}

func (r *reference) section(kind Kind, fields []Field) {
	r.heading(2, kindTitles[kind])
	if len(fields) == 0 {
		r.text(refOnlyBody)
		r.b.WriteByte('\n')
		return
	}
	r.tables(fields)
}

// tables writes fields, and below them those that are seldom needed.
func (r *reference) tables(fields []Field) {
	var usual, advanced []Field
	for _, f := range fields {
		top, _, _ := strings.Cut(f.Name, ".")
		if f.Advanced || slices.ContainsFunc(advanced, func(a Field) bool { return a.Name == top }) {
			advanced = append(advanced, f)
			continue
		}
		usual = append(usual, f)
	}
	r.table(usual)
	if len(advanced) > 0 {
		r.heading(3, refAdvanced)
		r.table(advanced)
	}
}

func (r *reference) table(fields []Field) {
	r.row(r.say(refField), r.say(refForm), r.say(refMeaning))
	r.row("---", "---", "---")
	for _, f := range fields {
		meaning := escape(r.pick([2]string{f.En, f.Zh}))
		if f.Default != "" {
			meaning += r.say(refDefault, r.codes(splitWords(f.Default)))
		}
		r.row("`"+f.Name+"`", r.holds(f)+r.remarks(f), meaning)
	}
}

// remarks say whether f must be written, and who may read it.
func (r *reference) remarks(f Field) string {
	var out string
	switch {
	case f.Required && f.Common && f.Name == "title":
		out = r.say(refStop) + r.say(refBut, r.codes(untitled()))
	case f.Required:
		out = r.say(refStop) + r.say(refRequired)
	}
	if f.Internal {
		out += r.say(refStop) + r.say(refInternal)
	}
	return out
}

// untitled lists the kinds that need no title.
func untitled() []string {
	var out []string
	for _, kind := range Kinds() {
		if !needsTitle(kind) {
			out = append(out, string(kind))
		}
	}
	return out
}

// holds says what the value of f is, in Markdown.
func (r *reference) holds(f Field) string {
	list := f.Type == shapeWords[asWords][0] || f.Type == shapeWords[asRefs][0]
	switch {
	case len(f.Values) > 0 && list:
		return r.say(refAnyOf, r.codes(f.Values))
	case len(f.Values) > 0:
		return r.say(refOneOf, r.codes(f.Values))
	case f.Ref == "sources":
		return r.say(refSource)
	case f.Ref == "setup":
		return r.say(refStep)
	case f.Ref != "" && list:
		return r.say(refRefs, "`"+f.Ref+"/`")
	case f.Ref != "":
		return r.say(refRef, "`"+f.Ref+"/`")
	}
	return escape(r.pick([2]string{f.Type, f.TypeZh}))
}

func (r *reference) codes(words []string) string {
	return "`" + strings.Join(words, "`"+r.comma()+"`") + "`"
}

func (r *reference) comma() string { return r.pick([2]string{", ", "、"}) }

// escape keeps a text from being read as Markdown; quotes stay straight, for
// some are to be typed.
var escape = strings.NewReplacer(
	`\`, `\\`, `|`, `\|`, `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, "`", "\\`", `"`, `\"`, `{`, `\{`, `}`, `\}`,
).Replace
