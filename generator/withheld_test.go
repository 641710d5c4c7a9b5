package generator

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/search"
	"playbook/generator/source"
)

// A secret is a post of the made-up archive. Its name, and every word that it
// alone has, carry a mark: "zqx", a letter for the field, and its number. A mark
// in the output of a post that may not be shown is a leak, and says of what.
type secret struct {
	name   string // zqxn0007
	id     string // 0007
	shown  bool   // in the public edition at benchNow
	linked bool   // platform, date and link only
	stone  bool   // a tombstone stays
	fields string // front matter
}

// mark is the word of a field that only this post has.
func (s secret) mark(field string) string { return "zqx" + field + s.id }

// marks are looked for in every file.
var marks = regexp.MustCompile(`zqx([a-z])([0-9]{4})`)

// situations are permissions and what they come to in the public edition.
var situations = []struct {
	name    string
	outcome string // "shown", "linked", "stone" or ""
	fields  string
}{
	{"nobody asked", "", ""},
	{"requested", "", "rights:\n  - asked: 2026-11-20\n    use: [site]\n"},
	{"lapsed", "", "rights:\n  - asked: 2026-03-01\n    use: [site]\n"},
	{"unclear", "", "rights:\n  - asked: 2026-03-01\n    use: [site]\n  - answered: 2026-03-02\n    words: ok\n"},
	{"declined", "", "rights:\n  - asked: 2026-03-01\n    use: [site]\n  - declined: 2026-03-02\n"},
	{"upcoming", "", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    from: 2026-12-01\n    words: ok\n"},
	{"granted tomorrow", "", "rights:\n  - granted: 2026-11-24\n    use: [site]\n    words: ok\n"},
	{"active", "shown", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
	{"expiring", "shown", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    until: 2026-12-05\n    words: ok\n"},
	{"expired", "", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    until: 2026-11-22\n    words: ok\n"},
	{"revoked", "", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n  - revoked: 2026-05-01\n"},
	{"taken down", "", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n  - taken-down: 2026-05-01\n"},
	{"tombstone", "stone", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n  - taken-down: 2026-05-01\n    notice: It is gone.\n"},
	{"minor", "", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    words: sure\n    minors: yes\n"},
	{"for social only", "", "rights:\n  - granted: 2026-03-01\n    use: [social, newsletter, print, ad]\n    words: ok\n"},
	{"inside only", "", "rights:\n  - granted: 2026-03-01\n    use: [internal]\n    words: ok\n"},
	{"link", "linked", "rights:\n  - granted: 2026-03-01\n    basis: link\n"},
	{"draft", "", "draft: true\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
	{"published later", "", "publish: 2026-12-01\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
	{"over", "", "expire: 2026-11-01\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
	{"creator not to be used", "", "never\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
	{"unknown relationship", "", "unknown\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
	{"broken", "", "nonsense: 1\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"},
}

// secrets is archive(200) in two languages with marks in it, and two posts with
// pictures for each situation.
func secrets() (map[string]string, map[string]secret) {
	files, posts := map[string]string{}, map[string]secret{}
	n := 0
	add := func(s secret) secret {
		s.id = fmt.Sprintf("%04d", n)
		s.name = s.mark("n")
		posts[s.id] = s
		n++
		return s
	}
	plain := archive(200, "en", "zh")
	for _, name := range slices.Sorted(maps.Keys(plain)) {
		text := plain[name]
		if !strings.HasPrefix(path.Base(name), "n0") {
			files[name] = text
			continue
		}
		s := add(secret{shown: strings.Contains(text, "granted")})
		text = strings.Replace(text, "title: |-\n  ", "title: |-\n  "+s.mark("t")+" ", 1)
		text = strings.Replace(text, "tags: [", "tags: ["+s.mark("g")+", ", 1)
		files[path.Dir(name)+"/"+s.name+".md"] = text + s.mark("c") + "\n"
	}
	for i := range 2 * len(situations) {
		at := situations[i/2]
		s := add(secret{shown: at.outcome == "shown" || at.outcome == "linked", linked: at.outcome == "linked", stone: at.outcome == "stone", fields: at.fields})
		addSecret(files, s, i%2 == 0)
	}
	files["campaigns/push.md"] = "---\ntitle: A push\ntargets:\n  posts: 98765\n  tiers: {top: 87654}\n---\nIn public. \n\n:::internal\nzqxi9999 inside\n:::\n"
	files["site.yaml"] = strings.Replace(files["site.yaml"], "products, platforms", "products, campaigns, platforms", 1)
	return files, posts
}

// addSecret writes a post with pictures of its own, and its creator.
func addSecret(files map[string]string, s secret, jpg bool) {
	relationship, fields := "relationship: organic\n", s.fields
	never := "do_not_use: false\n"
	if rest, ok := strings.CutPrefix(fields, "never\n"); ok {
		never, fields = "do_not_use: true\n", rest
	}
	if rest, ok := strings.CutPrefix(fields, "unknown\n"); ok {
		relationship, fields = "", rest
	}
	fields = strings.ReplaceAll(fields, "    words: ok\n", "    words: {i} words\n    proof: {i}.pdf\n    by: {i} by\n    note: {i} note\n    compensation: {i} paid\n")
	seed := 100 + len(files)
	first, data := s.mark("f")+".png", drawing(60, 80, seed)
	if jpg {
		first, data = s.mark("f")+".jpg", photograph(seed)
	}
	dir := "posts/2026/" + s.name + "/"
	files[dir+first], files[dir+"z"+s.mark("f")+".png"] = data, drawing(50, 50, seed+7)
	files["creators/"+s.mark("u")+".md"] = s.fill(`---
title: "{w}"
accounts:
  - platform: xiaohongshu
    handle: "{h}"
` + never + `vetting:
  - on: 2026-01-01
    check: fit
    verdict: pass
    note: "{i} vetted"
grants:
  - granted: 2026-01-01
    use: [print]
    words: "{i} standing"
---
`)
	files[dir+"index.md"] = s.fill(`---
title: "{t}"
platform: xiaohongshu
url: https://www.xiaohongshu.com/explore/{l}
creator: "{u}"
posted: 2026-01-05
captured: 2026-01-06
gist:
  zh: "{e} 一句话"
text_in_media: "{d}"
media:
  - file: ` + first + `
    alt: "{a}"
  - file: z{f}.png
metrics:
  likes: 517
insights:
  views: 43219
tags: ["{g}"]
products: [p0000]
why: "{y}"
reposted:
  - on: 2026-01-09
    account: weibo
    url: https://weibo.com/{y}
` + relationship + fields + `---
{c} 的原话 #{g}[话题]#
`)
}

// fill puts the marks of s where a template has "{c}".
func (s secret) fill(template string) string {
	return placeholder.ReplaceAllStringFunc(template, func(f string) string { return s.mark(f[1:2]) })
}

var placeholder = regexp.MustCompile(`\{[a-z]\}`)

// photograph is a JPEG that no other seed gives.
func photograph(seed int) string {
	m := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range m.Pix {
		m.Pix[i] = byte((i*seed)>>4 + seed)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}

func buildSecrets(files map[string]string, edition string, now time.Time) *output {
	in := Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: edition, Now: now}
	return produceFiles(in, nil)
}

var (
	secretPublic = sync.OnceValue(func() *output {
		files, _ := secrets()
		return buildSecrets(files, "public", benchNow)
	})
	secretInternal = sync.OnceValue(func() *output {
		files, _ := secrets()
		return buildSecrets(files, "internal", benchNow)
	})
)

func TestWithheldPostsHaveNoByteInTheOutput(t *testing.T) {
	t.Parallel()
	_, posts := secrets()
	o := secretPublic()
	shown := namesShown(o.site)
	for _, id := range slices.Sorted(maps.Keys(posts)) {
		if s := posts[id]; shown[s.name] != s.shown {
			t.Errorf("%s: shown %t, want %t: %s", s.name, shown[s.name], s.shown, s.fields)
		}
	}
	for _, p := range o.problems {
		if p.Severity == source.Error && !strings.Contains(p.Line("en"), `no field "nonsense"`) {
			t.Error(p.Line("en"))
		}
	}
	leaks(t, o, posts)
	leaks(t, &output{files: decodedTerms(t, o.files)}, posts)
	leaksOfPictures(t, o)
}

// emitters are all that writes files of a public edition, by their paths. Whoever
// makes another one adds it here, and sees to it that secrets() reaches it.
var emitters = map[string]*regexp.Regexp{
	"pages":                 regexp.MustCompile(`^(zh/)?[a-z0-9/-]+\.html$`),
	"tombstones and posts":  regexp.MustCompile(`^(zh/)?posts/zqx[a-z0-9]+\.html$`),
	"feeds":                 regexp.MustCompile(`^(zh/)?(posts|voice|platforms|changes)\.xml$`),
	"the map of the site":   regexp.MustCompile(`^sitemap\.xml$`),
	"the calendar":          regexp.MustCompile(`^(zh/)?calendar\.ics$`),
	"rules for drafts":      regexp.MustCompile(`^voice/rules-[a-z-]+\.js$`),
	"texts to search":       regexp.MustCompile(`^search/t/\d+/\d+\.js$`),
	"terms to search":       regexp.MustCompile(`^search/s/\d+/\d+\.js$`),
	"filters":               regexp.MustCompile(`^search/f/[a-z]+\.js$`),
	"words to complete":     regexp.MustCompile(`^search/(w/[^/]+|words-[a-z]+|simplified|likes|index)\.js$`),
	"pictures":              regexp.MustCompile(`^media/[0-9a-f]+(-\d+)?\.(jpg|png|webp)$`),
	"what the theme brings": regexp.MustCompile(`^assets/[a-z0-9-]+\.(css|js|svg)$`),
	"notes for machines":    regexp.MustCompile(`^(robots\.txt|build\.json)$`),
}

// The search for leaks has been through the work of every emitter.
func TestLeaksAreLookedForInEveryEmitter(t *testing.T) {
	t.Parallel()
	seen, signed := map[string]int{}, 0
	for file, data := range secretPublic().files {
		known := false
		for name, paths := range emitters {
			if paths.MatchString(file) {
				seen[name]++
				known = true
			}
		}
		if !known {
			t.Errorf("%s: nobody says what writes it", file)
		}
		if bytes.Contains(data, []byte("<photoshop:Credit>")) {
			signed++
		}
	}
	for name := range emitters {
		if seen[name] == 0 {
			t.Errorf("%s: no file, so no leak can be seen there", name)
		}
	}
	if signed == 0 {
		t.Error("no picture has a credit, so no leak can be seen there")
	}
}

// namesShown is what the site says that it shows.
func namesShown(site *Site) map[string]bool {
	shown := map[string]bool{}
	for _, p := range site.Shown {
		shown[p.Name] = true
	}
	return shown
}

// leaks looks for marks that have no business in a public edition.
func leaks(t *testing.T, o *output, posts map[string]secret) {
	t.Helper()
	for _, file := range slices.Sorted(maps.Keys(o.files)) {
		for _, m := range marks.FindAllStringSubmatch(file+"\n"+string(o.files[file]), -1) {
			if !mayShow(posts[m[2]], m[1], file) {
				t.Errorf("%s has %s", file, m[0])
				break
			}
		}
	}
}

// mayShow reports whether a file of a public edition may have the mark of a
// field: i and l are internal (words of a permission, tracking), d is text in
// pictures, which is searched and not shown.
func mayShow(s secret, field, file string) bool {
	own := path.Base(file) == s.name+".html"
	switch {
	case s.id == "" || field == "i" || field == "f":
		return false // file names of pictures are never those of the originals
	case strings.HasPrefix(file, "media/"):
		return s.shown && !s.linked && (field == "w" || field == "h" || field == "n") // the credit, and the page that it names
	case field == "u" || field == "w" || field == "h":
		return !s.linked && s.fields != "" || strings.HasPrefix(file, "creators") || strings.HasPrefix(file, "zh/creators") || file == "sitemap.xml" || strings.HasPrefix(file, search.Folder)
	case s.stone:
		return field == "n" && own
	case s.linked:
		return field == "n" || field == "l"
	}
	return s.shown
}

// leaksOfPictures compares what is published with what is withheld: bytes,
// pixels, and what Encode would make of it.
func leaksOfPictures(t *testing.T, o *output) {
	t.Helper()
	bytesOut, pixelsOut := map[source.Digest]string{}, map[source.Digest]string{}
	all := strings.Builder{}
	for _, name := range slices.Sorted(maps.Keys(o.files)) {
		data := o.files[name]
		bytesOut[source.DigestBytes(data)] = name
		all.WriteString(name + "\n")
		if !looksLikePicture(data) {
			all.Write(data)
			continue
		}
		d, err := picture.Pixels(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		pixelsOut[d] = name
	}
	texts := all.String()
	for _, w := range o.site.Withheld {
		h, problems := picture.Measure(w.File)
		encoded, more := picture.Encode(t.Context(), w.File, h, picture.DefaultRecipe)
		if len(problems)+len(more) > 0 {
			t.Fatalf("%s cannot be encoded", w.File.Label)
		}
		data, err := w.File.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range append(encoded.Files, data) {
			pixels, err := picture.Pixels(made)
			if name := bytesOut[source.DigestBytes(made)] + pixelsOut[pixels]; name != "" || err != nil {
				t.Errorf("%s is %s: %v", name, w.File.Label, err)
			}
		}
		unsigned := &picturefile{file: w.File, header: h}
		unsigned.develop(&build{}, nil)
		for _, sign := range []string{w.File.Digest.String(), unsigned.shown.stem} {
			if strings.Contains(texts, sign) {
				t.Errorf("%s of %s is in the output", sign, w.File.Label)
			}
		}
	}
	if len(o.site.Withheld) == 0 {
		t.Error("nothing is withheld")
	}
}

// A public edition is what it would be if the posts that it may not show had
// never been written: no count, no chip, no platform's page tells of them.
func TestWithheldPostsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	files, posts := secrets()
	files["posts/2026/zqxn9998.md"] = "---\nplatform: pinterest\nposted: 2019-01-01\ntags: [only-here]\nrelationship: organic\n---\nA platform, a year and a tag that only this post has.\n"
	full := buildSecrets(files, "public", benchNow)
	shown := namesShown(full.site)
	for name := range files {
		m := marks.FindStringSubmatch(name)
		if m != nil && strings.HasPrefix(name, "posts/") && !shown["zqxn"+m[2]] && !posts[m[2]].stone {
			delete(files, name)
		}
	}
	bare := buildSecrets(files, "public", benchNow)
	for _, name := range slices.Sorted(maps.Keys(full.files)) {
		other, exists := bare.files[name]
		switch {
		case name == "build.json": // it knows when a withheld post may be shown
		case !exists:
			t.Errorf("%s is there because of withheld posts", name)
		case !bytes.Equal(full.files[name], other):
			t.Errorf("%s tells of withheld posts: %s", name, firstDifference(string(other), string(full.files[name])))
		}
	}
	for name := range bare.files {
		if _, exists := full.files[name]; !exists {
			t.Errorf("%s is not there because of withheld posts", name)
		}
	}
}

func TestInternalFieldsStayInside(t *testing.T) {
	t.Parallel()
	outside, inside := secretPublic(), secretInternal()
	for _, name := range slices.Sorted(maps.Keys(outside.files)) {
		for _, sign := range []string{"98,765", "98765", "87,654", "87654", "zqxi", "4321",
			"insights.html", "Ask-", `"figure-value`, `"chart-`} {
			if bytes.Contains(outside.files[name], []byte(sign)) && !looksLikePicture(outside.files[name]) {
				t.Errorf("%s has %s", name, sign)
			}
		}
	}
	for _, name := range []string{"insights.html", "zh/insights.html"} {
		if outside.files[name] != nil || inside.files[name] == nil {
			t.Errorf("%s is outside: %t, inside: %t", name, outside.files[name] != nil, inside.files[name] != nil)
		}
	}
	for sign, name := range map[string]string{"98,765": "campaigns/push.html", "87,654": "campaigns/push.html", "zqxi9999 inside": "zh/campaigns/push.html",
		"zqxi0200 vetted": "creators/zqxu0200.html"} {
		if !bytes.Contains(inside.files[name], []byte(sign)) {
			t.Errorf("%s of the internal edition lacks %s", name, sign)
		}
	}
	_, posts := secrets()
	for _, s := range posts {
		if strings.Contains(s.fields, "use: [internal]") && inside.files["posts/"+s.name+".html"] == nil {
			t.Errorf("%s is not in the internal edition", s.name)
		}
	}
}

func TestLinkOnlyPostsShowPlatformDateAndLink(t *testing.T) {
	t.Parallel()
	_, posts := secrets()
	o := secretPublic()
	found := 0
	for _, s := range posts {
		if !s.linked {
			continue
		}
		found++
		for _, prefix := range []string{"", "zh/"} {
			name := prefix + "posts/" + s.name + ".html"
			page := string(o.files[name])
			for _, m := range marks.FindAllStringSubmatch(page, -1) {
				if m[2] == s.id && m[1] != "n" && m[1] != "l" {
					t.Errorf("%s has %s", name, m[0])
				}
			}
			for _, part := range []string{"2026-01-05", "https://www.xiaohongshu.com/explore/" + s.mark("l")} {
				if !strings.Contains(page, part) {
					t.Errorf("%s lacks %s", name, part)
				}
			}
			if strings.Contains(page, "<img") {
				t.Errorf("%s shows a picture", name)
			}
		}
		for _, feed := range []string{"posts.xml", "zh/posts.xml"} {
			if bytes.Contains(o.files[feed], []byte(s.name)) {
				t.Errorf("%s has %s", feed, s.name)
			}
		}
	}
	if found == 0 {
		t.Error("there is none")
	}
}

// At the end of a permission, and after it was withdrawn, the post is gone.
func TestPermissionThatEndsTakesThePostAway(t *testing.T) {
	t.Parallel()
	files, posts := secrets()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 12, 6, 0, 0, 0, 0, shanghai)
	for _, at := range []struct {
		now   time.Time
		shown bool
	}{{end.Add(-time.Second), true}, {end, false}} {
		o := buildSecrets(files, "public", at.now)
		now := maps.Clone(posts)
		for id, s := range posts {
			switch {
			case strings.Contains(s.fields, "until: 2026-12-05"):
				s.shown = at.shown
			case strings.Contains(s.fields, "from: 2026-12-01"), strings.Contains(s.fields, "publish: 2026-12-01"), strings.Contains(s.fields, "granted: 2026-11-24"):
				s.shown = true
			}
			now[id] = s
			if s.fields != "" && namesShown(o.site)[s.name] != s.shown {
				t.Errorf("%s at %s: shown %t", s.fields, at.now, !s.shown)
			}
		}
		leaks(t, o, now)
	}
}

func TestRevokedPostIsGone(t *testing.T) {
	t.Parallel()
	files, posts := secrets()
	for id, s := range posts {
		if !s.shown {
			continue
		}
		for name, text := range files {
			if strings.Contains(name, s.name) && strings.HasSuffix(name, ".md") && strings.Contains(text, "rights:\n") {
				files[name] = strings.Replace(text, "rights:\n", "rights:\n  - revoked: 2026-11-23\n", 1)
			}
		}
		s.shown, s.linked = false, false
		posts[id] = s
	}
	o := buildSecrets(files, "public", benchNow)
	if n := len(o.site.Shown); n > 0 {
		t.Errorf("%d posts are shown: %v", n, o.site.Shown[0])
	}
	leaks(t, o, posts)
	leaksOfPictures(t, o)
}

// The content that ships, whose posts nobody made for this test.
func TestShippedSiteWithholds(t *testing.T) {
	t.Parallel()
	o := shippedPublic()
	shown := namesShown(o.site)
	tree := shippedTree()
	files, _ := tree.Read(func(n int, f func(int)) { fan(1, n, f) })
	withheld, everything := 0, joined(o)
	for _, f := range files {
		if path.Base(f.Name) != "index.md" || !strings.HasPrefix(f.Name, "posts/") || f.Name == "posts/index.md" {
			continue
		}
		name := path.Base(path.Dir(f.Name))
		if shown[name] {
			continue
		}
		withheld++
		for _, words := range wordsOf(t, f, record.Posts) {
			if !bytes.Contains(everything, []byte(words)) {
				continue
			}
			for _, file := range slices.Sorted(maps.Keys(o.files)) {
				if bytes.Contains(o.files[file], []byte(words)) || strings.Contains(file, words) {
					if words == name && o.isTombstone(file) {
						continue
					}
					t.Errorf("%s has %q of %s", file, words, f.Label)
				}
			}
		}
	}
	if withheld < 5 {
		t.Errorf("only %d posts are withheld", withheld)
	}
	leaksOfPictures(t, o)
}

// Creators are no pages of the public edition: nothing that only their own
// files say is in it.
func TestShippedSiteKeepsCreatorsInside(t *testing.T) {
	t.Parallel()
	outside, inside := shippedPublic(), shippedInternal()
	tree := shippedTree()
	files, _ := tree.Read(func(n int, f func(int)) { fan(1, n, f) })
	everything := joined(outside)
	for _, f := range files {
		if !strings.HasPrefix(f.Name, "creators/") || path.Ext(f.Name) != ".md" {
			continue
		}
		for _, words := range bodyLines(t, f, record.Creators) {
			if bytes.Contains(everything, []byte(words)) {
				t.Errorf("the public edition has %q of %s", words, f.Label)
			}
		}
	}
	for _, file := range slices.Sorted(maps.Keys(outside.files)) {
		if strings.Contains(file, "creators/") {
			t.Errorf("%s is in the public edition", file)
		}
	}
	if inside.files["creators/lin-xia.html"] == nil {
		t.Error("the internal edition has no creators")
	}
}

// joined is the names and bytes of every file.
func joined(o *output) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(o.files)) {
		b.WriteString(name + "\n")
		b.Write(o.files[name])
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func shippedTree() *source.Tree { return source.NewTree(sharedContent, "content") }

// wordsOf is what tells a post from all others: its name, title, id, and the
// longer lines of its caption.
func wordsOf(t *testing.T, f *source.File, kind record.Kind) []string {
	t.Helper()
	data, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := source.NewText(f.Label, data)
	r, _, _ := record.Parse(kind, text)
	words := append([]string{path.Base(path.Dir(f.Name)), r.Title, r.Post.PostID, r.Post.Why, r.Post.Gist.En, r.Post.Gist.Zh}, bodyLines(t, f, kind)...)
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

// bodyLines are the lines of a body that are long enough to be nobody else's.
func bodyLines(t *testing.T, f *source.File, kind record.Kind) []string {
	t.Helper()
	data, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := source.NewText(f.Label, data)
	_, body, _ := record.Parse(kind, text)
	var lines []string
	for line := range strings.Lines(string(text.Data[body:])) {
		if line = strings.TrimSpace(line); len([]rune(line)) >= 6 && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// What may not leave is read before anything does. If it went meanwhile, nothing
// is published, and whoever watches builds again.
func TestWithheldFilesThatWentAreNoSecret(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: T\n")},
		"posts/secret/index.md": {Data: []byte("---\ntitle: S\nplatform: weibo\nrelationship: organic\n---\n没有问过\n")},
		"posts/secret/1.png":    {Data: []byte(dots(1))}}
	site, _ := Build(memoryInput(files), nil)
	delete(files, "posts/secret/1.png")
	target := newProject(t).target
	if _, _, err := Write(site, target, WriteOptions{State: t.TempDir()}); !errors.Is(err, ErrChanged) {
		t.Fatalf("want %v, got %v", ErrChanged, err)
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("something was published")
	}
}
