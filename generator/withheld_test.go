package generator

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/search"
	"playbook/generator/source"
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
	translationsOf(t, o, posts)
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
// pictures, which is searched and not shown, r is a translated caption.
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
	return s.shown && (field != "r" || s.translated())
}

// translationsOf looks whether the captions are in another language that may be.
func translationsOf(t *testing.T, o *output, posts map[string]secret) {
	t.Helper()
	for _, s := range posts {
		if is := bytes.Contains(o.files["zh/posts/"+s.name+".html"], []byte(s.mark("r"))); is != s.translated() {
			t.Errorf("%s is shown in translation: %t\n%s", s.name, is, s.fields)
		}
	}
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
