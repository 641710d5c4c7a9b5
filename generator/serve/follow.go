package serve

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"playbook/generator"
	"playbook/generator/source"
)

// editorLink opens a place of a file in VS Code. It is the only thing with an
// absolute path in it, and goes to browsers of this machine alone.
func editorLink(name string, at source.Pos) string {
	if name == "" {
		return ""
	}
	name = filepath.ToSlash(name)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // C:/…
	}
	link := "vscode://file" + (&url.URL{Path: name}).EscapedPath()
	if at.Line > 0 {
		link += ":" + strconv.Itoa(at.Line) + ":" + strconv.Itoa(max(1, at.Col))
	}
	return link
}

// isLocal reports whether a request comes from this machine.
func isLocal(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// vanished is where the pages of was went that is does not have, those that
// went before included.
func (s *Server) vanished(was, is *generator.Site) map[string]string {
	left, came := diff(was.Files, is.Files)
	if len(left) == 0 && len(came) == 0 {
		return s.gone
	}
	gone := make(map[string]string, len(s.gone)+len(left))
	for p, to := range s.gone {
		gone[p] = to
	}
	for _, p := range left {
		gone[p] = moved(p, left, came)
	}
	for _, p := range came {
		delete(gone, p)
	}
	if len(gone) > maxGone {
		gone = map[string]string{}
	}
	s.gone = gone
	return gone
}

// maxGone bounds what is remembered of pages that are no more.
const maxGone = 10_000

// diff is the pages that only one of two lists has, which are in order of Path.
func diff(was, is []*generator.File) (left, came []string) {
	note := func(list *[]string, f *generator.File) {
		if isHTML(f.Path) {
			*list = append(*list, f.Path)
		}
	}
	for len(was) > 0 || len(is) > 0 {
		switch {
		case len(is) == 0 || len(was) > 0 && was[0].Path < is[0].Path:
			note(&left, was[0])
			was = was[1:]
		case len(was) == 0 || is[0].Path < was[0].Path:
			note(&came, is[0])
			is = is[1:]
		default:
			was, is = was[1:], is[1:]
		}
	}
	return left, came
}

// moved is where a page that left went: to the one that came in its folder if
// no other left there, else to the one of the same name elsewhere, else "".
func moved(p string, left, came []string) string {
	dir := func(q string) bool { return path.Dir(q) == path.Dir(p) }
	if to := only(came, dir); to != "" && only(left, dir) == p {
		return to
	}
	return only(came, func(q string) bool { return path.Base(q) == path.Base(p) })
}

// only is the one element of list that f is true of, or "" if there are more or none.
func only(list []string, f func(string) bool) string {
	found := ""
	for _, s := range list {
		if !f(s) {
			continue
		}
		if found != "" {
			return ""
		}
		found = s
	}
	return found
}

// pageOf is the page that one of the changed files makes, or "" if its name does
// not tell. Of several files the first with a page counts: an editor saves one.
func pageOf(site *generator.Site, changed []string) string {
	for _, label := range changed {
		w, ok := writtenAs(label)
		if !ok {
			continue
		}
		if w.lang == "" || w.lang == site.Config.Languages[0] {
			w.lang = ""
		} else {
			w.lang += "/"
		}
		for _, p := range []string{w.lang + w.kind + w.name + ".html", w.lang + w.kind + w.name + "/index.html"} {
			if hasFile(site, p) {
				return p
			}
		}
	}
	return ""
}

func hasFile(site *generator.Site, p string) bool {
	return (&view{outcome: outcome{site: site}}).file(p) != nil
}

// written is what the name of a Markdown file says of its page.
type written struct{ lang, kind, name string }

func writtenAs(label string) (written, bool) {
	_, below, ok := strings.Cut(label, "/")
	stem, isMarkdown := strings.CutSuffix(below, ".md")
	if !ok || !isMarkdown {
		return written{}, false
	}
	var w written
	if ext := path.Ext(stem); ext == ".en" || ext == ".zh" {
		stem, w.lang = strings.TrimSuffix(stem, ext), ext[1:]
	}
	kind, rest, nested := strings.Cut(stem, "/")
	if kind == "pages" && nested {
		kind, rest, nested = rest, "", false
	}
	if !nested {
		w.name = strings.TrimSuffix(kind, "/index")
		return w, true
	}
	if rest == "index" {
		w.name = kind
		return w, true
	}
	w.kind, w.name = kind+"/", path.Base(strings.TrimSuffix(rest, "/index"))
	return w, true
}

// likeliest is which of the pages that became others is the edited one, where
// its name does not tell because its address was chosen: the one in the folder
// of the kind, if there is only one. Lists of the kind lie beside it, not in it.
func likeliest(edited, labels []string) string {
	for _, label := range labels {
		w, ok := writtenAs(label)
		if !ok {
			continue
		}
		in := func(lang string) string {
			return only(edited, func(p string) bool { return isHTML(p) && path.Dir(p) == path.Clean(lang+w.kind) })
		}
		if w.lang != "" {
			if p := in(w.lang + "/"); p != "" {
				return p
			}
		}
		if p := in(""); p != "" {
			return p
		}
	}
	return ""
}
