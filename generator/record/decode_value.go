package record

import (
	"hash/maphash"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"playbook/generator/source"
)

// scalar reports whether n is one, and says so if it is not.
func (d *decoder) scalar(n *source.Node, f *field) bool {
	if n.Kind == source.Scalar {
		return true
	}
	d.error(n, "field", msgText, source.Message{}, f.name)
	return false
}

func (d *decoder) text(n *source.Node, f *field) (string, bool) {
	if !d.scalar(n, f) {
		return "", false
	}
	s := strings.TrimSpace(n.Value)
	switch {
	case len(f.oneof) > 0:
		return d.oneof(n, s, f.oneof)
	case f.platform:
		return shared(PlatformID(s)), true
	case f.url:
		return s, d.url(n, s)
	case f.path:
		return s, d.inside(n, s)
	case f.slug:
		return s, d.slug(n, s)
	case f.pattern:
		return s, d.pattern(n, s)
	}
	return s, true
}

// shared is s, the same memory for all records that say it. Names are looked up
// at every build: ten thousand copies of one would each have to be fetched, and
// each would keep the text of its file.
//
// Those that were asked for lately are at hand: package unique, which keeps all,
// takes an eighth of the time of reading an archive.
func shared(s string) string {
	place := &names[maphash.String(seed, s)%uint64(len(names))]
	if known := place.Load(); known != nil && *known == s {
		return *known
	}
	s = strings.Clone(s)
	place.Store(&s)
	return s
}

var (
	names [1 << 14]atomic.Pointer[string]
	seed  = maphash.MakeSeed()
)

// oneof is the value that s is, if it is one. It lies where all of them do.
func (d *decoder) oneof(n *source.Node, s string, values []string) (string, bool) {
	if i := slices.Index(values, s); i >= 0 {
		return values[i], true
	}
	near := nearest(s, values)
	help := helpEnum
	if near == "" {
		help = source.Message{}
	}
	d.error(n, "value", msgEnum, help, s, strings.Join(values, " "), near)
	return s, false
}

func (d *decoder) url(n *source.Node, s string) bool {
	if isWeb(s) {
		return true
	}
	if a := addressIn(s); a != "" {
		d.error(n, "value", msgURL, helpURLIn, s, a)
	} else {
		d.error(n, "value", msgURL, helpURL, s)
	}
	return false
}

// inside reports whether a file name stays in the first folder of this file's path.
func (d *decoder) inside(n *source.Node, s string) bool {
	root, _, _ := strings.Cut(d.t.Name, "/")
	to := path.Join(path.Dir(d.t.Name), s)
	if !strings.ContainsAny(s, "\\\x00") && !path.IsAbs(s) && !(len(s) > 1 && s[1] == ':') &&
		(!strings.Contains(s, "..") || strings.HasPrefix(to, root+"/")) {
		return true
	}
	d.error(n, "file", msgFile, helpFile, s)
	return false
}

func (d *decoder) slug(n *source.Node, s string) bool {
	if s != "" && s != "." && s != ".." && !strings.ContainsAny(s, "/\\:*?\"<>|#% \t\n") {
		return true
	}
	d.error(n, "value", msgSlug, helpSlug, s)
	return false
}

func (d *decoder) pattern(n *source.Node, s string) bool {
	if _, err := regexp.Compile(s); err != nil {
		d.error(n, "value", msgPattern, helpPattern, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return false
	}
	return true
}

func (d *decoder) boolean(n *source.Node, v reflect.Value, f *field) {
	if !d.scalar(n, f) {
		return
	}
	switch strings.ToLower(n.Value) {
	case "true", "yes", "on", "是":
		v.SetBool(true)
	case "false", "no", "off", "否":
		v.SetBool(false)
	default:
		d.error(n, "value", msgBool, source.Message{}, f.name, n.Value)
	}
}

func (d *decoder) integer(n *source.Node, v reflect.Value, f *field) {
	if !d.scalar(n, f) {
		return
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil {
		d.error(n, "value", msgInt, source.Message{}, f.name, n.Value)
		return
	}
	v.SetInt(int64(i))
}

func (d *decoder) date(n *source.Node, loose bool) Date {
	read := ParseDate
	if loose {
		read = ParseLooseDate
	}
	date, err := read(n.Value)
	switch {
	case err == nil:
	case IsNoSuchDay(err):
		d.error(n, "date", msgNoDay, source.Message{}, n.Value)
	default:
		d.error(n, "date", msgDate, helpDate, n.Value)
	}
	return date
}

var knownNames = []string{"yes", "no", "unknown"}

func (d *decoder) known(n *source.Node) Known {
	switch strings.ToLower(n.Value) {
	case "yes", "true", "是":
		return Yes
	case "no", "false", "否":
		return No
	}
	d.oneof(n, n.Value, knownNames)
	return Unknown
}

// local is a text by language, or one text for both.
func (d *decoder) local(n *source.Node, to *Local, f *field, path uint32) {
	if n.Kind == source.Scalar {
		to.En, to.Zh = n.Value, n.Value
		return
	}
	if n.Kind != source.Map {
		d.error(n, "field", msgText, source.Message{}, f.name)
		return
	}
	d.fields(n, reflect.ValueOf(to).Elem(), localTable, path)
}

func (d *decoder) ref(n *source.Node, f *field) Ref {
	if !d.scalar(n, f) {
		return Ref{}
	}
	name := strings.TrimSuffix(strings.TrimSpace(n.Value), ".md")
	return Ref{Name: shared(name), Line: n.Line, Col: n.Col}
}

func (d *decoder) refs(n *source.Node, f *field) []Ref {
	if n.Kind == source.List {
		refs := make([]Ref, 0, len(n.Items))
		for _, item := range n.Items {
			if item.Kind == source.Null {
				continue
			}
			if r := d.ref(item, f); r.Name != "" {
				refs = append(refs, r)
			}
		}
		return refs
	}
	if !d.scalar(n, f) {
		return nil
	}
	var refs []Ref
	for _, name := range splitWords(n.Value) {
		refs = append(refs, Ref{Name: shared(strings.TrimSuffix(name, ".md")), Line: n.Line, Col: n.Col})
	}
	return refs
}
