package source

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"
	"time"
)

// A Digester knows its own digest; Value asks it instead of looking inside.
type Digester interface{ Digest() Digest }

var (
	digesterType = reflect.TypeFor[Digester]()
	timeType     = reflect.TypeFor[time.Time]()
)

// Value adds all of v, unexported fields too: whatever a type holds is in its
// digest, including the field somebody adds next year. It is for values that
// are small or rare; hot ones implement Digester. Functions and channels have
// no digest, and a type that holds one is a mistake of ours: it panics.
func (s *Sum) Value(v any) *Sum {
	s.value(reflect.ValueOf(v))
	return s
}

func (s *Sum) value(v reflect.Value) {
	if !v.IsValid() {
		s.Bool(false)
		return
	}
	if implementsDigester(v.Type()) && v.CanInterface() {
		s.digester(v)
		return
	}
	switch v.Kind() {
	case reflect.String:
		s.Str(v.String())
	case reflect.Bool:
		s.Bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.Int(int(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		s.Int(int(v.Uint()))
	case reflect.Float32, reflect.Float64:
		s.Int(int(math.Float64bits(v.Float())))
	case reflect.Pointer, reflect.Interface:
		s.Bool(!v.IsNil())
		if v.IsNil() {
			return
		}
		if v.Kind() == reflect.Interface {
			s.Str(v.Elem().Type().String())
		}
		s.value(v.Elem())
	case reflect.Struct:
		s.structure(v)
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
			s.Bytes(v.Bytes())
			return
		}
		s.Int(v.Len())
		for i := range v.Len() {
			s.value(v.Index(i))
		}
	case reflect.Map:
		s.table(v)
	default:
		panic(fmt.Sprintf("source: no digest for %s", v.Type()))
	}
}

func (s *Sum) digester(v reflect.Value) {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		s.Bool(!v.IsNil())
		if v.IsNil() {
			return
		}
	}
	s.Digest(v.Interface().(Digester).Digest())
}

func (s *Sum) structure(v reflect.Value) {
	if v.Type() == timeType && v.CanInterface() {
		t := v.Interface().(time.Time)
		s.Int(int(t.Unix())).Int(t.Nanosecond())
		return
	}
	for i := range v.NumField() {
		s.value(v.Field(i))
	}
}

// table adds a map in the order of its keys.
func (s *Sum) table(v reflect.Value) {
	s.Int(v.Len())
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(keyText(a), keyText(b)) })
	for _, k := range keys {
		s.value(k)
		s.value(v.MapIndex(k))
	}
}

func keyText(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return v.String()
	}
	return fmt.Sprint(v)
}

// digesters remembers which types are Digesters: asking reflect costs more than all the rest.
var digesters sync.Map // reflect.Type → bool

func implementsDigester(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Array:
	default:
		return false
	}
	if known, ok := digesters.Load(t); ok {
		return known.(bool)
	}
	yes := t.Implements(digesterType)
	digesters.Store(t, yes)
	return yes
}
