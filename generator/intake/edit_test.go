package intake

import (
	"strings"
	"testing"

	"playbook/generator/source"
)

// What is added to a list comes after all of what it holds: a line of a text that
// begins with "#" is no comment, and one below the text is.
func TestEditsEndWhereTextsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, last, below string }{
		{"a text that ends in a hash", "    note: |-\n      seen by\n      #1 of us\n", ""},
		{"a comment below a text", "    note: |-\n      seen by us\n", "# the rest is from the export\n"},
		{"a comment as deep as the text", "    note: >\n      seen by us\n      # and counted again\n", "    # a comment\n"},
		{"blank lines that a text keeps", "    note: |+\n      seen by us\n\n", ""},
		{"quotes over lines", "    note: \"seen\n      # by us\"\n", "\n"},
		{"a plain text over lines", "    note: seen\n      by us\n", "# a comment\n"},
		{"brackets over lines", "    tags: [a,\n      b]\n", "\n# a comment\n"},
	} {
		before := "---\nmetrics:\n  - on: 2026-01-01\n" + c.last + c.below + "title: x\n---\nText.\n"
		text, _ := source.NewText("a.md", []byte(before))
		e, ok := openEdit(text)
		if !ok {
			t.Fatal(c.name)
		}
		const item = "- on: 2026-02-01\n  likes: 4\n"
		if !e.item(e.tree, 0, "metrics", strings.TrimSuffix(item, "\n"), -1) {
			t.Fatal(c.name)
		}
		want := strings.Replace(before, c.last, c.last+"  - on: 2026-02-01\n    likes: 4\n", 1)
		if got := string(e.bytes("")); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}
