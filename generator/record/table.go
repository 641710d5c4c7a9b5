package record

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"playbook/generator/source"
)

// A shape is how a field is written.
type shape uint8

const (
	asText shape = iota
	asBool
	asInt
	asDate
	asCount
	asDays
	asPercent
	asRate
	asKnown
	asLocal
	asRef
	asRefs
	asWords     // a list of words, in any of the forms people write
	asTexts     // a list of texts, commas kept
	asWordLists // a list of lists
	asMap       // one map
	asMaps      // a list of maps
	asKeyed     // a map whose keys are the key fields of a slice
	asTest      // [text, count]
	asAny       // whatever the editor likes
)

// A field is one field of a declared type, compiled from its tags.
type field struct {
	name     string
	index    int
	shape    shape
	table    *table // of asMap, asMaps, asKeyed
	pointer  bool
	doc, zh  string
	is       []string
	oneof    []string
	ref      string
	preset   string // of the tag default
	sample   string // of the tag new
	printed  bool   // there is a tag new
	loose    bool
	required bool
	internal bool
	advanced bool
	one      bool
	path     bool // a file name
	url      bool
	platform bool
	placed   bool
	slug     bool
	pattern  bool
}

// A table is a declared type, compiled once.
type table struct {
	typ    reflect.Type
	fields []field
	byName map[string]int
	names  []string // as problems suggest them
	key    int      // index of the Go field under yaml:",key", or -1
	value  *field   // the field under yaml:",value"
	event  bool     // Event: headed by asked, granted …
}

var (
	tablesLock sync.RWMutex
	tables     = map[reflect.Type]*table{}
)

// tableOf compiles t, or returns what it compiled before.
func tableOf(t reflect.Type) *table {
	tablesLock.RLock()
	tab := tables[t]
	tablesLock.RUnlock()
	if tab != nil {
		return tab
	}
	tab = compile(t)
	tablesLock.Lock()
	defer tablesLock.Unlock()
	tables[t] = tab
	return tab
}

func compile(t reflect.Type) *table {
	tab := &table{typ: t, key: -1, byName: map[string]int{}, event: t == reflect.TypeFor[Event]()}
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, ok := sf.Tag.Lookup("yaml")
		if !ok {
			continue
		}
		f := compileField(sf, i)
		switch tag {
		case ",key":
			tab.key = i
			f.name = ""
			tab.fields = append(tab.fields, f)
			continue
		case ",value":
			f.name = ""
			tab.value = &f
			continue
		}
		f.name = tag
		tab.byName[tag] = len(tab.fields)
		tab.names = append(tab.names, tag)
		tab.fields = append(tab.fields, f)
	}
	return tab
}

func compileField(sf reflect.StructField, index int) field {
	is := strings.Fields(sf.Tag.Get("is"))
	f := field{
		index: index, is: is, doc: sf.Tag.Get("doc"), zh: sf.Tag.Get("zh"), ref: sf.Tag.Get("ref"), preset: sf.Tag.Get("default"),
		oneof: strings.Fields(sf.Tag.Get("oneof")),
		loose: slices.Contains(is, "loose"), required: slices.Contains(is, "required"),
		internal: slices.Contains(is, "internal"), advanced: slices.Contains(is, "advanced"),
		one: slices.Contains(is, "one"), path: slices.Contains(is, "file"), url: slices.Contains(is, "url"),
		platform: slices.Contains(is, "platform"), placed: slices.ContainsFunc(is, func(s string) bool { return s == "placed" || s == "platform" || s == "texts" }), slug: slices.Contains(is, "slug"), pattern: slices.Contains(is, "pattern"),
	}
	f.sample, f.printed = sf.Tag.Lookup("new")
	f.shape = shapeOf(sf.Type, is)
	element := sf.Type
	if f.shape == asMaps || f.shape == asKeyed {
		element = element.Elem()
	}
	if element.Kind() == reflect.Pointer {
		f.pointer, element = true, element.Elem()
	}
	if f.shape >= asMap && f.shape <= asKeyed {
		f.table = tableOf(element)
	}
	return f
}

func shapeOf(t reflect.Type, is []string) shape {
	switch t {
	case reflect.TypeFor[Date]():
		return asDate
	case reflect.TypeFor[Count]():
		return asCount
	case reflect.TypeFor[Days]():
		return asDays
	case reflect.TypeFor[Percent]():
		return asPercent
	case reflect.TypeFor[Rate]():
		return asRate
	case reflect.TypeFor[Known]():
		return asKnown
	case reflect.TypeFor[Local]():
		return asLocal
	case reflect.TypeFor[Ref]():
		return asRef
	case reflect.TypeFor[[]Ref]():
		return asRefs
	case reflect.TypeFor[[][]string]():
		return asWordLists
	case reflect.TypeFor[[]LimitTest]():
		return asTest
	case reflect.TypeFor[map[string]any]():
		return asAny
	}
	switch t.Kind() {
	case reflect.Bool:
		return asBool
	case reflect.Int:
		return asInt
	case reflect.Struct, reflect.Pointer:
		return asMap
	case reflect.Slice:
		return sliceShape(t.Elem(), is)
	}
	return asText
}

func sliceShape(element reflect.Type, is []string) shape {
	if element.Kind() != reflect.Struct {
		if slices.Contains(is, "texts") {
			return asTexts
		}
		return asWords
	}
	if tableOf(element).key >= 0 {
		return asKeyed
	}
	return asMaps
}

// setDefaults gives v the defaults of its declaration: before decoding to all
// fields but lists, so that a zero can be written, and after it to lists, of
// which one written empty counts as not written.
func setDefaults(v reflect.Value, tab *table, lists bool) {
	for i := range tab.fields {
		f := &tab.fields[i]
		switch to := v.Field(f.index); {
		case f.shape == asMap && !f.pointer:
			setDefaults(to, f.table, lists)
		case f.preset != "" && to.IsZero() && (f.shape == asWords) == lists:
			d := decoder{t: new(source.Text)}
			d.value(&source.Node{Kind: source.Scalar, Value: f.preset}, to, f, noPath)
		}
	}
}

// own are the parts of a record by kind: where its own fields are.
func (r *Record) own() reflect.Value {
	switch r.Kind {
	case Posts:
		return reflect.ValueOf(r.Post).Elem()
	case Creators:
		return reflect.ValueOf(r.Creator).Elem()
	case Cases:
		return reflect.ValueOf(r.Case).Elem()
	case Voice:
		return reflect.ValueOf(r.Voice).Elem()
	case Campaigns:
		return reflect.ValueOf(r.Campaign).Elem()
	case Products:
		return reflect.ValueOf(r.Product).Elem()
	case Platforms:
		return reflect.ValueOf(r.Platform).Elem()
	}
	return reflect.Value{}
}

// make sets the part that the kind needs.
func (r *Record) make() {
	switch r.Kind {
	case Posts:
		r.Post = new(Post)
	case Creators:
		r.Creator = new(Creator)
	case Cases:
		r.Case = new(Case)
	case Voice:
		r.Voice = new(VoicePage)
	case Campaigns:
		r.Campaign = new(Campaign)
	case Products:
		r.Product = new(Product)
	case Platforms:
		r.Platform = new(Platform)
	}
}

// ownTable is the table of a kind's own fields, or nil for pages.
func ownTable(kind Kind) *table {
	r := Record{Kind: kind}
	r.make()
	if v := r.own(); v.IsValid() {
		return tableOf(v.Type())
	}
	return nil
}

var commonType = reflect.TypeFor[Common]()
