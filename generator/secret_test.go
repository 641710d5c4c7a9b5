package generator

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"playbook/generator/defaults"
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
	{"active and translated", "shown", "rights:\n  - granted: 2026-03-01\n    use: [site]\n    edit: [translate]\n    words: ok\n"},
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
	files[dir+"index.zh.md"] = s.fill("---\nstyle: swatch\n---\n{r} 的译文\n")
}

// translated reports whether the caption may be shown in another language.
func (s secret) translated() bool {
	return s.shown && !s.linked && strings.Contains(s.fields, "edit: [translate]")
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
