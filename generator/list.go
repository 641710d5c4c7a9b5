package generator

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/record"
)

// listQuery asks for things of a kind.
type listQuery struct {
	from  record.Kind
	where []record.Condition
	sort  string
	limit int
}

// ask answers a query from what the edition shows, in a language.
func (l *linker) ask(q listQuery, lang int) []*Summary {
	var found []*thing
	for _, t := range l.section[q.from] {
		if l.matches(t, q.where, lang) {
			found = append(found, t)
		}
	}
	l.sortBy(found, q.sort, lang)
	if q.limit > 0 && len(found) > q.limit {
		found = found[:q.limit]
	}
	return summariesOf(found, lang)
}

func summariesOf(things []*thing, lang int) []*Summary {
	list := make([]*Summary, len(things))
	for i, t := range things {
		list[i] = t.summaries[lang]
	}
	return list
}

// matches reports whether t has one of the values of every condition.
func (l *linker) matches(t *thing, where []record.Condition, lang int) bool {
	for _, w := range where {
		if !slices.ContainsFunc(l.values(t, w.Field, lang), func(v string) bool { return slices.Contains(w.Values, v) }) {
			return false
		}
	}
	return true
}

// values is what a thing has in a field.
func (l *linker) values(t *thing, field string, lang int) []string {
	s, r := t.summaries[lang], t.record(lang)
	switch field {
	case "tag", "tags":
		return s.Tags
	case "platform":
		return []string{s.Platform}
	case "creator", "product", "products", "campaign", "campaigns", "evidence_for", "voice":
		return namesOf(t.ref(refField(field)))
	case "year":
		return []string{year(s.Date)}
	case "tier":
		return []string{tierOf(t)}
	case "lang":
		return []string{s.Lang}
	case "name":
		return []string{t.name}
	case "style":
		if r.Post != nil {
			return []string{r.Post.Style}
		}
	case "relationship":
		if r.Post != nil {
			return []string{r.Post.Relationship}
		}
	case "type":
		if r.Campaign != nil {
			return []string{r.Campaign.Type}
		}
	case "trait":
		if r.Voice != nil {
			return []string{r.Voice.Trait}
		}
	case "category":
		if r.Case != nil {
			return []string{r.Case.Category}
		}
	}
	return nil
}

func refField(field string) string {
	switch field {
	case "product", "campaign":
		return field + "s"
	case "voice":
		return "evidence_for"
	}
	return field
}

func namesOf(things []*thing) []string {
	names := make([]string, len(things))
	for i, t := range things {
		names[i] = t.name
	}
	return names
}

// sortBy sorts by a field, "-" before it the other way round. Equals keep the
// order of the section.
func (l *linker) sortBy(things []*thing, field string, lang int) {
	name, down := strings.CutPrefix(field, "-")
	if name == "" || name == "posted" && down || name == "date" && down {
		return // a section is in this order already
	}
	slices.SortStableFunc(things, func(a, b *thing) int {
		order := l.compare(a, b, name, lang)
		if down {
			return -order
		}
		return order
	})
}

func (l *linker) compare(a, b *thing, field string, lang int) int {
	x, y := a.summaries[lang], b.summaries[lang]
	switch field {
	case "title":
		return cmp.Compare(x.Title, y.Title)
	case "likes":
		return cmp.Compare(likes(a), likes(b))
	case "weight":
		return cmp.Compare(a.rec.Weight, b.rec.Weight)
	}
	return cmp.Compare(x.Date, y.Date)
}

func likes(t *thing) int64 {
	if t.rec.Post == nil || len(t.rec.Post.Metrics) == 0 {
		return -1
	}
	m := t.rec.Post.Metrics
	return int64(m[len(m)-1].Likes.N)
}

// order sorts a section as its page shows it: what the site wrote before what
// came with the program, then by weight if editors gave any, then the newest
// first, then by name.
func order(things []*thing) {
	type place struct {
		weight, day int
		t           *thing
	}
	places := make([]place, len(things))
	for i, t := range things {
		places[i] = place{int(t.rec.Weight), t.day, t}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case a.t.base != b.t.base:
			if b.t.base {
				return -1
			}
			return 1
		case a.weight != b.weight:
			return cmp.Compare(a.weight, b.weight)
		case a.day != b.day:
			return cmp.Compare(b.day, a.day)
		}
		return cmp.Compare(a.t.name, b.t.name)
	})
	for i, p := range places {
		things[i] = p.t
		p.t.at = i
	}
}

// dayNumber is a date as a number that sorts as it does: 20260308, and 20260300
// for a month alone.
func dayNumber(date string) int {
	n, digits := 0, 0
	for i := 0; i < len(date) && digits < 8; i++ {
		if c := date[i]; c >= '0' && c <= '9' {
			n, digits = n*10+int(c-'0'), digits+1
		}
	}
	for ; digits < 8; digits++ {
		n *= 10
	}
	return n
}

func year(date string) string {
	if len(date) < 4 {
		return ""
	}
	return date[:4]
}

func splitValues(s string) []string {
	list := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '，' || r == '、' })
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }
