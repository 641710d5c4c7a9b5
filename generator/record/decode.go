package record

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/source"
)

var (
	msgUnknown   = source.Message{En: "there is no field \"{0}\" here", Zh: "这里没有“{0}”这个字段"}
	helpUnknown  = source.Message{En: "did you mean \"{1}\"?", Zh: "是不是想写“{1}”？"}
	helpExtra    = source.Message{En: "your own fields go under \"extra:\"", Zh: "自定义字段请写在“extra:”下面"}
	msgFields    = source.Message{En: "here must be fields, each as \"name: value\"", Zh: "这里应当是一个个字段，写成“名称: 值”"}
	msgText      = source.Message{En: "\"{0}\" must be a text", Zh: "“{0}”应当是一段文字"}
	msgBool      = source.Message{En: "\"{0}\" must be true or false, not \"{1}\"", Zh: "“{0}”只能写 true 或 false，不能写“{1}”"}
	msgInt       = source.Message{En: "\"{0}\" must be a whole number, not \"{1}\"", Zh: "“{0}”应当是整数，不能写“{1}”"}
	msgDate      = source.Message{En: "\"{0}\" is not a date", Zh: "“{0}”不是日期"}
	helpDate     = source.Message{En: "write 2026-03-08, 2026/3/8 or 2026年3月8日", Zh: "请写成 2026-03-08、2026/3/8 或 2026年3月8日"}
	msgNoDay     = source.Message{En: "there is no such day as {0}", Zh: "没有 {0} 这一天"}
	msgCount     = source.Message{En: "\"{0}\" is not a count", Zh: "“{0}”不是数量"}
	helpCount    = source.Message{En: "copy it as the platform shows it: 8600, 1.2万, 13万+, 2.3k; leave it out if it is not known", Zh: "照平台显示的抄：8600、1.2万、13万+、2.3k；不知道就不写"}
	msgDays      = source.Message{En: "\"{0}\" is not a number of days", Zh: "“{0}”不是天数"}
	helpDays     = source.Message{En: "write 14d", Zh: "请写成 14d"}
	msgPercent   = source.Message{En: "\"{0}\" is not a share", Zh: "“{0}”不是百分比"}
	helpPercent  = source.Message{En: "write 50%", Zh: "请写成 50%"}
	msgRate      = source.Message{En: "\"{0}\" is not a rate", Zh: "“{0}”不是频率"}
	helpRate     = source.Message{En: "write 0.5 per 10000", Zh: "请写成 0.5 per 10000"}
	msgEnum      = source.Message{En: "\"{0}\" is not one of: {1}", Zh: "“{0}”不在可选值之中：{1}"}
	helpEnum     = source.Message{En: "did you mean \"{2}\"?", Zh: "是不是想写“{2}”？"}
	msgList      = source.Message{En: "\"{0}\" must be a list", Zh: "“{0}”应当是列表"}
	helpList     = source.Message{En: "put each item on a line of its own, after \"- \"", Zh: "请每项一行，以“- ”开头"}
	msgMap       = source.Message{En: "\"{0}\" must have fields of its own", Zh: "“{0}”下面应当写字段"}
	helpMap      = source.Message{En: "write them below it, indented, each as \"name: value\"", Zh: "请在下一行缩进后写“名称: 值”"}
	msgURL       = source.Message{En: "\"{0}\" is not a web address", Zh: "“{0}”不是网址"}
	helpURL      = source.Message{En: "write the whole of it, with https://", Zh: "请写完整，带上 https://"}
	helpURLIn    = source.Message{En: "write the address alone: {1}", Zh: "请只写链接：{1}"}
	msgFile      = source.Message{En: "\"{0}\" leads out of the content folder", Zh: "“{0}”指向内容文件夹之外"}
	helpFile     = source.Message{En: "put the file beside this one and write its name", Zh: "请把文件放在本文件旁边，直接写文件名"}
	msgSlug      = source.Message{En: "\"{0}\" cannot be part of an address", Zh: "“{0}”不能用在网址里"}
	helpSlug     = source.Message{En: "use letters, digits and hyphens", Zh: "请用字母、数字和短横线"}
	msgPattern   = source.Message{En: "this pattern cannot be read: {0}", Zh: "这个匹配式无法读取：{0}"}
	helpPattern  = source.Message{En: `it is a regular expression (RE2); put \ before a bracket or sign that is meant as itself, or use match for plain words`, Zh: `这里写正则表达式（RE2）；要匹配括号等符号本身，前面加 \；只是普通的词就用 match`}
	msgPair      = source.Message{En: "this must be a text and a number: [text, 4]", Zh: "这里应当是文字和数字：[文字, 4]"}
	msgComma     = source.Message{En: "a full-width comma does not separate items in brackets", Zh: "方括号里的全角逗号不能分隔各项"}
	helpComma    = source.Message{En: "use \", \" between them", Zh: "请改用半角逗号加空格"}
	msgMissing   = source.Message{En: "\"{0}\" is missing", Zh: "缺少“{0}”"}
	msgPostDate  = source.Message{En: "a post has no field \"date\"", Zh: "用户笔记没有“date”这个字段"}
	helpPostDate = source.Message{En: "did you mean \"posted\" (by its author) or \"captured\" (by us)?", Zh: "是想写“posted”（作者发布）还是“captured”（我们收录）？"}
	msgColon     = source.Message{En: "a full-width colon does not end a field name", Zh: "字段名后面不能用全角冒号"}
	helpColon    = source.Message{En: "use \": \", a plain colon and a space", Zh: "请改成半角冒号加空格“: ”"}
)

// A decoder turns one tree into values. It never stops at a problem.
type decoder struct {
	t        *source.Text
	problems []source.Problem
	marks    []mark
}

func (d *decoder) error(n *source.Node, rule string, key, help source.Message, args ...string) {
	d.report(n, source.Error, rule, key, help, args...)
}

func (d *decoder) report(n *source.Node, s source.Severity, rule string, key, help source.Message, args ...string) {
	pos := source.Pos{File: d.t.Name, Line: n.Line, Col: n.Col}
	d.problems = append(d.problems, source.Problem{
		Pos: pos, Severity: s, Rule: rule, Key: key, Args: args, Help: help, Excerpt: d.t.Line(n.Line),
	})
}

func (d *decoder) absent(at source.Pos, name string) {
	d.error(&source.Node{Line: at.Line, Col: at.Col}, "field", msgMissing, source.Message{}, name)
}

func (d *decoder) mark(path uint32, n *source.Node) {
	d.marks = append(d.marks, mark{path, clamp(n.Line), clamp(n.Col)})
}

// root decodes a whole file into one declared type.
func (d *decoder) root(tree *source.Node, to any) {
	if tree == nil {
		return
	}
	if tree.Kind != source.Map {
		d.error(tree, "field", msgFields, source.Message{})
		return
	}
	d.marks = make([]mark, 0, 2*len(tree.Pairs)+8)
	v := reflect.ValueOf(to).Elem()
	d.fields(tree, v, tableOf(v.Type()), noPath)
}

// record decodes the common fields and those of the record's kind.
func (d *decoder) record(r *Record, tree *source.Node) {
	r.make()
	if tree == nil {
		return
	}
	if tree.Kind != source.Map {
		d.error(tree, "field", msgFields, source.Message{})
		return
	}
	d.marks = make([]mark, 0, 2*len(tree.Pairs)+8)
	common, own := commonTable, ownTables[r.Kind]
	commonValue, ownValue := reflect.ValueOf(&r.Common).Elem(), r.own()
	for _, p := range tree.Pairs {
		if own != nil && d.field(p, ownValue, own, noPath) || d.field(p, commonValue, common, noPath) {
			continue
		}
		d.unknownTop(r.Kind, p.Key, own, common)
	}
	if r.Post != nil {
		d.post(r)
	}
	if r.Creator != nil {
		d.grants(r)
	}
}

// These tables are compiled with the program, since every file asks for them:
// ownTables are those of all kinds.
var (
	commonTable = tableOf(commonType)
	localTable  = tableOf(reflect.TypeFor[Local]())
)

var ownTables = func() map[Kind]*table {
	m := map[Kind]*table{}
	for _, k := range Kinds() {
		m[k] = ownTable(k)
	}
	return m
}()

func (d *decoder) unknownTop(kind Kind, key *source.Node, own, common *table) {
	if kind == Posts && key.Value == "date" {
		d.error(key, "field", msgPostDate, helpPostDate)
		return
	}
	names := common.names
	if own != nil {
		names = slices.Concat(own.names, common.names)
	}
	d.unknown(key, names)
}

// nearest asks with the names in order, so that of two that are equally near
// the same one is offered wherever they were declared.
func nearest(name string, names []string) string {
	return source.Nearest(name, slices.Sorted(slices.Values(names)))
}

func (d *decoder) unknown(key *source.Node, names []string) string {
	near := nearest(key.Value, names)
	help := helpUnknown
	if near == "" {
		help = helpExtra
	}
	d.error(key, "field", msgUnknown, help, key.Value, near)
	return near
}

// fields decodes a map into a struct.
func (d *decoder) fields(n *source.Node, v reflect.Value, tab *table, path uint32) {
	for _, p := range n.Pairs {
		if tab.event && d.heading(p, v, path) || d.field(p, v, tab, path) {
			continue
		}
		if tab.event {
			d.misheaded(p.Key, v.Addr().Interface().(*Event))
			continue
		}
		d.unknown(p.Key, tab.names)
	}
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.required && f.name != "" && empty(n.Get(f.name)) {
			d.error(n, "field", msgMissing, source.Message{}, f.name)
		}
	}
}

func empty(n *source.Node) bool { return n == nil || n.Kind == source.Null }

// field decodes one pair, and reports whether the table has its field.
func (d *decoder) field(p source.Pair, v reflect.Value, tab *table, path uint32) bool {
	i, ok := tab.byName[p.Key.Value]
	if !ok {
		return false
	}
	f := &tab.fields[i]
	path = extend(path, f.name)
	if p.Value.Kind == source.Null {
		// Not set: but a problem about it belongs here.
		return true
	}
	d.mark(path, p.Value)
	d.value(p.Value, v.Field(f.index), f, path)
	return true
}

// value decodes n by the shape of its field.
func (d *decoder) value(n *source.Node, v reflect.Value, f *field, path uint32) {
	switch f.shape {
	case asText:
		if s, ok := d.text(n, f); ok {
			v.SetString(s)
		}
	case asBool:
		d.boolean(n, v, f)
	case asInt:
		d.integer(n, v, f)
	case asRef:
		*v.Addr().Interface().(*Ref) = d.ref(n, f)
	case asRefs:
		*v.Addr().Interface().(*[]Ref) = d.refs(n, f)
	case asWords, asTexts:
		d.words(n, v, f, path)
	case asWordLists:
		d.wordLists(n, v, f)
	case asMap:
		d.structure(n, v, f, path)
	case asMaps:
		d.list(n, v, f, path)
	case asKeyed:
		d.keyed(n, v, f, path)
	case asTest:
		d.tests(n, v, f)
	case asAny:
		d.any(n, v, f)
	default:
		d.special(n, v, f, path)
	}
}

// special decodes the scalars that have a form of their own.
func (d *decoder) special(n *source.Node, v reflect.Value, f *field, path uint32) {
	if f.shape == asLocal {
		d.local(n, v.Addr().Interface().(*Local), f, path)
		return
	}
	if !d.scalar(n, f) {
		return
	}
	ok := true
	switch p := v.Addr().Interface().(type) {
	case *Date:
		*p = d.date(n, f.loose)
	case *Count:
		c, err := ParseCount(n.Value)
		if err != nil {
			d.error(n, "count", msgCount, helpCount, n.Value)
		}
		*p = c
	case *Days:
		if *p, ok = ParseDays(n.Value); !ok {
			d.error(n, "value", msgDays, helpDays, n.Value)
		}
	case *Percent:
		if *p, ok = ParsePercent(n.Value); !ok {
			d.error(n, "value", msgPercent, helpPercent, n.Value)
		}
	case *Rate:
		if *p, ok = ParseRate(n.Value); !ok {
			d.error(n, "value", msgRate, helpRate, n.Value)
		}
	case *Known:
		*p = d.known(n)
	}
}

// structure decodes a map into a struct, or into a new one if v is a pointer.
func (d *decoder) structure(n *source.Node, v reflect.Value, f *field, path uint32) {
	if !d.isMap(n, f) {
		return
	}
	if f.pointer {
		v.Set(reflect.New(f.table.typ))
		v = v.Elem()
	}
	d.fields(n, v, f.table, path)
}

func (d *decoder) isMap(n *source.Node, f *field) bool {
	if n.Kind == source.Map {
		return true
	}
	if at := strings.Index(n.Value, "："); n.Kind == source.Scalar && n.Style == source.Plain && at > 0 {
		d.colon(n, at)
		return false
	}
	d.error(n, "field", msgMap, helpMap, f.name)
	return false
}

// colon reports a full-width colon where only fields can be meant.
func (d *decoder) colon(n *source.Node, at int) {
	start := d.t.Offset(n.Line, n.Col) + at
	p := d.t.Problem(start, source.Error, "yaml", msgColon, helpColon)
	end := start + len("：")
	for end < len(d.t.Data) && d.t.Data[end] == ' ' {
		end++
	}
	p.Fix = &source.Fix{Start: start, End: end, New: ": "}
	d.problems = append(d.problems, p)
}

func (d *decoder) list(n *source.Node, v reflect.Value, f *field, path uint32) {
	items := n.Items
	if n.Kind == source.Map && f.one {
		items = []*source.Node{n}
	} else if n.Kind != source.List {
		d.error(n, "field", msgList, helpList, f.name)
		return
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	kept := 0
	for i, item := range items {
		at := extend(path, strconv.Itoa(i))
		d.mark(at, item)
		if item.Kind == source.Null || !d.isMap(item, f) {
			continue
		}
		e := out.Index(kept)
		kept++
		d.fields(item, e, f.table, at)
		if f.table.event {
			d.headed(item, e.Addr().Interface().(*Event))
		}
	}
	if kept < len(items) {
		out = out.Slice(0, kept)
	}
	v.Set(out)
}

func (d *decoder) keyed(n *source.Node, v reflect.Value, f *field, path uint32) {
	if !d.isMap(n, f) {
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.Pairs))
	for _, p := range n.Pairs {
		at := extend(path, p.Key.Value)
		d.mark(at, p.Value)
		e := reflect.New(f.table.typ).Elem()
		key := p.Key.Value
		if f.table.fields[0].platform {
			key = PlatformID(key)
		}
		e.Field(f.table.key).SetString(key)
		switch {
		case p.Value.Kind == source.Null:
		case f.table.value != nil:
			value := *f.table.value
			value.name = p.Key.Value // what problems call it
			d.value(p.Value, e.Field(value.index), &value, at)
		case p.Value.Kind != source.Map:
			d.error(p.Value, "field", msgMap, helpMap, p.Key.Value)
		default:
			d.fields(p.Value, e, f.table, at)
		}
		out = reflect.Append(out, e)
	}
	v.Set(out)
}

func (d *decoder) tests(n *source.Node, v reflect.Value, f *field) {
	if n.Kind != source.List {
		d.error(n, "field", msgList, helpList, f.name)
		return
	}
	var out []LimitTest
	for _, item := range n.Items {
		if len(item.Items) != 2 || item.Items[0].Kind != source.Scalar {
			d.error(item, "field", msgPair, source.Message{})
			continue
		}
		count, err := strconv.Atoi(item.Items[1].Value)
		if err != nil {
			d.error(item.Items[1], "field", msgPair, source.Message{})
			continue
		}
		out = append(out, LimitTest{item.Items[0].Value, count})
	}
	v.Set(reflect.ValueOf(out))
}

// any keeps an editor's own data as plain values: texts, numbers, truth, lists and maps.
func (d *decoder) any(n *source.Node, v reflect.Value, f *field) {
	if d.isMap(n, f) {
		v.Set(reflect.ValueOf(plain(n)))
	}
}

func plain(n *source.Node) any {
	switch n.Kind {
	case source.Map:
		m := make(map[string]any, len(n.Pairs))
		for _, p := range n.Pairs {
			m[p.Key.Value] = plain(p.Value)
		}
		return m
	case source.List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = plain(item)
		}
		return list
	case source.Null:
		return nil
	}
	if n.Style == source.Plain {
		if i, err := strconv.Atoi(n.Value); err == nil && n.Tag == "int" {
			return i
		}
		if n.Tag == "bool" {
			return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
		}
	}
	return n.Value
}
