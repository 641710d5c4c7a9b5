package record

import (
	"reflect"
	"slices"

	"playbook/generator/source"
)

// Inherit is a translation with what it does not set taken from its original.
// A field counts whole: who sets `facts` sets all of them. Neither is changed.
func Inherit(original, translation *Record) *Record {
	out := *translation
	out.original = original
	out.partial = translation.partial || original.partial
	inherit(reflect.ValueOf(&out.Common).Elem(), reflect.ValueOf(&original.Common).Elem(), tableOf(commonType), translation.marks, "")
	if translation.Kind != original.Kind {
		return &out
	}
	out.copyOwn(translation)
	if own := ownTables[out.Kind]; own != nil {
		inherit(out.own(), original.own(), own, translation.marks, "")
	}
	if out.Voice != nil && translation.Has("rules") {
		out.Voice.Rules = inheritRules(out.Voice.Rules, original.Voice.Rules)
	}
	if out.Post != nil {
		out.Post.inheritLink(original.Post, translation)
	}
	return &out
}

// inherit copies the fields of from that marks do not have. A text in two
// languages is taken by language.
func inherit(to, from reflect.Value, tab *table, marks []mark, prefix string) {
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.name == "kind" || f.name == "lang" || f.name == "aliases" || f.name == "slug" {
			continue // these belong to the file, not to what it says
		}
		if !has(marks, prefix+f.name) {
			to.Field(f.index).Set(from.Field(f.index))
		}
	}
}

// inheritRules takes rules by their ids: a translation says what reads otherwise
// in its language, and the words that are looked for are said once. Rules that it
// leaves out come after its own.
func inheritRules(own, original []Rule) []Rule {
	list := slices.Clone(own)
	for _, r := range original {
		i := slices.IndexFunc(list, func(x Rule) bool { return x.ID == r.ID })
		if i < 0 {
			list = append(list, r)
			continue
		}
		to, from := reflect.ValueOf(&list[i]).Elem(), reflect.ValueOf(r)
		for f := range to.NumField() {
			if to.Field(f).IsZero() {
				to.Field(f).Set(from.Field(f))
			}
		}
	}
	return list
}

// inheritLink takes what follows from a url along with it.
func (p *Post) inheritLink(original *Post, translation *Record) {
	if !has(translation.marks, "url") {
		p.PostID, p.Permalink = original.PostID, original.Permalink
	}
	if !has(translation.marks, "posted") {
		p.PostedFromID = original.PostedFromID
	}
	if !has(translation.marks, "platform") && p.Platform == "" {
		p.Platform = original.Platform
	}
}

// copyOwn gives r parts of its own, equal to those of from.
func (r *Record) copyOwn(from *Record) {
	r.make()
	if v := r.own(); v.IsValid() {
		v.Set(from.own())
	}
}

// Missing reports required fields that the record, with what it inherited,
// does not have. Parse has asked it of files whose name carries no language.
func (r *Record) Missing() []source.Problem { return r.missing(nil) }

var helpMissing = source.Message{En: "add \"{0}:\" and its value", Zh: "请补上“{0}:”和它的值"}

// needsTitle reports whether a title is required: a post has a caption to be
// known by, and a page the heading of its body or its file name.
func needsTitle(kind Kind) bool { return kind != Posts && kind != Pages }

func (r *Record) missing(t *source.Text) []source.Problem {
	if r.partial || r.Title != "" || !needsTitle(r.Kind) {
		return nil
	}
	p := source.Problem{Pos: source.Pos{File: r.file, Line: 1, Col: 1}, Rule: "field", Key: msgMissing, Help: helpMissing, Args: []string{"title"}}
	if t != nil {
		p.Excerpt = t.Line(1)
	}
	return []source.Problem{p}
}

// Public is a copy without internal fields: what an edition for others may
// know. Fields are dropped by their declaration, so a new one that is declared
// internal is dropped too. What cannot be told from a declaration is dropped
// here: of permissions all but what a page prints, and of links who shared
// them. Ask package rights before, not after.
func (r *Record) Public() *Record {
	out := *r
	out.original, out.marks = nil, nil
	out.make()
	if v := out.own(); v.IsValid() {
		v.Set(strip(r.own(), tableOf(v.Type())))
	}
	if p := out.Post; p != nil {
		p.URL = p.Permalink
		p.Rights = publicEvents(p.Rights)
		for i := range p.Reposted {
			p.Reposted[i].URL = StripTracking(p.Reposted[i].URL)
		}
	}
	if c := out.Creator; c != nil {
		for i := range c.Accounts {
			c.Accounts[i].URL = StripTracking(c.Accounts[i].URL)
		}
	}
	return &out
}

// publicEvents are grants and notices, with what a page says of them.
func publicEvents(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if e.What == Granted || e.What == TakenDown {
			out = append(out, Event{
				What: e.What, On: e.On, Use: e.Use, From: e.From, Until: e.Until, Edit: e.Edit,
				Credit: e.Credit, Basis: e.Basis, Notice: e.Notice,
			})
		}
	}
	return out
}

// strip is a copy of v, deep where something internal may lie, without it.
func strip(v reflect.Value, tab *table) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	for i := range tab.fields {
		f := &tab.fields[i]
		to := out.Field(f.index)
		switch {
		case f.internal:
			to.SetZero()
		case f.table == nil || to.IsZero():
		case f.shape == asMap && f.pointer:
			to.Set(reflect.New(f.table.typ))
			to.Elem().Set(strip(v.Field(f.index).Elem(), f.table))
		case f.shape == asMap:
			to.Set(strip(to, f.table))
		default:
			to.Set(stripAll(to, f.table))
		}
	}
	return out
}

func stripAll(list reflect.Value, tab *table) reflect.Value {
	out := reflect.MakeSlice(list.Type(), list.Len(), list.Len())
	for i := range list.Len() {
		out.Index(i).Set(strip(list.Index(i), tab))
	}
	return out
}
