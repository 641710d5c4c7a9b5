package generator

import (
	"hash/fnv"
	"slices"
	"strings"

	"playbook/generator/insights"
	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// numbers computes what the archive tells, once a page or a command wants it.
// Posts are tallied in steps, some hundred in each, so that an edit counts no
// more than its neighbours anew; a post stays where it is whatever is written
// beside it, for its name decides.
func (l *linker) numbers() *insights.Report {
	parts := each(l.in.Jobs, l.tallies(), func(t tally) *insights.Tally {
		v, _ := do(l.memo, step[*insights.Tally](t))
		return v
	})
	all := insights.Count(nil, nil)
	for _, t := range parts {
		all.Add(t)
	}
	return insights.Of(l.archive(), all)
}

// tally counts some posts.
type tally struct {
	posts  []insights.Post
	words  insights.Keywords
	digest source.Digest // of both
}

// Digest covers what was written about the posts and their creators, and what
// link made of it.
func (t tally) Digest() source.Digest { return t.digest }

// Run counts.
func (t tally) Run() (*insights.Tally, []source.Problem) {
	return insights.Count(t.posts, t.words), nil
}

// share is how many posts a tally has, about.
const share = 256

// tallies divides the posts.
func (l *linker) tallies() []tally {
	var posts []*thing
	for _, t := range l.things {
		if t.counts() {
			posts = append(posts, t)
		}
	}
	parts := 1
	for parts*share < len(posts) {
		parts *= 2
	}
	divided := make([][]*thing, parts)
	for _, t := range posts {
		h := fnv.New32a()
		h.Write([]byte(t.name))
		i := int(h.Sum32()) & (parts - 1)
		divided[i] = append(divided[i], t)
	}
	words, listed := l.keywords()
	cited := l.citedBy()
	return each(l.in.Jobs, divided, func(part []*thing) tally {
		return l.tally(part, words, listed, cited)
	})
}

// counted is what is counted of a post.
func (l *linker) counted(post *thing, cited []string) insights.Post {
	return insights.Post{Question: l.liveQuestion(post), Live: l.live(post), Products: namesOf(post.ref("products")), Evidence: shows(post, cited),
		Says: func() []string { return says(post, l.docs[post.original.at].Body) }}
}

// counts reports whether a post is counted at all.
func (t *thing) counts() bool {
	return t.kind == record.Posts && t.name != "" && !t.unpublished && !t.broken()
}

// tally is the step of some posts. Its digest need not name the fields of a
// record: they are in the digest of its file.
func (l *linker) tally(part []*thing, words insights.Keywords, listed source.Digest, cited map[string][]string) tally {
	t := tally{words: words, posts: make([]insights.Post, 0, len(part))}
	var s source.Sum
	s.Digest(listed).Str(l.c.Timezone).Int(int(l.c.Rights.AnswerWithin)).Int(int(l.c.Rights.WarnBefore)).Str(string(l.use()))
	for _, post := range part {
		p := l.counted(post, cited[post.name])
		t.posts = append(t.posts, p)
		s.Digest(l.docs[post.original.at].digest).Bool(p.Live).Bool(p.Question.Video).Strs(p.Products).Strs(p.Evidence).Bool(p.Question.Creator != nil)
		if p.Question.Creator != nil {
			s.Digest(l.docs[post.ref("creator")[0].original.at].digest)
		}
	}
	t.digest = s.Sum()
	return t
}

// use is the one that decides whether a post is live: that of the edition which
// build makes, whatever edition tells of it.
func (l *linker) use() record.Use { return l.c.Editions[0].Use }

func (l *linker) liveQuestion(t *thing) rights.Question {
	q := l.question(t)
	q.Use, q.WarnBefore = l.use(), int(l.c.Rights.WarnBefore)
	return q
}

// live reports whether a post is shown today where it counts, and not as a mere
// link.
func (l *linker) live(t *thing) bool {
	if t.unpublished || t.broken() {
		return false
	}
	a := t.permission
	if l.use() != l.c.edition.Use {
		a = rights.Judge(l.liveQuestion(t), l.c.now)
	}
	return a.Shown && !a.LinkOnly
}

// says is every word of a post that a search could find it by.
func says(t *thing, body *markdown.Document) []string {
	words := append([]string{t.rec.Title, t.rec.Post.TextInMedia}, t.rec.Tags...)
	words = append(words, body.Topics...)
	for _, p := range body.Text {
		words = append(words, p.Text)
	}
	return words
}

// citedBy is which cases name a post, by its name, among those that show them.
func (l *linker) citedBy() map[string][]string {
	cited := map[string][]string{}
	for _, c := range l.section[record.Cases] {
		for _, post := range c.ref("posts") {
			cited[post.name] = append(cited[post.name], evidenceName(c))
		}
	}
	return cited
}

func evidenceName(t *thing) string { return string(t.kind) + "/" + t.name }

// shows is what a post is evidence for, by its own word or that of cases.
func shows(post *thing, cited []string) []string {
	var names []string
	for _, to := range post.ref("evidence_for") {
		names = append(names, evidenceName(to))
	}
	for _, name := range cited {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// keywords are the words of all products, folded, and their digest.
func (l *linker) keywords() (insights.Keywords, source.Digest) {
	words := insights.Keywords{}
	var s source.Sum
	for _, p := range l.section[record.Products] {
		for _, g := range p.rec.Product.Keywords {
			for _, w := range g.Words {
				if w = insights.Fold(w); w != "" && !slices.Contains(words[p.name], w) {
					words[p.name] = append(words[p.name], w)
				}
			}
		}
		s.Str(p.name).Strs(words[p.name])
	}
	return words, s.Sum()
}

// archive is what a report is made of besides posts.
func (l *linker) archive() insights.Archive {
	a := insights.Archive{Today: l.today(), Accounts: l.c.Accounts, Tiers: l.tiers(), Floor: l.c.UGCFloor}
	for _, t := range l.section[record.Creators] {
		a.Creators = append(a.Creators, insights.Creator{Name: t.name, Tier: t.tier})
	}
	if t := l.aimedAt(); t != nil {
		a.Target = t.rec.Campaign.Targets.Tiers
	}
	for _, t := range l.section[record.Products] {
		a.Products = append(a.Products, insights.Product{Name: t.name, Keywords: t.rec.Product.Keywords})
	}
	for _, k := range []record.Kind{record.Voice, record.Cases} {
		for _, t := range l.section[k] {
			if !t.base { // a pack of words is nothing that a post could show
				a.Shows = append(a.Shows, evidenceName(t))
			}
		}
	}
	return a
}

func (l *linker) today() record.Date { return record.Today(l.c.now.In(l.c.loc)) }

// aimedAt is the newest campaign that wants so many creators of each tier; nil
// if none does.
func (l *linker) aimedAt() *thing {
	for _, t := range l.section[record.Campaigns] {
		if targets := t.rec.Campaign.Targets; targets != nil && len(targets.Tiers) > 0 {
			return t
		}
	}
	return nil
}

// tellAgain notes when the numbers change by themselves, besides permissions:
// with a week and a month, and when what a file dates ahead has come.
func (l *linker) tellAgain() {
	if !l.hasInsights() {
		return
	}
	today := l.today()
	l.changesAt(insights.Monday(today).AddDays(7).Start(l.c.loc))
	l.changesAt((insights.MonthOf(today) + 1).First().Start(l.c.loc))
	ahead := func(d record.Date) {
		if d = d.In(l.c.loc); d.Number() > today.Number() {
			l.changesAt(d.Start(l.c.loc))
		}
	}
	for _, a := range l.c.Accounts {
		for _, f := range a.Followers {
			ahead(f.On)
		}
	}
	for _, t := range l.things {
		if t.rec.Creator != nil {
			for _, g := range t.rec.Creator.Grants {
				ahead(g.On)
				ahead(g.From)
				l.changesAt(g.Until.End(l.c.loc))
			}
		}
		if t.kind != record.Posts || t.rec.Post == nil {
			continue
		}
		ahead(t.rec.Post.Captured)
		ahead(t.rec.Post.Posted)
		for i := range t.rec.Post.Reposted {
			ahead(t.rec.Post.Reposted[i].On)
		}
		for i := range t.rec.Post.Rights {
			ahead(t.rec.Post.Rights[i].On)
		}
	}
}

// Insights is what the archive tells, by itself: without pages or pictures, and of
// posts it reads the captions of those alone whose products have keywords. If in names
// no edition, the team's is meant.
func Insights(in Input) (*insights.Report, []source.Problem) {
	in.Content, in.Theme = in.Content.Names(), nil // there will be no pages
	b := begin(in, nil)
	f := b.read()
	c := b.configure(f)
	if i := slices.IndexFunc(c.Editions, record.Edition.Internal); in.Edition == "" && i >= 0 {
		c.edition, c.internal = c.Editions[i], true
	}
	var words insights.Keywords
	var cited map[string][]string
	wanted := captionsWanted{b.syntax(c.HTML, captions(b.parsePlatforms(f, c))), func(p *record.Post) bool {
		return slices.ContainsFunc(p.Products, func(r record.Ref) bool { return len(words[r.Name]) > 0 || strings.Contains(r.Name, "/") })
	}}
	s := b.survey(f, c, wanted, func(l *linker) {
		l.tellBroken()
		l.permit()
		l.sort()
		words, _ = l.keywords()
		cited = l.citedBy()
	})
	all := insights.Count(nil, nil)
	for _, t := range sweep(s, func(l *linker, posts []*thing) *insights.Tally {
		if l != s.linker {
			l.tellBroken()
		}
		counted := make([]insights.Post, 0, len(posts))
		for _, t := range posts {
			l.publication(t)
			t.permission = rights.Judge(l.question(t), c.now)
			if t.counts() {
				counted = append(counted, l.counted(t, cited[t.name]))
			}
		}
		return insights.Count(counted, words)
	}) {
		all.Add(t)
	}
	return insights.Of(s.archive(), all), b.finish(f)
}

// tellBroken reports what is wrong with documents.
func (l *linker) tellBroken() {
	for _, d := range l.docs {
		l.report(d.Broken...)
	}
}
