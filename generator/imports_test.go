package generator

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows is which of our packages each of them may import; see design.md §2.
// Paths are below the module's, and "*" is any.
var arrows = map[string][]string{
	"generator/source":   nil,
	"generator/defaults": nil,
	"themes":             nil,
	"generator/record":   {"generator/source"},
	"generator/markdown": {"generator/source"},
	"generator/picture":  {"generator/source"},
	"generator/theme":    {"generator/source"},
	"generator/search":   {"generator/source"},
	"generator/voice":    {"generator/source"},
	"generator/rights":   {"generator/source", "generator/record"},
	"generator/insights": {"generator/source", "generator/record", "generator/rights"},
	"generator/intake":   {"generator/source", "generator/record"},
	"generator/serve":    {"generator", "generator/source"},
	"generator": {"generator/source", "generator/record", "generator/rights", "generator/markdown", "generator/picture",
		"generator/theme", "generator/search", "generator/voice", "generator/insights", "generator/defaults"},
	"cmd/playbook": {"*"},
}

// importers is the one package that may import each third-party module. What
// only tests use is not here.
var importers = map[string]string{
	"gopkg.in/yaml.v3":                   "generator/source",
	"golang.org/x/text":                  "generator/source",
	"golang.org/x/image":                 "generator/picture",
	"github.com/chai2010/webp":           "generator/picture",
	"github.com/yuin/goldmark":           "generator/markdown",
	"github.com/alecthomas/chroma/v2":    "generator/markdown",
	"github.com/microcosm-cc/bluemonday": "generator/markdown",
	"github.com/evanw/esbuild":           "generator/theme",
	"github.com/gosimple/slug":           "generator",
	"github.com/kljensen/snowball":       "generator/search",
	"github.com/mozillazg/go-pinyin":     "generator/search",
	"golang.org/x/sys":                   "generator",
	"github.com/xuri/excelize/v2":        "generator/intake",
	"github.com/fsnotify/fsnotify":       "generator/serve",
	"github.com/spf13/cobra":             "cmd/playbook",
	"github.com/spf13/pflag":             "cmd/playbook",
	"golang.org/x/term":                  "cmd/playbook",
}

const modulePath = "playbook"

// listed is one package as go list has it.
type listed struct {
	ImportPath string
	Imports    []string // without those of tests
}

func TestImportArrows(t *testing.T) {
	t.Parallel()
	for _, system := range []string{"linux", "darwin", "windows"} {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			for _, p := range packagesOf(t, system) {
				checkArrows(t, p)
			}
		})
	}
}

func packagesOf(t *testing.T, system string) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 8 {
		t.Fatalf("go list names %d packages", len(all))
	}
	return all
}

func checkArrows(t *testing.T, p listed) {
	t.Helper()
	name := strings.TrimPrefix(p.ImportPath, modulePath+"/")
	allowed, known := arrows[name]
	if !known {
		t.Errorf("package %s is not in the table of arrows", name)
		return
	}
	for _, path := range p.Imports {
		if ours, ok := strings.CutPrefix(path, modulePath+"/"); ok {
			if !slices.Contains(allowed, ours) && !slices.Contains(allowed, "*") {
				t.Errorf("%s may not import %s", name, ours)
			}
			continue
		}
		if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
			continue // the standard library
		}
		switch owner := importers[moduleOf(path)]; owner {
		case name:
		case "":
			t.Errorf("%s imports %s, whose module is not in the table of importers", name, path)
		default:
			t.Errorf("%s imports %s, which only %s may", name, path, owner)
		}
	}
}

// moduleOf is the module in the table of importers that a package belongs to.
func moduleOf(path string) string {
	for module := range importers {
		if path == module || strings.HasPrefix(path, module+"/") {
			return module
		}
	}
	return ""
}
