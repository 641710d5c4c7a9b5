package generator

import (
	"html/template"
	"strconv"
	"strings"
)

// Share draws the first result of a case that is a share of something: that many
// of forty notes. Nothing if no result is one.
func (v *view) Share() template.HTML {
	for _, r := range v.Results() {
		if percent := percentOf(r.Value); percent > 0 {
			return v.share(r, percent)
		}
	}
	return ""
}

// percentOf is the number of a value that is about one share: 50 for "about
// 50%", 0 for "over 70%", which no picture is true to, and for anything else.
func percentOf(value string) int {
	digits, found := strings.CutSuffix(strings.TrimSpace(value), "%")
	for _, about := range []string{"about", "around", "约", "大约", "~", "≈"} {
		digits = strings.TrimPrefix(digits, about)
	}
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if !found || err != nil || n > 100 {
		return 0
	}
	return n
}

// The notes stand in rows, so far apart. Which of them are filled looks like no
// pattern: stepping by a number prime to forty visits each once.
const (
	tiles, tilesInRow    = 40, 20
	tileStep             = 17 // prime to tiles
	tileWide, tilePitchX = 13, 18
	tileHigh, tilePitchY = 17, 24
)

func (v *view) share(r Result, percent int) template.HTML {
	d := plot{view: v}
	said := r.Value + v.T("then") + r.Says
	d.raw(`<figure class="half">` + "\n" + `<svg viewBox="0 0 ` + itoa(tilePitchX*(tilesInRow-1)+tileWide) + " " + itoa(tilePitchY+tileHigh) + `" role="img" aria-label="`)
	d.text(said)
	d.raw(`">`)
	filled := max(1, (percent*tiles+50)/100)
	for i := range tiles {
		class := "chart-rest"
		if i*tileStep%tiles < filled {
			class = "chart-now"
		}
		d.shape("rect", class, "x", tilePitchX*(i%tilesInRow), "y", tilePitchY*(i/tilesInRow), "width", tileWide, "height", tileHigh, "rx", 2)
	}
	d.raw("</svg>\n<figcaption><b>")
	d.text(r.Value)
	d.raw("</b> ")
	d.text(r.Says)
	d.raw(` <a class="claim" href="#fact-`)
	d.text(r.ID)
	d.raw(`" aria-label="`)
	d.text(v.T("fact-no", r.No))
	d.raw(`">` + itoa(r.No) + "</a></figcaption>\n</figure>")
	return d.html()
}
