package main

import (
	"os"
	"testing"
)

// testSearchLook runs axe over the palette and the search page with results in
// them, and with none, in the ways to see them that differ most.
func testSearchLook(t *testing.T, b *chromium) {
	content, err := fixtureSite(60, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(npm(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	axe, root := string(data), serveSite(t, build(t, content, "public", fixtureDay))
	x := b.tab(t)
	for _, s := range []struct {
		on     screen
		prefix string
		query  string
		found  bool
	}{{phone, "", "voice page", true}, {desktop.inDark(), "zh/", "case", true}, {desktop, "", "zzzzqqqq", false}, {phone.inDark(), "zh/", "zzzzqqqq xyz", false}} {
		where := s.prefix + s.query + " on " + s.on.name
		x.on(s.on)
		x.visit(root + s.prefix + "search.html?q=" + s.query)
		x.until(`document.querySelector(".found-count") && document.querySelector(".found-count").textContent !== ""`)
		x.until(`getComputedStyle(document.querySelector(".search-form")).display === "flex"`)
		x.fits(where, s.on.width)
		x.violations(axe, "search page: "+where)
		x.visit(root + s.prefix + "posts.html")
		x.press("/")
		x.until(`document.querySelector(".palette").open`)
		ask[bool](x, `(document.querySelector(".palette input").value = "`+s.query+`", document.querySelector(".palette input").dispatchEvent(new InputEvent("input")), true)`)
		x.until(`document.querySelector(".palette [role=status]").textContent !== ""`)
		if found := ask[int](x, `document.querySelectorAll(".palette [role=option]:not([href*='search.html'])").length`) > 0; found != s.found {
			t.Errorf("%s: something was found: %t", where, found)
		}
		if tries := ask[int](x, `document.querySelectorAll(".palette [role=option][href*='search.html']").length`) > 0; tries == s.found {
			t.Errorf("%s: something else to try is offered: %t", where, tries)
		}
		x.violations(axe, "palette: "+where)
		x.quiet(root)
	}
}
