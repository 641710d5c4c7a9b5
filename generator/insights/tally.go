package insights

import (
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/rights"
)

// A Post is what is counted of a post.
type Post struct {
	Question rights.Question // of Use, the use that decides whether it is live
	Live     bool            // it may be shown today, with more than a link
	Products []string
	Evidence []string // what it shows: "voice/talk-like-a-friend", "cases/perfect-diary"
	Says     func() []string
}

// A Tally is what some posts come to. Tallies of different posts add up.
type Tally struct {
	Posts, Live int
	Reposts     map[OnDay]int // by account
	Readings    map[Group]*Readings
	Styles      map[string]Pair // by style, "" where none is said
	Products    map[string]Pair
	Evidence    map[string]Pair
	Words       map[Word]int // live posts of the product that say the word
	Changes     map[int]States
	Undated     int // posts of which nothing says since when they are here
	Asked       map[Question]int
}

// OnDay is an account and the number of a day.
type OnDay struct {
	Account string
	Day     int
}

// A Pair is how many posts there are, and how many of them are live.
type Pair struct{ All, Live int }

// A Word is one that people search for, as a product lists it.
type Word struct{ Product, Word string }

// States is how many posts are in each state of permission, or how many more.
type States [int(rights.Blocked) + 1]int

// A Question is the days on which permission was asked for and answered; an
// answer that did not come is noAnswer.
type Question struct{ Asked, Answered int }

const noAnswer = -1 << 31

// Group is what readings can be compared within: a platform, and how old the
// post was.
type Group struct {
	Platform string
	Age      Age
}

// An Age is how old a post was when its numbers were read.
type Age string

// The ages, in order. Numbers grow for weeks, so those of unlike ages say
// nothing of each other.
const (
	FirstDays  Age = "0-3"
	FirstWeek  Age = "4-7"
	FirstMonth Age = "8-30"
	Quarter    Age = "31-90"
	Later      Age = "91+"
	NoAge      Age = "unknown"
)

// Ages are all ages, in order.
var Ages = []Age{FirstDays, FirstWeek, FirstMonth, Quarter, Later, NoAge}

// ageOf is the age of a post of a day when it was read on another.
func ageOf(posted, read record.Date) Age {
	if posted.IsZero() || read.IsZero() {
		return NoAge
	}
	switch days := read.Number() - posted.Number(); {
	case days < 0:
		return NoAge
	case days <= 3:
		return FirstDays
	case days <= 7:
		return FirstWeek
	case days <= 30:
		return FirstMonth
	case days <= 90:
		return Quarter
	}
	return Later
}

// Readings are the numbers of some posts, each as it was captured.
type Readings struct {
	Posts                  int
	Likes, Saves, Comments []int64
}

// Keywords are the words of products, folded as Fold does.
type Keywords map[string][]string

// Count tallies posts.
func Count(posts []Post, words Keywords) *Tally {
	t := &Tally{Reposts: map[OnDay]int{}, Readings: map[Group]*Readings{}, Styles: map[string]Pair{}, Products: map[string]Pair{},
		Evidence: map[string]Pair{}, Words: map[Word]int{}, Changes: map[int]States{}, Asked: map[Question]int{}}
	for i := range posts {
		t.count(&posts[i], words)
	}
	return t
}

func (t *Tally) count(p *Post, words Keywords) {
	r := p.Question.Post
	t.Posts++
	if p.Live {
		t.Live++
	}
	for _, x := range r.Reposted {
		if !x.On.IsZero() {
			t.Reposts[OnDay{x.Account, x.On.In(p.Question.Loc).Number()}]++
		}
	}
	tick(t.Styles, r.Style, p.Live)
	for _, name := range p.Products {
		tick(t.Products, name, p.Live)
	}
	for _, name := range p.Evidence {
		tick(t.Evidence, name, p.Live)
	}
	if p.Live {
		t.listen(p, words)
	}
	t.read(r)
	t.follow(p)
	t.ask(p)
}

func tick(pairs map[string]Pair, key string, live bool) {
	v := pairs[key]
	v.All++
	if live {
		v.Live++
	}
	pairs[key] = v
}

// Fold makes words comparable: lower case, and plain letters for full-width ones.
func Fold(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r > 0xff00 && r < 0xff5f {
			return r - 0xfee0
		}
		return r
	}, s))
}

// listen looks for the words of its products in what a post says.
func (t *Tally) listen(p *Post, words Keywords) {
	said := ""
	for _, name := range p.Products {
		for _, w := range words[name] {
			if said == "" {
				said = Fold(strings.Join(p.Says(), "\n"))
			}
			if strings.Contains(said, w) {
				t.Words[Word{name, w}]++
			}
		}
	}
}

// read takes the numbers of a post, of each age the last ones.
func (t *Tally) read(r *record.Post) {
	last := map[Age]record.Metrics{}
	for _, m := range r.Metrics {
		on := m.On
		if on.IsZero() {
			on = r.Captured
		}
		if !m.Likes.IsZero() || !m.Saves.IsZero() || !m.Comments.IsZero() {
			last[ageOf(r.Posted, on)] = m
		}
	}
	for age, m := range last {
		g := Group{r.Platform, age}
		if t.Readings[g] == nil {
			t.Readings[g] = &Readings{}
		}
		v := t.Readings[g]
		v.Posts++
		for _, c := range []struct {
			to    *[]int64
			count record.Count
		}{{&v.Likes, m.Likes}, {&v.Saves, m.Saves}, {&v.Comments, m.Comments}} {
			if !c.count.IsZero() {
				*c.to = append(*c.to, c.count.N)
			}
		}
	}
}

// follow notes each day on which the state of a post's permission changed, or
// will, from the day since which it is here.
func (t *Tally) follow(p *Post) {
	begin := beginning(p.Question.Post)
	if begin.IsZero() {
		t.Undated++
		return
	}
	day, at := begin.Number(), begin.Start(p.Question.Loc)
	was := rights.State(-1)
	for range maxChanges {
		a := rights.Evaluate(p.Question, at)
		if a.State != was {
			t.change(day, was, a.State)
			was = a.State
		}
		if a.Next.IsZero() {
			return
		}
		at = a.Next
		day = record.Today(at.In(p.Question.Loc)).Number()
	}
}

// maxChanges bounds the life of one permission.
const maxChanges = 1000

func (t *Tally) change(day int, from, to rights.State) {
	v := t.Changes[day]
	v[to]++
	if from >= 0 {
		v[from]--
	}
	t.Changes[day] = v
}

// beginning is since when a post is in the archive: its capture or its first
// event, whichever is earlier; else the day it was posted.
func beginning(r *record.Post) record.Date {
	first := r.Captured
	for _, e := range r.Rights {
		if !e.On.IsZero() && (first.IsZero() || e.On.Before(first)) {
			first = e.On
		}
	}
	if first.IsZero() {
		first = r.Posted
	}
	return first
}

// ask pairs every question with its answer. Who asks again before an answer
// still waits since the first time.
func (t *Tally) ask(p *Post) {
	waiting := record.Date{}
	for _, e := range p.Question.Post.Rights {
		switch {
		case e.On.IsZero():
		case e.What == record.Asked && waiting.IsZero():
			waiting = e.On.In(p.Question.Loc)
		case !waiting.IsZero() && slices.Contains(answers, e.What):
			t.Asked[Question{waiting.Number(), e.On.In(p.Question.Loc).Number()}]++
			waiting = record.Date{}
		case e.What == record.TakenDown || e.What == record.Revoked:
			waiting = record.Date{} // nobody waits any more
		}
	}
	if !waiting.IsZero() {
		t.Asked[Question{waiting.Number(), noAnswer}]++
	}
}

var answers = []record.EventKind{record.Answered, record.Granted, record.Declined}

// Add adds the tally of other posts.
func (t *Tally) Add(o *Tally) {
	t.Posts, t.Live, t.Undated = t.Posts+o.Posts, t.Live+o.Live, t.Undated+o.Undated
	sum(t.Reposts, o.Reposts)
	sum(t.Words, o.Words)
	sum(t.Asked, o.Asked)
	for _, pairs := range [][2]map[string]Pair{{t.Styles, o.Styles}, {t.Products, o.Products}, {t.Evidence, o.Evidence}} {
		for k, v := range pairs[1] {
			have := pairs[0][k]
			pairs[0][k] = Pair{have.All + v.All, have.Live + v.Live}
		}
	}
	for day, more := range o.Changes {
		v := t.Changes[day]
		for s, n := range more {
			v[s] += n
		}
		t.Changes[day] = v
	}
	for g, more := range o.Readings {
		v := t.Readings[g]
		if v == nil {
			v = &Readings{}
			t.Readings[g] = v
		}
		v.Posts += more.Posts
		v.Likes, v.Saves, v.Comments = append(v.Likes, more.Likes...), append(v.Saves, more.Saves...), append(v.Comments, more.Comments...)
	}
}

func sum[K comparable](to, more map[K]int) {
	for k, n := range more {
		to[k] += n
	}
}
