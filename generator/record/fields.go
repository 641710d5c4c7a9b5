package record

import (
	"slices"
	"strings"
)

// A Field describes one field for the reference page of the manual.
type Field struct {
	Name     string   // with its parents: "rights.until", "rules.near.words"
	Type     string   // in a few words, from Words: "text", "date", "list of words"
	TypeZh   string   // the same in Chinese
	Values   []string // allowed ones, if they are few
	Ref      string   // what it leads to, if it is a reference
	Required bool
	Advanced bool
	Internal bool // only in editions whose use is internal
	Common   bool // every kind has it
	En, Zh   string
}

// shapeWords are what the shapes are called.
var shapeWords = map[shape][2]string{
	asText: {"text", "文字"}, asBool: {"true or false", "true 或 false"}, asInt: {"whole number", "整数"},
	asDate: {"date", "日期"}, asCount: {"count as copied", "数量（照抄）"}, asDays: {"days, like 14d", "天数，如 14d"},
	asPercent: {"share, like 50%", "百分比，如 50%"}, asRate: {"rate, like 0.5 per 10000", "频率，如 0.5 per 10000"},
	asKnown: {"yes, no or unknown", "yes、no 或 unknown"}, asLocal: {"text, or one by language", "文字，或按语言分写"},
	asRef: {"reference", "引用"}, asRefs: {"list of references", "引用列表"}, asWords: {"list of words", "词的列表"},
	asTexts: {"list of texts", "文字列表"}, asWordLists: {"list of lists of words", "词组的列表"},
	asMap: {"fields", "一组字段"}, asMaps: {"list of fields", "多组字段的列表"}, asKeyed: {"fields by name", "按名称写的字段"},
	asTest: {"list of [text, count]", "[文字, 数量] 的列表"}, asAny: {"anything", "任意内容"},
}

// Fields lists all fields of a kind, its own first, in the order of their
// declaration, with those inside them; of "site" those of site.yaml.
func Fields(kind Kind) []Field {
	if kind == SiteKind {
		return describe(nil, tableOf(siteType), "", false)
	}
	var out []Field
	if own := ownTables[kind]; own != nil {
		out = describe(out, own, "", false)
	}
	return describe(out, tableOf(commonType), "", true)
}

func describe(out []Field, tab *table, prefix string, common bool) []Field {
	if tab.event {
		out = append(out, eventFields(prefix)...)
	}
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.name == "" {
			continue
		}
		words := shapeWords[f.shape]
		out = append(out, Field{
			Name: prefix + f.name, Type: words[0], TypeZh: words[1], Values: slices.Clone(f.oneof), Ref: f.ref,
			Required: f.required || f.is0("title") && prefix == "", Advanced: f.advanced, Internal: f.internal, Common: common, En: f.doc, Zh: f.zh,
		})
		if f.table != nil {
			out = describe(out, f.table, prefix+f.name+"."+keyName(f), common)
		}
	}
	return out
}

// keyName stands for the key in the path of a field below it.
func keyName(f *field) string {
	if f.shape == asKeyed {
		return "…."
	}
	return ""
}

func (f *field) is0(word string) bool { return slices.Contains(f.is, word) }

// eventDocs are what the headings of an event mean.
var eventDocs = map[EventKind][2]string{
	Asked:     {"We asked on this day.", "我们询问的日期。"},
	Answered:  {"They answered on this day, and it was not clearly yes.", "对方答复的日期，但没有明确同意。"},
	Granted:   {"They said yes on this day.", "对方同意的日期。"},
	Declined:  {"They said no on this day.", "对方拒绝的日期。"},
	Revoked:   {"They took their permission back on this day; it ends for good.", "对方撤回授权的日期，此后不再恢复。"},
	TakenDown: {"It was taken down on this day, for good.", "下架日期，此后不再恢复。"},
}

func eventFields(prefix string) []Field {
	var out []Field
	for _, name := range eventNames {
		doc := eventDocs[EventKind(name)]
		out = append(out, Field{Name: prefix + name, Type: shapeWords[asDate][0], TypeZh: shapeWords[asDate][1], En: doc[0], Zh: doc[1]})
	}
	return out
}

// Internal lists the fields of a kind that only internal editions have.
func Internal(kind Kind) []string {
	var out []string
	for _, f := range Fields(kind) {
		if f.Internal && !slices.ContainsFunc(out, func(p string) bool { return strings.HasPrefix(f.Name, p+".") }) {
			out = append(out, f.Name)
		}
	}
	return out
}
