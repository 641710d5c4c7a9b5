package generator

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"playbook/generator/insights"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// plainly computes what the archive tells by a plain loop over the records that
// are in its files, for each number by itself. It shares nothing with the
// computation but how a file is read and what a permission means.
type plainly struct {
	site     *record.Site
	loc      *time.Location
	now      time.Time
	posts    []plainPost
	broken   []string // the creators of posts with an error
	creators map[string]*record.Creator
	products map[string]*record.Product
	voice    []string
	cases    map[string]*record.Case

	campaigns map[string]*record.Campaign
	channels  map[string]*record.Platform // of its own

	targets []record.TierTarget
	aim     string            // the title of the campaign that has them
	aimed   string            // and its name, as in titles
	titles  map[string]string // of whatever has one: "voice/plain-words"

	translated map[string]string // the same, into Chinese
}

type plainPost struct {
	*record.Record
	name, text string
	video      bool
}

// readPlainly reads a content folder, of translations the titles alone.
func readPlainly(t *testing.T, fsys fs.FS, now time.Time) *plainly {
	t.Helper()
	p := &plainly{now: now, creators: map[string]*record.Creator{}, products: map[string]*record.Product{}, cases: map[string]*record.Case{}, titles: map[string]string{}, translated: map[string]string{}, campaigns: map[string]*record.Campaign{}, channels: map[string]*record.Platform{}}
	data, err := fs.ReadFile(fsys, "site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := source.NewText("site.yaml", data)
	p.site, _ = record.ParseSite(text)
	p.loc = p.site.Location()
	newest := ""
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".md") || strings.HasPrefix(name, "_") {
			return err
		}
		original, translation := strings.CutSuffix(name, ".zh.md")
		kind, thing, _ := meaning(strings.TrimSuffix(original, ".md") + ".md")
		if thing == "" || kind == record.Pages {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		text, _ := source.NewText(name, data)
		r, at, problems := record.Parse(kind, text)
		if translation {
			p.translated[string(kind)+"/"+thing] = r.Title
			return nil
		}
		if source.Errors(problems) > 0 && r.Post != nil {
			p.broken = append(p.broken, r.Post.Creator.Name)
		}
		if source.Errors(problems) > 0 || r.Draft || !r.Publish.IsZero() && now.Before(r.Publish.Start(p.loc)) || !r.Expire.IsZero() && !now.Before(r.Expire.End(p.loc)) {
			return nil
		}
		p.titles[string(kind)+"/"+thing] = r.Title
		switch {
		case r.Post != nil:
			post := plainPost{Record: r, name: thing, text: string(text.Data[at:])}
			if path.Base(name) == "index.md" && len(r.Post.Media) == 0 {
				beside, err := fs.ReadDir(fsys, path.Dir(name))
				if err != nil {
					return err
				}
				post.video = slices.ContainsFunc(beside, func(e fs.DirEntry) bool { return rights.IsVideo(e.Name()) })
			}
			p.posts = append(p.posts, post)
		case r.Creator != nil:
			p.creators[thing] = r.Creator
		case r.Product != nil:
			p.products[thing] = r.Product
		case r.Case != nil:
			p.cases[thing] = r.Case
		case r.Voice != nil:
			p.voice = append(p.voice, thing)
		case r.Platform != nil:
			p.channels[thing] = r.Platform
		case r.Campaign != nil:
			p.campaigns[thing] = r.Campaign
			if c := r.Campaign; c.Targets != nil && len(c.Targets.Tiers) > 0 && c.From.String() > newest {
				newest, p.targets, p.aim, p.aimed = c.From.String(), c.Targets.Tiers, r.Title, string(kind)+"/"+thing
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *plainly) question(post plainPost) rights.Question {
	return rights.Question{Post: post.Post, Creator: p.creators[post.Post.Creator.Name], Use: p.site.Editions[0].Use, Loc: p.loc,
		AnswerWithin: int(p.site.Rights.AnswerWithin), WarnBefore: int(p.site.Rights.WarnBefore), Video: post.video}
}

func (p *plainly) live(post plainPost) bool {
	a := rights.Evaluate(p.question(post), p.now)
	return a.Shown && !a.LinkOnly
}

// count is how many posts f is true of, and how many of those are live.
func (p *plainly) count(f func(plainPost) bool) (live, all int) {
	for _, post := range p.posts {
		if f(post) {
			all++
			if p.live(post) {
				live++
			}
		}
	}
	return live, all
}

func refersTo(refs []record.Ref, name string) bool {
	return slices.ContainsFunc(refs, func(r record.Ref) bool { return r.Name == name })
}

// numbers are the numbers under the names that rows have: "share|weibo|2026-03|reposts".
func (p *plainly) numbers() map[string]string {
	n := map[string]string{}
	put := func(value any, key ...string) { n[strings.Join(key, "|")] = fmt.Sprint(value) }
	pair := func(f func(plainPost) bool, key ...string) {
		live, all := p.count(f)
		put(live, append(key, "", "live")...)
		put(all, append(key, "", "all")...)
	}
	live, all := p.count(func(plainPost) bool { return true })
	put(live, "posts", "", "", "live")
	put(all, "posts", "", "", "all")
	p.accounts(put)
	p.tiers(put)
	p.engagement(put)
	for name, product := range p.products {
		pair(func(x plainPost) bool { return refersTo(x.Post.Products, name) }, "products", name)
		for _, g := range product.Keywords {
			for _, w := range g.Words {
				live, _ := p.count(func(x plainPost) bool {
					said := strings.ToLower(x.Title + "\n" + x.text + "\n" + x.Post.TextInMedia + "\n" + strings.Join(x.Tags, "\n"))
					return refersTo(x.Post.Products, name) && strings.Contains(said, strings.ToLower(w))
				})
				put(live, "keywords", name, g.Group+": "+w, "live")
			}
		}
	}
	for _, post := range p.posts {
		pair(func(x plainPost) bool { return x.Post.Style == post.Post.Style }, "styles", cmp.Or(post.Post.Style, "unknown"))
	}
	for _, name := range p.voice {
		pair(func(x plainPost) bool { return refersTo(x.Post.EvidenceFor, name) }, "evidence", "voice/"+name)
	}
	for name, c := range p.cases {
		pair(func(x plainPost) bool { return refersTo(x.Post.EvidenceFor, name) || refersTo(c.Posts, x.name) }, "evidence", "cases/"+name)
	}
	p.permissions(put)
	p.answers(put)
	return n
}

type putter = func(value any, key ...string)

func (p *plainly) accounts(put putter) {
	today := p.now.In(p.loc)
	for _, a := range p.site.Accounts {
		put("", "share", a.Platform, "", "target")
		if a.UGCShare > 0 {
			put(int(a.UGCShare)/100, "share", a.Platform, "", "target")
		}
		reposts := func(from, to string) int {
			n := 0
			for _, post := range p.posts {
				for _, r := range post.Post.Reposted {
					if on := r.On.In(p.loc).String(); r.Account == a.Platform && on >= from && on <= to && on <= today.Format(time.DateOnly) {
						n++
					}
				}
			}
			return n
		}
		published := map[string]int{}
		for _, m := range a.Published {
			published[m.Month.String()] = m.Posts
		}
		begun := false
		for m := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC); m.Format("2006-01") <= today.Format("2006-01"); m = m.AddDate(0, 1, 0) {
			month := m.Format("2006-01")
			n, known := published[month]
			r := reposts(month+"-01", month+"-31")
			if begun = begun || known || r > 0; !begun || !known && r == 0 && reposts(month, "9") == 0 && !laterThan(published, month, today.Format("2006-01")) {
				continue
			}
			days := m.AddDate(0, 1, -1).Day()
			put(r, "share", a.Platform, month, "reposts")
			put("", "share", a.Platform, month, "published")
			put("", "share", a.Platform, month, "percent")
			put("", "rhythm", a.Platform, month, "tenths a week")
			if known {
				put(n, "share", a.Platform, month, "published")
			}
			if known && month < today.Format("2006-01") {
				put(rounded(70*n, days), "rhythm", a.Platform, month, "tenths a week")
			}
			if n > 0 {
				put(rounded(100*r, n), "share", a.Platform, month, "percent")
			}
		}
		monday := today
		for monday.Weekday() != time.Monday {
			monday = monday.AddDate(0, 0, -1)
		}
		begun = false
		for i := 25; i >= 0; i-- {
			from := monday.AddDate(0, 0, -7*i)
			r := reposts(from.Format(time.DateOnly), from.AddDate(0, 0, 6).Format(time.DateOnly))
			if begun = begun || r > 0; begun {
				put(r, "weeks", a.Platform, from.Format(time.DateOnly), "reposts")
			}
		}
		for _, f := range a.Followers {
			if f.On.String() <= today.Format(time.DateOnly) {
				put(f.Count.N, "followers", a.Platform, f.On.String(), "followers")
			}
		}
	}
}

// laterThan reports whether any of the months is later, and has come.
func laterThan(months map[string]int, month, today string) bool {
	for m := range months {
		if m > month && m <= today {
			return true
		}
	}
	return false
}

// rounded is a over b, to the nearest.
func rounded(a, b int) int {
	if 2*(a%b) >= b {
		return a/b + 1
	}
	return a / b
}

func (p *plainly) tiers(put putter) {
	have := map[string]int{}
	for _, c := range p.creators {
		have[cmp.Or(p.tierOf(c), "unknown")]++
	}
	want := map[string]int{}
	for _, x := range p.targets {
		want[x.Name] = x.Count
	}
	for name := range have {
		put(have[name], "tiers", name, "", "creators")
		put("", "tiers", name, "", "target")
	}
	for name, n := range want {
		if n > 0 {
			put(have[name], "tiers", name, "", "creators")
		}
		if n > 0 || have[name] > 0 {
			put(n, "tiers", name, "", "target")
		}
	}
}

// engagement looks, for each platform and age, at the last numbers of each post.
func (p *plainly) engagement(put putter) {
	ages := []struct {
		name     string
		from, to int
	}{{"0-3", 0, 3}, {"4-7", 4, 7}, {"8-30", 8, 30}, {"31-90", 31, 90}, {"91+", 91, 1 << 30}}
	ageOf := func(post plainPost, m record.Metrics) string {
		on := m.On
		if on.IsZero() {
			on = post.Post.Captured
		}
		if on.IsZero() || post.Post.Posted.IsZero() {
			return "unknown"
		}
		days := int(on.In(time.UTC).Start(time.UTC).Sub(post.Post.Posted.In(time.UTC).Start(time.UTC)).Hours()) / 24
		for _, a := range ages {
			if days >= a.from && days <= a.to {
				return a.name
			}
		}
		return "unknown"
	}
	for _, post := range p.posts {
		for _, m := range post.Post.Metrics {
			if m.Likes.IsZero() && m.Saves.IsZero() && m.Comments.IsZero() {
				continue
			}
			platform, age := post.Post.Platform, ageOf(post, m)
			var posts int
			var likes, saves, comments []int64
			for _, other := range p.posts {
				var last *record.Metrics
				for _, x := range other.Post.Metrics {
					if other.Post.Platform == platform && ageOf(other, x) == age && !(x.Likes.IsZero() && x.Saves.IsZero() && x.Comments.IsZero()) {
						last = &x
					}
				}
				if last == nil {
					continue
				}
				posts++
				for _, c := range []struct {
					list  *[]int64
					count record.Count
				}{{&likes, last.Likes}, {&saves, last.Saves}, {&comments, last.Comments}} {
					if !c.count.IsZero() {
						*c.list = append(*c.list, c.count.N)
					}
				}
			}
			key := []string{"engagement", cmp.Or(platform, "unknown"), age}
			put(posts, append(slices.Clone(key), "posts")...)
			put(middleOf(likes), append(slices.Clone(key), "likes")...)
			put(middleOf(saves), append(slices.Clone(key), "saves")...)
			put(middleOf(comments), append(slices.Clone(key), "comments")...)
		}
	}
}

// middleOf is the value that has as many below it as above, or one fewer.
func middleOf[T cmp.Ordered](list []T) string {
	for _, v := range list {
		below, equal := 0, 0
		for _, w := range list {
			if w < v {
				below++
			} else if w == v {
				equal++
			}
		}
		if at := (len(list) - 1) / 2; below <= at && at < below+equal {
			return fmt.Sprint(v)
		}
	}
	return ""
}

// permissions judges every post anew at the end of every month.
func (p *plainly) permissions(put putter) {
	first := ""
	since := func(post plainPost) string {
		days := []string{post.Post.Captured.String()}
		for _, e := range post.Post.Rights {
			days = append(days, e.On.String())
		}
		days = slices.DeleteFunc(days, func(s string) bool { return s == "" })
		if len(days) == 0 {
			return post.Post.Posted.String()
		}
		return slices.Min(days)
	}
	for _, post := range p.posts {
		if s := since(post); s != "" && (first == "" || s < first) {
			first = s
		}
	}
	if first == "" {
		return
	}
	today := p.now.In(p.loc)
	for i := 11; i >= 0; i-- {
		begin := time.Date(today.Year(), today.Month()-time.Month(i), 1, 0, 0, 0, 0, p.loc)
		month, at := begin.Format("2006-01"), begin.AddDate(0, 1, 0).Add(-time.Second)
		if i == 0 {
			at = time.Date(today.Year(), today.Month(), today.Day()+1, 0, 0, 0, 0, p.loc).Add(-time.Second)
		}
		if month < first[:7] && i > 0 {
			continue
		}
		counts := map[rights.State]int{}
		for _, post := range p.posts {
			if s := since(post); s != "" && s <= at.Format(time.DateOnly) {
				counts[rights.Evaluate(p.question(post), at).State]++
			}
		}
		for _, s := range rights.States() {
			put(counts[s], "permissions", s.String(), month, "posts")
		}
	}
}

func (p *plainly) answers(put putter) {
	today := p.now.In(p.loc).Format(time.DateOnly)
	asked, waiting := 0, 0
	var took []int
	for _, post := range p.posts {
		open := ""
		for _, e := range append(slices.Clone(post.Post.Rights), record.Event{What: "end"}) {
			day := e.On.In(p.loc).String()
			switch {
			case e.What == record.Asked && open == "":
				open = day
			case open == "":
			case e.What == record.Answered || e.What == record.Granted || e.What == record.Declined:
				if open <= today {
					asked++
					if day > today {
						waiting++
					} else {
						took = append(took, daysBetween(open, day))
					}
				}
				open = ""
			case e.What == "end":
				if open <= today {
					asked++
					waiting++
				}
			case e.What == record.TakenDown || e.What == record.Revoked:
				open = ""
			}
		}
	}
	put(asked, "answers", "", "", "asked")
	put(len(took), "answers", "", "", "answered")
	put(waiting, "answers", "", "", "waiting")
	put(middleOf(took), "answers", "", "", "median days")
	for _, d := range took {
		n := 0
		for _, other := range took {
			if other == d {
				n++
			}
		}
		put(n, "answers", "", plural(d, "1 day", fmt.Sprint(d, " days")), "answers")
	}
}

func daysBetween(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return max(0, int(b.Sub(a).Hours()/24))
}

// toldBy is the rows of a report as plainly has them.
func toldBy(r *insights.Report) map[string]string {
	n := map[string]string{}
	for _, x := range r.Rows() {
		n[strings.Join([]string{x.Question, x.Subject, x.Part, x.Measure}, "|")] = x.Value.String()
	}
	return n
}

// differences compares two sets of numbers.
func differences(t *testing.T, got, want map[string]string) {
	t.Helper()
	wrong := 0
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if v, ok := got[key]; !ok || v != want[key] {
			t.Errorf("%s is %q (told: %t), a plain loop says %q", key, v, ok, want[key])
			wrong++
		}
		if wrong > 12 {
			return
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			t.Errorf("%s is told as %q, a plain loop has none", key, got[key])
		}
	}
}
