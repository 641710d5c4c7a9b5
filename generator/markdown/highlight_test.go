package markdown

import (
	"strings"
	"testing"
	"time"
)

func TestHighlight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, code string
		coloured   bool
	}{
		{"go", "x := 1 // <b>", true},
		{"YAML", "a: 1\n", true},
		{"yml", "a: 1\n", true},
		{"sh", "echo \"$x\"\n", true},
		{"nosuchlanguage", "x < 1 && y", false},
		{"main.go", "package main", false}, // a file pattern is no name
		{"", "<script>", false},
		{"js", strings.Repeat("a+", maxCode), false},
	} {
		got := Highlight(c.lang, c.code)
		if coloured := strings.Contains(got, "<span"); coloured != c.coloured {
			t.Errorf("%s: coloured is %v", c.lang, coloured)
		}
		if !strings.HasPrefix(got, "<pre") || !strings.HasSuffix(got, "</code></pre>") {
			t.Errorf("%s: %.80s", c.lang, got)
		}
		if strings.Contains(got, "style=") || strings.Contains(got, "<script>") || strings.Contains(got, "<b>") {
			t.Errorf("%s: %.80s", c.lang, got)
		}
	}
}

// An unknown name must not cost a search through the patterns of all lexers.
func TestUnknownLanguagesAreQuick(t *testing.T) {
	t.Parallel()
	Highlight("go", "x")
	start := time.Now()
	for i := range 2_000 {
		Highlight("unknown"+strings.Repeat("x", i%50), "text")
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("2,000 took %v", took)
	}
}

func TestStylesheets(t *testing.T) {
	t.Parallel()
	light, dark := Stylesheet(false), Stylesheet(true)
	if light == dark || !strings.Contains(light, ".chroma") || !strings.Contains(dark, ".chroma") {
		t.Errorf("%.100s\n%.100s", light, dark)
	}
}
