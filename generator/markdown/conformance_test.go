package markdown

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"playbook/generator/source"
)

// goldmarkDir is where the module's own example lists lie.
var goldmarkDir = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	return strings.TrimSpace(string(out)), err
})

func examples(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := goldmarkDir()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// example is one entry of CommonMark's list.
type example struct {
	Markdown string
	HTML     string
	Example  int
	Section  string
}

// specExceptions are the examples of CommonMark that we answer otherwise.
var specExceptions = map[int]string{
	34:  "a language's name is ASCII: no ö",
	144: "a language's name is no punctuation",
	559: "[[…]] is a wikilink",
	590: "[[…]] is a wikilink",
	602: "bare addresses are links, as in GFM",
	606: "bare addresses are links, as in GFM",
	608: "bare addresses are links, as in GFM",
	611: "bare addresses are links, as in GFM",
	612: "bare addresses are links, as in GFM",
}

func TestCommonMark(t *testing.T) {
	t.Parallel()
	var list []example
	if err := json.Unmarshal(examples(t, "_test/spec.json"), &list); err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		got := plainHTML(t, e.Markdown)
		if reason, ok := specExceptions[e.Example]; ok {
			if same(got, e.HTML) {
				t.Errorf("example %d now passes; remove its exception: %s", e.Example, reason)
			}
			continue
		}
		if !same(got, e.HTML) {
			t.Errorf("example %d (%s)\n%q\n got %q\nwant %q", e.Example, e.Section, e.Markdown, got, e.HTML)
		}
	}
	if len(list) < 600 {
		t.Errorf("only %d examples", len(list))
	}
}

// gfmExceptions are the examples of GFM's extensions that we answer otherwise.
var gfmExceptions = map[string]string{
	"strikethrough/3": "one tilde is a friendly tone in Chinese, not a mark",
	"strikethrough/5": "a language's name is no tilde",
	"linkify/7":       "only http, https and mailto are addresses",
}

func TestGFM(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"table", "strikethrough", "linkify", "tasklist", "definition_list"} {
		list := ruled(string(examples(t, "extension/_test/"+name+".txt")))
		if len(list) < 3 {
			t.Errorf("%s: only %d examples", name, len(list))
		}
		for _, e := range list {
			key := fmt.Sprintf("%s/%d", name, e.Example)
			got := plainHTML(t, e.Markdown)
			reason, excepted := gfmExceptions[key]
			switch {
			case excepted && same(got, e.HTML):
				t.Errorf("%s now passes; remove its exception: %s", key, reason)
			case !excepted && !same(got, e.HTML):
				t.Errorf("%s\n%q\n got %q\nwant %q", key, e.Markdown, got, e.HTML)
			}
		}
	}
}

var ruledExample = regexp.MustCompile(`(?ms)^(\d+)[^\n]*\n(OPTIONS:[^\n]*\n)?//[- ]+//\n(.*?)^//[- ]+//\n(.*?)^//[= ]+//`)

// ruled reads goldmark's own format: a number, then input and output between rulers.
func ruled(data string) []example {
	var list []example
	for _, m := range ruledExample.FindAllStringSubmatch(data, -1) {
		if m[2] != "" {
			continue // asks for settings of goldmark's renderer
		}
		n, _ := strconv.Atoi(m[1])
		list = append(list, example{Markdown: strings.TrimSuffix(m[3], "\n"), HTML: m[4], Example: n})
	}
	return list
}

var (
	alignment = regexp.MustCompile(` (?:style="text-align:(\w+)"|align="(\w+)")`)
	checkbox  = regexp.MustCompile(`<input (checked="" )?disabled="" type="checkbox">`)
)

// same compares two pieces of HTML as far as it matters: XML's way of empty
// tags and goldmark's ways of alignment and boxes mean the same as ours.
func same(got, want string) bool {
	want = strings.ReplaceAll(want, " />", ">")
	want = alignment.ReplaceAllString(want, ` class="$1$2"`)
	want = checkbox.ReplaceAllStringFunc(want, func(s string) string {
		if strings.Contains(s, "checked") {
			return `<input type="checkbox" disabled checked>`
		}
		return `<input type="checkbox" disabled>`
	})
	got = strings.ReplaceAll(got, " />", ">")
	got = strings.NewReplacer(` class="tasks"`, "", ` scope="col"`, "", `<table tabindex="0">`, "<table>").Replace(got)
	return strings.TrimSpace(got) == strings.TrimSpace(want)
}

// plainHTML is the HTML of md with its holes filled as CommonMark has them.
func plainHTML(t *testing.T, md string) string {
	t.Helper()
	text := &source.Text{Name: "example.md", Data: []byte(md)}
	d, _ := Parse(text, 0, Options{HTML: true, plain: true})
	return string(d.Render(nil, fillPlain))
}

func fillPlain(b []byte, h *Hole) []byte {
	switch h.Kind {
	case Link:
		return append(b, h.Href()...)
	case Picture:
		b = append(append(b, `<img src="`...), h.Href()...)
		b = append(appendEscaped(append(b, `" alt="`...), h.Text), '"')
		if h.Title != "" {
			b = append(appendEscaped(append(b, ` title="`...), h.Title), '"')
		}
		return append(b, '>')
	case Code:
		b = append(b, "<pre><code"...)
		if h.Dest != "" {
			b = append(appendEscaped(append(b, ` class="language-`...), h.Dest), '"')
		}
		return append(appendEscaped(append(b, '>'), h.Text), "</code></pre>"...)
	}
	return b
}
