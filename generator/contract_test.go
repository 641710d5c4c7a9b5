package generator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The manual's chapter on themes ends with what a template is given: the
// declarations themselves, with what they say of every field.
func TestThemeChapter(t *testing.T) {
	t.Parallel()
	want := declarations(t)
	for name, heading := range map[string]string{"theme.md": "\n## The types\n\n", "theme.zh.md": "\n## 数据结构\n\n"} {
		name = filepath.Join("..", "content", "pages", "manual", name)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		prose, got, found := strings.Cut(string(data), heading)
		if !found {
			t.Fatalf("%s has no heading %q", name, strings.TrimSpace(heading))
		}
		if *update {
			if err := os.WriteFile(name, []byte(prose+heading+want), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got != want {
			t.Errorf("%s is not what the types say; run: go test ./generator -run ThemeChapter -update", name)
		}
	}
}

// declarations are the types that templates see, as code, without what is not
// exported; and of a view its methods.
func declarations(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"page.go", "chart.go"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE || !g.Specs[0].(*ast.TypeSpec).Name.IsExported() {
				continue
			}
			text := string(data[g.Doc.Pos()-1 : g.End()-1])
			b.WriteString("```go\n" + exported(text) + "\n```\n\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// exported leaves out the fields of a struct that templates cannot see.
func exported(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		field := strings.TrimPrefix(line, "\t")
		if field != line && field[0] >= 'a' && field[0] <= 'z' {
			continue
		}
		lines = append(lines, line)
	}
	return strings.ReplaceAll(strings.Join(lines, ""), "\n\n}", "\n}")
}
