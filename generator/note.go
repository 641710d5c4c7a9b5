package generator

import (
	"strconv"
	"strings"

	"playbook/generator/record"
)

// note is a few words that place a thing in a list: brand and period of a case,
// the days of a campaign, size and platform of a creator.
func (l *linker) note(t *thing, r *record.Record, lang int) string {
	language := l.c.Languages[lang]
	word := func(key string) string { return l.look.Word(language, key) }
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	switch {
	case r.Case != nil:
		add(r.Case.Brand)
		add(r.Case.Period)
	case r.Campaign != nil:
		if r.Campaign.Type != "" {
			add(word("type." + r.Campaign.Type))
		}
		add(l.days(r.Campaign.From.String(), r.Campaign.Until.String(), language))
	case r.Creator != nil:
		if tier := l.tier(r.Creator); tier != "" {
			add(word("tier." + tier))
		}
		for _, a := range r.Creator.Accounts {
			add(word("platform." + a.Platform))
		}
	case r.Product != nil:
		add(r.Product.SKU)
	case r.Voice != nil:
		add(r.Voice.Trait)
	}
	return strings.Join(parts, word("then"))
}

// days is a span of dates as a language writes it.
func (l *linker) days(from, until, language string) string {
	switch {
	case from == "":
		return ""
	case until == "" || until == from:
		return dateText(from, language)
	case language == "zh":
		return dateText(from, language) + "至 " + dateText(until, language)
	}
	return dateText(from, language) + " – " + dateText(until, language)
}

// countIn is a count as readers of a language expect it: what a Chinese platform
// shows as 1.2万 is 12k in English.
func countIn(c record.Count, language string) string {
	zh := language == "zh"
	if c.IsZero() || c.Bound == record.Exact {
		if c.IsZero() || zh {
			return c.Text
		}
		return grouped(int(c.N))
	}
	text := ""
	switch {
	case zh && c.N >= 1e8:
		text = short(c.N, 1e8) + "亿"
	case zh && c.N >= 1e4:
		text = short(c.N, 1e4) + "万"
	case !zh && c.N >= 1e6:
		text = short(c.N, 1e6) + "m"
	case !zh && c.N >= 1e3:
		text = short(c.N, 1e3) + "k"
	default:
		text = strconv.FormatInt(c.N, 10)
	}
	if c.Bound == record.AtLeast {
		text += "+"
	}
	return text
}

// short is n in a unit with one digit after the point, if that is not 0.
func short(n, unit int64) string {
	tenths := n / (unit / 10)
	text := strconv.FormatInt(tenths/10, 10)
	if tenths%10 > 0 {
		text += "." + strconv.FormatInt(tenths%10, 10)
	}
	return text
}
