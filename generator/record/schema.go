package record

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// SiteKind and CalendarKind stand for site.yaml and calendar.yaml where Schema and
// Fields ask for a kind.
const (
	SiteKind     Kind = "site"
	CalendarKind Kind = "calendar"
)

var siteType = reflect.TypeFor[Site]()

// settingTypes are what the files hold that are no page.
var settingTypes = map[Kind]reflect.Type{SiteKind: siteType, CalendarKind: reflect.TypeFor[Calendar]()}

// Schema is the JSON Schema (draft 2020-12) of the front matter of a kind, or
// of site.yaml for SiteKind, as editors' YAML extensions use it. It allows
// every form that Parse reads.
func Schema(kind Kind) []byte {
	root := object{}
	root.set("$schema", "https://json-schema.org/draft/2020-12/schema")
	root.set("title", "Playbook: "+string(kind))
	var body object
	if settings := settingTypes[kind]; settings != nil {
		body = schemaOf(tableOf(settings))
	} else {
		tabs := []*table{tableOf(commonType)}
		if own := ownTables[kind]; own != nil {
			tabs = []*table{own, tabs[0]}
		}
		body = schemaOf(tabs...)
	}
	root.pairs = append(root.pairs, body.pairs...)
	var out bytes.Buffer
	compact, err := json.Marshal(&root)
	if err != nil {
		panic("record: schema: " + err.Error()) // it holds nothing but strings, numbers and lists of them
	}
	if err := json.Indent(&out, compact, "", "  "); err != nil {
		panic("record: schema: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// An object is a JSON object that keeps the order in which it was made.
type object struct{ pairs []member }

type member struct {
	name  string
	value any
}

func (o *object) set(name string, value any) { o.pairs = append(o.pairs, member{name, value}) }

// MarshalJSON writes the members in order.
func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o.pairs {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal leaves < and > as they are: nobody puts a schema into a page.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func obj(pairs ...any) *object {
	o := &object{}
	for i := 0; i < len(pairs); i += 2 {
		o.set(pairs[i].(string), pairs[i+1])
	}
	return o
}

// schemaOf is the schema of a map with the fields of tables.
func schemaOf(tabs ...*table) object {
	var o object
	o.set("type", "object")
	properties := &object{}
	required := []string{}
	for _, tab := range tabs {
		if tab.event {
			for _, f := range eventFields("") {
				properties.set(f.Name, annotated(dateSchema(false), f.En, f.Zh))
			}
		}
		for i := range tab.fields {
			f := &tab.fields[i]
			if f.name == "" {
				continue
			}
			properties.set(f.name, preset(annotated(orNull(fieldSchema(f), f.required), f.doc, f.zh), f))
			if f.required {
				required = append(required, f.name)
			}
		}
	}
	o.set("properties", properties)
	if len(required) > 0 {
		o.set("required", required)
	}
	o.set("additionalProperties", false)
	return o
}

func annotated(o *object, en, zh string) *object {
	o.set("description", en+"\n"+zh)
	return o
}

// preset adds the default of a field, in the type that it has in JSON.
func preset(o *object, f *field) *object {
	switch {
	case f.preset == "":
	case f.shape == asInt:
		o.set("default", json.Number(f.preset))
	case f.shape == asWords:
		o.set("default", splitWords(f.preset))
	default:
		o.set("default", f.preset)
	}
	return o
}

// orNull lets a field stand without a value, as in a file that is being written.
func orNull(o *object, required bool) *object {
	if required {
		return o
	}
	return obj("anyOf", []any{o, obj("type", "null")})
}

var (
	scalarTypes = []string{"string", "number", "boolean"}
	stringLike  = func() *object { return obj("type", scalarTypes) }
)

func dateSchema(loose bool) *object {
	pattern := `^\s*(\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?|\d{4}/\d{1,2}/\d{1,2}|\d{4}年\s*\d{1,2}月\s*\d{1,2}[日号])\s*$`
	if loose {
		return obj("anyOf", []any{
			obj("type", "string", "pattern", `^\s*\d{4}([-/年].*)?\s*$`), obj("type", "integer", "minimum", 1000, "maximum", 9999)})
	}
	return obj("type", "string", "pattern", pattern)
}

// fieldSchema is the schema of a field's value.
func fieldSchema(f *field) *object {
	switch f.shape {
	case asBool:
		return obj("enum", []any{true, false, "yes", "no", "on", "off", "是", "否"})
	case asInt:
		return obj("type", "integer")
	case asDate:
		return dateSchema(f.loose)
	case asCount:
		return obj("anyOf", []any{obj("type", "integer", "minimum", 0), obj("type", "string", "pattern", `^\s*[0-9０-９][0-9０-９.,．，]*\s*([亿億万萬wW千kKmMbB])?\s*[+＋]?\s*$`)})
	case asDays:
		return obj("anyOf", []any{obj("type", "integer", "minimum", 0), obj("type", "string", "pattern", `^\s*\d+\s*(d|days?|w|weeks?|天|日|周)?\s*$`)})
	case asPercent:
		return obj("type", "string", "pattern", `^\s*\d+(\.\d{1,2})?\s*[%％]\s*$`)
	case asRate:
		return obj("type", "string", "pattern", `^\s*\d+(\.\d+)? per \d+\s*$`)
	case asKnown:
		return obj("enum", []any{"yes", "no", "unknown", true, false, "是", "否"})
	case asLocal:
		return obj("anyOf", []any{stringLike(), obj("type", "object",
			"properties", obj("en", stringLike(), "zh", stringLike()), "additionalProperties", false)})
	case asRefs:
		return listSchema(stringLike())
	case asWords:
		return listSchema(wordSchema(f))
	case asTexts:
		return obj("anyOf", []any{stringLike(), obj("type", "array", "items", stringLike())})
	case asWordLists:
		return obj("type", "array", "items", listSchema(stringLike()))
	case asMap, asMaps, asKeyed:
		return nested(f)
	case asTest:
		return obj("type", "array", "items", obj("type", "array", "prefixItems", []any{stringLike(), obj("type", "integer")}, "items", false, "minItems", 2))
	case asAny:
		return obj("type", "object")
	}
	return textSchema(f)
}

func textSchema(f *field) *object {
	switch {
	case len(f.oneof) > 0:
		return obj("enum", f.oneof)
	case f.url:
		return obj("type", "string", "pattern", "^https?://")
	}
	return stringLike()
}

func wordSchema(f *field) *object {
	if len(f.oneof) > 0 {
		return obj("enum", f.oneof)
	}
	return stringLike()
}

// listSchema allows a list, or all its words in one text.
func listSchema(item *object) *object {
	return obj("anyOf", []any{stringLike(), obj("type", "array", "items", orNull(item, false))})
}

func nested(f *field) *object {
	inner := schemaOf(f.table)
	switch {
	case f.shape == asMap:
		return &inner
	case f.shape == asKeyed && f.table.value != nil:
		return obj("type", "object", "additionalProperties", fieldSchema(f.table.value))
	case f.shape == asKeyed:
		return obj("type", "object", "additionalProperties", &inner)
	case f.one:
		return obj("anyOf", []any{&inner, obj("type", "array", "items", &inner)})
	}
	return obj("type", "array", "items", &inner)
}
