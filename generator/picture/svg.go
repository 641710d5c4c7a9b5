package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"playbook/generator/source"
)

// CleanSVG is a drawing with nothing but what is drawn and said: without
// comments, metadata and what drawing programs note for themselves, such as the
// folder it was saved in. One that could run or load something is refused:
// opened by itself it is a page of the site, and the site's policy does not hold
// there. So is one that holds a picture, whose metadata would stay.
func CleanSVG(f *source.File) ([]byte, []source.Problem) {
	data, err := f.Bytes()
	if err == nil {
		err = checkSVG(data)
	}
	if err == nil {
		if data = plainSVG(data); !bytes.HasPrefix(data, []byte("<svg")) {
			err = bad(msgUnknown, helpPlainSVG)
		}
	}
	if err != nil {
		return nil, []source.Problem{problem(f, err)}
	}
	return data, nil
}

func checkSVG(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return bad(msgBroken, helpPlainSVG, err.Error())
		}
		switch t := token.(type) {
		case xml.StartElement:
			if active(t) {
				return bad(msgActive, helpPlainSVG)
			}
			if slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return holdsPicture(a.Value) }) {
				return bad(msgInSVG, helpInSVG)
			}
		case xml.CharData:
			if loads(string(t)) {
				return bad(msgActive, helpPlainSVG)
			}
			if holdsPicture(string(t)) {
				return bad(msgInSVG, helpInSVG)
			}
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
		if strings.HasPrefix(name, "on") || strings.Contains(value, "javascript:") || loads(value) ||
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

// loading is what makes a style sheet load something.
var loading = regexp.MustCompile(`(?i)@import|url\(\s*["']?\s*([^#"'\s])`)

// loads reports whether a text would load something if it is a style. What lies
// in it already is not loaded.
func loads(text string) bool {
	for _, m := range loading.FindAllStringIndex(text, -1) {
		if !strings.HasPrefix(strings.ToLower(text[m[1]-1:]), "data:") {
			return true
		}
	}
	return false
}

func holdsPicture(text string) bool { return strings.Contains(strings.ToLower(text), "data:image/") }

// plainSVG copies what is kept, byte for byte.
func plainSVG(data []byte) []byte {
	d := xml.NewDecoder(bytes.NewReader(data))
	var out []byte
	left := 0 // elements that we are in and leave out
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if err != nil {
			return append(bytes.TrimSpace(out), '\n')
		}
		raw := data[from:d.InputOffset()]
		switch t := token.(type) {
		case xml.StartElement:
			if left > 0 || t.Name.Local == "metadata" || !drawn(t.Name.Space) {
				left++
				continue
			}
			out = append(out, plainTag(raw, t.Attr)...)
		case xml.EndElement:
			if left > 0 {
				left--
				continue
			}
			out = append(out, raw...)
		case xml.CharData:
			if left == 0 {
				out = append(out, raw...)
			}
		}
	}
}

// drawn reports whether names with a prefix are part of the drawing.
func drawn(prefix string) bool { return slices.Contains([]string{"", "svg", "xlink", "xml"}, prefix) }

// plainTag is the beginning of an element without the attributes of others.
func plainTag(tag []byte, attributes []xml.Attr) []byte {
	for _, a := range attributes {
		if drawn(a.Name.Space) || a.Name.Space == "xmlns" && drawn(a.Name.Local) {
			continue
		}
		one := regexp.MustCompile(`\s` + regexp.QuoteMeta(a.Name.Space+":"+a.Name.Local) + `\s*=\s*("[^"]*"|'[^']*')`)
		tag = one.ReplaceAll(tag, nil)
	}
	return tag
}
