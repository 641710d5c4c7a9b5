package theme_test

import (
	"strings"
	"testing"

	"playbook/generator/source"
	"playbook/generator/theme"
)

const small = `-- assets/site.ts --
import { hello } from "./lib/hello";
document.title = hello(document.title ?? "");
-- assets/lib/hello.ts --
export function hello(name: string): string { return "hello " + name; }
-- assets/site.css --
@import "tokens.css";
@import "code-light.css";
@import "code-dark.css" (prefers-color-scheme: dark);
body { color: var(--seal); background: url("img/dot.png") }
-- assets/img/dot.png --
not really a picture
-- templates/page.html --
<p>
`

func bundle(t *testing.T, files string, tokens theme.Tokens) map[string]string {
	t.Helper()
	assets, problems := theme.Bundle(parse(files), tokens)
	if len(problems) > 0 {
		t.Fatal(lines(problems))
	}
	all := map[string]string{}
	for _, a := range assets {
		all[a.Name] = string(a.Data)
		ext := a.Name[strings.LastIndexByte(a.Name, '.'):]
		if want := "assets/" + strings.TrimSuffix(a.Name, ext) + "-" + source.DigestBytes(a.Data).Short() + ext; a.Path != want {
			t.Errorf("%s is at %s, want %s", a.Name, a.Path, want)
		}
	}
	return all
}

func TestBundle(t *testing.T) {
	t.Parallel()
	all := bundle(t, small, theme.Tokens{})
	if len(all) != 3 {
		t.Errorf("%d assets, want site.js, site.css and the picture: %v", len(all), all)
	}
	if js := all["site.js"]; !strings.HasPrefix(js, "(()=>{") || strings.Contains(js, "import") || strings.Contains(js, "??") {
		t.Errorf("not a classic script of 2019: %s", js)
	}
	css := all["site.css"]
	for _, want := range []string{":root{--paper:#fbf8f4;--sheet:#fff", "--seal:#bc2e1d", "prefers-color-scheme:dark", "url(./img/dot-"} {
		if !strings.Contains(css, want) {
			t.Errorf("no %s in %s", want, css)
		}
	}
	coloured := bundle(t, small+"-- assets/code-light.css --\n.k{color:red}\n-- assets/code-dark.css --\n.k{color:pink}\n", theme.Tokens{})["site.css"]
	if !strings.Contains(coloured, ".k{color:red}") || !strings.Contains(coloured, "(prefers-color-scheme:dark){.k{color:pink}}") {
		t.Errorf("no colours of code in %s", coloured)
	}
}

func TestBundleIsDeterministic(t *testing.T) {
	t.Parallel()
	first := bundle(t, small, theme.Tokens{Accent: "#2e6b4f"})
	for range 8 {
		again := bundle(t, small, theme.Tokens{Accent: "#2e6b4f"})
		for name, data := range first {
			if again[name] != data {
				t.Fatalf("%s differs", name)
			}
		}
	}
}

func TestBundleProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, files, want string }{
		{"no such import", "-- assets/a.ts --\nlet 中 = 1; import \"./b\";", "mine/assets/a.ts:1:19: there is no file assets/b in the theme (assets)\n"},
		{"script", "-- assets/a.ts --\nlet 中 = ;", "mine/assets/a.ts:1:9: Unexpected \";\" (assets)\n"},
		{"style", "-- assets/a.css --\np { color: red", "mine/assets/a.css:2:1: warning: Expected \"}\" to go with \"{\" (assets)\n"},
		{"another host", "-- assets/a.css --\np { background: url(https://example.com/a.png) }",
			"mine/assets/a.css:1:17: a theme uses its own files only, not https://example.com/a.png (assets)\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, problems := theme.Bundle(parse(test.files), theme.Tokens{})
			if got := lines(problems); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

func TestAccent(t *testing.T) {
	t.Parallel()
	at := source.Pos{File: "content/site.yaml", Line: 8, Col: 9}
	for _, test := range []struct{ accent, want, dark, problem string }{
		{"", "#bc2e1d", "#ff8577", ""},
		{"#BC2E1D", "#bc2e1d", "#ff8577", ""},
		{"#b21", "#bb2211", "", ""},
		{"#000000", "#000", "", ""},
		{"#E86A5A", "#bc2e1d", "", "content/site.yaml:8:9: text in #E86A5A is hard to read: its contrast with the page is 2.9:1, and 4.5:1 is needed; a darker shade such as #B75447 works (accent)\n"},
		{"#FFFFFF", "#bc2e1d", "", "content/site.yaml:8:9: text in #FFFFFF is hard to read: its contrast with the page is 1.0:1, and 4.5:1 is needed; a darker shade such as #707070 works (accent)\n"},
		{"red", "#bc2e1d", "", "content/site.yaml:8:9: \"red\" is not a colour; write six hexadecimal digits, such as \"#BC2E1D\" (accent)\n"},
		{"#12345", "#bc2e1d", "", "content/site.yaml:8:9: \"#12345\" is not a colour; write six hexadecimal digits, such as \"#BC2E1D\" (accent)\n"},
	} {
		assets, problems := theme.Bundle(parse("-- assets/site.css --\n@import \"tokens.css\";"), theme.Tokens{Accent: test.accent, At: at})
		if got := lines(problems); got != test.problem {
			t.Errorf("%s: got\n%swant\n%s", test.accent, got, test.problem)
		}
		css := string(assets[0].Data)
		if !strings.Contains(css, "--seal:"+test.want) || !strings.Contains(css, "--seal:"+test.dark) {
			t.Errorf("%s: %s", test.accent, css)
		}
	}
}
