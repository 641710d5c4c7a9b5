package record

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the reference page of the manual")

// The committed pages are those that the declaration gives.
func TestReferencePages(t *testing.T) {
	t.Parallel()
	for lang, name := range map[string]string{"en": "reference.md", "zh": "reference.zh.md"} {
		name = filepath.Join("..", "..", "content", "pages", "manual", name)
		want := Reference(lang)
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what the fields say; run: go test ./generator/record -run Reference -update", name)
		}
	}
}

// No field is left out, and every row has as many cells as its table.
func TestReferenceHasEveryField(t *testing.T) {
	t.Parallel()
	page := Reference("en")
	for _, kind := range append(Kinds(), SiteKind, CalendarKind) {
		for _, f := range Fields(kind) {
			if !strings.Contains(page, "\n| `"+f.Name+"` | ") {
				t.Errorf("%s: %s is not in the reference", kind, f.Name)
			}
		}
	}
	cells := 0
	for _, line := range strings.Split(page, "\n") {
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if cells > 0 && n > 0 && n != cells {
			t.Errorf("%d cells and not %d: %s", n-1, cells-1, line)
		}
		cells = n
	}
}

// What is said of a field beside its description comes from its tags too.
func TestReferenceRows(t *testing.T) {
	t.Parallel()
	for _, want := range []struct{ lang, row string }{
		{"en", "| `title` | text, **required** except in `posts`, `pages` | What it is called. |"},
		{"en", "| `menu` | list of `cases`, `posts`, `voice`, `creators`, `campaigns`, `products`, `platforms`, `pages` | The sections of the menu. Default: `cases`, `posts`, `voice`, `products`, `campaigns`. |"},
		{"en", "| `rights.words` | text, **internal** | Their exact words. |"},
		{"en", "| `creator` | name of a file in `creators/` | Who made it: a file of creators/. |"},
		{"zh", "| `rights.answer_within` | 天数，如 14d | 询问后超过此期限未答复即失效。默认 `14d`。 |"},
		{"zh", "| `facts.confidence` | `measured`、`reported`、`estimate`、`disputed` 之一 | 可信程度。 |"},
	} {
		if !strings.Contains(Reference(want.lang), "\n"+want.row+"\n") {
			t.Errorf("no row %s", want.row)
		}
	}
}
