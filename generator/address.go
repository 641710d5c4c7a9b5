package generator

import (
	"io/fs"
	"net/url"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgAddress  = source.Message{En: `"{0}" is also the address of {1}`, Zh: `“{0}”也是 {1} 的地址`}
	helpAddress = source.Message{En: "give one of them another `slug:`", Zh: "请用 `slug:` 给其中一个换个地址"}
)

var (
	msgAlias  = source.Message{En: `"{0}" cannot be an address of this site`, Zh: `“{0}”不能用作本站的网址`}
	helpAlias = source.Message{En: "write a path such as /old/page.html, without .. and without any of <>:\"|?*\\", Zh: "请写成 /old/page.html 这样的路径，不带 ..，也不带 <>:\"|?*\\ 这些字符"}
)

// address gives every visible thing its place, and refuses a place taken twice.
func (l *linker) address() {
	for i := range l.c.Languages {
		l.claim(l.prefix(i)+"index.html", source.Pos{File: l.c.label, Line: 1, Col: 1})
		for _, k := range record.Kinds() {
			if k != record.Pages && l.c.shows(k) {
				l.claim(l.sectionURL(k, i), source.Pos{File: l.c.label, Line: 1, Col: 1})
			}
		}
	}
	for _, t := range l.things {
		if t.name == "" || t == l.home {
			continue
		}
		for i := range l.c.Languages {
			if t.visible {
				l.claim(t.summaries[i].URL, t.pos())
			} else if t.permission.Notice != "" {
				l.claim(l.url(t, i), t.pos())
			}
		}
	}
	for _, t := range l.things {
		if t.visible {
			l.aliases(t)
		}
	}
}

// claim takes a path of the output. Paths that differ only in case or in how
// accents are composed are one file on some systems.
func (l *linker) claim(path string, by source.Pos) bool {
	key := source.FoldName(path)
	other, taken := l.urls[key]
	if !taken {
		other, taken = l.claimed[key]
	}
	if taken {
		l.report(source.Problem{Pos: by, Rule: "address", Key: msgAddress, Args: []string{path, other.File}, Help: helpAddress})
		return false
	}
	l.claimed[key] = by
	return true
}

// prefix is the folder of a language: the first one owns the root.
func (l *linker) prefix(lang int) string {
	if lang == 0 {
		return ""
	}
	return l.c.Languages[lang] + "/"
}

func (l *linker) sectionURL(k record.Kind, lang int) string {
	return l.prefix(lang) + string(k) + ".html"
}

// url is where a thing stands in the part of the site of a language.
func (l *linker) url(t *thing, lang int) string {
	switch {
	case t == l.home:
		return l.prefix(lang) + "index.html"
	case t.name == "":
		return l.sectionURL(t.kind, lang)
	case t.kind == record.Pages:
		return l.prefix(lang) + t.slug + ".html"
	}
	return l.prefix(lang) + string(t.kind) + "/" + t.slug + ".html"
}

// alias is an old address that leads to a page.
type alias struct{ from, to, title, lang string }

func (l *linker) aliases(t *thing) {
	for i, d := range t.docs {
		if d == nil {
			continue
		}
		for j, a := range d.Record.Aliases {
			from, at := aliasPath(a), d.Record.At("aliases."+itoa(j))
			if !fs.ValidPath(from) || strings.ContainsAny(from, `<>:"|?*\`) {
				l.report(source.Problem{Pos: at, Rule: "address", Key: msgAlias, Args: []string{a}, Help: helpAlias})
				continue
			}
			if l.claim(from, at) {
				l.alias = append(l.alias, alias{from, l.url(t, i), "", l.c.Languages[i]})
			}
		}
	}
}

// aliasPath is the file that an old address was: "/old/" is "old/index.html".
func aliasPath(a string) string {
	a = strings.TrimPrefix(a, "/")
	switch {
	case a == "" || strings.HasSuffix(a, "/"):
		return a + "index.html"
	case strings.HasSuffix(a, ".html"):
		return a
	}
	return a + ".html"
}

// relative is the link to path, which may carry an anchor, from a page that
// lies below up.
func relative(up, path string) string {
	if strings.HasPrefix(path, "#") {
		return path
	}
	return up + escapePath(path)
}

// up is the way from a page to the root: "../" for "cases/a.html".
func up(path string) string { return strings.Repeat("../", strings.Count(path, "/")) }

// escapePath is a path as an address writes it, its anchor included. Most paths are plain.
func escapePath(p string) string {
	plain := true
	for i := range len(p) {
		c := p[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '/' || c == '.' || c == '_' || c == '#') {
			plain = false
			break
		}
	}
	if plain {
		return p
	}
	p, anchor, found := strings.Cut(p, "#")
	escaped := (&url.URL{Path: p}).EscapedPath()
	if found {
		escaped += "#" + (&url.URL{Fragment: anchor}).EscapedFragment()
	}
	return escaped
}
