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
	Default  string   // what counts if it is not written
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

// textWords are what texts are called whose form is checked.
var (
	platformWords  = [2]string{"platform", "平台"}
	platformsWords = [2]string{"list of platforms", "平台列表"}
	urlWords       = [2]string{"web address", "网址"}
	fileWords      = [2]string{"file name", "文件名"}
	slugWords      = [2]string{"letters, digits, hyphens", "字母、数字和短横线"}
	patternWords   = [2]string{"pattern (RE2)", "匹配式（RE2）"}
	eventsWords    = [2]string{"list of events", "事件列表"}
	looseWords     = [2]string{"date, month or year", "日期、月份或年份"}
)

// words are what the value of f is called.
func (f *field) words() [2]string {
	switch {
	case f.platform && f.shape == asWords:
		return platformsWords
	case f.platform:
		return platformWords
	case f.url:
		return urlWords
	case f.path:
		return fileWords
	case f.slug:
		return slugWords
	case f.pattern:
		return patternWords
	case f.loose:
		return looseWords
	case f.table != nil && f.table.event:
		return eventsWords
	}
	return shapeWords[f.shape]
}

// Fields lists all fields of a kind, its own first, in the order of their
// declaration, with those inside them; of "site" those of
// site.yaml, of "calendar" those of calendar.yaml.
func Fields(kind Kind) []Field {
	if settings := settingTypes[kind]; settings != nil {
		return describe(nil, tableOf(settings), "", false)
	}
	var out []Field
	if own := ownTables[kind]; own != nil {
		out = describe(out, own, "", false)
	}
	out = describe(out, tableOf(commonType), "", true)
	for i := range out {
		if out[i].Name == "title" {
			out[i].Required = needsTitle(kind)
		}
	}
	return out
}

// describe appends the fields of tab and those inside them.
func describe(out []Field, tab *table, prefix string, common bool) []Field {
	if tab.event {
		out = append(out, eventFields(prefix)...)
	}
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.name == "" {
			continue
		}
		words := f.words()
		out = append(out, Field{
			Name: prefix + f.name, Type: words[0], TypeZh: words[1], Values: slices.Clone(f.oneof), Ref: f.ref, Default: f.preset,
			Required: f.required, Advanced: f.advanced, Internal: f.internal, Common: common, En: f.doc, Zh: f.zh,
		})
		if f.table == nil {
			continue
		}
		if f.shape == asKeyed {
			out = append(out, keyField(f.table, prefix+f.name+".*", common))
		}
		out = describe(out, f.table, prefix+f.name+"."+keyName(f), common)
	}
	return out
}

var (
	keyDoc   = [2]string{"Name: ", "名称："}
	valueDoc = [2]string{"Value: ", "值："}
)

// keyField describes the entries of a map whose keys are the editor's: the key,
// and the value under it if that has no fields.
func keyField(tab *table, name string, common bool) Field {
	at := slices.IndexFunc(tab.fields, func(f field) bool { return f.name == "" && f.index == tab.key })
	key := &tab.fields[at]
	words := shapeWords[asMap]
	if tab.value != nil {
		words = tab.value.words()
	}
	out := Field{Name: name, Type: words[0], TypeZh: words[1], Common: common, En: keyDoc[0] + key.doc, Zh: keyDoc[1] + key.zh}
	if tab.value != nil {
		out.En, out.Zh = out.En+" "+valueDoc[0]+tab.value.doc, out.Zh+valueDoc[1]+tab.value.zh
	}
	return out
}

// keyName stands for the key in the path of a field below it.
func keyName(f *field) string {
	if f.shape == asKeyed {
		return "*."
	}
	return ""
}

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
