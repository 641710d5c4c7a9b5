package record

import (
	"strings"
	"unicode"

	"playbook/generator/source"
)

// samples are what a new file has after the name of a field that has fields of
// its own: a form to fill in, commented out so that the file is valid as it is.
var samples = map[string]string{
	"text":  "",
	"[]":    " []",
	"block": "", // a comment after |- is allowed, but few people believe it
	"accounts": `
  - platform: xiaohongshu
    handle: ""`,
	"facts": `
#  - says:
#    value:
#    source:`,
	"keywords": `
  function: []
  ingredient: []`,
	"pairs": `
#  - dont:
#    do:
#    why:`,
	"rights": `
  - asked: {today}
    use: [internal, site]`,
}

// bodies are what a new file says below its front matter.
var bodies = map[Kind]source.Message{
	Posts: {En: "The caption, exactly as its author wrote it.", Zh: "照抄作者写的正文，包括换行、话题和表情。"},
	Cases: {En: "What happened, and what follows from it.", Zh: "发生了什么，我们能学到什么。"},
	Voice: {En: "What this means, in two or three sentences.", Zh: "用两三句话说明这一条的意思。"},
}

var bodyElse = source.Message{En: "Write here.", Zh: "在这里写正文。"}

// Blank is the file that `playbook new` writes: the fields that an editor is
// likely to fill in, each with what it is for, in lang ("en" or "zh").
func Blank(kind Kind, title, lang, today string) string {
	var b strings.Builder
	b.WriteString("---\n")
	if kind != Posts || title != "" {
		b.WriteString("title: " + scalar(title) + "\n")
	}
	if own := ownTables[kind]; own != nil {
		for i := range own.fields {
			blankField(&b, &own.fields[i], lang, today)
		}
	}
	if kind != Posts {
		b.WriteString("summary:   # " + commonDoc("summary", lang) + "\n")
	}
	b.WriteString("tags: []   # " + commonDoc("tags", lang) + "\n---\n")
	body, ok := bodies[kind]
	if !ok {
		body = bodyElse
	}
	b.WriteString(body.Text(lang, nil) + "\n")
	return b.String()
}

func blankField(b *strings.Builder, f *field, lang, today string) {
	if !f.printed {
		return
	}
	doc := f.doc
	if lang == "zh" {
		doc = f.zh
	}
	if len(f.oneof) > 0 && !strings.Contains(doc, f.oneof[0]) {
		doc += " " + strings.Join(f.oneof, " ")
	}
	sample := samples[f.sample]
	if f.sample == "today" {
		sample = " " + today
	}
	first, rest, more := strings.Cut(strings.ReplaceAll(sample, "{today}", today), "\n")
	b.WriteString(f.name + ":" + first + "   # " + doc + "\n")
	if more {
		b.WriteString(rest + "\n")
	}
}

func commonDoc(name, lang string) string {
	tab := tableOf(commonType)
	f := &tab.fields[tab.byName[name]]
	if lang == "zh" {
		return f.zh
	}
	return f.doc
}

// scalar is s as YAML text: plain where nothing can be misread.
func scalar(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	tree, problems := source.ParseYAML(&source.Text{Data: []byte("t: " + s)}, 0, len("t: "+s))
	if n := tree.Get("t"); len(problems) == 0 && n != nil && n.Kind == source.Scalar && n.Value == s && n.Tag == "str" && n.Style == source.Plain {
		return s
	}
	return source.Quote(s)
}

// longestName keeps a name within what file systems and people bear, in characters.
const longestName = 60

// FileName is the name of a file about something of this title. It keeps the
// letters of every script, so that a creator is referred to as they are called:
// "creator: 林夏". The address of the page is made of plain letters all the same.
func FileName(title string) string {
	title = strings.NewReplacer("'", "", "’", "").Replace(strings.ToLower(source.NFC(title)))
	words := strings.FieldsFunc(title, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) })
	name := []rune(strings.Join(words, "-"))
	return strings.Trim(string(name[:min(len(name), longestName)]), "-")
}
