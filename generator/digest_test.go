package generator

import (
	"reflect"
	"testing"

	"playbook/generator/markdown"
	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/search"
	"playbook/generator/source"
	"playbook/generator/theme"
)

// fullPage is a page with something in every field, as the pipeline makes them:
// values with a digest of their own carry the right one.
func fullPage() *Page {
	s := func(title string) *Summary {
		x := &Summary{Kind: "posts", Name: "n", Title: title, URL: "u", Lang: "zh", Date: "2026", Excerpt: "e", Tags: []string{"t"},
			Cover: &Picture{"m", 1, 2, "alt", "s", []int{1}, true, "mv"}, Platform: "p", Credit: "c", Creator: "cr", Likes: "1", Pictures: 2, Video: true,
			Until: "d", Disclosure: "g", LinkOnly: true, State: "draft", Note: "n", Ends: "e"}
		x.Digest()
		return x
	}
	term := Term{"tags", "t", "u", 1, "f"}
	alternate := Alternate{"zh", "u", "t"}
	event := Event{"s", "1", "2", "t", "l", "n", "u", "i"}
	chart := Chart{"k", "a", "f", "u", 1, 2, []string{"p"}, []string{"h"}, []Point{{"l", 1, "t", true, 2, []int{3}, []string{"c"}}}}
	list := List{"k", "t", "a", "m", 1, []*Summary{s("i")}}
	return &Page{Summary: s("self"), Layout: "post", Section: "posts", Language: "en", Fallback: true, Stale: true, Canonical: "c",
		Alternate: []Alternate{alternate}, Switch: []Alternate{alternate}, Path: []*Summary{s("path")}, Prev: s("prev"), Next: s("next"),
		Lists: []List{list}, Pager: &Pager{1, 2, "p", "n", []string{"a"}}, Terms: []Term{term}, Filter: "f", Related: []List{list},
		Headings: []Heading{{1, "id", "t"}}, Minutes: 1, Chapters: []*Summary{s("chapter")}, At: 1, Of: 2, Opening: s("opening"),
		Post: &Post{[]Media{{&Picture{"m", 1, 2, "a", "s", []int{1}, true, "mv"}, true, &Film{"u", 1, 2, "c", "l"}, "alt"}}, s("creator"), s("platform"), []*Summary{s("product")}, []*Summary{s("campaign")},
			[]Term{term}, "gist", "posted", "asof", true, []Metric{{"likes", "1"}}, "until", "source"},
		Facts:     []Fact{{"id", "says", "v", "s", "su", "d", "c", []Fact{{Value: "o"}}, true, true}},
		Charts:    []Chart{chart},
		Questions: []Question{{"id", "t", "a", []Chart{chart}, []Todo{{"t", "u"}}}}, Figures: []Figure{{"k", "n", "v", "n", "u", 1, 2}}, Checks: []ChecklistLine{{"done", "t", "n"}}, Channels: &Comparison{[]string{"l"}, []ComparedChannel{{s("c"), "o", []record.Limit{{What: "w", Max: 1, Count: "c", Grade: "A"}}, 1, "c"}}, "d", "f"}, Old: []string{"o"}, Order: "o", Orders: []Item{{"k", "t", "u"}}, People: []Person{{s("p"), "t", "p", "h", "f", 1, "o", 2, true, true, "u", 3, 4, 5}},
		Years: []Year{{1, true, []CalendarMonth{{"m", []Event{event}}}}}, Problems: []Broken{{"p", "t", "e"}}, Notice: "n", Robots: true,
		Internal: &Internal{"active", []UseState{{"u", "s", "a", "b"}}, []string{"r"}},
		Rights:   &RightsDesk{[]DeskSection{{"k", true, []DeskRow{{DeskPost{"n", "t", "en", "u"}, []DeskPost{{"n", "t", "en", "u"}}, "c", "s", "2026-01-01", []record.Use{"site"}, []string{"r"}, []string{"p"}, "cmd", "msg"}}}}, true, []DeskCreator{{"t", "en", "u", 1, 2, 3, true}}},
		Site:     &Shared{Title: "S", digest: source.DigestBytes([]byte("S"))},
		doc:      &Document{}, record: &record.Record{}, body: &markdown.Document{},
		holes:  []target{{"h", "t", &Picture{"m", 1, 2, "a", "s", []int{1}, true, "mv"}, s("item"), []*Summary{s("l")}, nil}},
		inputs: [2]source.Digest{{1}, {2}},
		chrome: &chrome{digest: source.Digest{3}},
	}
}

// mutate calls try once for every value inside v, with that one value changed.
// Values with a digest of their own stand for what is inside them.
func mutate(v reflect.Value, path string, try func(path string)) {
	v = reachable(v)
	change := func(to any) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(reflect.ValueOf(to).Convert(v.Type()))
		try(path)
		v.Set(old)
	}
	if v.CanAddr() {
		if known, ok := v.Addr().Interface().(source.Digester); ok && path != "" {
			was := known.Digest()
			if field := v.FieldByName("digest"); field.IsValid() {
				reachable(field).Set(reflect.ValueOf(source.Digest{0xff}))
				try(path)
				reachable(field).Set(reflect.ValueOf(was))
				return
			}
		}
	}
	switch v.Kind() {
	case reflect.String:
		change(v.String() + "x")
	case reflect.Bool:
		change(!v.Bool())
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint8:
		old := reflect.ValueOf(v.Interface())
		if v.CanInt() {
			v.SetInt(v.Int() + 1)
		} else {
			v.SetUint(v.Uint() + 1)
		}
		try(path)
		v.Set(old)
	case reflect.Pointer:
		if !v.IsNil() {
			old := v.Elem().Addr()
			v.SetZero()
			try(path + "=nil")
			v.Set(old)
			mutate(v.Elem(), path, try)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			return
		}
		old := reflect.ValueOf(v.Interface())
		v.Set(reflect.Zero(v.Type()))
		try(path + "=nil")
		v.Set(old)
		for i := range v.Len() {
			mutate(v.Index(i), path+"[]", try)
		}
	case reflect.Array:
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.Uint8 {
				old := v.Index(i).Uint()
				v.Index(i).SetUint(old ^ 1)
				try(path)
				v.Index(i).SetUint(old)
				return
			}
			mutate(v.Index(i), path+"[]", try)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			mutate(v.Field(i), path+"."+v.Type().Field(i).Name, try)
		}
	}
}

// reachable is v, writable even if its field is not exported.
func reachable(v reflect.Value) reflect.Value {
	if !v.CanAddr() {
		return v
	}
	return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
}

// standIns are fields that others cover: what a page was made of is in its
// inputs, and where a link's page is known only to link.
var standIns = map[string]bool{".doc": true, ".record": true, ".body": true, ".holes[].to": true, ".chrome": true, ".Site": true, ".Summary": true, ".problems": true}

// TestPageDigestCoversEveryField changes every field of a page in turn.
func TestPageDigestCoversEveryField(t *testing.T) {
	t.Parallel()
	p := fullPage()
	want := p.Digest()
	n := 0
	for i := range reflect.TypeFor[Page]().NumField() {
		field := reflect.TypeFor[Page]().Field(i)
		if reflect.ValueOf(p).Elem().Field(i).IsZero() && !standIns["."+field.Name] {
			t.Errorf("fullPage has nothing in %s", field.Name)
		}
		if path := "." + field.Name; !standIns[path] {
			mutate(reflect.ValueOf(p).Elem().Field(i), path, func(path string) {
				n++
				if p.Digest() == want && !standIns[path] && path != ".holes[].to=nil" {
					t.Errorf("the digest does not cover Page%s", path)
				}
			})
		}
	}
	p.Summary.digest[0] ^= 1
	p.Site.digest[0] ^= 1
	if p.Digest() == want {
		t.Error("the digest does not cover Summary and Site")
	}
	if p = fullPage(); p.Digest() != want || n < 100 {
		t.Fatalf("%d changes, and digests of equal pages differ: %t", n, p.Digest() != want)
	}
}

// TestSummaryDigestCoversEveryField changes every field of a Summary in turn.
func TestSummaryDigestCoversEveryField(t *testing.T) {
	t.Parallel()
	s := fullPage().Summary
	want := digestSummary(s)
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		switch name {
		case "summed", "digest", "drawn", "card", "problems", "place": // the digest itself, and what is made of it
			continue
		}
		if v.Field(i).IsZero() {
			t.Errorf("fullPage has nothing in Summary.%s", name)
		}
		mutate(v.Field(i), "."+name, func(path string) {
			if digestSummary(s) == want {
				t.Errorf("the digest does not cover Summary%s", path)
			}
		})
	}
}

// TestStepDigestsCoverEveryField changes every field of every step in turn. A
// step in this table is complete: a new one is a line here.
func TestStepDigestsCoverEveryField(t *testing.T) {
	t.Parallel()
	file := func(name string) *source.File { return source.NewFile(name, "content/"+name, []byte(name)) }
	shared := &Shared{digest: source.Digest{9}}
	summary := fullPage().Summary
	event := Event{"s", "1", "2", "t", "l", "n", "u", "i"}
	steps := []source.Digester{
		&parse{input{file("a.md"), "cases", "a", "zh", true}, &syntax{digest: source.Digest{1}}},
		&settings{file("site.yaml")},
		&themeOf{[]*source.File{file("theme.yaml")}},
		&bundle{[]*source.File{file("assets/site.css")}, "#BC2E1D", source.Pos{File: "site.yaml", Line: 1, Col: 2}},
		&highlight{"go", "func"},
		&measured{file("a.jpg")},
		&surround{&theme.Theme{Digest: source.Digest{4}}, shared, "posts", "../"},
		&card{&theme.Theme{Digest: source.Digest{4}}, shared, summary},
		&render{&theme.Theme{Digest: source.Digest{4}}, fullPage()},
		&raw{"data"}, &verbatim{file("a.txt")}, &redirect{"to", "canonical"},
		&variant{&photo{job: picture.Job{File: file("a.jpg"), Recipe: picture.Recipe{Widths: []int{1}, Quality: 2, Format: "png", Moving: true, WebP: "w"}}}, 1},
		&measuredFilm{file("a.mp4")}, &film{file("a.mp4")}, &vector{file("a.svg")}, &subtitles{file("a.vtt")},
		&feed{"base", "self", "home", "title", "zh", []*Summary{summary}, map[string]string{"paid": "Paid"}},
		&collect{[]search.Text{fullText()}, nil}, &shownTexts{1, []search.Text{fullText()}, "stamp"},
		&almanac{file("calendar.yaml")}, &ical{"t", "b", []Event{event}},
		&tally{digest: source.Digest{5}},
		&sitemap{"base", []sitemapEntry{{"u", "d", []Alternate{{"zh", "u", ""}}}}},
	}
	for _, s := range steps {
		want := s.Digest()
		v := reflect.ValueOf(s).Elem()
		for i := range v.NumField() {
			name := v.Type().String() + "." + v.Type().Field(i).Name
			mutateStep(reachable(v.Field(i)), name, func(path string) {
				if s.Digest() == want {
					t.Errorf("the digest does not cover %s", path)
				}
			})
		}
	}
}

// fullText is a text with something in every field.
func fullText() search.Text {
	return search.Text{Page: "p", Anchor: "a", Kind: "posts", Lang: "zh", Date: "2026", Title: "t", Heading: "h", Body: "b", Names: []string{"n"},
		Words: []string{"w"}, Facets: []search.Facet{{Name: "tag", Value: "v"}}, Likes: 1, Show: []string{"s"}}
}

// mutateStep is mutate, but what a step is given whole stands for its parts:
// files by digest and label, pages and themes by their digests.
func mutateStep(v reflect.Value, path string, try func(string)) {
	switch x := v.Interface().(type) {
	case *source.File:
		old := *x
		x.Digest[0] ^= 1
		try(path)
		*x = old
		x.Label += "x"
		try(path + " label")
		*x = old
	case *theme.Theme:
		x.Digest[0] ^= 1
		try(path)
		x.Digest[0] ^= 1
	case *Page:
		x.Layout += "x"
		try(path)
		x.Layout = "post"
	case *Summary:
		x.digest[0] ^= 1
		try(path)
		x.digest[0] ^= 1
	case *Shared:
		x.digest[0] ^= 1
		try(path)
		x.digest[0] ^= 1
	case *search.Pile: // says nothing
	case *photo:
		mutateStep(reflect.ValueOf(&x.job.File).Elem(), path+".job.File", try)
		mutate(reflect.ValueOf(&x.job.Recipe).Elem(), path+".job.Recipe", try)
	case *syntax:
		x.digest[0] ^= 1
		try(path)
		x.digest[0] ^= 1
	case []*source.File:
		for i := range x {
			mutateStep(reflect.ValueOf(x).Index(i), path, try)
		}
	case []*Summary:
		mutateStep(reflect.ValueOf(x[0]), path, try)
	case input:
		for i := range v.NumField() {
			mutateStep(reachable(v.Field(i)), path+"."+v.Type().Field(i).Name, try)
		}
	default:
		mutate(v, path, try)
	}
}

// TestSyntaxDigest covers what captions are read by.
func TestSyntaxDigest(t *testing.T) {
	t.Parallel()
	seen := map[source.Digest]bool{}
	for _, s := range []syntaxOf{{false, nil}, {true, nil},
		{false, map[string]caption{"weibo": {"#{}#", ""}}}, {false, map[string]caption{"weibo": {"", "x"}}},
		{false, map[string]caption{"douyin": {"#{}#", ""}}}} {
		if seen[s.Digest()] {
			t.Errorf("two syntaxes have one digest: %+v", s)
		}
		seen[s.Digest()] = true
	}
}
