package main

import (
	"bytes"
	"compress/gzip"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"playbook/generator"
)

// shippedDay is the day that the shipped site is judged as of in tests.
var shippedDay = time.Date(2026, 12, 1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))

// sites are those that a bar is held to: the shipped one, in its strictest
// edition and in the team's, and the two made up for tests. They are built once.
func sites(t *testing.T) map[string]*generator.Site {
	t.Helper()
	held.Lock()
	defer held.Unlock()
	if held.sites == nil {
		held.sites = buildSites(t)
	}
	return held.sites
}

var held struct {
	sync.Mutex
	sites map[string]*generator.Site
}

func buildSites(t *testing.T) map[string]*generator.Site {
	t.Helper()
	content, err := fixtureSite(60, nil)
	if err != nil {
		t.Fatal(err)
	}
	shipped := os.DirFS(filepath.Join(top(t), "content"))
	return map[string]*generator.Site{
		"shipped":          build(t, shipped, "public", shippedDay),
		"shipped internal": build(t, shipped, "internal", shippedDay),
		"fixture":          build(t, content, "internal", fixtureDay),
		"archive":          build(t, archiveOf(t, 60), "public", fixtureDay),
	}
}

// writeOut writes the files of a site whose name f is true of.
func writeOut(t *testing.T, site *generator.Site, dir string, f func(name string) bool) (names []string) {
	t.Helper()
	for _, file := range site.Files {
		if !f(file.Path) {
			continue
		}
		data, _ := file.Bytes() // its problems are those that check finds
		name := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func has(site *generator.Site, page string) bool {
	return slices.ContainsFunc(site.Files, func(f *generator.File) bool { return f.Path == page })
}

func isHTML(name string) bool { return path.Ext(name) == ".html" }

// TestValid holds pages to the recommended rules of html-validate: make soak all
// of them, else those of the team's edition that nobody else has, and a few of
// those that are alike.
func TestValid(t *testing.T) {
	t.Parallel()
	npm(t, "html-validate/package.json")
	all := sites(t)
	for name, site := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pages := writeOut(t, site, t.TempDir(), func(page string) bool {
				chosen := soaking() || !alike.MatchString(page) && (name != "shipped internal" || !has(all["shipped"], page))
				return isHTML(page) && chosen
			})
			cmd := exec.Command("node", append([]string{filepath.Join(top(t), ".ci", "validate.mjs")}, pages...)...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%.4000s", err, out)
			}
		})
	}
}

var loaded = regexp.MustCompile(`<(?:link rel="stylesheet"|script)[^>]* (?:href|src)="([^"]+)"`)

// The page before its pictures has to arrive over a subway's network.
func TestBudgets(t *testing.T) {
	t.Parallel()
	for name, site := range sites(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes := map[string]int{}
			for _, f := range site.Files {
				if ext := path.Ext(f.Path); ext == ".css" || ext == ".js" || ext == ".html" {
					data, _ := f.Bytes()
					sizes[f.Path] = compressed(t, data)
				}
			}
			most := 0
			for _, f := range site.Files {
				if !isHTML(f.Path) {
					continue
				}
				data, _ := f.Bytes()
				total, of := sizes[f.Path], map[string]int{}
				for _, m := range loaded.FindAllSubmatch(data, -1) {
					asset := path.Join(path.Dir(f.Path), string(m[1]))
					if f.Path == "404.html" {
						asset = strings.TrimPrefix(string(m[1]), "/")
					}
					if sizes[asset] == 0 {
						t.Errorf("%s loads %s, which is not there", f.Path, m[1])
					}
					of[path.Ext(asset)] += sizes[asset]
					total += sizes[asset]
				}
				if total > 40_000 || of[".js"] > 20_000 || of[".css"] > 12_000 {
					t.Errorf("%s has %d bytes compressed, of them %d script and %d style", f.Path, total, of[".js"], of[".css"])
				}
				most = max(most, total)
			}
			t.Logf("the largest page has %d bytes compressed before its pictures", most)
		})
	}
}

func compressed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// testFromDisk opens every page of a site from disk, with script switched off:
// there are words to read, every picture shows, and every link leads somewhere.
// Make soak does the same to the shipped site, whose pictures take a while.
func testFromDisk(t *testing.T, b *chromium) {
	all := sites(t)
	crawled := []string{"fixture", "archive"}
	if soaking() {
		crawled = append(crawled, "shipped", "shipped internal")
	}
	for _, name := range crawled {
		dir := t.TempDir()
		writeOut(t, all[name], dir, func(string) bool { return true })
		var pages []string
		for _, f := range all[name].Files {
			// 404.html is for hosts: its links begin at the root of one.
			if isHTML(f.Path) && f.Path != "404.html" && !alike.MatchString(f.Path) {
				pages = append(pages, f.Path)
			}
		}
		t.Run(name, func(t *testing.T) { crawl(t, b, dir, pages) })
	}
}

// alike are pages of the made-up sites that are like others: all but the first
// of posts and tags that have nothing of their own, and one that leads on by itself.
var alike = regexp.MustCompile(`^old\.html$|posts/(m|p)0*[1-9]\d+\.html$|tags/.*-[1-9]\d*\.html$`)

// seen is what a page looks like from outside.
type seen struct {
	Words    int      // characters of its main text
	Links    []string // addresses as the browser resolves them
	IDs      []string
	Pictures []string // that do not show
}

const look = `({
	Words: (document.querySelector("main")?.innerText || "").trim().length,
	Links: [...document.querySelectorAll("a[href], area[href], link[rel=stylesheet], link[rel=icon]")].map((a) => a.href),
	IDs: [...document.querySelectorAll("[id]")].map((e) => e.id),
	Pictures: [...document.images].filter((i) => i.naturalWidth === 0).map((i) => i.currentSrc || i.src),
})`

// crawl opens pages of a folder and follows what is in them.
func crawl(t *testing.T, b *chromium, dir string, pages []string) {
	root := fileURL(dir) + "/"
	var mu sync.Mutex
	found := map[string]seen{}
	t.Run("pages", func(t *testing.T) {
		each(t, b, pages, func(x *tab, page string) {
			x.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
			x.on(phone)
			x.visit(root + page)
			s := ask[seen](x, look)
			if s.Words < 10 {
				x.t.Errorf("%s has nothing to read", page)
			}
			for _, p := range s.Pictures {
				x.t.Errorf("%s does not show %s", page, p)
			}
			mu.Lock()
			found[page] = s
			mu.Unlock()
		})
	})
	leads(t, dir, root, found)
}

// leads fails for every link that leads nowhere, and for every page that no
// link leads to.
func leads(t *testing.T, dir, root string, found map[string]seen) {
	reached := map[string]bool{"index.html": true}
	for page, s := range found {
		for _, link := range s.Links {
			local, ok := strings.CutPrefix(link, root)
			if !ok {
				if strings.HasPrefix(link, "file:") {
					t.Errorf("%s links to %s, outside of the site", page, link)
				}
				continue
			}
			u, err := url.Parse(local)
			if err != nil {
				t.Errorf("%s links to %s: %v", page, link, err)
				continue
			}
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(u.Path))); err != nil {
				t.Errorf("%s links to %s, which is not there", page, local)
			}
			if to, ok := found[u.Path]; ok && u.Fragment != "" && !slices.Contains(to.IDs, u.Fragment) {
				t.Errorf("%s links to %s, a place that is not there", page, local)
			}
			reached[u.Path] = true
		}
	}
	for page := range found {
		if !reached[page] {
			t.Errorf("no link leads to %s", page)
		}
	}
}
