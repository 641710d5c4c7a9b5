package generator

import (
	"encoding/json"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A Desk is where readers check drafts: the page, and what it can choose from.
type Desk struct {
	URL      string
	Script   string    // path of what all channels have in common
	Channels []Channel // that have rules or limits, the brand's own first
	Products []Item    // Key is the name; no URL
}

// A Channel is a platform that a draft may be meant for.
type Channel struct {
	Name, Title string
	Rules       string // path of its rules
}

// rulesFolder is where the scripts with the rules lie.
const rulesFolder = "voice/rules-"

// desk is the Desk of a language; nil where the theme has no page for it.
func (l *linker) desk(lang int) *Desk {
	if !l.look.Has("draft") {
		return nil
	}
	language := l.c.Languages[lang]
	d := &Desk{URL: l.prefix(lang) + "draft.html", Script: rulesFolder + language + ".js"}
	for _, t := range l.channels() {
		d.Channels = append(d.Channels, Channel{t.name, t.record(lang).Title, rulesFolder + language + "-" + t.name + ".js"})
	}
	for _, t := range l.section[record.Products] {
		d.Products = append(d.Products, Item{Key: t.name, Title: t.summaries[lang].Title})
	}
	return d
}

// channels are the platforms that say how long a text may be, those of the
// brand's accounts first.
func (l *linker) channels() []*thing {
	var own, rest []*thing
	for _, a := range l.c.Accounts {
		if t := l.named[record.Platforms][a.Platform]; t != nil && isChannel(t) && !slices.Contains(own, t) {
			own = append(own, t)
		}
	}
	for _, name := range l.names(record.Platforms) {
		if t := l.named[record.Platforms][name]; isChannel(t) && !slices.Contains(own, t) {
			rest = append(rest, t)
		}
	}
	return append(own, rest...)
}

func isChannel(t *thing) bool {
	return t.rec.Platform != nil && len(t.rec.Platform.Limits) > 0 && !t.broken() && !t.rec.Draft
}

// planDesk is the page that checks drafts.
func (l *linker) planDesk(lang int) {
	d := l.shared[lang].Desk
	if d == nil {
		return
	}
	l.claim(d.URL, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.add(d.URL, "draft", lang, func() *Page {
		p := l.made("draft", "draft", d.URL, lang)
		p.Section = "draft"
		l.everywhere(p, lang)
		return p
	})
}

// deskFiles adds the scripts with rules, and what the desk says.
func (g *gatherer) deskFiles(l *linker) {
	for lang, s := range l.shared {
		if s.Desk == nil {
			continue
		}
		g.add(s.Desk.Script, deskWords{l, lang})
		for _, c := range s.Desk.Channels {
			g.add(c.Rules, deskRules{l, lang, c.Name})
		}
	}
}

// deskRules is the script with the rules of one channel. It is made once somebody
// wants it, since a rule may change while no page does.
type deskRules struct {
	l        *linker
	lang     int
	platform string
}

func (d deskRules) now() maker {
	p := d.l.named[record.Platforms][d.platform].record(d.lang).Platform
	info := struct {
		Topic  string   `json:"topic"`
		Limits [][3]any `json:"limits"`
	}{Topic: p.Topic, Limits: [][3]any{}}
	for _, x := range p.Limits {
		info.Limits = append(info.Limits, [3]any{x.What, x.Max, x.Count})
	}
	return raw{"_v(" + marshal(info) + "," + string(d.l.books[d.lang].Data(d.platform)) + ")\n"}
}

// Digest is that of the script.
func (d deskRules) Digest() source.Digest { return d.now().Digest() }

// Run writes the script.
func (d deskRules) Run() (made, []source.Problem) { return d.now().Run() }

// deskWords is what all channels have in common: the theme's words, products, and
// pairs to learn from.
type deskWords struct {
	l    *linker
	lang int
}

type deskProduct struct {
	Name       string     `json:"name"`
	Title      string     `json:"title"`
	Registered bool       `json:"registered,omitempty"`
	Keywords   [][]string `json:"keywords"`
}

type deskPair struct {
	Dont string `json:"dont"`
	Do   string `json:"do"`
	Why  string `json:"why"`
	Page string `json:"page"`
	Name string `json:"name"`
}

func (d deskWords) now() maker {
	l, language := d.l, d.l.c.Languages[d.lang]
	words := map[string]string{}
	for _, key := range l.look.Words("en") {
		if strings.HasPrefix(key, "draft.") || strings.HasPrefix(key, "level.") || strings.HasPrefix(key, "limit.") {
			words[key] = l.look.Word(language, key)
		}
	}
	products, pairs := []deskProduct{}, []deskPair{}
	for _, t := range l.section[record.Products] {
		p := deskProduct{Name: t.name, Title: t.summaries[d.lang].Title, Registered: t.rec.Product != nil && t.rec.Product.Registration != "", Keywords: [][]string{}}
		if r := t.record(d.lang).Product; r != nil {
			for _, k := range r.Keywords {
				p.Keywords = append(p.Keywords, k.Words)
			}
		}
		products = append(products, p)
	}
	for _, t := range l.section[record.Voice] {
		if v := t.record(d.lang).Voice; v != nil {
			for _, p := range v.Pairs {
				pairs = append(pairs, deskPair{p.Dont, p.Do, p.Why, l.url(t, d.lang), t.summaries[d.lang].Title})
			}
		}
	}
	return raw{"_v(" + marshal(words) + "," + marshal(products) + "," + marshal(pairs) + ")\n"}
}

// Digest is that of the script.
func (d deskWords) Digest() source.Digest { return d.now().Digest() }

// Run writes the script.
func (d deskWords) Run() (made, []source.Problem) { return d.now().Run() }

func marshal(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers only
	}
	return string(data)
}
