// Package record is what an editor may write: the front matter of every kind
// of file, and the settings of a site.
//
// Each field is declared once, as a field of a Go type whose tags hold its name,
// its rules and its description in both languages. Validation with positions,
// the JSON Schema for editors, the reference page and the files that `playbook
// new` writes are all read from that declaration, so they cannot disagree.
//
// # Tags of a field
//
//	yaml     its name; ",key" is the key of a map read into a slice, ",value" the bare value under it
//	doc      what it is for, in English; zh the same in Chinese
//	is       required, internal, advanced; and how a text is read: platform, url,
//	         file, slug, pattern, loose (a date may be a month or a year), one (a single
//	         map may stand for a list), texts (a list whose items keep their commas),
//	         placed (a list that remembers where each of its items stands, as lists of
//	         platforms and texts do; others would take too much memory)
//	oneof    the values allowed
//	ref      what a reference leads to
//	default  what counts if it is not written
//	new      what `playbook new` prints after the name; a field without it is not printed
package record

import (
	"path"
	"strings"

	"playbook/generator/source"
)

// A Kind is what a file is about; the top folder decides it.
type Kind string

// The kinds, in the order in which a site lists them.
const (
	Cases     Kind = "cases"
	Posts     Kind = "posts"
	Voice     Kind = "voice"
	Creators  Kind = "creators"
	Campaigns Kind = "campaigns"
	Products  Kind = "products"
	Platforms Kind = "platforms"
	Pages     Kind = "pages"
)

// Kinds are all kinds, in the order in which a site lists them.
func Kinds() []Kind {
	return []Kind{Cases, Posts, Voice, Creators, Campaigns, Products, Platforms, Pages}
}

// A Record is the front matter of one file. It is immutable after Parse.
type Record struct {
	Kind Kind
	Common

	// Exactly one of these is set, by Kind; none for pages.
	Post     *Post
	Creator  *Creator
	Case     *Case
	Voice    *VoicePage
	Campaign *Campaign
	Product  *Product
	Platform *Platform

	file     string
	marks    []mark
	partial  bool    // broken lines were left out, so nothing can be said to be missing
	original *Record // of a translation made by Inherit
}

// Common are the fields that every kind has.
type Common struct {
	Title    string         `yaml:"title" is:"title" new:"title" doc:"What it is called." zh:"名称或标题。"`
	Slug     string         `yaml:"slug" is:"slug" doc:"The last part of its address; else taken from the file name." zh:"网址的最后一段；不写则取自文件名。"`
	Summary  string         `yaml:"summary" doc:"One or two sentences for lists and search." zh:"一两句话的摘要，用于列表和搜索。"`
	Tags     []string       `yaml:"tags" doc:"Words to find it by." zh:"用来归类和查找的标签。"`
	Cover    string         `yaml:"cover" is:"file" doc:"A picture, relative to this file." zh:"封面图片，路径相对于本文件。"`
	Draft    bool           `yaml:"draft" doc:"true keeps it out of every edition." zh:"写 true 则不出现在任何版本里。"`
	Publish  Date           `yaml:"publish" doc:"Not shown before this day." zh:"这一天之前不展示。"`
	Expire   Date           `yaml:"expire" doc:"Not shown after this day." zh:"这一天之后不再展示。"`
	Updated  Date           `yaml:"updated" doc:"When its content last changed; a translation older than this is marked." zh:"内容最后更新的日期；早于它的译文会标注。"`
	Owner    string         `yaml:"owner" doc:"Who looks after it." zh:"负责人。"`
	Reviewed Date           `yaml:"reviewed" doc:"When somebody last read it and found it right." zh:"最近一次有人通读确认的日期。"`
	Sources  []Source       `yaml:"sources" doc:"Where facts come from, by a short name; these come before those of site.yaml." zh:"事实的出处，每条起一个短名；优先于 site.yaml 里的同名出处。"`
	Lang     string         `yaml:"lang" oneof:"en zh" doc:"The language of the body, if it is not the site's first." zh:"正文语言；与站点首选语言不同时填写。"`
	AsKind   Kind           `yaml:"kind" oneof:"cases posts voice creators campaigns products platforms pages" doc:"What this file is about, if its folder says something else." zh:"文件类型；与所在文件夹不一致时填写。"`
	Aliases  []string       `yaml:"aliases" is:"advanced texts" doc:"Former addresses that lead here." zh:"会跳转到这里的旧网址。"`
	Weight   int            `yaml:"weight" is:"advanced" doc:"Its place among its neighbours; small comes first." zh:"在同级中的次序，小的在前。"`
	List     *List          `yaml:"list" is:"advanced" doc:"Other pages to list below the body." zh:"在正文下面列出哪些页面。"`
	Layout   string         `yaml:"layout" is:"advanced" doc:"The template to use instead of that of its kind." zh:"改用的模板。"`
	Extra    map[string]any `yaml:"extra" doc:"Your own fields; templates can read them." zh:"自定义字段，模板可以读取。"`
}

// A Source is where a fact comes from.
type Source struct {
	Name  string `yaml:",key" doc:"The short name that facts use." zh:"事实引用时用的短名。"`
	Title string `yaml:"title" is:"required" doc:"Title of the document." zh:"文献标题。"`
	URL   string `yaml:"url" is:"url" doc:"Where it can be read." zh:"可以查到原文的网址。"`
	Date  Date   `yaml:"date" is:"loose" doc:"Its date." zh:"文献日期。"`
	By    string `yaml:"by" doc:"Who wrote or published it." zh:"作者或发布者。"`
	Note  string `yaml:"note" doc:"What a reader should know about it." zh:"读者需要知道的情况。"`
}

// A List asks for other pages.
type List struct {
	From  Kind        `yaml:"from" is:"required" oneof:"cases posts voice creators campaigns products platforms pages" doc:"The kind of pages." zh:"页面类型。"`
	Where []Condition `yaml:"where" doc:"Fields and the values they must have." zh:"字段和它必须具有的值。"`
	Sort  string      `yaml:"sort" doc:"A field; with a minus in front, largest first." zh:"排序字段，前面加减号表示从大到小。"`
	Limit int         `yaml:"limit" doc:"How many at most." zh:"最多列几条。"`
}

// A Condition holds if a field has one of the values.
type Condition struct {
	Field  string   `yaml:",key" doc:"The field." zh:"字段。"`
	Values []string `yaml:",value" doc:"The values, one of which it must have." zh:"允许的值，符合其一即可。"`
}

// A Ref names another file by its name without ending or by its path, or a source by its short name.
type Ref struct {
	Name string
	Line int
	Col  int
}

// Local is a text in the languages of a site.
type Local struct {
	En string `yaml:"en" doc:"In English." zh:"英文。"`
	Zh string `yaml:"zh" doc:"In Chinese." zh:"中文。"`
}

// In is the text in lang, or in the other language if there is none.
func (l Local) In(lang string) string {
	if lang == "zh" && l.Zh != "" || l.En == "" {
		return l.Zh
	}
	return l.En
}

// Parse reads the front matter of a file of a kind, which `kind:` in it may
// change. The record is never nil, however broken the file; body is the offset
// of what follows the front matter.
func Parse(kind Kind, t *source.Text) (rec *Record, body int, problems []source.Problem) {
	from, to, body, ok := source.FrontMatter(t)
	var tree *source.Node
	if ok {
		var giveBack func()
		tree, problems, giveBack = source.BorrowYAML(t, from, to)
		defer giveBack() // a record holds texts of the tree, and nothing else
	}
	rec = &Record{Kind: overridden(kind, tree), file: t.Name, partial: from > 0 && (tree == nil || tree.Partial) && len(problems) > 0}
	if from > 0 && !ok {
		rec.partial = true
		problems = append(problems, source.Unclosed(t))
	}
	d := decoder{t: t, problems: problems}
	d.record(rec, tree)
	rec.marks = d.marks
	if !translated(t.Name) {
		d.problems = append(d.problems, rec.missing(t)...)
	}
	return rec, body, d.problems
}

// overridden is the kind that the front matter names, if it is one.
func overridden(kind Kind, tree *source.Node) Kind {
	if n := tree.Get("kind"); n != nil {
		for _, k := range Kinds() {
			if string(k) == n.Value {
				return k
			}
		}
	}
	return kind
}

// translated reports whether a file name carries a language. Such a file may
// inherit what it does not set; whoever pairs the files asks Missing.
func translated(name string) bool {
	stem := strings.TrimSuffix(name, path.Ext(name))
	return strings.HasSuffix(stem, ".en") || strings.HasSuffix(stem, ".zh")
}
