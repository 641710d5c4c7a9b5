package picture

import (
	"strings"
	"testing"

	"playbook/generator/source"
)

const openSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">`

func TestDrawingsLoseWhatIsNotDrawn(t *testing.T) {
	t.Parallel()
	const notes = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created by Anna -->
<!DOCTYPE svg>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi='http://sodipodi' sodipodi:docname="/home/anna/logo.svg" viewBox="0 0 9 9" inkscape:export-filename='C:\Users\anna\a > b.png'>
<title>Logo</title><metadata><rdf:RDF><dc:creator>Anna</dc:creator></rdf:RDF></metadata>
<sodipodi:namedview id="anna"><inkscape:grid/></sodipodi:namedview><style>p { fill: url(#a); }</style>
<path d="M0 0h9" inkscape:label="anna" fill="url(#a)"/><use xlink:href="#a"/><a>1 &lt; 2</a>
</svg>
<!-- anna -->`
	want := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<title>Logo</title>
<style>p { fill: url(#a); }</style>
<path d="M0 0h9" fill="url(#a)"/><use xlink:href="#a"/><a>1 &lt; 2</a>
</svg>
`
	got, problems := CleanSVG(source.NewFile("a.svg", "a.svg", []byte(notes)))
	if string(got) != want || len(problems) > 0 {
		t.Errorf("%v\n%s\nwant\n%s", problems, got, want)
	}
	if again, _ := CleanSVG(source.NewFile("a.svg", "a.svg", got)); string(again) != want {
		t.Errorf("cleaned twice it is\n%s", again)
	}
}

func TestDrawingsThatAreRefused(t *testing.T) {
	t.Parallel()
	const runs, holds = "carries a script, or loads something", "holds a picture"
	for body, want := range map[string]string{
		`<script>alert(1)</script>`:                 runs,
		`<SCRIPT/>`:                                 runs,
		`<rect onclick="alert(1)"/>`:                runs,
		`<a href="java&#10;script:alert(1)"/>`:      runs,
		`<foreignObject/>`:                          runs,
		`<image href="https://example.com/a.png"/>`: runs,
		`<use href="other.svg#a"/>`:                 runs,
		`<style>@import "a.css";</style>`:           runs,
		`<style>p { background: url( "https://example.com/a.png" ) }</style>`: runs,
		`<rect style="fill: url(a.svg#b)"/>`:                                  runs,
		`<image href="data:image/jpeg;base64,/9j/"/>`:                         holds,
		`<style>p { background: url("data:image/png;base64,iVBO") }</style>`:  holds,
		`<path>`:                               "damaged",
		`<text>&secret;</text>`:                "damaged",
		`<style>p { fill: url('#a') }</style>`: "",
		`<text>@ home (url) data</text>`:       "",
		`<style>@font-face { src: url(data:font/woff2;base64,d09G) }</style>`: "",
	} {
		data, problems := CleanSVG(source.NewFile("a.svg", "a.svg", []byte(openSVG+body+"</svg>")))
		switch {
		case want == "" && (len(problems) > 0 || !strings.Contains(string(data), body)):
			t.Errorf("%s: %v, %s", body, problems, data)
		case want != "" && (len(problems) != 1 || data != nil || !strings.Contains(problems[0].Line("en"), want)):
			t.Errorf("%s: %v, want %q", body, problems, want)
		}
	}
	for _, data := range []string{"", "words", "<!-- -->"} {
		if _, problems := CleanSVG(source.NewFile("a.svg", "a.svg", []byte(data))); len(problems) != 1 {
			t.Errorf("%q is taken for a drawing", data)
		}
	}
}

func FuzzSVG(f *testing.F) {
	f.Add([]byte(openSVG + `<a b:c="d" xmlns:e='f'><metadata><g:h/></metadata><!-- i --></a></svg>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, problems := CleanSVG(source.NewFile("a.svg", "a.svg", data))
		if len(problems) > 0 {
			return
		}
		if again, problems := CleanSVG(source.NewFile("a.svg", "a.svg", out)); len(problems) > 0 || string(again) != string(out) {
			t.Errorf("%q becomes %q and then %q, %v", data, out, again, problems)
		}
	})
}
