package main

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// widths are those of screens from a small phone to a wide desktop.
var widths = []int64{320, 360, 375, 390, 414, 480, 560, 640, 768, 834, 900, 1024, 1180, 1280, 1366, 1440, 1680, 1920, 2560}

// testWaterfall looks at every card of archives of many sizes, at every width:
// each stands in the column that was shortest, and none before the one that
// comes before it in the page, so that tabs and readers go the same way.
func testWaterfall(t *testing.T, b *chromium) {
	sizes := []int{0, 1, 7, 60}
	if soaking() {
		sizes = append(sizes, 10_000)
	}
	type sight struct {
		root, page string
		posts      int
	}
	var sights []sight
	for _, n := range sizes {
		root := serveSite(t, build(t, archiveOf(t, n), "public", fixtureDay))
		pages := []string{"posts.html", "zh/posts.html", "index.html"}
		if n > 60 {
			pages = append(pages, "posts/page-2.html", fmt.Sprintf("posts/page-%d.html", (n+59)/60))
		}
		for _, p := range pages {
			sights = append(sights, sight{root, p, n})
		}
	}
	each(t, b, sights, func(x *tab, s sight) {
		for _, width := range widths {
			x.on(screen{"", width, 900, false})
			if width == widths[0] {
				x.visit(s.root + s.page)
			}
			seen := ask[struct {
				Columns int
				Wrong   []string
			}](x, misplaced)
			for _, wrong := range seen.Wrong {
				x.t.Errorf("%s of %d posts at %d: %s", s.page, s.posts, width, wrong)
			}
			if s.posts >= 7 && seen.Columns < 2 {
				x.t.Errorf("%s of %d posts at %d has no columns", s.page, s.posts, width)
			}
			x.fits(s.page, width)
		}
		if said := ask[string](x, `document.querySelector("main").innerText`); s.posts == 0 && len(strings.TrimSpace(said)) < 20 {
			x.t.Errorf("%s without posts says nothing but %q", s.page, said)
		}
		x.quiet(s.root)
	})
}

// misplaced is what is wrong with the waterfall of a page, if it has one.
const misplaced = `(() => {
	const wrong = [], close = 2;
	let columns = 0;
	for (const list of document.querySelectorAll("main ol, main ul")) {
		const cards = [...list.children].filter((c) => c.querySelector("a[href*='posts/']"));
		for (const c of cards) c.style.contentVisibility = "visible"; // what is off the screen is measured, too
		const boxes = cards.map((c) => c.getBoundingClientRect());
		if (cards.length < 2 || new Set(boxes.map((b) => Math.round(b.left))).size < 2) continue;
		columns = Math.max(columns, new Set(boxes.map((b) => Math.round(b.left))).size);
		const top = Math.min(...boxes.map((b) => b.top));
		const bottoms = new Map(boxes.map((b) => [Math.round(b.left), top]));
		boxes.forEach((b, i) => {
			const name = (i + 1) + " of " + boxes.length + " (" + cards[i].innerText.slice(0, 20) + ")";
			const column = Math.round(b.left), shortest = Math.min(...bottoms.values());
			if (b.top < bottoms.get(column) - close) wrong.push(name + " overlaps the card above it");
			if (bottoms.get(column) > shortest + close) wrong.push(name + " is not in the shortest column: " + bottoms.get(column) + ", not " + shortest);
			if (i > 0 && b.top < boxes[i - 1].top - close) wrong.push(name + " is above the one before it");
			if (cards[i].scrollHeight > Math.ceil(b.height) + close) wrong.push(name + " is higher inside than outside: " + cards[i].scrollHeight + ", " + b.height);
			bottoms.set(column, b.bottom);
		});
	}
	return { Columns: columns, Wrong: wrong.slice(0, 5) };
})()`

// fits fails if the page is wider than the screen, and names what is.
func (x *tab) fits(where string, width int64) {
	x.t.Helper()
	for _, wide := range ask[[]string](x, fmt.Sprintf(tooWide, width)) {
		x.t.Errorf("%s at %d is too wide: %s", where, width, wide)
	}
}

const tooWide = `((width) => {
	if (document.documentElement.scrollWidth <= width) return [];
	const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
	return wide.slice(-3).map((e) => e.outerHTML.slice(0, 160)).concat("it scrolls to " + document.documentElement.scrollWidth);
})(%d)`

// testNarrow reads a page with a long line of code and a wide table on small
// screens: they move inside the page, and the page stays as wide as the screen.
func testNarrow(t *testing.T, b *chromium) {
	content, err := fixtureSite(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	root := serveSite(t, build(t, content, "public", fixtureDay))
	x := b.tab(t)
	for _, page := range []string{"plain.html", "zh/plain.html"} {
		for _, width := range []int64{320, phone.width, 768} {
			x.on(screen{"", width, 844, false})
			x.visit(root + page)
			x.fits(page, width)
			if inside := ask[int](x, `[...document.querySelectorAll(".prose pre, .prose table")].filter((e) => e.scrollWidth > e.clientWidth).length`); inside != 2 {
				t.Errorf("%s at %d: %d of the code and the table are wider than the page, and this wants both", page, width, inside)
			}
		}
	}
}

// shapes are those of covers: upright, square, wide, a panorama, a strip.
var shapes = [][2]int{{90, 120}, {120, 120}, {120, 90}, {90, 160}, {160, 90}, {250, 50}, {50, 250}, {}}

// captions are short, long, and as long as nobody should write them.
var captions = []string{
	"枫叶色", "Swatch", "黄皮也能驾驭的枫叶色，我在窗边试了一个下午", "Four shades on one arm, in the plain light of a window that faces north",
	strings.Repeat("很长很长的标题", 30), strings.Repeat("A title that does not end ", 12), strings.Repeat("Supercalifragilistic", 12),
	"نور الهدى تجرب أحمر الشفاه تحت ضوء النهار",
}

// archiveOf is a site with n posts of every shape and length, one of them with
// forty tags, by creators of whom one writes from right to left.
func archiveOf(t *testing.T, n int) fs.FS {
	t.Helper()
	site := fstest.MapFS{
		"site.yaml":           {Data: []byte("title: {en: Archive, zh: 存档}\nlanguages: [en, zh]\neditions: {public: {use: site, kinds: [cases, posts, voice, creators, products]}}\n")},
		"index.md":            {Data: []byte("---\ntitle: Home\n---\n")},
		"creators/nur.md":     {Data: []byte("---\ntitle: نور الهدى\ncredit: نور الهدى @nur_alhuda_with_a_long_handle\n---\n")},
		"creators/lin-xia.md": {Data: []byte("---\ntitle: 林夏\n---\n")},
	}
	for i := range n {
		tags := "[a]"
		if i == 0 {
			tags = "["
			for k := range 40 {
				tags += fmt.Sprintf("tag number %d, 标签%d, ", k, k)
			}
			tags += "]"
		}
		creator := []string{"lin-xia", "nur"}[i%2]
		name := fmt.Sprintf("posts/p%05d/", i)
		site[name+"index.md"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: |-\n  %s\nplatform: weibo\nposted: 2026-01-%02d\ncreator: %s\nrelationship: %s\ntags: %s\nmetrics: {likes: 1.2万}\nrights:\n  - granted: 2026-01-13\n    words: yes\n    use: [internal, site]\n---\n%s\n",
			captions[i%len(captions)], 1+i%28, creator, []string{"organic", "gifted", "paid"}[i%3], tags, captions[(i+3)%len(captions)])}
		if s := shapes[(i*5+i/8)%len(shapes)]; s[0] > 0 {
			data, err := plain(s[0], s[1], uint8(i))
			if err != nil {
				t.Fatal(err)
			}
			site[name+"1.jpg"] = &fstest.MapFile{Data: data}
		}
	}
	return site
}

// testSteady scrolls through pages on a phone and on a desktop: nothing that was
// there moves while pictures come.
func testSteady(t *testing.T, b *chromium) {
	root := serveSite(t, build(t, archiveOf(t, 60), "public", fixtureDay))
	type sight struct {
		page string
		on   screen
	}
	var sights []sight
	for _, p := range []string{"index.html", "posts.html", "zh/posts.html", "posts/p00000.html", "posts/p00004.html", "creators/nur.html"} {
		sights = append(sights, sight{p, phone}, sight{p, desktop})
	}
	each(t, b, sights, func(x *tab, s sight) {
		x.on(s.on)
		x.visit(root + s.page)
		x.scrollThrough()
		if shift := ask[float64](x, "window.shift"); shift >= 0.01 {
			x.t.Errorf("%s moves by %g on a %s", s.page, shift, s.on.name)
		}
		x.fits(s.page, s.on.width)
	})
}

// scrollThrough goes down the page until every picture has come.
func (x *tab) scrollThrough() {
	x.t.Helper()
	ask[bool](x, `(async () => {
		const frame = () => new Promise(requestAnimationFrame);
		for (let y = 0; y <= document.documentElement.scrollHeight; y += innerHeight) { scrollTo(0, y); await frame(); await frame() }
		return true;
	})()`)
	// A busy browser may pass a picture by, so those that are missing are looked at
	// again. What stands beside the screen, in a row to swipe, may still wait.
	x.until(`(() => {
		const missing = [...document.images].find((i) => { const b = i.getBoundingClientRect(); return !i.complete && b.width && b.left < innerWidth && b.right > 0 });
		missing?.scrollIntoView({ block: "center" });
		return !missing;
	})()`)
	ask[bool](x, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}
