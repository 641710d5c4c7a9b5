package markdown

import (
	"strings"

	"playbook/generator/source"
)

var (
	msgScheme  = source.Message{En: `a link may not start with "{0}"`, Zh: "链接不能以“{0}”开头"}
	helpScheme = source.Message{
		En: "use http, https, mailto, or a path in this site",
		Zh: "请使用 http、https、mailto 或站内路径",
	}
	msgHostless  = source.Message{En: `the link "{0}" leaves out http: or https:`, Zh: "链接“{0}”缺少 http: 或 https:"}
	helpHostless = source.Message{En: "write https:{0}", Zh: "请写成 https:{0}"}
)

// checkDest reports whether a link may lead to dest; if not, it is a problem.
func (w *writer) checkDest(at int, dest string) bool {
	if w.o.plain {
		return true
	}
	bare := strip(dest)
	if strings.HasPrefix(bare, "//") || strings.HasPrefix(bare, `\`) || strings.HasPrefix(bare, `/\`) {
		w.problem(at, source.Error, "link", msgHostless, helpHostless, dest)
		return false
	}
	if s := scheme(bare); s != "" && !allowedScheme(s) {
		w.problem(at, source.Error, "link", msgScheme, helpScheme, s+":")
		return false
	}
	return true
}

// strip is dest as a browser reads it: without the controls and line ends that
// it skips, and the spaces around.
func strip(dest string) string {
	clean := func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}
	if strings.IndexFunc(dest, func(r rune) bool { return r <= ' ' || r == 0x7f }) >= 0 {
		dest = strings.Map(clean, dest)
	}
	return strings.TrimSpace(dest)
}

// scheme is what stands before the first colon of an address, in lower case,
// or "" if that colon is in a path, query or fragment.
func scheme(bare string) string {
	i := strings.IndexAny(bare, ":/?#")
	if i <= 0 || bare[i] != ':' {
		return ""
	}
	return strings.ToLower(bare[:i])
}

func allowedScheme(s string) bool { return s == "http" || s == "https" || s == "mailto" }

// isExternal reports whether dest is a whole address and not a path.
func isExternal(dest string) bool { return scheme(strip(dest)) != "" }

// isRemote reports whether dest is anything but a path in this site.
func isRemote(dest string) bool {
	bare := strip(dest)
	return scheme(bare) != "" || strings.HasPrefix(bare, "//") || strings.HasPrefix(bare, `\`) || strings.HasPrefix(bare, `/\`)
}

const hexDigits = "0123456789ABCDEF"

// appendURL appends an address as it may stand in an attribute: what is no part
// of a URL percent-encoded, "&" escaped. Escapes already there stay.
func appendURL(b []byte, dest string) []byte {
	for i := 0; i < len(dest); i++ {
		switch c := dest[i]; {
		case isAlnum(c), strings.IndexByte("-_.!~*'();/?:@=+$,#%", c) >= 0:
			if c == '%' && !(i+2 < len(dest) && isNumber([]byte{'x', dest[i+1]}) && isNumber([]byte{'x', dest[i+2]})) {
				b = append(b, "%25"...)
				continue
			}
			b = append(b, c)
		case c == '&':
			b = append(b, "&amp;"...)
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}
