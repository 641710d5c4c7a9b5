package generator

import (
	"cmp"
	"strings"

	"github.com/gosimple/slug"

	"playbook/generator/record"
	"playbook/generator/source"
)

// slugOf is the last part of a document's address: what `slug:` says, else the
// file's name, else its title, in letters that every system can write.
func slugOf(d *Front) string {
	if d.Kind == record.Pages && d.Record.Slug == "" {
		parts := strings.Split(d.Name, "/")
		for i, p := range parts {
			parts[i] = slugify(p)
		}
		return strings.Join(parts, "/")
	}
	for _, text := range []string{d.Record.Slug, d.Name, d.Record.Title} {
		if s := plainSlug(text); s != "" {
			return s
		}
	}
	return shortName(d.Name)
}

// slugify is the slug of any text; what has no letters gets a short digest.
func slugify(text string) string { return cmp.Or(plainSlug(text), shortName(text)) }

// plainSlug transliterates what is not plain already, Chinese to pinyin; "" if nothing is left.
// A name that Windows keeps for itself takes a suffix.
func plainSlug(text string) string {
	s := text
	if !isSlug(text) {
		s = slug.Make(text)
	}
	if s != "" && source.Reserved(s) {
		s += "-" + shortName(text)
	}
	return s
}

func isSlug(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return s != ""
}

func shortName(text string) string { return source.DigestBytes([]byte(text)).Short() }

// Address is the last part of the address of a page whose file has a name, if
// it says nothing else. Names that differ may have the same one.
func Address(name string) string { return slugify(name) }
