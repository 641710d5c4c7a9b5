package generator

import (
	"cmp"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// plainPages are the pages of creators, campaigns, platforms and posts in the
// team's edition: what a plain loop over the records has them say. Lines and
// rows are written out whole, so that a number in a wrong place is a fault.
type plainPages struct {
	*plainly
	t    *testing.T
	site *Site
	said int // how many lines and rows were compared
}

// Every number on the pages of creators, campaigns and platforms, and on the home
// page and that of all posts, is that of a plain loop.
func TestPagesEqualPlainLoop(t *testing.T) {
	t.Parallel()
	sites := map[string]fs.FS{"shipped": os.DirFS("../content")}
	for seed := range uint64(16) {
		sites[fmt.Sprint("random ", seed)] = mapFS(randomDossiers(rand.New(rand.NewPCG(seed, 11))))
	}
	for name, content := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)
			x := plainPages{plainly: readPlainly(t, content, now), t: t}
			x.site, _ = Build(Input{Content: source.NewTree(content, "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: now}, nil)
			x.directory()
			for name, c := range x.creators {
				x.creator(name, c)
			}
			for name, c := range x.campaigns {
				x.campaign(name, c)
			}
			x.platforms()
			x.archive()
			x.calendar()
			x.desk()
			x.home()
			if name == "shipped" && x.said < 350 || x.said < 60 {
				t.Errorf("only %d lines were compared", x.said)
			}
		})
	}
}

// seen reports whether the team's edition shows a post, and whether as more than a
// link: only then it counts for whatever it is about.
func (p *plainly) seen(post plainPost) (shown, whole bool) {
	q := p.question(post)
	q.Use = record.UseInternal
	a := rights.Evaluate(q, p.now)
	return a.Shown, a.Shown && !a.LinkOnly
}

// owned are the posts that the team's edition shows of something.
func (p *plainly) owned(of func(*record.Post) bool) (list []plainPost) {
	for _, post := range p.posts {
		if _, whole := p.seen(post); whole && of(post.Post) {
			list = append(list, post)
		}
	}
	return list
}

// same compares lines or rows, in no order.
func (x *plainPages) same(what string, got, want []string) {
	x.t.Helper()
	for i, line := range got {
		got[i] = groupedIn.ReplaceAllString(line, "$1$2")
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.EqualFunc(got, want, sameSaid) {
		x.t.Errorf("%s:\n  %s\na plain loop has\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	x.said += len(want)
}

var (
	groupedIn = regexp.MustCompile(`(\d),(\d{3})\b`)
	blank     = regexp.MustCompile(`\s+`)
	wideCell  = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
)

// plainText is what a reader reads of a piece of a page.
func plainText(piece string) string {
	return strings.TrimSpace(blank.ReplaceAllString(html.UnescapeString(anyTag.ReplaceAllString(strings.ReplaceAll(piece, "<br>", " "), "")), " "))
}

// between are the pieces of a page from one mark to another.
func between(page, from, to string) (list []string) {
	for _, piece := range strings.Split(page, from)[1:] {
		piece, _, _ = strings.Cut(piece, to)
		list = append(list, piece)
	}
	return list
}

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

var (
	grouping     = regexp.MustCompile(`(\d)(\d{3})\b`)
	plainLimits  = map[string]string{"title": "Title", "body": "Text", "digest": "Summary", "topics": "Topics", "images": "Pictures", "author": "Author name", "visible": "Shown before “more”"}
	plainCounts  = map[string]string{"xhs-units": "Xiaohongshu characters", "characters": "characters", "words": "words", "topics": "topics", "images": "pictures"}
	platformLink = regexp.MustCompile(`href="platforms/([a-z]+)\.html"`)
	columnTag    = regexp.MustCompile(`<th scope="col">([^<]*)</th>`)
)

// allows is a limit in words.
func allows(limit record.Limit) string {
	word := plainCounts[limit.Count]
	if limit.Max == 1 {
		word = strings.TrimSuffix(word, "s")
	}
	return strconv.Itoa(limit.Max) + " " + word
}

// platforms are those of the site side by side, and each by itself.
func (x *plainPages) platforms() {
	text := page(x.t, x.site, "platforms.html")
	_, table, _ := strings.Cut(text, `<table class="people" data-plain>`)
	table, _, _ = strings.Cut(table, "</table>")
	if table == "" {
		x.t.Fatal("no platforms were compared")
	}
	columns := columnTag.FindAllStringSubmatch(table, -1)
	var names, days []string
	all := map[string]*record.Platform{}
	for _, m := range platformLink.FindAllStringSubmatch(table, -1) {
		r := x.platform(m[1])
		names, all[m[1]] = append(names, m[1]), r
		x.limits(m[1], r)
		for what := range plainLimits {
			if l := slices.IndexFunc(r.Limits, func(l record.Limit) bool { return l.What == what }); l >= 0 {
				days = append(days, r.Limits[l].AsOf.String())
			}
		}
	}
	usual := mostDays(days)
	if asOf := "As of " + writtenDay(usual) + ", unless"; usual != "" && !strings.Contains(text, asOf) {
		x.t.Errorf("the comparison does not say %q", asOf)
	}
	var want []string
	for _, name := range names {
		row := []string{x.titles["platforms/"+name]}
		for _, c := range columns[1 : len(columns)-3] {
			cell := "unknown"
			for _, l := range slices.Backward(all[name].Limits) {
				if plainLimits[l.What] != html.UnescapeString(c[1]) {
					continue
				}
				if cell = allows(l); l.What == l.Count {
					cell = strconv.Itoa(l.Max) // the column says of what
				}
				if !l.AsOf.IsZero() && l.AsOf.String() != usual {
					cell += " as of " + writtenDate(l.AsOf)
				}
			}
			row = append(row, cell)
		}
		ours, steps, changed := "none", len(all[name].Setup), ""
		for _, a := range x.plainly.site.Accounts {
			if a.Platform == name && a.Handle != "" {
				ours = "@" + a.Handle
			}
		}
		for _, c := range all[name].Changes {
			if on := c.On.String(); on > changed {
				changed = on
			}
		}
		if changed == "" {
			changed = "unknown"
		}
		want = append(want, strings.Join(append(row, ours, strconv.Itoa(steps)+plural(steps, " step", " steps"), writtenMonth(writtenDay(changed))), " | "))
	}
	x.same("platforms side by side", peopleRows(text, "people"), want)
	for _, post := range x.posts {
		if shown, _ := x.seen(post); shown && plainPlatforms[post.Post.Platform] != "" && !slices.Contains(names, post.Post.Platform) {
			x.t.Errorf("%s has a post and is not compared", post.Post.Platform)
		}
	}
}

// platform reads a platform of the site, or else the one that comes with every site.
func (x *plainPages) platform(name string) *record.Platform {
	x.t.Helper()
	if r := x.channels[name]; r != nil {
		return r
	}
	data, err := fs.ReadFile(defaults.Files, "platforms/"+name+".en.md")
	if err != nil {
		x.t.Fatal(err)
	}
	text, _ := source.NewText(name, data)
	r, _, _ := record.Parse(record.Platforms, text)
	x.titles["platforms/"+name] = r.Title
	return r.Platform
}

// limits are those on the page of a platform, and how many facts that has.
func (x *plainPages) limits(name string, r *record.Platform) {
	text := page(x.t, x.site, "platforms/"+name+".html")
	var got, want []string
	for _, row := range peopleRows(text, "ledger") {
		if cells := strings.Split(row, " | "); len(cells) == 5 && slices.Contains(slices.Collect(maps.Values(plainLimits)), cells[0]) {
			got = append(got, strings.Join([]string{cells[0], cells[1], cells[3]}, " | "))
		}
	}
	for _, l := range r.Limits {
		asOf := writtenDate(l.AsOf)
		if days := daysBetween(l.AsOf.String(), x.now.In(x.loc).Format(time.DateOnly)); !l.AsOf.IsZero() && x.plainly.site.ReviewEvery > 0 && days > int(x.plainly.site.ReviewEvery) {
			asOf += " Check again"
		}
		want = append(want, strings.Join([]string{plainLimits[l.What], allows(l), asOf}, " | "))
	}
	x.same("the limits of "+name, got, want)
	steps := between(text, `<li id="setup-`, "</li>")
	changes := between(text, `<li id="Change-`, "</li>")
	if len(steps) != len(r.Setup) || len(changes) != len(r.Changes) {
		x.t.Errorf("%s has %d steps and %d changes, a plain loop %d and %d", name, len(steps), len(changes), len(r.Setup), len(r.Changes))
	}
	if said := strconv.Itoa(len(r.Facts)) + plural(len(r.Facts), " fact", " facts"); len(r.Facts) > 0 && !strings.Contains(text, "<p>"+said+"</p>") {
		x.t.Errorf("%s does not say %q", name, said)
	}
}

var termLink = regexp.MustCompile(`data-f="([a-z]+):([^"]*)"[^>]*>[^<]*<span class="num">([\d,]+)</span>`)

// archive is the page of all posts: how many there are of everything that one can
// narrow it down by, and of each week.
func (x *plainPages) archive() {
	text := page(x.t, x.site, "posts.html")
	all := 0
	weeks := map[string]int{}
	last := ""
	for _, post := range x.posts {
		shown, _ := x.seen(post)
		if !shown {
			continue
		}
		all++
		monday, err := time.Parse(time.DateOnly, strings.Split(post.Post.Posted.String(), "T")[0])
		if err != nil {
			continue
		}
		for monday.Weekday() != time.Monday {
			monday = monday.AddDate(0, 0, -1)
		}
		weeks[monday.Format(time.DateOnly)]++
		last = max(last, monday.Format(time.DateOnly))
	}
	var rows []string
	for monday, _ := time.Parse(time.DateOnly, last); len(weeks) > 0 && len(rows) < 52; monday = monday.AddDate(0, 0, -7) {
		rows = append(rows, writtenDay(monday.Format(time.DateOnly))+" | "+strconv.Itoa(weeks[monday.Format(time.DateOnly)]))
		if delete(weeks, monday.Format(time.DateOnly)); len(weeks) == 0 {
			break
		}
	}
	x.same("posts by week", chartRows(text, "weeks"), rows)
	if said := `All <span class="num">` + strconv.Itoa(all) + "</span>"; strings.Contains(text, `class="channels-nav"`) && !strings.Contains(text, said) {
		x.t.Errorf("the archive does not say %q", said)
	}
	var got, want []string
	for _, m := range termLink.FindAllStringSubmatch(text, -1) {
		n, ok := x.within(m[1], html.UnescapeString(m[2]))
		if !ok {
			continue
		}
		got = append(got, m[1]+" "+m[2]+" "+m[3])
		want = append(want, m[1]+" "+m[2]+" "+strconv.Itoa(n))
	}
	x.same("the filters of the archive", got, want)
}

// within is how many posts have something in common.
func (x *plainPages) within(key, name string) (n int, ok bool) {
	of := func(post plainPost) bool { return false }
	switch key {
	case "platform":
		of = func(p plainPost) bool { return p.Post.Platform == name }
	case "product":
		of = func(p plainPost) bool { return refersTo(p.Post.Products, name) }
	case "campaign":
		of = func(p plainPost) bool { return refersTo(p.Post.Campaigns, name) }
	case "creator":
		of = func(p plainPost) bool { return p.Post.Creator.Name == name }
	case "tier":
		of = func(p plainPost) bool {
			c := x.creators[p.Post.Creator.Name]
			return c != nil && x.tierOf(c) == name
		}
	case "year":
		of = func(p plainPost) bool { return strings.HasPrefix(p.Post.Posted.String(), name) }
	default:
		return 0, false
	}
	for _, post := range x.posts {
		// Of a post that is only a link, no more is told than where and when.
		if shown, whole := x.seen(post); of(post) && (whole || shown && (key == "platform" || key == "year")) {
			n++
		}
	}
	return n, true
}

var someOf = regexp.MustCompile(`<h2>([^<]*)</h2><p>(\d+) of ([\d,]+)</p>`)

// home is the first page: how many there are of what it shows some of.
func (x *plainPages) home() {
	shown := 0
	for _, post := range x.posts {
		if is, _ := x.seen(post); is {
			shown++
		}
	}
	all := map[string]int{"Newest reposts": shown, "Cases": len(x.cases), "Voice": len(x.voice) + len(x.plainly.site.Packs), "Creators": len(x.creators), "Products": len(x.products), "Campaigns": len(x.campaigns)}
	for _, m := range someOf.FindAllStringSubmatch(page(x.t, x.site, "index.html"), -1) {
		if n, known := all[m[1]]; !known || strings.ReplaceAll(m[3], ",", "") != strconv.Itoa(n) {
			x.t.Errorf("home says there are %s of %s, a plain loop %d", m[3], m[1], n)
		}
		x.said++
	}
}

var eventTag = regexp.MustCompile(`(?s)<li class="event is-(campaign|ending)"><time datetime="([^"]*)">[^<]*</time>(.*?)</li>`)

// calendar is when campaigns are, and how many permissions end on each day.
func (x *plainPages) calendar() {
	var got, want []string
	for _, m := range eventTag.FindAllStringSubmatch(page(x.t, x.site, "calendar.html"), -1) {
		var said []string
		for _, p := range between(m[3], "<p", "</p>") {
			_, p, _ = strings.Cut(p, ">")
			said = append(said, plainText(p))
		}
		line := m[2] + " | " + said[0]
		if m[1] == "campaign" {
			line += " | " + said[1]
		}
		if _, more, ok := strings.Cut(said[len(said)-1], " and "); ok && strings.HasSuffix(more, " more") && m[1] == "ending" {
			line += " | " + more
		}
		got = append(got, line)
	}
	for name, c := range x.campaigns {
		if c.From.IsZero() {
			continue
		}
		line := c.From.In(x.loc).String() + " | " + x.titles["campaigns/"+name] + " | Campaign"
		if until := c.Until.In(x.loc).String(); !c.Until.IsZero() && until > c.From.In(x.loc).String() {
			line += " · until " + writtenDay(until)
		}
		want = append(want, line)
	}
	ends := map[string]int{}
	for _, post := range x.posts {
		if shown, _ := x.seen(post); !shown || !x.live(post) {
			continue
		}
		if until := rights.Evaluate(x.question(post), x.now).Until; !until.IsZero() {
			ends[until.In(x.loc).String()]++
		}
	}
	for day, n := range ends {
		line := day + " | " + strconv.Itoa(n) + plural(n, " permission ends", " permissions end")
		if n > 5 {
			line += fmt.Sprintf(" | %d more", n-5)
		}
		want = append(want, line)
	}
	x.same("the calendar", got, want)
}

// desk is how it stands with the posts of each creator.
func (x *plainPages) desk() {
	stand := map[string][3]int{}
	for _, post := range x.posts {
		name := post.Post.Creator.Name
		if x.creators[name] == nil {
			continue
		}
		n := stand[name]
		switch rights.Evaluate(x.question(post), x.now).State {
		case rights.Active, rights.Expiring:
			n[0]++
		case rights.Requested, rights.Unclear:
			n[1]++
		default:
			n[2]++
		}
		stand[name] = n
	}
	for _, name := range x.broken { // what they allow cannot be known
		if n := stand[name]; x.creators[name] != nil {
			n[2]++
			stand[name] = n
		}
	}
	var want []string
	for name, n := range stand {
		who := x.titles["creators/"+name]
		if x.creators[name].DoNotUse {
			who += " Must not be used"
		}
		want = append(want, fmt.Sprintf("%s | %d | %d | %d", who, n[0], n[1], n[2]))
	}
	x.same("creators on the desk", peopleRows(page(x.t, x.site, "permissions.html"), "desk-table"), want)
}

// randomDossiers is a random archive with campaigns, platforms and creators of
// whom more or less is known.
func randomDossiers(rng *rand.Rand) map[string]string {
	files := randomArchive(rng)
	maybe := func(s string) string { return pick(rng, []string{"", s, s}) }
	day := func() string { return fmt.Sprintf("%d-%02d-%02d", 2025+rng.IntN(3), 1+rng.IntN(12), 1+rng.IntN(28)) }
	files["site.yaml"] = strings.Replace(files["site.yaml"], "  - platform: weibo\n", "  - platform: weibo\n"+maybe("    handle: ours\n")+maybe("    verified: 2026-02-03\n"), 1) + maybe("review_every: 200d\n")
	for i := range 5 {
		var b strings.Builder
		fmt.Fprintf(&b, "---\ntitle: D%d\n%saccounts:\n", i, maybe("tier: "+pick(rng, []string{"koc", "celebrity"})+"\n"))
		for _, platform := range []string{"weibo", "douyin", "xiaohongshu"}[:1+rng.IntN(3)] {
			fmt.Fprintf(&b, "  - platform: %s\n    handle: d%d\n", platform, i)
			for n := range rng.IntN(4) {
				if n == 0 {
					b.WriteString("    followers:\n")
				}
				fmt.Fprintf(&b, "      - on: %s\n        count: %d\n", pick(rng, []string{"2026-06-02", "2026-06-01", "2025-12-31", "2026-11-" + strconv.Itoa(10+n)}), pick(rng, []int{1, rng.IntN(60000)}))
			}
		}
		for n := range rng.IntN(8) {
			if n == 0 {
				b.WriteString("vetting:\n")
			}
			fmt.Fprintf(&b, "  - on: %s\n    check: %s\n    verdict: %s\n", day(), pick(rng, slices.Sorted(maps.Keys(checks))), pick(rng, []string{"pass", "warn", "unknown"}))
		}
		for n := range rng.IntN(3) {
			if n == 0 {
				b.WriteString("grants:\n")
			}
			fmt.Fprintf(&b, "  - granted: %s\n%s    use: [internal, site]\n    words: ok\n", pick(rng, []string{"2026-02-01", "2026-11-30", "2026-12-02"}), maybe("    until: "+pick(rng, []string{"2027-05-06", "2026-12-02"})+"\n"))
			fmt.Fprintf(&b, "  - granted: 2026-02-01\n    until: %s\n    use: [internal, site]\n    words: ok\n", pick(rng, []string{"2026-12-01", "2026-11-30"}))
		}
		files[fmt.Sprintf("creators/d%d.md", i)] = b.String() + "---\n"
	}
	for _, name := range []string{"b", "c"} {
		files["campaigns/"+name+".md"] = "---\ntitle: " + strings.ToUpper(name) + "\ntype: " + pick(rng, []string{"launch", "lucky-draw"}) + "\nfrom: 2026-03-01\nuntil: 2026-09-09\n" +
			maybe("accounts: [weibo, xiaohongshu]\n") + maybe("targets:\n  posts: 7\n"+maybe("  tiers: {big: 1, koc: 2, celebrity: 1}\n")) +
			maybe("draw:\n  tool: official\n"+maybe("  prize_value: "+pick(rng, []string{"50000", "50001", "645"})+"\n")+maybe("  winners_by: "+pick(rng, []string{"2026-09-08", "2026-09-09"})+"\n")) +
			maybe("checks:\n  - id: disclosure\n    done: 2026-02-20\n") + "---\n"
	}
	for _, name := range []string{"weibo", "kuaishou"} {
		limit := func(what, count string) string {
			return maybe(fmt.Sprintf("  - what: %s\n    max: %d\n    count: %s\n%s", what, pick(rng, []int{1, 20, 2200}), count, maybe("    as_of: "+pick(rng, []string{"2026-10-01", "2026-05-15", "2026-05-14"})+"\n")))
		}
		files["platforms/"+name+".md"] = "---\ntitle: " + plainPlatforms[name] + "\nlimits:\n  - what: body\n    max: 1000\n    count: words\n    as_of: 2026-10-01\n" + limit("title", "characters") + limit("images", "images") + limit("topics", "topics") +
			maybe("setup:\n  - id: one\n    what: One\n"+maybe("  - id: two\n    what: Two\n")) + maybe("changes:\n  - on: 2026-01-02\n    what: x\n"+maybe("  - on: 2026-09-03\n    what: y\n")) + "---\n"
	}
	for name, text := range files {
		if strings.HasPrefix(name, "posts/") {
			text = strings.Replace(text, "---\n", "---\n"+maybe("campaigns: ["+pick(rng, []string{"b", "c", "b, c"})+"]\n"), 1)
			text = strings.Replace(text, "relationship: organic", "relationship: "+pick(rng, []string{"organic", "gifted", "paid"}), 1)
			files[name] = strings.Replace(text, "creator: c", "creator: "+pick(rng, []string{"c", "d"}), 1)
		}
	}
	return files
}
