package generator

import (
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
	var of func(plainPost) bool
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
