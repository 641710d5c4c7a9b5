package record

import (
	"reflect"
	"strconv"
	"strings"

	"playbook/generator/source"
)

// words decodes a list of words in any of the forms people write: a YAML list,
// 试色、黄皮, or '#试色 #黄皮'. Texts keep their commas.
func (d *decoder) words(n *source.Node, v reflect.Value, f *field, path uint32) {
	var out []string
	switch {
	case n.Kind == source.List:
		out = make([]string, 0, len(n.Items))
		for _, item := range n.Items {
			out = d.word(out, item, f, path)
		}
	case !d.scalar(n, f):
		return
	case n.Style == source.Plain && wideDash(n.Value) != "":
		d.error(n, "field", msgDash, helpList, wideDash(n.Value))
	case f.shape == asTexts:
		out = []string{strings.TrimSpace(n.Value)}
	default:
		for _, w := range splitWords(n.Value) {
			out = d.accept(out, n, w, f)
		}
	}
	if f.shape == asWords && len(f.oneof) == 0 {
		for i, w := range out {
			out[i] = shared(w)
		}
	}
	if v.Type() == wordsType {
		*v.Addr().Interface().(*[]string) = out
		return
	}
	list := reflect.MakeSlice(v.Type(), len(out), len(out))
	for i, w := range out {
		list.Index(i).SetString(w)
	}
	v.Set(list)
}

var msgDash = source.Message{En: "\"{0}\" does not begin an item of a list", Zh: "“{0}”不能用来开始列表项"}

// wideDash is the dash that s begins with, if it is one that people type for a
// hyphen: YAML reads such a list as one text over several lines.
func wideDash(s string) string {
	for _, dash := range []string{"－", "—", "–", "•"} {
		if strings.HasPrefix(s, dash) {
			return dash
		}
	}
	return ""
}

var wordsType = reflect.TypeFor[[]string]()

// word adds one item of a list.
func (d *decoder) word(out []string, n *source.Node, f *field, path uint32) []string {
	if n.Kind == source.Null || !d.scalar(n, f) {
		return out
	}
	if f.placed {
		d.mark(extend(path, strconv.Itoa(len(out))), n)
	}
	if f.shape == asTexts {
		return append(out, strings.TrimSpace(n.Value))
	}
	if i := strings.Index(n.Value, "，"); i >= 0 && n.Style == source.Plain {
		d.comma(n, i)
	}
	w := strings.TrimSpace(n.Value)
	if cut, ok := strings.CutPrefix(w, "#"); ok {
		w = strings.TrimSpace(strings.TrimSuffix(cut, "#"))
	}
	return d.accept(out, n, w, f)
}

func (d *decoder) accept(out []string, n *source.Node, w string, f *field) []string {
	ok := w != ""
	switch {
	case ok && len(f.oneof) > 0:
		w, ok = d.oneof(n, w, f.oneof)
	case f.platform:
		w = PlatformID(w)
	}
	if !ok {
		return out
	}
	return append(out, w)
}

// comma reports `[a，b]`, which YAML reads as one item.
func (d *decoder) comma(n *source.Node, at int) {
	start := d.t.Offset(n.Line, n.Col) + at
	if !strings.HasPrefix(string(d.t.Data[min(start, len(d.t.Data)):]), "，") {
		return
	}
	p := d.t.Problem(start, source.Error, "yaml", msgComma, helpComma)
	p.Fix = &source.Fix{Start: start, End: start + len("，"), New: ", "}
	d.problems = append(d.problems, p)
}

// splitWords takes 试色、黄皮 and a, b and '#试色 #黄皮' apart.
func splitWords(s string) []string {
	separator := func(r rune) bool { return r == '、' || r == '，' || r == ',' || r == '；' || r == ';' || r == '\n' }
	if strings.Contains(s, "#") {
		separator = func(r rune) bool { return strings.ContainsRune("#、，,；;\n \t　", r) }
	}
	var out []string
	for _, w := range strings.FieldsFunc(s, separator) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func (d *decoder) wordLists(n *source.Node, v reflect.Value, f *field) {
	if n.Kind != source.List {
		d.error(n, "field", msgList, helpList, f.name)
		return
	}
	var out [][]string
	for _, item := range n.Items {
		var list []string
		d.words(item, reflect.ValueOf(&list).Elem(), f, noPath)
		if len(list) > 0 {
			out = append(out, list)
		}
	}
	v.Set(reflect.ValueOf(out))
}
