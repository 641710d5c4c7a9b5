package generator

import (
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// config is site.yaml, calendar.yaml and the edition being built.
type config struct {
	*record.Site
	label    string // content/site.yaml
	edition  record.Edition
	internal bool // shows what only the team may see
	preview  bool
	now      time.Time
	loc      *time.Location
	calendar *record.Calendar
}

var (
	msgEdition  = source.Message{En: `there is no edition "{0}"`, Zh: `没有名为“{0}”的版本`}
	helpEdition = source.Message{En: `site.yaml has {1}`, Zh: `site.yaml 里有 {1}`}
)

// settings reads site.yaml.
type settings struct{ file *source.File }

// Digest covers the file.
func (s settings) Digest() source.Digest {
	return new(source.Sum).Digest(s.file.Digest).Str(s.file.Label).Sum()
}

// Run reads and checks the settings; what is wrong has its default.
func (s settings) Run() (*record.Site, []source.Problem) {
	data, err := s.file.Bytes()
	if err != nil {
		data = nil
	}
	text, problems := source.NewText(s.file.Label, data)
	site, more := record.ParseSite(text)
	return site, append(problems, more...)
}

// configure reads the settings and picks the edition.
func (b *build) configure(f *files) *config {
	if f.config == nil {
		f.config = source.NewFile("site.yaml", b.in.Content.Label("site.yaml"), nil)
	}
	site := run[*record.Site](b, []settings{{f.config}})[0]
	c := &config{Site: site, label: f.config.Label, preview: b.in.Preview, now: b.in.Now, loc: site.Location(), edition: site.Editions[0], calendar: b.almanac(f)}
	i := slices.IndexFunc(site.Editions, func(e record.Edition) bool { return e.Name == b.in.Edition })
	switch {
	case b.in.Preview:
		c.edition = record.Edition{Use: c.edition.Use, Kinds: record.Kinds()}
	case i >= 0:
		c.edition = site.Editions[i]
	case b.in.Edition != "":
		b.report(source.Problem{Pos: source.Pos{File: c.label, Line: 1, Col: 1}, Rule: "edition", Key: msgEdition, Help: helpEdition,
			Args: []string{b.in.Edition, editionNames(site.Editions)}})
	}
	c.internal = c.preview || c.edition.Internal()
	return c
}

func editionNames(editions []record.Edition) string {
	names := make([]string, len(editions))
	for i, e := range editions {
		names[i] = e.Name
	}
	return strings.Join(names, ", ")
}

// shows reports whether the edition has pages of a kind.
func (c *config) shows(k record.Kind) bool { return slices.Contains(c.edition.Kinds, k) }

// primary is the language that owns the root.
func (c *config) primary() string { return c.Languages[0] }
