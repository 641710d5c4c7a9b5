package generator

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/rights"
)

// peopleRows are the rows of the tables of a class, as readers read them.
func peopleRows(page, class string) (list []string) {
	for _, table := range between(page, `class="`+class+`"`, "</table>") {
		_, body, _ := strings.Cut(table, "<tbody>")
		for _, row := range tableRow.FindAllString(body, -1) {
			var cells []string
			for _, c := range wideCell.FindAllStringSubmatch(row, -1) {
				cells = append(cells, plainText(c[1]))
			}
			list = append(list, strings.Join(cells, " | "))
		}
	}
	return list
}

// chartRows are the rows of the table of a chart.
func chartRows(page, id string) (list []string) {
	for _, r := range drawnTables(page)[id] {
		list = append(list, strings.Join(r, " | "))
	}
	return list
}

// writtenDate is a day or month as an English page writes it.
func writtenDate(d record.Date) string {
	day, _, _ := strings.Cut(d.String(), "T")
	return writtenMonth(writtenDay(day))
}

// mostDays is the day that most of some are, the later of two, if two are; none if
// any is not known.
func mostDays(days []string) string {
	best, most := "", 1
	for _, day := range slices.Sorted(slices.Values(days)) {
		n := 0
		for _, other := range days {
			if other == day {
				n++
			}
		}
		if day == "" {
			return ""
		}
		if n > 1 && n >= most {
			best, most = day, n
		}
	}
	return best
}

// newestCount is the last count of an account's followers.
func newestCount(a record.Account) (last record.Followers) {
	for _, f := range a.Followers {
		if f.On.String() >= last.On.String() {
			last = f
		}
	}
	return last
}

// tierOf is the tier of a creator; "" if nobody knows it.
func (p *plainly) tierOf(c *record.Creator) string {
	most := int64(-1)
	for _, a := range c.Accounts {
		if last := newestCount(a); !last.On.IsZero() {
			most = max(most, last.Count.N)
		}
	}
	tier, from := c.Tier, -1
	for _, x := range p.site.Tiers {
		if c.Tier == "" && most >= int64(x.From) && x.From > from {
			tier, from = x.Name, x.From
		}
	}
	return tier
}

func (x *plainPages) directory() {
	type counted struct{ account, followers, on string }
	most := map[string]counted{}
	var days []string
	for name, c := range x.creators {
		best := int64(-1)
		for _, a := range c.Accounts {
			switch last := newestCount(a); {
			case !last.On.IsZero() && last.Count.N > best:
				best = last.Count.N
				most[name] = counted{a.Platform + "|" + a.Handle, strconv.FormatInt(best, 10), last.On.String()}
			case most[name].account == "":
				most[name] = counted{a.Platform + "|" + a.Handle, "unknown", ""}
			}
		}
		if on := most[name].on; on != "" {
			days = append(days, on)
		}
	}
	usual := mostDays(days)
	var want []string
	for name, c := range x.creators {
		m := most[name]
		platform, handle, _ := strings.Cut(m.account, "|")
		who := x.titles["creators/"+name]
		if handle != "" {
			who += " @" + handle
		}
		if c.DoNotUse {
			who += " Do not use"
		}
		followers := cmp.Or(m.followers, "unknown")
		if m.on != usual && m.on != "" {
			followers += " as of " + writtenDay(m.on)
		}
		posts := len(x.owned(func(p *record.Post) bool { return p.Creator.Name == name }))
		want = append(want, strings.Join([]string{who, cmp.Or(plainTiers[x.tierOf(c)], "unknown"), followers, plainPlatforms[platform], strconv.Itoa(posts), vetted(c), x.standing(c)}, " | "))
	}
	text := page(x.t, x.site, "creators.html")
	x.same("the directory", peopleRows(text, "people"), want)
	if asOf := "Followers as of " + writtenDay(usual) + ", unless"; usual != "" && !strings.Contains(text, asOf) {
		x.t.Errorf("the directory does not say %q", asOf)
	}
	x.same("the pyramid of all creators", chartRows(text, "pyramid"), x.pyramid(slices.Collect(maps.Values(x.creators)), x.targets))
}

var plainPlatforms = map[string]string{"xiaohongshu": "Xiaohongshu", "weibo": "Weibo", "douyin": "Douyin", "kuaishou": "Kuaishou", "wechat": "WeChat", "bilibili": "Bilibili",
	"instagram": "Instagram", "tiktok": "TikTok", "pinterest": "Pinterest", "tmall": "Tmall", "taobao": "Taobao", "jd": "JD"}

// checks are what one can look at, each as a page names it.
var checks = map[string]string{"comments": "Comments", "saves": "Saves", "growth": "Growth", "commercial-share": "Share of commercial posts", "fit": "Fit", "voice": "Voice"}

// vetted is what the last look at each check found.
func vetted(c *record.Creator) string {
	found := map[string]int{}
	for check := range checks {
		verdict, on := "unknown", ""
		for _, v := range c.Vetting {
			if v.Check == check && v.On.String() >= on {
				verdict, on = v.Verdict, v.On.String()
			}
		}
		found[verdict]++
	}
	var said []string
	for _, x := range []struct{ verdict, word string }{{"pass", "passed"}, {"warn", "to mind"}, {"unknown", "unknown"}} {
		if n := found[x.verdict]; n > 0 {
			said = append(said, fmt.Sprint(n, " ", x.word))
		}
	}
	return strings.Join(said, " ")
}

// standing is how long the longest permission for all of a creator's posts lasts.
func (x *plainPages) standing(c *record.Creator) string {
	today := x.now.In(x.loc).Format(time.DateOnly)
	said, last := "post by post", ""
	for _, g := range c.Grants {
		from, until := cmp.Or(g.From.String(), g.On.String()), cmp.Or(g.Until.String(), "forever")
		if g.On.String() > today || from > today || until < today || until < last {
			continue
		}
		if said, last = "until "+writtenDay(until), until; until == "forever" {
			said = "without an end"
		}
	}
	return said
}

// pyramid is rows of how many creators there are of each tier, and how many there
// should be.
func (x *plainPages) pyramid(creators []*record.Creator, targets []record.TierTarget) (rows []string) {
	for tier, word := range plainTiers {
		have, want := 0, 0
		for _, c := range creators {
			if x.tierOf(c) == tier {
				have++
			}
		}
		for _, t := range targets {
			if t.Name == tier {
				want = t.Count
			}
		}
		row := word + " | " + strconv.Itoa(have)
		if slices.ContainsFunc(targets, func(t record.TierTarget) bool { return t.Count > 0 }) {
			row += " | " + plural(min(want, 1), strconv.Itoa(want), "")
		}
		if have+want > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func (x *plainPages) creator(name string, c *record.Creator) {
	text := page(x.t, x.site, "creators/"+name+".html")
	var said, want []string
	for _, line := range between(text, `<span class="quiet">`, "</span></dd>") {
		if line = plainText(line); strings.Contains(line, " follower") {
			said = append(said, line)
		}
	}
	for _, a := range c.Accounts {
		last := newestCount(a)
		if last.On.IsZero() {
			continue
		}
		n := strconv.FormatInt(last.Count.N, 10)
		want = append(want, n+plural(int(last.Count.N), " follower on ", " followers on ")+writtenDay(last.On.String()))
		var rows []string
		if len(a.Followers) > 1 {
			for _, f := range a.Followers {
				rows = append(rows, writtenDay(f.On.String())+" | "+strconv.FormatInt(f.Count.N, 10))
			}
		}
		x.same(name+" on "+a.Platform, chartRows(text, "followers-"+a.Platform), rows)
	}
	x.same("followers of "+name, said, want)

	var seen, open []string
	for check, word := range checks {
		if !slices.ContainsFunc(c.Vetting, func(v record.Vet) bool { return v.Check == check }) {
			open = append(open, strings.ToLower(word))
		}
	}
	for _, v := range c.Vetting {
		seen = append(seen, writtenDay(v.On.String())+checks[v.Check]+": "+map[string]string{"pass": "fine", "warn": "take care", "unknown": "not known"}[v.Verdict])
	}
	x.same("what was seen of "+name, found(text, "What we saw", func(item string) string {
		item, _, _ = strings.Cut(item, "<br>")
		return item
	}), seen)
	unseen := ""
	for _, p := range between(text, "<h2>Never looked at</h2>", "</section>") {
		unseen, _, _ = strings.Cut(strings.ToLower(plainText(p)), ". ")
	}
	var unlooked []string
	if unseen != "" {
		unlooked = strings.Split(unseen, ", ")
	}
	x.same("what nobody looked at of "+name, unlooked, open)
}

// found are the items below a heading, as readers read what of keeps of them.
func found(text, heading string, of func(string) string) (list []string) {
	for _, part := range between(text, "<h2>"+heading+"</h2>", "</section>") {
		for _, item := range between(part, "<li>", "</li>") {
			list = append(list, plainText(of(item)))
		}
	}
	return list
}

var computed = regexp.MustCompile(`^(?:Done|To do|Look at this|Unknown) ?(?:Our account on|Top prize at|Day on which|Gifted and paid|Until when)`)

func (x *plainPages) campaign(name string, c *record.Campaign) {
	text := page(x.t, x.site, "campaigns/"+name+".html")
	posts := x.owned(func(p *record.Post) bool { return refersTo(p.Campaigns, name) })
	var said []string
	for _, list := range between(text, `<ul class="dossier">`, "</ul>") {
		for _, line := range between(list, "<li ", "</li>") {
			_, line, _ = strings.Cut(line, ">")
			if line = plainText(line); computed.MatchString(line) {
				said = append(said, line)
			}
		}
	}
	x.same("the checklist of "+name, said, x.checklist(c, posts))

	var targets []record.TierTarget
	var came, want []string
	for _, part := range between(text, "<h2>Targets</h2>", "</dl>") {
		for _, line := range between(part, "<dt>Reposts</dt><dd>", "</dd>") {
			came = append(came, plainText(line))
		}
	}
	if c.Targets != nil {
		targets = c.Targets.Tiers
		if c.Targets.Posts > 0 {
			want = []string{fmt.Sprintf("%d of %d", len(posts), c.Targets.Posts)}
		}
	}
	x.same("what came of "+name, came, want)
	var creators []*record.Creator
	for of, creator := range x.creators {
		if slices.ContainsFunc(posts, func(p plainPost) bool { return p.Post.Creator.Name == of }) {
			creators = append(creators, creator)
		}
	}
	var rows []string
	if len(targets) > 0 {
		rows = x.pyramid(creators, targets)
	}
	x.same("the pyramid of "+name, chartRows(text, "pyramid"), rows)
}

// checklist are the lines of a campaign that are computed.
func (x *plainPages) checklist(c *record.Campaign, posts []plainPost) (lines []string) {
	say := func(state, text, note string) { lines = append(lines, strings.TrimSpace(state+text+" "+note)) }
	for _, platform := range c.Accounts {
		state, note := "Look at this", "No day of verification in site.yaml; commercial posts can be blocked."
		for _, a := range x.plainly.site.Accounts {
			if a.Platform == platform && !a.Verified.IsZero() {
				state, note = "Done", writtenDate(a.Verified)
			}
		}
		say(state, "Our account on "+plainPlatforms[platform]+" is verified", note)
	}
	if d := c.Draw; d != nil {
		note := fmt.Sprintf("Top prize worth ¥%d.", d.PrizeValue)
		switch text := "Top prize at most 50,000 yuan"; {
		case d.PrizeValue == 0:
			say("Unknown", text, "")
		case d.PrizeValue > 50000:
			say("Look at this", text, grouping.ReplaceAllString(note, "$1,$2"))
		default:
			say("Done", text, grouping.ReplaceAllString(note, "$1,$2"))
		}
		switch text := "Day on which winners are named"; {
		case d.WinnersBy.IsZero():
			say("To do", text, "")
		case d.WinnersBy.String() < c.Until.String():
			say("Look at this", text, writtenDate(d.WinnersBy)+", before the campaign ends")
		default:
			say("Done", text, writtenDate(d.WinnersBy))
		}
	}
	unsaid, unasked, live, first := 0, 0, 0, ""
	for _, post := range posts {
		switch post.Post.Relationship {
		case "":
			unsaid++
		case "organic":
			unasked++
		}
		if !x.live(post) {
			continue
		}
		live++
		if until := rights.Evaluate(x.question(post), x.now).Until; !until.IsZero() {
			if day := until.In(x.loc).String(); first == "" || day < first {
				first = day
			}
		}
	}
	disclosed := ""
	for _, check := range c.Checks {
		if check.ID.Name == "disclosure" {
			disclosed = writtenDate(check.Done)
		}
	}
	switch text := "Gifted and paid posts say so"; {
	case unsaid > 0:
		say("Look at this", text, strconv.Itoa(unsaid)+plural(unsaid, " post does not say how it came about", " posts do not say how they came about"))
	case len(posts) > 0:
		say("Done", text, fmt.Sprintf("%d with a disclosure, %d shared unasked.", len(posts)-unasked, unasked))
	case disclosed != "":
		say("Done", text, disclosed)
	default:
		say("To do", text, "")
	}
	switch text := "Until when its posts may be shown"; {
	case live == 0:
		say("Unknown", text, "No live post so far")
	case first == "":
		say("Done", text, strconv.Itoa(live)+plural(live, " live post, without an end", " live posts, none with an end"))
	default:
		say("Done", text, strconv.Itoa(live)+plural(live, " live post; it goes after ", " live posts; the first goes after ")+writtenDay(first))
	}
	return lines
}
