package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// parse reads a text as content/<kind>/x.md.
func parse(t *testing.T, kind Kind, in string) (*Record, []source.Problem) {
	t.Helper()
	text, problems := source.NewText("content/"+string(kind)+"/x.md", []byte(in))
	rec, body, more := Parse(kind, text)
	if body < 0 || body > len(text.Data) {
		t.Errorf("body at %d of %d", body, len(text.Data))
	}
	return rec, append(problems, more...)
}

func good(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "good", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func lines(problems []source.Problem, lang string) []string {
	var out []string
	for _, p := range source.Sort(problems) {
		out = append(out, p.Line(lang))
	}
	return out
}

// Every field that is declared is in a fixture, is read without a problem, and is allowed by the schema.
func TestFixturesCoverEveryField(t *testing.T) {
	t.Parallel()
	everywhere := map[string]bool{}
	for _, kind := range Kinds() {
		rec, problems := parse(t, kind, good(t, string(kind)+".md"))
		if source.Errors(problems) > 0 {
			t.Errorf("%s:\n%s", kind, strings.Join(lines(problems, "en"), "\n"))
		}
		for _, f := range Fields(kind) {
			name, _, nested := strings.Cut(f.Name, ".")
			switch {
			case nested:
			case f.Common:
				everywhere[name] = everywhere[name] || rec.Has(name)
			case !rec.Has(name):
				t.Errorf("%s: %s is not in the fixture", kind, name)
			}
		}
		if v := rec.own(); v.IsValid() {
			unset(t, string(kind), v)
		}
	}
	for name, is := range everywhere {
		if !is {
			t.Errorf("common field %s is in no fixture", name)
		}
	}
}

// unset reports declared fields that no element of v sets, however deep.
func unset(t *testing.T, where string, values ...reflect.Value) {
	tab := tableOf(values[0].Type())
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.name == "" {
			continue
		}
		var inner []reflect.Value
		set := false
		for _, v := range values {
			fv := v.Field(f.index)
			set = set || !fv.IsZero()
			inner = append(inner, elements(fv, f)...)
		}
		at := where + "." + f.name
		switch {
		case !set && !optional[at]:
			t.Errorf("%s is in no fixture", at)
		case len(inner) > 0:
			unset(t, at, inner...)
		}
	}
}

// optional are fields of shared types that another fixture sets.
var optional = words(`posts.insights.on posts.insights.likes posts.insights.saves posts.insights.comments posts.insights.shares
	creators.grants.words creators.grants.via creators.grants.by creators.grants.from creators.grants.edit creators.grants.credit
	creators.grants.compensation creators.grants.granted_by creators.grants.minors creators.grants.music_cleared
	creators.grants.people_cleared creators.grants.note creators.grants.notice platforms.facts.id platforms.facts.confidence
	platforms.facts.as_of platforms.facts.conflicts voice.changes.source platforms.changes.source
	site.sources.url site.sources.by site.sources.note`)

func words(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

func elements(v reflect.Value, f *field) []reflect.Value {
	var out []reflect.Value
	switch {
	case f.table == nil || v.IsZero():
	case f.shape == asMap && f.pointer:
		out = append(out, v.Elem())
	case f.shape == asMap:
		out = append(out, v)
	default:
		for i := range v.Len() {
			out = append(out, v.Index(i))
		}
	}
	return out
}

func TestSchemaAllowsFixturesAndNewFiles(t *testing.T) {
	t.Parallel()
	for _, kind := range append(Kinds(), SiteKind, CalendarKind) {
		schema := compileSchema(t, kind)
		switch kind {
		case SiteKind:
			validate(t, schema, "site.yaml", good(t, "site.yaml"))
			continue
		case CalendarKind:
			data, err := fs.ReadFile(defaults.Files, "calendar.yaml")
			if err != nil {
				t.Fatal(err)
			}
			validate(t, schema, "calendar.yaml", string(data))
			continue
		}
		validate(t, schema, string(kind), frontMatter(good(t, string(kind)+".md")))
		for _, lang := range []string{"en", "zh"} {
			validate(t, schema, "new "+string(kind), frontMatter(Blank(kind, "A: b", lang, "2026-11-23")))
		}
	}
}

// The schema refuses what Parse refuses, as far as a schema can say it.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	schema := compileSchema(t, Posts)
	for _, in := range []string{"date: 2026-03-08", "relationship: friendly", "posted: soon", "rights: active", "metrics: {likes: many}", "url: x"} {
		if err := schema.Validate(value(t, in)); err == nil {
			t.Errorf("the schema allows %q", in)
		}
	}
}

func frontMatter(s string) string {
	return strings.SplitN(strings.TrimPrefix(s, "---\n"), "---\n", 2)[0]
}

func compileSchema(t *testing.T, kind Kind) *jsonschema.Schema {
	t.Helper()
	data := Schema(kind)
	if !bytes.Equal(data, Schema(kind)) {
		t.Errorf("%s: two schemas differ", kind)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, name, in string) {
	t.Helper()
	if err := schema.Validate(value(t, in)); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func value(t *testing.T, in string) any {
	t.Helper()
	tree, _ := source.ParseYAML(&source.Text{Name: "f", Data: []byte(in)}, 0, len(in))
	return asJSON(tree)
}

// asJSON is a tree as an editor's YAML 1.2 reader sees it.
func asJSON(n *source.Node) any {
	switch n.Kind {
	case source.Null:
		return nil
	case source.Map:
		m := map[string]any{}
		for _, p := range n.Pairs {
			m[p.Key.Value] = asJSON(p.Value)
		}
		return m
	case source.List:
		list := []any{}
		for _, item := range n.Items {
			list = append(list, asJSON(item))
		}
		return list
	}
	switch {
	case n.Style != source.Plain:
		return n.Value
	case n.Tag == "int", n.Tag == "float":
		return json.Number(n.Value)
	case n.Tag == "bool":
		return n.Value == "true"
	}
	return n.Value
}

// testdata/problems holds a file each, the problems it must give in English
// and in Chinese, and what `check --fix` makes of it.
func TestProblems(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			problemsOf(t, name)
		})
	}
}

func problemsOf(t *testing.T, name string) {
	files, err := readArchive(name)
	if err != nil {
		t.Fatal(err)
	}
	in := files[0]
	text, problems := source.NewText(in.name, []byte(in.data))
	if in.name == "content/site.yaml" {
		_, more := ParseSite(text)
		problems = append(problems, more...)
	} else {
		_, _, more := Parse(Kind(strings.Split(in.name, "/")[1]), text)
		problems = append(problems, more...)
	}
	for i, f := range files[1:] {
		var got string
		switch f.name {
		case "en", "zh":
			got = strings.Join(lines(slices.Clone(problems), f.name), "\n") + "\n"
		case "fixed":
			fixed, _ := Fix(text, problems)
			got = string(fixed)
		}
		if got == f.data {
			continue
		}
		if os.Getenv("UPDATE") != "" {
			files[i+1].data = got
			continue
		}
		t.Errorf("%s: got\n%s\nwant\n%s", f.name, got, f.data)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, formatArchive(files), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// An archived is one file of a txtar archive.
type archived struct{ name, data string }

var archiveLine = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

func readArchive(name string) ([]archived, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var files []archived
	heads := archiveLine.FindAllStringSubmatchIndex(string(data), -1)
	for i, h := range heads {
		end := len(data)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		files = append(files, archived{string(data[h[2]:h[3]]), string(data[h[1]:end])})
	}
	return files, nil
}

func formatArchive(files []archived) []byte {
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "-- %s --\n%s", f.name, f.data)
	}
	return b.Bytes()
}

func TestAtFindsFieldsAndTheirParents(t *testing.T) {
	t.Parallel()
	rec, _ := parse(t, Posts, good(t, "posts.md"))
	for path, want := range map[string]string{
		"creator": "6:10", "rights.2.until": "52:12", "rights.2.granted": "51:14", "media.1.file": "17:11", "media.1.alt": "17:5",
		"metrics.0.likes": "23:12", "nothing": "1:1", "rights.99.until": "44:3", "cover": "72:8",
	} {
		p := rec.At(path)
		if got := fmt.Sprintf("%d:%d", p.Line, p.Col); got != want || p.File != "content/posts/x.md" {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestTheUrlSaysWhatIsNotWritten(t *testing.T) {
	t.Parallel()
	rec, _ := parse(t, Posts, "---\nurl: https://www.xiaohongshu.com/discovery/item/69ad1a80000000001e03a1b2?xsec_token=AB&share_id=1\n---\n")
	p := rec.Post
	got := fmt.Sprint(p.Platform, " ", p.PostID, " ", p.Posted, " ", p.PostedFromID, " ", p.Permalink)
	want := "xiaohongshu 69ad1a80000000001e03a1b2 2026-03-08 true https://www.xiaohongshu.com/explore/69ad1a80000000001e03a1b2"
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestTranslationsInherit(t *testing.T) {
	t.Parallel()
	original, _ := parse(t, Cases, good(t, "cases.md"))
	text, _ := source.NewText("content/cases/x.zh.md", []byte("---\ntitle: 面包店\nperiod: 2019 至 2021\n---\n"))
	zh, _, problems := Parse(Cases, text)
	before := fmt.Sprintf("%+v %+v", *zh.Case, zh.Common)
	out := Inherit(original, zh)
	if len(problems) > 0 || out.Title != "面包店" || out.Case.Period != "2019 至 2021" || out.Case.Brand != "Grain" || len(out.Case.Facts) != 2 || len(out.Sources) != 1 {
		t.Errorf("%+v %v", out.Case, problems)
	}
	if after := fmt.Sprintf("%+v %+v", *zh.Case, zh.Common); after != before {
		t.Errorf("the translation changed:\n%s\n%s", before, after)
	}
	if got := out.At("facts.0.source").String(); got != "content/cases/x.md:15:13" {
		t.Errorf("an inherited field is at %s", got)
	}
	if got := out.At("title").String(); got != "content/cases/x.zh.md:2:8" {
		t.Errorf("a field of its own is at %s", got)
	}
}

func TestATranslationMayLeaveOutTheTitle(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("content/cases/x.zh.md", []byte("---\nperiod: 2019\n---\n"))
	rec, _, problems := Parse(Cases, text)
	if len(problems) != 0 || len(rec.Missing()) != 1 {
		t.Errorf("%v, missing %v", problems, rec.Missing())
	}
}

// Everything that is declared internal is gone, wherever it is.
func TestPublicHasNothingInternal(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		rec, _ := parse(t, kind, good(t, string(kind)+".md"))
		before := fmt.Sprintf("%+v", rec)
		public := rec.Public()
		if v := public.own(); v.IsValid() {
			noInternal(t, string(kind), v)
		}
		all := fmt.Sprintf("%+v %+v %+v %+v", public.Post, public.Creator, public.Campaign, public.Common)
		for _, secret := range []string{"xsec_token", "记得写我名字", "我想想", "one lip tint", "long ones", "ask again", "21万"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %q is still there", kind, secret)
			}
		}
		if after := fmt.Sprintf("%+v", rec); after != before {
			t.Errorf("%s: Public changed its record", kind)
		}
	}
	if got := Internal(Posts); !slices.Contains(got, "rights.words") || !slices.Contains(got, "insights") {
		t.Errorf("internal fields of posts: %v", got)
	}
}

func noInternal(t *testing.T, where string, v reflect.Value) {
	tab := tableOf(v.Type())
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.internal && !v.Field(f.index).IsZero() {
			t.Errorf("%s.%s is internal", where, f.name)
		}
		for _, e := range elements(v.Field(f.index), f) {
			noInternal(t, where+"."+f.name, e)
		}
	}
}

// What `new` writes has no problem but blanks to fill in.
func TestNewFilesPassOnceFilled(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		for _, lang := range []string{"en", "zh"} {
			for _, title := range []string{"Perfect Diary", "a: b", "#种草", "0123", "它's"} {
				rec, problems := parse(t, kind, Blank(kind, title, lang, "2026-11-23"))
				if len(problems) > 0 || rec.Title != title {
					t.Errorf("%s, %s: %q, %v", kind, lang, rec.Title, lines(problems, "en"))
				}
			}
		}
	}
}

// Both languages of every description, and of every message, are there.
func TestEveryFieldIsDescribedTwice(t *testing.T) {
	t.Parallel()
	for _, kind := range append(Kinds(), SiteKind, CalendarKind) {
		for _, f := range Fields(kind) {
			if f.En == "" || f.Zh == "" || f.Type == "" || f.TypeZh == "" {
				t.Errorf("%s: %+v", kind, f)
			}
		}
	}
}

// The defaults of the schema have the types that they have in JSON.
func TestSchemaDefaults(t *testing.T) {
	t.Parallel()
	schema := string(Schema(SiteKind))
	for _, want := range []string{`"default": "UTC"`, `"default": 0`, `"default": "180d"`, "\"default\": [\n        \"en\"\n      ]"} {
		if !strings.Contains(schema, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestSiteDefaults(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("content/site.yaml", []byte("title: A\n"))
	s, problems := ParseSite(text)
	got := fmt.Sprintf("%v %v %v %v %v %v %v %v", s.Title, s.Languages, s.Timezone, s.Theme, s.Editions, s.Rights, s.ReviewEvery, problems)
	want := "{A A} [en] UTC default [{public site [cases posts voice campaigns products platforms pages] true}] {14d 30d} 180d []"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSite(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("content/site.yaml", []byte(good(t, "site.yaml")))
	s, problems := ParseSite(text)
	if len(problems) > 0 {
		t.Error(lines(problems, "en"))
	}
	unset(t, "site", reflect.ValueOf(s).Elem())
	if s.BaseURL != "https://playbook.grain.example/book/" || s.Tiers[0].Name != "top" || s.Editions[0].Name != "public" || !s.Editions[0].Index || s.Editions[1].Index {
		t.Errorf("%+v", s)
	}
	if got := s.At("editions.internal.use").String(); got != "content/site.yaml:16:10" {
		t.Errorf("at %s", got)
	}
	if e, ok := s.Edition("internal"); !ok || !e.Internal() || s.Location().String() != "Asia/Shanghai" {
		t.Errorf("%+v", e)
	}
}

func TestFixKeepsLineEnds(t *testing.T) {
	t.Parallel()
	text, problems := source.NewText("content/pages/x.md", []byte("\ufeff---\r\ntitle：x\r\ntags: #a\r\n---\r\nbody\r\n"))
	_, _, more := Parse(Pages, text)
	got, n := Fix(text, append(problems, more...))
	if want := "---\r\ntitle: x\r\ntags: '#a'\r\n---\r\nbody\r\n"; string(got) != want || n != 3 {
		t.Errorf("%d fixes: %q", n, got)
	}
}

func FuzzFrontMatter(f *testing.F) {
	names, _ := filepath.Glob("testdata/problems/*.txtar")
	for _, name := range names {
		if files, err := readArchive(name); err == nil {
			f.Add("posts", files[0].data)
		}
	}
	for _, kind := range Kinds() {
		if data, err := os.ReadFile("testdata/good/" + string(kind) + ".md"); err == nil {
			f.Add(string(kind), string(data))
		}
	}
	f.Fuzz(func(t *testing.T, kind, in string) {
		if !slices.Contains(Kinds(), Kind(kind)) {
			kind = string(Pages)
		}
		text, _ := source.NewText("content/x/x.md", []byte(in))
		rec, body, problems := Parse(Kind(kind), text)
		if rec == nil || body < 0 || body > len(text.Data) {
			t.Fatal("no record or body")
		}
		rec.Public()
		Inherit(rec, rec)
		for _, p := range problems {
			if p.Pos.Line < 1 || p.Col < 1 {
				t.Errorf("no place: %s", p.Line("en"))
			}
		}
		fixed, _ := Fix(text, problems)
		again, _ := source.NewText("content/x/x.md", fixed)
		Parse(Kind(kind), again)
	})
}

func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile("testdata/usual.md")
	if err != nil {
		b.Fatal(err)
	}
	text, _ := source.NewText("content/posts/x.md", data)
	b.ReportAllocs()
	for b.Loop() {
		Parse(Posts, text)
	}
}

// What the types cost, without the YAML.
func BenchmarkDecode(b *testing.B) {
	data, err := os.ReadFile("testdata/usual.md")
	if err != nil {
		b.Fatal(err)
	}
	text, _ := source.NewText("content/posts/x.md", data)
	from, to, _, _ := source.FrontMatter(text)
	tree, _ := source.ParseYAML(text, from, to)
	b.ReportAllocs()
	for b.Loop() {
		d := decoder{t: text}
		d.record(&Record{Kind: Posts}, tree)
	}
}

// What was said last of the people in a picture counts, and inside is no public.
func TestPeopleWhoAgreedAreNoProblem(t *testing.T) {
	t.Parallel()
	for _, events := range []string{
		"- granted: 2026-03-13\n  use: [site]\n  words: ok\n  people_cleared: no\n- answered: 2026-03-20\n  people_cleared: yes\n",
		"- granted: 2026-03-13\n  use: [internal]\n  words: ok\n  people_cleared: no\n",
		"- granted: 2026-03-13\n  use: [site]\n  words: ok\n",
		"- granted: 2026-03-13\n  use: [site]\n  words: ok\n  people_cleared: no\n- revoked: 2026-03-20\n",
	} {
		text, _ := source.NewText("a.md", []byte("---\nplatform: weibo\nposted: 2026-03-01\nrelationship: organic\nrights:\n"+events+"---\n"))
		if _, _, problems := Parse(Posts, text); len(problems) > 0 {
			t.Errorf("%s%v", events, problems)
		}
	}
}
