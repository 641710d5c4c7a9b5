package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"playbook/generator/source"
)

// CheckSVG refuses a drawing that could run something. Opened by itself it is a
// page of the site, and the site's policy does not hold there.
func CheckSVG(f *source.File) []source.Problem {
	data, err := f.Bytes()
	if err != nil {
		return []source.Problem{problem(f, err)}
	}
	d := xml.NewDecoder(strings.NewReader(string(data)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return []source.Problem{problem(f, bad(msgBroken, helpPlainSVG, err.Error()))}
		}
		if start, ok := token.(xml.StartElement); ok && active(start) {
			return []source.Problem{problem(f, bad(msgActive, helpPlainSVG))}
		}
	}
}

func active(e xml.StartElement) bool {
	switch strings.ToLower(e.Name.Local) {
	case "script", "foreignobject", "iframe", "embed", "object", "handler", "set":
		return true
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(strings.Map(visible, a.Value))
		if strings.HasPrefix(name, "on") || strings.Contains(value, "javascript:") ||
			name == "href" && value != "" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/") {
			return true
		}
	}
	return false
}

// visible drops the characters that browsers drop from addresses.
func visible(r rune) rune {
	if r <= ' ' {
		return -1
	}
	return r
}
