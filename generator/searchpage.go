package generator

import (
	"strings"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/search"
	"playbook/generator/source"
)

// pageWords is what a page that editors wrote says: its summary and body, and
// then its fields, in the parts in which the page shows them.
func (l *linker) pageWords(t *thing, lang int, first *search.Text) []markdown.Passage {
	r := t.record(lang)
	w := pageWriter{l: l, lang: l.c.Languages[lang]}
	intro := markdown.Passage{Text: strings.TrimSpace(r.Summary)}
	for _, p := range l.body(l.text(t, lang)).Text {
		if p.Anchor == "" && p.Heading == "" && len(w.parts) == 0 {
			intro.Text = oneEach([]string{intro.Text, p.Text})
			continue
		}
		w.parts = append(w.parts, p)
	}
	w.parts = append([]markdown.Passage{intro}, w.parts...)
	w.part("", "facts", factWords(l.facts(t, lang))...)
	switch {
	case r.Case != nil:
		first.Names = append(first.Names, r.Case.Brand)
		first.Words = append(first.Words, r.Case.Category, r.Case.Period)
		w.moments("timeline", r.Case.Timeline)
	case r.Voice != nil:
		w.voice(r.Voice, first)
	case r.Creator != nil:
		for _, a := range r.Creator.Accounts {
			first.Names = append(first.Names, a.Handle)
		}
		first.Words = append(append(first.Words, r.Creator.Credit), r.Creator.Focus...)
	case r.Campaign != nil:
		c := r.Campaign
		first.Words = append(first.Words, c.Hashtags...)
		w.part("", "brief", c.Brief)
		w.part("", "expected", c.Expected)
		w.part("", "learned", c.Learned)
	case r.Product != nil:
		first.Names = append(first.Names, r.Product.SKU)
		for _, k := range r.Product.Keywords {
			first.Words = append(first.Words, k.Words...)
		}
		first.Words = append(first.Words, r.Product.Registration)
	case r.Platform != nil:
		for _, s := range r.Platform.Setup {
			w.part("", "setup", s.What)
		}
		w.moments("changes", r.Platform.Changes)
	}
	return w.parts
}

// pageWriter collects the parts of a page.
type pageWriter struct {
	l     *linker
	lang  string
	parts []markdown.Passage
}

// part adds words under a heading of the theme; nothing if there are none.
func (w *pageWriter) part(anchor, heading string, words ...string) {
	if text := oneEach(words); text != "" {
		w.parts = append(w.parts, markdown.Passage{Anchor: anchor, Heading: w.l.look.Word(w.lang, heading), Text: text})
	}
}

func (w *pageWriter) moments(heading string, list []record.Moment) {
	var words []string
	for _, m := range list {
		words = append(words, m.On.String()+" "+m.What)
	}
	w.part("", heading, words...)
}

// voice adds what a principle is shown by: every pair, situation and rule is a
// part of its own, so that a sentence is found with what is said of it.
func (w *pageWriter) voice(v *record.VoicePage, first *search.Text) {
	first.Words = append(append(append(first.Words, v.Trait), v.WeAre...), v.WeAreNot...)
	for _, p := range v.Pairs {
		w.part("", "pairs", p.Dont, p.Do, p.Why)
	}
	for _, c := range v.Channels {
		w.part("", "channels", c.Text)
	}
	for _, s := range v.Situations {
		w.part("", "situations", s.When, s.Said, s.Reply, s.Why)
	}
	for _, r := range v.Rules {
		words := append([]string{r.ID, strings.Join(r.Match, " · "), r.Why, r.Instead}, r.Bad...)
		w.part("rule-"+r.ID, "rules", append(words, r.Good...)...)
	}
	w.moments("changes", v.Changes)
}

func factWords(facts []Fact) []string {
	var words []string
	for _, f := range facts {
		words = append(words, strings.TrimSpace(f.Says+" "+f.Value), f.Source)
		for _, c := range f.Conflicts {
			words = append(words, c.Value, c.Source)
		}
	}
	return words
}

// planSearch is the page that asks and shows results, where the theme has one.
func (l *linker) planSearch(lang int) {
	if !l.look.Has("search") {
		return
	}
	url := l.prefix(lang) + "search.html"
	l.claim(url, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.add(url, "search", lang, func() *Page {
		p := l.made("search", "search", url, lang)
		p.Section, p.Robots = "search", false
		p.Terms = l.narrow(lang)
		l.everywhere(p, lang)
		return p
	})
}
