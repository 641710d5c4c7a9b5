package generator

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"playbook/generator/rights"
)

// plainPage is what the page of insights has to say, made of the numbers of a
// plain loop alone: the whole answer to each question, and every row of every
// table. Sentences are written out here, so that a number in a wrong place of
// one is a fault.
type plainPage struct {
	*plainly
	n       map[string]string
	answers map[string]string
	tables  map[string][]string // of each chart its rows, in no order
}

func plainPageOf(p *plainly) *plainPage {
	x := &plainPage{plainly: p, n: p.numbers(), answers: map[string]string{}, tables: map[string][]string{}}
	for _, a := range p.site.Accounts {
		x.share(a.Platform)
		x.rhythm(a.Platform, a.Cadence)
		x.followers(a.Platform)
	}
	x.creators()
	x.readings()
	x.said()
	x.stock()
	x.sorts()
	x.allowed()
	x.waited()
	x.shown()
	return x
}

// at is a number, or that it is unknown.
func (x *plainPage) at(key ...string) string { return cmp.Or(x.n[strings.Join(key, "|")], "unknown") }

// parts are the third words of such keys in order, each once: months, weeks, days.
func (x *plainPage) parts(begin string) []string {
	var list []string
	for k := range x.n {
		if part := strings.Split(k, "|"); strings.HasPrefix(k, begin) && part[2] != "" {
			list = append(list, part[2])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// subjects are the second words of such keys, each once.
func (x *plainPage) subjects(question string) []string {
	var list []string
	for k := range x.n {
		if part := strings.Split(k, "|"); part[0] == question {
			list = append(list, part[1])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (x *plainPage) row(chart string, cells ...string) {
	x.tables[chart] = append(x.tables[chart], strings.Join(cells, " | "))
}

// inEnglish is a day as an English page writes it.
func inEnglish(layout, day, to string) string {
	at, err := time.Parse(layout, day)
	if err != nil {
		return day
	}
	return at.Format(to)
}

func writtenMonth(m string) string { return inEnglish("2006-01", m, "January 2006") }
func writtenDay(d string) string   { return inEnglish(time.DateOnly, d, "2 January 2006") }

// plural is one sentence for one, and another for more.
func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

func (x *plainPage) share(platform string) {
	months := x.parts("share|" + platform + "|")
	if len(months) == 0 {
		return
	}
	last, written := "", 0
	for _, m := range months {
		percent := x.at("share", platform, m, "percent")
		published := x.at("share", platform, m, "published")
		if percent != "unknown" {
			percent, last = percent+"%", m
		}
		if published != "unknown" {
			written++
		}
		x.row("share-"+platform, writtenMonth(m), percent, x.at("share", platform, m, "reposts"), published)
	}
	said := "Unknown: site.yaml does not say how many posts the account published. Write the number for each month there, under published."
	switch target := x.n["share|"+platform+"||target"]; {
	case last != "":
		said = fmt.Sprintf("%s%% in %s: %s of %s %s.", x.at("share", platform, last, "percent"), writtenMonth(last), x.at("share", platform, last, "reposts"), x.at("share", platform, last, "published"),
			plural(atoi(x.at("share", platform, last, "published")), "post", "posts"))
		if target != "" {
			said += " The target is " + target + "%."
		}
	case written > 0:
		said = "A share of nothing: in the months that are written down the account published no post."
	}
	x.answers["share-"+platform] = said
}

var plainCadence = regexp.MustCompile(`^(\d+)-(\d+) a week$`)

// rhythm judges each month by itself, in sevenths of a post.
func (x *plainPage) rhythm(platform, cadence string) {
	m := plainCadence.FindStringSubmatch(cadence)
	months, weeks := x.parts("rhythm|"+platform+"|"), x.parts("weeks|"+platform+"|")
	if len(months)+len(weeks) == 0 {
		return
	}
	for _, w := range weeks {
		x.row("reposts-"+platform, writtenDay(w), x.at("weeks", platform, w, "reposts"))
	}
	kept, over, begun := 0, 0, 0
	var rows [][]string
	for _, month := range months {
		begin, _ := time.Parse("2006-01", month)
		days := begin.AddDate(0, 1, -1).Day()
		published := x.at("share", platform, month, "published")
		if published != "unknown" {
			begun++
		}
		value, verdict := x.at("rhythm", platform, month, "tenths a week"), "Unknown"
		if value != "unknown" {
			over++
			n := atoi(value)
			value = fmt.Sprintf("%d.%d", n/10, n%10)
			if m != nil {
				switch posts := atoi(published); {
				case 7*posts < atoi(m[1])*days:
					verdict = "Below"
				case 7*posts > atoi(m[2])*days:
					verdict = "Above"
				default:
					kept++
					verdict = "Kept"
				}
			}
		}
		if cells := []string{writtenMonth(month), value, verdict}; m != nil {
			rows = append(rows, cells)
		} else {
			rows = append(rows, cells[:2])
		}
	}
	if over > 0 {
		for _, r := range rows {
			x.row("rhythm-"+platform, r...)
		}
	}
	said := "Nobody wrote down how often it should post."
	if m != nil {
		aim := m[1] + "–" + m[2] + " a week"
		switch {
		case over > 0:
			said = fmt.Sprintf("Months that kept to %s: %d of %d.", aim, kept, over)
		case begun > 0:
			said = "It should post " + aim + ". No month whose posts were counted is over."
		default:
			said = "It should post " + aim + ". Nobody wrote down how many posts it published, so only reposts can be counted."
		}
	}
	x.answers["rhythm-"+platform] = said
}

func (x *plainPage) followers(platform string) {
	days := x.parts("followers|" + platform + "|")
	if len(days) == 0 {
		return
	}
	for _, d := range days {
		x.row("followers-"+platform, writtenDay(d), x.at("followers", platform, d, "followers"))
	}
	first, last := days[0], days[len(days)-1]
	said := x.at("followers", platform, first, "followers") + " on " + writtenDay(first)
	if first != last {
		said += ", " + x.at("followers", platform, last, "followers") + " on " + writtenDay(last)
	}
	x.answers["followers-"+platform] = said + "."
}

var plainTiers = map[string]string{"celebrity": "Celebrity", "top": "Top", "mid": "Mid-size", "small": "Small", "micro": "Micro", "koc": "Everyday customers (KOC)", "big": "big"}

func (x *plainPage) creators() {
	all, short := 0, 0
	for _, tier := range x.subjects("tiers") {
		have, want := atoi(x.n["tiers|"+tier+"||creators"]), atoi(x.n["tiers|"+tier+"||target"])
		all += have
		short += max(0, want-have)
		if tier == "unknown" {
			continue // no row of a pyramid
		}
		row := []string{plainTiers[tier], strconv.Itoa(have)}
		if len(x.targets) > 0 {
			row = append(row, plural(min(want, 1), strconv.Itoa(want), ""))
		}
		x.row("pyramid", row...)
	}
	if len(x.subjects("tiers")) == 0 {
		return
	}
	said := strconv.Itoa(all) + plural(all, " creator", " creators")
	switch {
	case len(x.targets) == 0:
		said += ". No campaign says how many of each tier it wants."
	case short == 0:
		said += "; every tier of " + x.aim + " is full."
	default:
		said += fmt.Sprintf("; %d short of what %s wants.", short, x.aim)
	}
	x.answers["tiers"] = said
}

func (x *plainPage) readings() {
	ages := map[string]string{"0-3": "up to 3 days old", "4-7": "4–7 days old", "8-30": "8–30 days old", "31-90": "31–90 days old", "91+": "over 90 days old", "unknown": "age unknown"}
	all := 0
	for _, platform := range x.subjects("engagement") {
		for _, age := range x.parts("engagement|" + platform + "|") {
			at := func(measure string) string { return x.at("engagement", platform, age, measure) }
			all += atoi(at("posts"))
			x.row("engagement", strings.ToLower(platform)+" · "+ages[age], at("likes"), at("saves"), at("comments"), at("posts"))
		}
	}
	if all > 0 {
		x.answers["engagement"] = plural(all, "1 reading with numbers, of one platform and one age: numbers grow for weeks, so unlike ages say nothing of each other.",
			strconv.Itoa(all)+" readings with numbers. The middle ones are shown, of one platform and one age at a time: numbers grow for weeks, so unlike ages say nothing of each other.")
	}
}

func (x *plainPage) said() {
	some, all := 0, 0
	for k, v := range x.n {
		part := strings.Split(k, "|")
		if part[0] != "keywords" {
			continue
		}
		if all++; v != "0" {
			some++
		}
		group, word, _ := strings.Cut(part[2], ": ")
		x.row("keywords", word, v, x.titles["products/"+part[1]], strings.ToUpper(group[:1])+group[1:])
	}
	if all > 0 {
		x.answers["keywords"] = plural(all, fmt.Sprintf("Live posts of its product say %d of 1 word.", some), fmt.Sprintf("Live posts of their product say %d of %d words.", some, all))
	}
}

func (x *plainPage) stock() {
	below, floor := 0, x.site.UGCFloor
	names := x.subjects("products")
	for _, name := range names {
		live := x.at("products", name, "", "live")
		if atoi(live) < floor {
			below++
		}
		row := []string{x.titles["products/"+name], live}
		if floor > 0 {
			row = append(row, strconv.Itoa(floor))
		}
		x.row("products", append(row, x.at("products", name, "", "all"))...)
	}
	switch {
	case len(names) == 0:
	case floor == 0:
		x.answers["products"] = strconv.Itoa(len(names)) + plural(len(names), " product. Nobody said how many live posts it should have.", " products. Nobody said how many live posts each should have.")
	default:
		x.answers["products"] = fmt.Sprintf("%d of %d %s fewer than %d.", below, len(names), plural(below, "has", "have"), floor)
	}
}

func (x *plainPage) sorts() {
	words := map[string]string{"tutorial": "Tutorial", "swatch": "Swatches", "unboxing": "Unboxing", "review": "Review", "empties": "Used up", "vlog": "Vlog", "question": "Question", "other": "Other", "unknown": "not said"}
	lead := ""
	less := func(a, b string) bool { // fewer live posts, or fewer at all, or a later name
		of := func(s, measure string) int { return atoi(x.n["styles|"+s+"||"+measure]) }
		return cmp.Or(cmp.Compare(of(a, "live"), of(b, "live")), cmp.Compare(of(a, "all"), of(b, "all")), strings.Compare(b, a)) < 0
	}
	names := x.subjects("styles")
	for _, s := range names {
		x.row("styles", words[s], x.at("styles", s, "", "live"), x.at("styles", s, "", "all"))
		if s != "unknown" && (lead == "" || less(lead, s)) {
			lead = s
		}
	}
	switch {
	case lead != "":
		x.answers["styles"] = fmt.Sprintf("%s leads, with %s of %s live %s.", words[lead], x.at("styles", lead, "", "live"), x.n["posts|||live"], plural(atoi(x.n["posts|||live"]), "post", "posts"))
	case len(names) > 0:
		x.answers["styles"] = "Unknown. No post says what sort it is."
	}
}

func (x *plainPage) allowed() {
	months := x.parts("permissions|")
	for _, m := range months {
		sum := func(states ...rights.State) string {
			n := 0
			for _, s := range states {
				n += atoi(x.n["permissions|"+s.String()+"|"+m+"|posts"])
			}
			return strconv.Itoa(n)
		}
		may := sum(rights.Active, rights.Expiring)
		x.row("permissions", writtenMonth(m), may, sum(rights.Requested, rights.Unclear, rights.Upcoming),
			sum(rights.Expired, rights.Declined, rights.Lapsed, rights.Revoked, rights.TakenDown, rights.Blocked), sum(rights.None))
		x.answers["permissions"] = fmt.Sprintf("%s of %s %s now.", may, sum(rights.States()...), plural(atoi(sum(rights.States()...)), "post", "posts"))
	}
}

func (x *plainPage) waited() {
	of := func(measure string) int { return atoi(x.n["answers|||"+measure]) }
	asked, answered := of("asked"), of("answered")
	if asked == 0 {
		return
	}
	for _, span := range []struct {
		name     string
		from, to int
	}{{"The same day", 0, 0}, {"1 day", 1, 1}, {"2–3 days", 2, 3}, {"4–7 days", 4, 7}, {"8–14 days", 8, 14}, {"15–30 days", 15, 30}, {"31+ days", 31, 1e6}} {
		n := 0
		for days := span.from; days <= span.to && days < 5000; days++ {
			n += atoi(x.n["answers||"+plural(days, "1 day", fmt.Sprint(days, " days"))+"|answers"])
		}
		x.row("answers", span.name, strconv.Itoa(n))
	}
	x.row("answers", "No answer so far", strconv.Itoa(of("waiting")))
	if median, known := x.n["answers|||median days"]; known && median != "" {
		x.answers["answers"] = fmt.Sprintf("The middle answer took %s; %d asked, %d answered.", plural(of("median days"), "1 day", median+" days"), asked, answered)
	} else {
		x.answers["answers"] = plural(asked, "Unknown. The one question was not answered.", fmt.Sprintf("Unknown. None of %d questions was answered.", asked))
	}
}

func (x *plainPage) shown() {
	some := 0
	names := x.subjects("evidence")
	for _, name := range names {
		live := x.at("evidence", name, "", "live")
		if live != "0" {
			some++
		}
		x.row("evidence", x.titles[name], live, x.at("evidence", name, "", "all"))
	}
	if len(names) > 0 {
		x.answers["evidence"] = fmt.Sprintf("%d of %d can.", some, len(names))
	}
}
