package generator

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// manyThings are words for several things, as they stand after a number.
const manyThings = `(?:accounts|answers|bytes|campaigns|cases|cells|characters|columns|comments|creators|customers|days|drafts|entries|errors|events|facts|files|followers|frames|headings|hours|keys|letters|levels|likes|lines|links|messages|minutes|months|names|others|pages|passes|people|permissions|photos|pictures|pixels|places|platforms|posts|principles|problems|products|proofs|questions|readings|records|reposts|results|rows|rules|saves|seconds|shares|sources|steps|suggestions|topics|videos|views|warnings|weeks|words|years)\b`

var (
	manyOf  = regexp.MustCompile(`\{(\d)\} (?:([A-Za-z]+) )?` + manyThings)
	verb    = regexp.MustCompile(`^(?:holds|shows|or)$`)
	oneMany = regexp.MustCompile(`\b(?:\d+ of )?1 (?:[A-Za-z]+ ){0,2}?` + manyThings)
)

// neverOne are messages whose number is never one.
var neverOne = map[string]string{
	"{0} posts a week": "a number with a tenth",
	"{0} days old":     "from so many days to so many",
	"about {0} pages":  "few pages are counted",
	"the line is indented by more than {0} columns":                                                    "a fixed number",
	"the file has {0} bytes; texts may have {1}":                                                       "a large file",
	"the front matter has {0} bytes; {1} are allowed":                                                  "a large file",
	"more than {0} levels inside each other":                                                           "a fixed number",
	"none of the {0} posts that show this may be shown any more":                                       "one post has a message of its own",
	"the picture is {0} × {1} pixels: nothing to show":                                                 "a size",
	"the picture claims {0} × {1} pixels; at most {2} million are read":                                "a size",
	"the picture claims {0} × {1} pixels; a side may have at most {2}":                                 "a size",
	"the JPEG is built of {0} passes over {1} × {2} pixels, far more than any camera makes":            "far more",
	"the animation has {0} frames; at most {1} are shown":                                              "more than are shown",
	"Not shown any more within {0} days:":                                                              "fixed numbers",
	"{0} names {1} posts; a message is to one":                                                         "several",
	"to {0} posts this is added:":                                                                      "several",
	"{0} short links say nothing offline; open each once in a browser and write the long address: {1}": "one link has a message of its own",
	"the export hides the names of {0} creators; write each over the title of its file: {1}":           "one creator has a message of its own",
}

// Every message that counts things can count one of them: "{0 post|posts}".
func TestMessagesCountOne(t *testing.T) {
	t.Parallel()
	read := 0
	for _, dir := range []string{".", "../cmd"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				english := englishOf(n)
				if english == "" {
					return true
				}
				read++
				if m := manyOf.FindStringSubmatch(english); m != nil && neverOne[english] == "" && !verb.MatchString(m[2]) {
					t.Errorf("%s: %q of one thing", files.Position(n.Pos()), english)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 900 {
		t.Errorf("only %d messages were read", read)
	}
}

// englishOf is the English of a message in the source; "" of anything else.
func englishOf(n ast.Node) string {
	var text ast.Expr
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "En" {
			text = n.Value
		}
	case *ast.CompositeLit:
		name := ""
		switch kind := n.Type.(type) {
		case *ast.Ident:
			name = kind.Name
		case *ast.SelectorExpr:
			name = kind.Sel.Name
		}
		if len(n.Elts) > 0 && (name == "Message" || name == "message") {
			text = n.Elts[0]
		}
	}
	return literal(text)
}

// literal is a text in the source that may be put together from several.
func literal(text ast.Expr) string {
	switch text := text.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(text.Value)
		return s
	case *ast.BinaryExpr:
		return literal(text.X) + literal(text.Y)
	}
	return ""
}

// Every word of the theme that counts things has another for one of them, and what
// it counts is its first argument, by which that is chosen.
func TestWordsCountOne(t *testing.T) {
	t.Parallel()
	look := linkOf(Input{Content: source.NewTree(mapFS(dossierSite()), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: benchNow}, nil).look
	keys := look.Words("en")
	if len(keys) < 500 {
		t.Errorf("only %d words were read", len(keys))
	}
	for _, key := range keys {
		text := look.Word("en", key)
		if strings.HasSuffix(key, ".one") || key == "search.about" {
			continue
		}
		for _, m := range manyOf.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(keys, key+".one") || m[1] != "0" {
				t.Errorf("%s: %q of one thing", key, text)
			}
		}
	}
}

var (
	unread  = regexp.MustCompile(`(?s)<(?:script|style|svg|pre|code)\b.*?</(?:script|style|svg|pre|code)>`)
	inline  = regexp.MustCompile(`</?(?:a|b|em|i|span|strong|time)(?: [^>]*)?>`)
	anyTag  = regexp.MustCompile(`<[^>]*>`)
	english = regexp.MustCompile(`<html[^>]* lang="en"`)
)

// No English page says "1 posts", whatever there is one of.
func TestPagesCountOne(t *testing.T) {
	t.Parallel()
	sites := map[string]fs.FS{"shipped": os.DirFS("../content"), "dossier": mapFS(dossierSite())}
	for seed := range uint64(10) {
		files := randomDossiers(rand.New(rand.NewPCG(seed, 7)))
		files["voice/v.md"] = "---\ntitle: V\nrules:\n  - id: one-topic\n    limit: {what: topics, max: 1, count: topics}\n    level: warning\n    why: x\n---\n"
		sites[fmt.Sprint("random ", seed)] = mapFS(files)
	}
	for name, content := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, _ := Build(Input{Content: source.NewTree(content, "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)}, nil)
			for _, f := range site.Files {
				if !strings.HasSuffix(f.Path, ".html") {
					continue
				}
				data, _ := f.Bytes()
				text := string(data)
				if !english.MatchString(text) {
					continue
				}
				text = html.UnescapeString(anyTag.ReplaceAllString(inline.ReplaceAllString(unread.ReplaceAllString(text, "\n"), ""), "\n"))
				for _, said := range oneMany.FindAllString(text, -1) {
					t.Errorf("%s says %q", f.Path, said)
				}
			}
		})
	}
}
