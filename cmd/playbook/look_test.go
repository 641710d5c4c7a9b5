package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"playbook/generator"
	"playbook/generator/defaults"
	"playbook/generator/source"
	"playbook/themes"
)

// TestLook holds the default theme to its bars in a real browser.
func TestLook(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	t.Run("accessible", func(t *testing.T) { testAccessible(t, b) })
	t.Run("waterfall", func(t *testing.T) { testWaterfall(t, b) })
	t.Run("narrow", func(t *testing.T) { testNarrow(t, b) })
	t.Run("keyboard", func(t *testing.T) { testKeyboard(t, b) })
	t.Run("from disk", func(t *testing.T) { testFromDisk(t, b) })
	t.Run("search", func(t *testing.T) { testSearchLook(t, b) })
	t.Run("draft", func(t *testing.T) { testDraft(t, b) })
	t.Run("steady", func(t *testing.T) { testSteady(t, b) })
}

// build is a site of this content with the default theme.
func build(t *testing.T, content fs.FS, edition string, now time.Time) *generator.Site {
	t.Helper()
	below, err := fs.Sub(themes.Files, builtinDefault)
	if err != nil {
		t.Fatal(err)
	}
	site, problems := generator.Build(generator.Input{
		Content: source.NewTree(content, "content"), Base: source.NewTree(defaults.Files, builtin),
		Theme: []*source.Tree{source.NewTree(below, builtin)}, Edition: edition, Now: now,
	}, new(generator.Memo))
	for _, p := range problems {
		if p.Severity == source.Error && p.File != "content/pages/broken.md" {
			t.Fatal(p.Line("en"))
		}
	}
	return site
}

// everyType is a page of the fixture for every template and state of one.
var everyType = []string{"index", "cases", "cases/full", "cases/plain", "posts", "posts/page-2", "posts/full", "posts/strip", "posts/video",
	"posts/link", "posts/plain", "posts/gone", "voice", "voice/full", "creators", "creators/full", "campaigns/full", "products/full",
	"products/plain", "platforms/weibo", "tags", "tags/swatch", "plain", "listing", "broken", "permissions",
	"platforms", "calendar", "insights"}

// testAccessible runs axe with all its rules, on every type of page. Each page
// has two of the eight ways to see it, which are each other's opposite in
// scheme, screen and language; make soak has all.
func testAccessible(t *testing.T, b *chromium) {
	content, err := fixtureSite(60, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(npm(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	axe := string(data)
	roots := []string{
		serveSite(t, build(t, content, "internal", fixtureDay)),
		serveSite(t, build(t, content, "public", fixtureDay)),
	}
	type sight struct {
		root, page string
		on         screen
	}
	var sights []sight
	for i, name := range everyType {
		for way := range 8 {
			if !soaking() && way != i%4 && way != 7-i%4 {
				continue
			}
			s := sight{roots[(i+way)%2], name + ".html", phone}
			if way&1 == 1 {
				s.on = desktop
			}
			if way&2 == 2 {
				s.on = s.on.inDark()
			}
			if way&4 == 4 {
				s.page = "zh/" + s.page
			}
			if strings.HasPrefix(name, "creators") || name == "permissions" || name == "insights" { // not in public
				s.root = roots[0]
			}
			sights = append(sights, s)
		}
	}
	each(t, b, sights, func(x *tab, s sight) {
		x.on(s.on)
		x.visit(s.root + s.page)
		x.fits(s.page, s.on.width)
		x.violations(axe, s.page+" on "+s.on.name)
		x.quiet(s.root)
	})
}

// each does f for every item, in as many tabs as may be open.
func each[T any](t *testing.T, b *chromium, items []T, f func(x *tab, item T)) {
	queue := make(chan T, len(items))
	for _, item := range items {
		queue <- item
	}
	close(queue)
	for n := range cap(b.free) {
		t.Run(fmt.Sprint("tab ", n+1), func(t *testing.T) {
			t.Parallel()
			x := b.tab(t)
			for item := range queue {
				f(x, item)
			}
		})
	}
}

// violations runs axe over the page.
func (x *tab) violations(axe, where string) {
	x.t.Helper()
	if !ask[bool](x, axe+"; true") {
		x.t.Fatal("axe did not load")
	}
	type node struct {
		Target  []any  `json:"target"`
		Summary string `json:"failureSummary"`
	}
	for _, v := range ask[[]struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []node `json:"nodes"`
	}](x, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) =>
		({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => ({ target: n.target, failureSummary: n.failureSummary })) })))`) {
		for _, n := range v.Nodes {
			x.t.Errorf("%s: %s (%s)\n%v: %s", where, v.Help, v.ID, n.Target, n.Summary)
		}
	}
}
