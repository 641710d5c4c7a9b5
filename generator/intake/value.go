package intake

import (
	"strconv"
	"strings"

	"playbook/generator/source"
)

// kind says what a value is.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

// A value is one value of an export: a cell of a sheet, or a tree of JSON. It
// keeps the order of its keys, numbers as they are written (an id above 2^53
// must never pass through a float), and what has become of it.
type value struct {
	kind   kind
	text   string // of a text; of a number or truth as written
	fields []member
	items  []*value
	row    bool // an object that has every heading of its table

	fate fate
	to   string // the field it became, or why it was dropped
}

// A member is a key of an object and its value.
type member struct {
	name  string
	value *value
}

// fate is what became of a value.
type fate uint8

const (
	unseen  fate = iota // kept under extra
	mapped              // became a field
	dropped             // left out, and said so
	opened              // looked into: its parts have fates of their own
)

func newText(s string) *value { return &value{kind: text, text: s} }

// empty reports whether v says nothing. Tools write "unknown" in many ways.
func (v *value) empty() bool {
	if v == nil {
		return true
	}
	switch v.kind {
	case null:
		return true
	case text:
		return strings.TrimSpace(v.text) == ""
	case list:
		return !anyOf(v.items, func(x *value) bool { return !x.empty() })
	case object:
		return !anyOf(v.fields, func(m member) bool { return !m.value.empty() })
	}
	return false
}

func anyOf[T any](list []T, is func(T) bool) bool {
	for _, x := range list {
		if is(x) {
			return true
		}
	}
	return false
}

// get is the value at a path such as "author.nickname" or "edges.0.node"; nil if there is none.
func (v *value) get(path string) *value {
	for path != "" && v != nil {
		var name string
		name, path, _ = strings.Cut(path, ".")
		v = v.child(name)
	}
	return v
}

func (v *value) child(name string) *value {
	switch v.kind {
	case object:
		for i := range v.fields {
			if v.fields[i].name == name {
				return v.fields[i].value
			}
		}
	case list:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(v.items) {
			return v.items[i]
		}
	}
	return nil
}

// has reports whether v is an object with all these keys, whatever their values.
func (v *value) has(names ...string) bool {
	for _, name := range names {
		if v.get(name) == nil {
			return false
		}
	}
	return true
}

// set adds a field at the end of an object.
func (v *value) set(name string, x *value) { v.fields = append(v.fields, member{name, x}) }

// say adds a text, unless it is empty.
func (v *value) say(name, s string) {
	if s != "" {
		v.set(name, newText(s))
	}
}

// words is v as one text: that of a scalar, or of a list its items.
func (v *value) words() string {
	if v == nil {
		return ""
	}
	if v.kind == list {
		var all []string
		for _, x := range v.items {
			if w := x.words(); w != "" {
				all = append(all, w)
			}
		}
		return strings.Join(all, ",")
	}
	return v.text
}

// settle gives v and all in it a fate, but for what has one.
func (v *value) settle(f fate, to string) {
	if v.fate != unseen {
		return
	}
	v.fate, v.to = f, to
	for _, m := range v.fields {
		m.value.settle(f, to)
	}
	for _, x := range v.items {
		x.settle(f, to)
	}
}

// rest is a copy of v without what became a field or was dropped; nil if
// nothing is left.
func (v *value) rest() *value {
	if v.fate == mapped || v.fate == dropped || v.empty() {
		return nil
	}
	switch v.kind {
	case object:
		out := &value{kind: object}
		for _, m := range v.fields {
			if left := m.value.rest(); left != nil {
				out.set(m.name, left)
			}
		}
		if len(out.fields) == 0 {
			return nil
		}
		return out
	case list:
		out := &value{kind: list}
		for _, x := range v.items {
			if left := x.rest(); left != nil {
				out.items = append(out.items, left)
			}
		}
		if len(out.items) == 0 {
			return nil
		}
		return out
	}
	return v
}

// each calls f for every leaf of v with its path, in which [] stands for the
// place in a list. What is empty is a leaf however deep it goes.
func (v *value) each(path string, f func(path string, leaf *value)) {
	switch {
	case v.empty(), v.fate == dropped, v.to == toRecords, v.kind != list && v.kind != object:
		f(path, v)
	case v.kind == list:
		for _, x := range v.items {
			x.each(path+"[]", f)
		}
	default:
		for _, m := range v.fields {
			m.value.each(join(path, m.name), f)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// A raw is one record of an export as it came, with its place.
type raw struct {
	*value
	at   source.Pos
	file *file // that it came from
	name string
}

// first is the first of some paths at which something is said.
func (r *raw) first(paths ...string) *value {
	for _, p := range paths {
		if v := r.get(p); !v.empty() && v.fate == unseen {
			return v
		}
	}
	return nil
}

// take is the value of the first of some paths that says anything, for a field.
func (r *raw) take(field string, paths ...string) *value {
	v := r.first(paths...)
	if v != nil {
		v.settle(mapped, field)
	}
	return v
}

// string is take as a text.
func (r *raw) string(field string, paths ...string) string { return r.take(field, paths...).words() }

// same says that values repeat what a field has already.
func (r *raw) same(field string, paths ...string) {
	for _, p := range paths {
		if v := r.get(p); v != nil {
			v.settle(mapped, field)
		}
	}
}

// drop leaves values out, for a reason.
func (r *raw) drop(reason string, paths ...string) {
	for _, p := range paths {
		if v := r.get(p); v != nil {
			v.settle(dropped, reason)
		}
	}
}

// leave drops all that has no fate yet, but for what holds records.
func (v *value) leave(reason string) {
	if v.to == toRecords {
		return
	}
	if v.fate == unseen && v.kind != object && v.kind != list {
		v.fate, v.to = dropped, reason
	}
	for _, m := range v.fields {
		m.value.leave(reason)
	}
	for _, x := range v.items {
		x.leave(reason)
	}
}
