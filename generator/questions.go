package generator

import (
	"slices"
	"strings"

	"playbook/generator/insights"
	"playbook/generator/record"
	"playbook/generator/source"
)

// planInsights plans the page of the team's numbers. Nobody else has one.
func (l *linker) planInsights(lang int) {
	if !l.hasInsights() {
		return
	}
	url := l.prefix(lang) + "insights.html"
	l.claim(url, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.add(url, "insights", lang, func() *Page {
		p := l.made("insights", "insights", url, lang)
		p.Section, p.Robots = "insights", false
		p.Questions = l.questions(lang)
		l.everywhere(p, lang)
		return p
	})
}

// hasInsights reports whether there are pages with the team's numbers.
func (l *linker) hasInsights() bool { return l.c.internal && l.look.Has("insights") }

// asker puts the numbers of a report into words of one language.
type asker struct {
	*linker
	*insights.Report
	lang     int
	language string
}

func (l *linker) asker(lang int) *asker {
	return &asker{l, l.told(), lang, l.c.Languages[lang]}
}

func (l *linker) questions(lang int) []Question {
	a := l.asker(lang)
	var list []Question
	for i := range a.Accounts {
		list = append(list, a.share(&a.Accounts[i]), a.rhythm(&a.Accounts[i]))
	}
	list = append(list, a.tiers(), a.engagement(), a.keywords(), a.products(), a.styles(), a.permissions(), a.answers(), a.evidence())
	for i := range a.Accounts {
		list = append(list, a.followers(&a.Accounts[i]))
	}
	return slices.DeleteFunc(list, func(q Question) bool { return q.Title == "" })
}

func (a *asker) word(key string, args ...any) string { return a.look.Word(a.language, key, args...) }

// ask begins a question. About is the platform of an account, or "".
func (a *asker) ask(key, about string) Question {
	q := Question{ID: "Ask-" + key, Title: a.word("ask." + key)}
	if about != "" {
		q.ID += "-" + about
		q.Title = a.word("ask."+key, a.word("platform."+about))
	}
	return q
}

func (q *Question) answer(words string) { q.Answer = words }

func (q *Question) todo(text, url string) { q.Todos = append(q.Todos, Todo{text, url}) }

// page is the title and address of a thing; its name if the edition has no page of it.
func (a *asker) page(k record.Kind, name string) (title, url string) {
	if t := a.named[k][name]; t != nil && t.visible {
		s := t.summaries[a.lang]
		return s.Title, s.URL
	}
	return name, ""
}

// few is some words in a row, and how many more there are.
func (a *asker) few(words []string) string {
	const most = 6
	text := strings.Join(words[:min(len(words), most)], a.word("comma"))
	if more := len(words) - most; more > 0 {
		text += a.word("and-more", more)
	}
	return text
}

// months is some months in order, those that follow each other as one span.
func (a *asker) months(list []insights.Month) string {
	var spans []string
	for i := 0; i < len(list); i++ {
		first := a.date(list[i].String())
		begin := i
		for i+1 < len(list) && list[i+1] == list[i]+1 {
			i++
		}
		if i > begin {
			first = a.word("span", first, a.date(list[i].String()))
		}
		spans = append(spans, first)
	}
	return a.few(spans)
}

func (a *asker) date(text string) string { return dateText(text, a.language) }

// known is a number, or that nobody knows it.
func (a *asker) known(n insights.Number) string {
	if !n.Known {
		return a.word("unknown")
	}
	return grouped(n.N)
}
