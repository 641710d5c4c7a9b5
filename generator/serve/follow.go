package serve

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
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
// went before included. A page moved if its file has another page now, or if its
// file is there under another name.
func (s *Server) vanished(was *generator.Site, b outcome) map[string]string {
	left, came := diff(was.Files, b.site.Files)
	if len(left) == 0 && len(came) == 0 {
		return s.gone
	}
	gone := make(map[string]string, len(s.gone)+len(left))
	for p, to := range s.gone {
		gone[p] = to
	}
	now := make(map[origin]string, len(came))
	for _, f := range came {
		now[originOf(f)] = f.Path
		delete(gone, f.Path)
	}
	for _, f := range left {
		o := originOf(f)
		o.label = cmp.Or(b.renamed[o.label], o.label)
		if gone[f.Path] = ""; o.label != "" {
			gone[f.Path] = now[o]
		}
	}
	if len(gone) > maxGone {
		gone = map[string]string{}
	}
	s.gone = gone
	return gone
}

// maxGone bounds what is remembered of pages that are no more.
const maxGone = 10_000

// origin is what makes a page the same one under another address.
type origin struct{ label, lang string }

func originOf(f *generator.File) origin {
	label, lang := f.Source()
	return origin{label, lang}
}

// diff is the pages that only one of two lists has, which are in order of Path.
func diff(was, is []*generator.File) (left, came []*generator.File) {
	note := func(list *[]*generator.File, f *generator.File) {
		if isHTML(f.Path) {
			*list = append(*list, f)
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

// pagesOf is the pages that one of the changed files is written for, by
// language: an original is shown in every language that has no translation. Of
// several files the first with a page counts: an editor saves one.
func pagesOf(site *generator.Site, changed []string) map[string]string {
	byLabel := map[string]map[string]string{}
	for _, f := range site.Files {
		label, lang := f.Source()
		if label == "" || !slices.Contains(changed, label) {
			continue
		}
		if byLabel[label] == nil {
			byLabel[label] = map[string]string{}
		}
		byLabel[label][lang] = f.Path
	}
	for _, label := range changed {
		if pages := byLabel[label]; pages != nil {
			return pages
		}
	}
	return nil
}

// followed is the page that was just edited, if there is one in the language of
// the reader in that.
func (v *view) followed(lang string) string {
	for _, l := range slices.Concat([]string{lang}, v.site.Config.Languages) {
		if p := v.follow[l]; p != "" {
			return p
		}
	}
	return ""
}
