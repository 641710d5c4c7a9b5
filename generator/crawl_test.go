package generator

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"playbook/generator/defaults"
	"playbook/generator/search"
	"playbook/generator/source"
	"playbook/themes"
)

// An output is a site with the bytes of every file, made once for several tests.
type output struct {
	site     *Site
	problems []source.Problem
	files    map[string][]byte
	pages    map[string]*webpage // parsed as a browser does
}

// produce builds a site whole.
func produce(in Input) *output { return produceWith(in, nil) }

// produceWith is produce with what earlier builds made.
func produceWith(in Input, m *Memo) *output {
	o := produceFiles(in, m)
	for name, data := range o.files {
		if strings.HasSuffix(name, ".html") {
			o.pages[name] = browse(data)
		}
	}
	return o
}

// produceFiles is produceWith, for tests that look at bytes and not at pages.
func produceFiles(in Input, m *Memo) *output {
	o := &output{files: map[string][]byte{}, pages: map[string]*webpage{}}
	o.site, o.problems = Build(in, m)
	for _, f := range o.site.Files {
		data, problems := f.Bytes()
		o.files[f.Path], o.problems = data, append(o.problems, problems...)
	}
	return o
}

// defaultLook is the default theme, for sites that several tests share.
func defaultLook() []*source.Tree {
	below, err := fs.Sub(themes.Files, "default")
	if err != nil {
		panic(err) // the name is a constant
	}
	return []*source.Tree{source.NewTree(below, "themes/default")}
}

// sharedContent is the folder that ships.
var sharedContent = os.DirFS("../content")

// shipped is the content of the repository in both editions, whose pictures are
// encoded once.
var shipped = sync.OnceValues(func() (public, internal *output) {
	in := Input{Content: shippedTree(), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "public", Now: benchNow}
	m := new(Memo)
	public = produceWith(in, m)
	in.Edition = "internal"
	return public, produceWith(in, m)
})

func shippedPublic() *output {
	public, _ := shipped()
	return public
}

func shippedInternal() *output {
	_, internal := shipped()
	return internal
}

// A webpage is what a browser makes of a file.
type webpage struct {
	root     *html.Node
	elements []*html.Node
	ids      map[string]int
	links    []weblink // of the body and head, but not to other hosts or absolute
	redirect string    // where a meta refresh leads
}

// A weblink is an address that a page names, and the place that names it.
type weblink struct{ tag, attr, href string }

func browse(data []byte) *webpage {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		panic(err) // of a reader in memory there is none
	}
	w := &webpage{root: root, ids: map[string]int{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		w.elements = append(w.elements, n)
		for _, a := range n.Attr {
			w.note(n, a)
		}
	}
	return w
}

// addresses are the attributes whose value a browser may follow or fetch.
var addresses = []string{"href", "src", "srcset", "poster", "action", "formaction", "data", "background", "cite", "longdesc", "ping", "manifest", "imagesrcset"}

func (w *webpage) note(n *html.Node, a html.Attribute) {
	switch {
	case a.Key == "id":
		w.ids[a.Val]++
	case n.Data == "meta" && a.Key == "content" && strings.EqualFold(attr(n, "http-equiv"), "refresh"):
		_, w.redirect, _ = strings.Cut(a.Val, "url=")
		w.links = append(w.links, weblink{"meta", "refresh", w.redirect})
	case strings.HasSuffix(a.Key, "srcset"):
		for candidate := range strings.SplitSeq(a.Val, ",") {
			if f := strings.Fields(candidate); len(f) > 0 {
				w.links = append(w.links, weblink{n.Data, a.Key, f[0]})
			}
		}
	case slices.Contains(addresses, a.Key):
		w.links = append(w.links, weblink{n.Data, relOf(n, a.Key), a.Val})
	}
}

// relOf is the attribute, with what a link element is for.
func relOf(n *html.Node, key string) string {
	if n.Data == "link" {
		return attr(n, "rel")
	}
	return key
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// crawled is the sites that the crawler walks, by name.
func crawled(t *testing.T) map[string]func() *output {
	sites := map[string]func() *output{"shipped/public": shippedPublic, "shipped/internal": shippedInternal}
	for _, g := range goldens(t) {
		in := g.input()
		in.Theme = defaultLook()
		sites["golden/"+strings.TrimSuffix(path.Base(g.file), ".txtar")] = sync.OnceValue(func() *output { return produce(in) })
	}
	return sites
}

func TestCrawl(t *testing.T) {
	t.Parallel()
	for name, make := range crawled(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := make()
			for _, p := range o.problems {
				if strings.HasPrefix(name, "shipped/") {
					t.Error(p.Line("en"))
				}
			}
			for _, path := range slices.Sorted(maps.Keys(o.pages)) {
				o.checkPage(t, path)
			}
			o.checkAssets(t)
			o.checkSitemap(t)
			o.checkFeeds(t)
			t.Run("at the root", func(t *testing.T) { o.walk(t, o.serve(t, "/")) })
			t.Run("under a path", func(t *testing.T) { o.walk(t, o.serve(t, "/brand/play%20book/")) })
			t.Run("from disk", func(t *testing.T) { o.walk(t, o.unpack(t)) })
		})
	}
}

// A mount is a place that the site is read from: the address of its folder, and
// how to get what is at an address.
type mount struct {
	base *url.URL
	get  func(u *url.URL) ([]byte, error)
}

// serve is the site on a host that knows files and nothing else: no index, no
// ending that may be left out.
func (o *output) serve(t *testing.T, folder string) mount {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		below, err := url.PathUnescape(folder)
		name, inside := strings.CutPrefix(r.URL.Path, below)
		data, known := o.files[name]
		if err != nil || !inside || !known {
			http.NotFound(w, r)
			return
		}
		w.Write(data)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL + folder)
	if err != nil {
		t.Fatal(err)
	}
	return mount{base, func(u *url.URL) ([]byte, error) {
		if u.Host != base.Host {
			return nil, fmt.Errorf("another host")
		}
		answer, err := server.Client().Get(u.String())
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s", answer.Status)
		}
		return io.ReadAll(answer.Body)
	}}
}

// unpack is the site as a folder that somebody opens from disk.
func (o *output) unpack(t *testing.T) mount {
	dir := filepath.Join(t.TempDir(), "a folder")
	for name, data := range o.files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	slashed := filepath.ToSlash(dir) + "/"
	base := &url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(slashed, "/")}
	return mount{base, func(u *url.URL) ([]byte, error) {
		below, inside := strings.CutPrefix(u.Path, base.Path)
		if !inside || u.Scheme != "file" {
			return nil, fmt.Errorf("outside the folder")
		}
		return os.ReadFile(filepath.Join(dir, filepath.FromSlash(below)))
	}}
}

// walk follows every link from the home page, and names the pages that no link
// leads to.
func (o *output) walk(t *testing.T, m mount) {
	seen := map[string]bool{"index.html": true}
	for queue := []string{"index.html"}; len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		from := m.base.ResolveReference(&url.URL{Path: name})
		data, err := m.get(from)
		if err != nil || !bytes.Equal(data, o.files[name]) {
			t.Errorf("%s is not what was built: %v", name, err)
			continue
		}
		if o.pages[name] == nil {
			continue
		}
		for _, l := range o.pages[name].links {
			to := o.follow(t, m, from, name, l)
			if to != "" && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.pages)) {
		if !seen[name] && !o.unlisted(name) && source.Errors(o.problems) == 0 {
			t.Errorf("no way leads from the home page to %s", name)
		}
	}
}

// follow is the file that a link leads to; "" for links to other sites.
func (o *output) follow(t *testing.T, m mount, from *url.URL, page string, l weblink) string {
	to, err := from.Parse(l.href)
	if err != nil {
		t.Errorf("%s: %s %s=%q: %v", page, l.tag, l.attr, l.href, err)
		return ""
	}
	if to.Host != from.Host || to.Scheme != from.Scheme {
		return "" // checkPage says whether it may
	}
	name, inside := strings.CutPrefix(to.Path, m.base.Path)
	if _, exists := o.files[name]; !inside || !exists {
		t.Errorf("%s: %s %s=%q leads nowhere", page, l.tag, l.attr, l.href)
		return ""
	}
	if target := o.pages[name]; to.Fragment != "" && (target == nil || target.ids[to.Fragment] == 0) {
		t.Errorf("%s: %s %s=%q: there is no such anchor", page, l.tag, l.attr, l.href)
	}
	return name
}

// unlisted reports whether a page is there for those who have its address, and
// no page links to it: errors, old addresses, and what was taken down.
func (o *output) unlisted(name string) bool {
	page := o.pages[name]
	return name == "404.html" || page.redirect != "" || o.isTombstone(name)
}

// isTombstone goes by the heading that the default theme gives them.
func (o *output) isTombstone(name string) bool {
	page := o.pages[name]
	return page != nil && slices.ContainsFunc(page.elements, func(n *html.Node) bool {
		return n.Data == "h1" && (textOf(n) == "This post was taken down" || textOf(n) == "这条笔记已撤下")
	})
}

// checkPage looks for what no page of ours may have.
func (o *output) checkPage(t *testing.T, name string) {
	t.Helper()
	page := o.pages[name]
	for id, n := range page.ids {
		if n > 1 || id == "" {
			t.Errorf("%s: %d elements have the id %q", name, n, id)
		}
	}
	for _, n := range page.elements {
		o.checkElement(t, name, n)
	}
	for _, l := range page.links {
		o.checkLink(t, name, l)
	}
}

func (o *output) checkElement(t *testing.T, name string, n *html.Node) {
	t.Helper()
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
			t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
		}
	}
	switch n.Data {
	case "html":
		if attr(n, "lang") == "" {
			t.Errorf("%s does not say its language", name)
		}
	case "script":
		o.checkScript(t, name, n)
	case "style", "iframe", "object", "embed", "base", "frame", "applet", "form":
		t.Errorf("%s has a <%s>", name, n.Data)
	case "meta":
		o.checkMeta(t, name, n)
	case "img":
		if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
			t.Errorf("%s: a picture without alt", name)
		}
		if attr(n, "width") == "" || attr(n, "height") == "" {
			t.Errorf("%s: a picture without its size", name)
		}
	}
}

func (o *output) checkScript(t *testing.T, name string, n *html.Node) {
	t.Helper()
	if attr(n, "src") != "" {
		return
	}
	text := textOf(n)
	if attr(n, "type") != "application/ld+json" {
		t.Errorf("%s has an inline script: %s", name, text)
		return
	}
	var data any
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Errorf("%s: JSON-LD: %v", name, err)
	}
	o.checkData(t, name, data)
}

// checkData looks up the addresses of our own in JSON-LD.
func (o *output) checkData(t *testing.T, name string, data any) {
	t.Helper()
	switch v := data.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			o.checkData(t, name, v[k])
		}
	case []any:
		for _, x := range v {
			o.checkData(t, name, x)
		}
	case string:
		if base := o.site.Config.BaseURL; base != "" && strings.HasPrefix(v, base) {
			o.absolute(t, name+": JSON-LD", v)
		}
	}
}

func (o *output) checkMeta(t *testing.T, name string, n *html.Node) {
	t.Helper()
	switch property := attr(n, "property"); property {
	case "og:url", "og:image":
		o.absolute(t, name+": "+property, attr(n, "content"))
	}
	if strings.EqualFold(attr(n, "http-equiv"), "refresh") && o.pages[name].redirect == "" {
		t.Errorf("%s refreshes itself", name)
	}
}

// absolute is the file that an absolute address of ours names.
func (o *output) absolute(t *testing.T, where, address string) string {
	t.Helper()
	base := o.site.Config.BaseURL
	rest, ours := strings.CutPrefix(address, base)
	if base == "" || !ours {
		t.Errorf("%s: %q is not below %q", where, address, base)
		return ""
	}
	rest, anchor, _ := strings.Cut(rest, "#")
	name, err := url.PathUnescape(rest)
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if _, exists := o.files[name]; err != nil || !exists {
		t.Errorf("%s: %q leads nowhere", where, address)
		return ""
	}
	if anchor, _ = url.PathUnescape(anchor); anchor != "" && o.pages[name].ids[anchor] == 0 {
		t.Errorf("%s: %q: there is no such anchor", where, address)
	}
	return name
}

// checkLink looks at an address as it is written: inside the site it must be
// relative, and only readers are sent to other hosts, never browsers.
func (o *output) checkLink(t *testing.T, name string, l weblink) {
	t.Helper()
	u, err := url.Parse(l.href)
	if err != nil {
		t.Errorf("%s: %s %s=%q: %v", name, l.tag, l.attr, l.href, err)
		return
	}
	base := o.site.Config.BaseURL
	switch {
	case l.tag == "link" && (l.attr == "canonical" || l.attr == "alternate") && u.IsAbs():
		o.absolute(t, name+": "+l.attr, l.href)
	case u.IsAbs():
		readers := l.tag == "a" && l.attr == "href" && slices.Contains([]string{"http", "https", "mailto"}, u.Scheme)
		if !readers || base != "" && strings.HasPrefix(l.href, base) {
			t.Errorf("%s: %s %s=%q is absolute", name, l.tag, l.attr, l.href)
		}
	case u.Host != "" || strings.HasPrefix(l.href, "//") || strings.ContainsAny(l.href, "\\"):
		t.Errorf("%s: %s %s=%q names a host", name, l.tag, l.attr, l.href)
	case strings.HasPrefix(l.href, "/"):
		if name != "404.html" {
			t.Errorf("%s: %s %s=%q starts from the root", name, l.tag, l.attr, l.href)
			return
		}
		o.checkRooted(t, l)
	case name == "404.html" && !strings.HasPrefix(l.href, "#"):
		t.Errorf("404.html: %q does not start from the root, and hosts serve the page at any depth", l.href)
	case (l.href == "" || u.Path == "" && u.Fragment == "" && u.RawQuery == "") && source.Errors(o.problems) == 0:
		t.Errorf("%s: %s %s is empty", name, l.tag, l.attr)
	}
}

// checkRooted looks up a link of 404.html, which starts at the path of base_url.
func (o *output) checkRooted(t *testing.T, l weblink) {
	t.Helper()
	root := "/"
	if b, err := url.Parse(o.site.Config.BaseURL); err == nil && b.Path != "" {
		root = b.Path
	}
	u, err := url.Parse(l.href)
	if err != nil {
		t.Errorf("404.html: %v", err)
		return
	}
	name, inside := strings.CutPrefix(u.Path, root)
	if _, exists := o.files[name]; !inside || !exists {
		t.Errorf("404.html: %s %s=%q leads nowhere", l.tag, l.attr, l.href)
	}
}

// checkAssets looks for other hosts in style sheets and scripts. Files of the
// search index hold texts, which may name any address and lead nowhere.
func (o *output) checkAssets(t *testing.T) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(o.files)) {
		if strings.HasPrefix(name, search.Folder) {
			continue
		}
		switch path.Ext(name) {
		case ".css", ".js":
			for _, sign := range []string{"http:", "https:", "@import", "url(//", `"//`, "url(/"} {
				if i := bytes.Index(o.files[name], []byte(sign)); i >= 0 {
					t.Errorf("%s: %s", name, o.files[name][i:min(len(o.files[name]), i+80)])
				}
			}
		}
	}
}

func (o *output) checkSitemap(t *testing.T) {
	t.Helper()
	data, exists := o.files["sitemap.xml"]
	if exists != (o.site.Config.BaseURL != "" && o.site.Edition.Index) {
		t.Errorf("a site map is there: %t, with base_url %q", exists, o.site.Config.BaseURL)
	}
	if !exists {
		return
	}
	var m struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc       string `xml:"loc"`
			Alternate []struct {
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/1999/xhtml link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(data, &m); err != nil {
		t.Fatalf("sitemap.xml: %v", err)
	}
	listed := map[string]bool{}
	for _, u := range m.URLs {
		name := o.absolute(t, "sitemap.xml", u.Loc)
		if listed[name] && source.Errors(o.problems) == 0 {
			t.Errorf("sitemap.xml has %s twice", name)
		}
		listed[name] = true
		for _, a := range u.Alternate {
			o.absolute(t, "sitemap.xml: "+u.Loc, a.Href)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.pages)) {
		if listed[name] == o.noindex(name) {
			t.Errorf("%s: in the site map %t, closed to search engines %t", name, listed[name], o.noindex(name))
		}
	}
}

func (o *output) noindex(name string) bool {
	return slices.ContainsFunc(o.pages[name].elements, func(n *html.Node) bool {
		return n.Data == "meta" && attr(n, "name") == "robots" && strings.Contains(attr(n, "content"), "noindex")
	})
}

func (o *output) checkFeeds(t *testing.T) {
	t.Helper()
	feeds := 0
	for _, name := range slices.Sorted(maps.Keys(o.files)) {
		if path.Ext(name) != ".xml" || name == "sitemap.xml" {
			continue
		}
		feeds++
		var f struct {
			XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
			ID      string   `xml:"id"`
			Title   string   `xml:"title"`
			Updated string   `xml:"updated"`
			Links   []struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Entries []struct {
				ID      string `xml:"id"`
				Title   string `xml:"title"`
				Updated string `xml:"updated"`
				Author  string `xml:"author>name"`
				Link    struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal(o.files[name], &f); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		o.absolute(t, name, f.ID)
		for _, l := range f.Links {
			o.absolute(t, name, l.Href)
		}
		if f.Title == "" || f.Updated == "" {
			t.Errorf("%s has no title or no date", name)
		}
		ids := map[string]bool{}
		for _, e := range f.Entries {
			o.absolute(t, name, e.Link.Href)
			if ids[e.ID] || e.ID == "" || e.Title == "" || e.Updated == "" || e.Author == "" {
				t.Errorf("%s: entry %+v", name, e)
			}
			ids[e.ID] = true
		}
	}
	if o.site.Config.BaseURL != "" && feeds == 0 {
		t.Error("no feeds")
	}
}
