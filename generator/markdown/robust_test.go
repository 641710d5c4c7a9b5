package markdown

import (
	"strings"
	"testing"

	"playbook/generator/source"
)

// TestHostileShapesEndSoon parses texts that quadratic code would take minutes
// for, and so run into the time limit of the whole test.
func TestHostileShapesEndSoon(t *testing.T) {
	t.Parallel()
	const n = 30_000
	for name, md := range map[string]string{
		"nested quotes":       strings.Repeat(">", 10_000) + "x",
		"spaced quotes":       strings.Repeat("> ", 10_000) + "x",
		"nested lists":        strings.Repeat("- ", 10_000) + "x",
		"nested numbers":      strings.Repeat("1. ", 10_000) + "x",
		"stairs":              stairs(400),
		"brackets":            strings.Repeat("[", n),
		"closed brackets":     strings.Repeat("[", n) + strings.Repeat("]", n),
		"bracket pairs":       strings.Repeat("[a](", n),
		"angle links":         strings.Repeat("[a](<b", n),
		"images":              strings.Repeat("![", n) + strings.Repeat("](a)", n),
		"wikilinks":           strings.Repeat("[[a", n),
		"stars":               strings.Repeat("*", n),
		"star words":          strings.Repeat("*a ", n),
		"star under":          strings.Repeat("*a_ ", n),
		"closing stars":       strings.Repeat("a* ", n),
		"nested stars":        strings.Repeat("*a **b ", n) + strings.Repeat("c** d*", n),
		"tildes":              strings.Repeat("~~a ", n),
		"ticks":               ticks(400),
		"angles":              strings.Repeat("<a ", n),
		"comments":            strings.Repeat("<!-- ", n),
		"autolinks":           strings.Repeat("https://a.", n),
		"www":                 strings.Repeat("www.", n),
		"mails":               strings.Repeat("a@a.", 6_000) + strings.Repeat("@", n),
		"colons":              strings.Repeat(":", n),
		"fences":              strings.Repeat(":::note\n", 3_000),
		"ends":                strings.Repeat(":::\n", 3_000),
		"inline directives":   strings.Repeat(":fact[", n),
		"inline attributes":   strings.Repeat(":fact[a]{", n),
		"attributes":          ":::note{" + strings.Repeat("a=b ", n) + "}\n:::\n",
		"entities":            strings.Repeat("&amp", n),
		"quotes":              strings.Repeat(`"a `, n),
		"footnotes":           strings.Repeat("[^1] ", 1_000) + "\n\n[^1]: x",
		"many footnotes":      strings.Repeat("[^1]: x\n\n", n) + strings.Repeat("[^2]", n),
		"definitions":         strings.Repeat("a\n: b\n\n", 2_000),
		"references":          strings.Repeat("[a]: b\n", 20_000),
		"table columns":       strings.Repeat("|a", 5_000) + "\n" + strings.Repeat("|-", 5_000) + "\n" + strings.Repeat("|\n", 5_000),
		"equal headings":      strings.Repeat("# a\n", 4_000),
		"heading ids":         "# " + strings.Repeat("{#a", n),
		"emphasis in heading": "# " + strings.Repeat("*", n),
		"one line":            strings.Repeat("好", 600_000),
		"one word":            strings.Repeat("a", 1_900_000),
		"empty lines":         strings.Repeat("\n", 1_900_000),
		"tabs":                strings.Repeat("\t", n),
		"tags":                strings.Repeat("<b>", n),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, o := range []Options{{}, {HTML: true}, {Post: "xiaohongshu", Topic: "#{}[话题]#"}} {
				text := &source.Text{Name: "a.md", Data: []byte(md)}
				d, problems := Parse(text, 0, o)
				checkDocument(t, text, o, d, problems)
			}
		})
	}
}

// stairs is a list in a list in a list, one per line.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

// ticks is runs of backticks of different lengths, which match nothing.
func ticks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("`", i+1) + "a")
	}
	return b.String()
}

func TestDeepNestingIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("a.md", []byte("fine\n\n"+strings.Repeat("> ", 200)+"<b>deep</b>\n"))
	d, problems := Parse(text, 0, Options{})
	if len(problems) != 1 || problems[0].Pos.Line != 3 || !strings.Contains(problems[0].Line("en"), "100 deep") {
		t.Error(problems)
	}
	if !strings.HasPrefix(d.HTML, "<pre>") || strings.Contains(d.HTML, "<b>") {
		t.Error(d.HTML)
	}
}
