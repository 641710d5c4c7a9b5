package generator

import (
	"maps"
	"path"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A reference is a field that names other things.
type reference struct {
	field string
	kinds []record.Kind // where the names are looked for, in order
	refs  []record.Ref
}

// Where the names of fields are looked for.
var (
	platforms = []record.Kind{record.Platforms}
	creators  = []record.Kind{record.Creators}
	products  = []record.Kind{record.Products}
	campaigns = []record.Kind{record.Campaigns}
	voices    = []record.Kind{record.Voice}
	posts     = []record.Kind{record.Posts}
	shown     = []record.Kind{record.Voice, record.Cases}
)

// referencesOf lists what the front matter of r refers to.
func referencesOf(r *record.Record) []reference {
	switch {
	case r.Post != nil:
		p := r.Post
		all := [...]reference{{"platform", platforms, nil}, {"creator", creators, one(p.Creator)}, {"products", products, p.Products},
			{"campaigns", campaigns, p.Campaigns}, {"evidence_for", shown, p.EvidenceFor}}
		if p.Platform != "" {
			all[0].refs = names(r, "platform", []string{p.Platform})
		}
		return slices.Clone(slices.DeleteFunc(all[:], func(r reference) bool { return len(r.refs) == 0 }))
	case r.Case != nil:
		c := r.Case
		return []reference{{"platforms", platforms, names(r, "platforms", c.Platforms)}, {"lessons", voices, c.Lessons}, {"posts", posts, c.Posts}}
	case r.Campaign != nil:
		c := r.Campaign
		return []reference{{"accounts", platforms, names(r, "accounts", c.Accounts)}, {"products", products, c.Products}}
	case r.Platform != nil:
		return []reference{{"like", platforms, r.Platform.Like}}
	}
	return nil
}

// names are platforms as references, at the place of the field.
func names(r *record.Record, field string, list []string) []record.Ref {
	if len(list) == 0 {
		return nil
	}
	refs := make([]record.Ref, len(list))
	at := r.At(field)
	for i, n := range list {
		refs[i] = record.Ref{Name: n, Line: at.Line, Col: at.Col}
	}
	return refs
}

func one(r record.Ref) []record.Ref {
	if r.Name == "" {
		return nil
	}
	return []record.Ref{r}
}

var (
	msgRef      = source.Message{En: `no file for {0} "{1}"`, Zh: `{0}“{1}”没有对应的文件`}
	helpRefNear = source.Message{En: `did you mean "{2}"?`, Zh: `是不是“{2}”？`}
	helpRefMake = source.Message{En: "`playbook new {3} {1}` makes it", Zh: "可运行 `playbook new {3} {1}` 新建"}
)

// resolve finds what every field refers to. A name that leads nowhere is an
// error at its place, once, in the file that has it.
func (l *linker) resolve() {
	l.refer()
	for _, a := range l.c.Accounts {
		if l.named[record.Platforms][a.Platform] == nil {
			l.report(l.unknown(l.c.At("accounts"), "platform", a.Platform, record.Platforms))
		}
	}
}

// refer is resolve for the files of things.
func (l *linker) refer() {
	l.eachOf(l.things, func(t *thing, n *notes) {
		for _, d := range t.docs {
			if d != nil && d != t.original {
				l.references(d, n)
			}
		}
		t.ties = l.references(t.original, n)
	})
}

func (l *linker) references(d *version, n *notes) []tie {
	if len(d.refs) == 0 {
		return nil
	}
	named := 0
	for _, f := range d.refs {
		named += len(f.refs)
	}
	ties, room := make([]tie, 0, len(d.refs)), make([]*thing, 0, named)
	for _, f := range d.refs {
		x := tie{field: f.field, to: room[len(room):]}
		for _, ref := range f.refs {
			t := l.find(ref.Name, f.kinds)
			switch {
			case t == nil:
				at := source.Pos{File: d.Label, Line: ref.Line, Col: ref.Col}
				n.report(l.unknown(at, f.field, ref.Name, f.kinds[0]))
			case !slices.Contains(x.to, t):
				x.to = append(x.to, t)
			}
		}
		room = room[:len(room)+len(x.to)]
		x.to = slices.Clip(x.to)
		ties = append(ties, x)
	}
	return ties
}

// find is the thing of a name, or of a path such as "creators/lin-xia.md".
func (l *linker) find(name string, kinds []record.Kind) *thing {
	for _, k := range kinds {
		if t := l.called(k, name); t != nil {
			return t
		}
	}
	if !strings.Contains(name, "/") && !strings.HasSuffix(name, ".md") {
		return nil
	}
	base := path.Base(strings.TrimSuffix(strings.TrimSuffix(name, ".md"), "/index"))
	for _, k := range kinds {
		if t := l.called(k, base); t != nil {
			return t
		}
	}
	return nil
}

// called is the thing of a kind that has a name.
func (l *linker) called(kind record.Kind, name string) *thing {
	if t := l.named[kind][name]; t != nil || l.unseen == nil || kind != record.Posts {
		return t
	}
	return l.unseen.post(name)
}

// unknown is the problem of a name that no file has.
func (l *linker) unknown(at source.Pos, field, name string, kind record.Kind) source.Problem {
	p := source.Problem{Pos: at, Rule: "reference", Key: msgRef, Args: []string{field, name, "", singular(kind)}}
	p.Args[2] = source.Nearest(name, l.names(kind))
	switch {
	case p.Args[2] != "":
		p.Help = helpRefNear
	case kind == record.Creators:
		p.Help = helpRefMake
	}
	return p
}

func (l *linker) names(kind record.Kind) []string {
	names := make([]string, 0, len(l.named[kind]))
	for n := range l.named[kind] {
		names = append(names, n)
	}
	if l.unseen != nil && kind == record.Posts {
		names = slices.AppendSeq(names, maps.Keys(l.unseen.places))
	}
	slices.Sort(names)
	return names
}
