// Package rights says whether a post may be shown.
//
// A record keeps what happened, with dates; the state is computed. Evaluate is
// a pure function of the events of a post, the standing grants of its creator,
// a use and an instant, and it also says when its answer changes by itself.
//
// # Laws
//
//   - Silence is never consent: without a grant in its time nothing is shown.
//   - What was revoked or taken down stays so, whatever else is written.
//   - Events after the instant change nothing but Next.
//   - From the instant to just before Next the answer is the same.
package rights

import (
	"path"
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A State is what permission comes to for one use at one instant.
type State int

// The states. Only Active and Expiring posts are shown.
const (
	None      State = iota // nobody has asked
	Requested              // asked, and there is time to answer
	Unclear                // answered, but not clearly yes
	Upcoming               // granted from a later day
	Active                 // granted, in its time
	Expiring               // active, but soon over
	Expired                // the time is over
	Declined               // they said no
	Lapsed                 // asked, and no answer in time
	Revoked                // granted once, and withdrawn for good
	TakenDown              // removed for good
	Blocked                // granted, but something else forbids it; see Explain
)

var stateNames = [...]string{"none", "requested", "unclear", "upcoming", "active", "expiring", "expired", "declined", "lapsed", "revoked", "taken-down", "blocked"}

// String is the name of s, as reports for editors and files for machines have it.
func (s State) String() string { return stateNames[s] }

// States are all states, in the order of their declaration.
func States() []State {
	out := make([]State, len(stateNames))
	for i := range out {
		out[i] = State(i)
	}
	return out
}

var stateMessages = [...]source.Message{
	{En: "nobody has asked", Zh: "尚未询问"},
	{En: "asked, no answer yet", Zh: "已询问，等待答复"},
	{En: "the answer was not clearly yes", Zh: "答复不明确"},
	{En: "granted from a later day", Zh: "已授权，尚未开始"},
	{En: "may be shown", Zh: "可以展示"},
	{En: "may be shown, but not for long", Zh: "可以展示，即将到期"},
	{En: "the time granted is over", Zh: "授权已到期"},
	{En: "declined", Zh: "对方拒绝"},
	{En: "no answer", Zh: "逾期未答复"},
	{En: "permission was withdrawn", Zh: "授权已撤回"},
	{En: "taken down", Zh: "已下架"},
	{En: "something forbids it", Zh: "另有限制"},
}

// Message is s in words, for people.
func (s State) Message() source.Message { return stateMessages[s] }

// A Question is about one post, one use and the rules of the site.
type Question struct {
	Post    *record.Post
	Creator *record.Creator // nil if unknown
	Use     record.Use
	Loc     *time.Location // where days begin and end; nil is UTC

	AnswerWithin int // days after which a question lapses; 0 is never
	WarnBefore   int // days before its end in which a permission is expiring; below 0 it never is

	// Video says that the post has a video which Post.Media does not name,
	// because its files are those of its folder.
	Video bool
}

// An Answer holds from the instant of the question until Next.
type Answer struct {
	State     State
	Shown     bool        // active or expiring, and nothing else may be
	LinkOnly  bool        // only platform, date and link may be shown
	Translate bool        // the whole caption may be shown in translation
	Since     record.Date // the day that decided: of the event, or the first day of a grant
	Until     record.Date // the last day of a permission; zero if it has no end
	Notice    string      // of a post that was taken down: what stays under its address
	Next      time.Time   // the first instant at which the answer differs; zero is never
}

// Judge is Evaluate without Next, in a fraction of the time.
func Judge(q Question, now time.Time) Answer {
	if q.Loc == nil {
		q.Loc = time.UTC
	}
	return q.answer(at(now, q.Loc))
}

// Evaluate answers q at now.
func Evaluate(q Question, now time.Time) Answer {
	if q.Loc == nil {
		q.Loc = time.UTC
	}
	m := at(now, q.Loc)
	a := q.answer(m)
	for {
		c := q.candidate(m)
		if !c.hasDay && !c.hasTime {
			return a
		}
		m = c.first()
		if q.answer(m) != a {
			a.Next = c.time()
			return a
		}
	}
}

// A moment is an instant in the two forms that events are compared in. Most
// events have a day, so comparing days spares making times of them.
type moment struct {
	day int   // civil, since 1970-01-01, where the site is
	sec int64 // Unix
}

func at(t time.Time, loc *time.Location) moment {
	_, offset := t.In(loc).Zone()
	local := t.Unix() + int64(offset)
	day := local / 86400
	if local%86400 < 0 {
		day--
	}
	return moment{int(day), t.Unix()}
}

// reached reports whether d has begun.
func (m moment) reached(d record.Date) bool {
	if d.IsInstant() {
		return m.sec >= d.Unix()
	}
	return m.day >= d.Number()
}

// past reports whether d is over: a day with its end.
func (m moment) past(d record.Date) bool {
	if d.IsInstant() {
		return m.sec >= d.Unix()
	}
	return m.day > d.Number()
}

// happened reports whether an event counts at m. One without a date, which
// Parse has reported, counts if that hides the post. Our own content and mere
// links need no date.
func (m moment) happened(e *record.Event) bool {
	if e.On.IsZero() {
		return e.What != record.Granted || free(e)
	}
	return m.reached(e.On)
}

func free(e *record.Event) bool {
	return e.Basis == record.BasisOwn || e.Basis == record.BasisLink
}

// covers reports whether e concerns a use. A question or an answer that names
// none concerns all; a grant that names none covers nothing.
func covers(e *record.Event, use record.Use) bool {
	for _, u := range e.Use {
		if u.Includes(use) {
			return true
		}
	}
	return len(e.Use) == 0 && (e.What != record.Granted || free(e))
}

// answer is everything but Next.
func (q *Question) answer(m moment) Answer {
	if a, ok := q.ended(m); ok {
		return a
	}
	if q.Creator != nil && q.Creator.DoNotUse {
		return Answer{State: Blocked}
	}
	g := q.grants(m)
	switch {
	case g.active != nil:
		return q.shown(m, g)
	case g.upcoming != nil:
		return Answer{State: Upcoming, Since: begin(g.upcoming), Until: g.upcoming.Until}
	}
	return q.waiting(m, g)
}

// ended finds what is final.
func (q *Question) ended(m moment) (Answer, bool) {
	if e := q.final(m, record.TakenDown); e != nil {
		return Answer{State: TakenDown, Since: e.On, Notice: q.notice(m)}, true
	}
	if e := q.final(m, record.Revoked); e != nil {
		return Answer{State: Revoked, Since: e.On}, true
	}
	return Answer{}, false
}

// final is the first event of a kind that ends a permission; of one day the first
// in the file.
func (q *Question) final(m moment, what record.EventKind) *record.Event {
	var first *record.Event
	for i := range q.Post.Rights {
		if e := &q.Post.Rights[i]; e.What == what && m.happened(e) && (first == nil || e.On.Before(first.On)) {
			first = e
		}
	}
	return first
}

// notice is what was last said to stay in the place of a post.
func (q *Question) notice(m moment) string {
	var last *record.Event
	for i := range q.Post.Rights {
		if e := &q.Post.Rights[i]; e.What == record.TakenDown && e.Notice != "" && m.happened(e) && (last == nil || !e.On.Before(last.On)) {
			last = e
		}
	}
	if last == nil {
		return ""
	}
	return last.Notice
}

// granted is what all grants come to at a moment.
type granted struct {
	active    *record.Event // in its time; of several, the one that shows most for longest
	upcoming  *record.Event // of several, the one that begins first
	expired   *record.Event // of several, the one that ended last
	translate bool          // one of the active says that the caption may be translated
}

func (q *Question) grants(m moment) granted {
	var g granted
	for i := range q.Post.Rights {
		g.add(&q.Post.Rights[i], q.Use, m)
	}
	if q.Creator != nil {
		for i := range q.Creator.Grants {
			g.add(&q.Creator.Grants[i], q.Use, m)
		}
	}
	return g
}

func (g *granted) add(e *record.Event, use record.Use, m moment) {
	if e.What != record.Granted || !m.happened(e) || !covers(e, use) {
		return
	}
	switch {
	case !e.Until.IsZero() && m.past(e.Until):
		if g.expired == nil || g.expired.Until.Before(e.Until) {
			g.expired = e
		}
	case !e.From.IsZero() && !m.reached(e.From):
		if g.upcoming == nil || e.From.Before(g.upcoming.From) || e.From == g.upcoming.From && better(e, g.upcoming) {
			g.upcoming = e
		}
	default:
		if g.active == nil || better(e, g.active) {
			g.active = e
		}
		g.translate = g.translate || e.Basis == record.BasisOwn || slices.Contains(e.Edit, record.EditTranslate)
	}
}

// better reports whether a shows more than b, or as much for longer, or since earlier.
func better(a, b *record.Event) bool {
	if linkA, linkB := a.Basis == record.BasisLink, b.Basis == record.BasisLink; linkA != linkB {
		return linkB
	}
	if a.Until.IsZero() != b.Until.IsZero() {
		return a.Until.IsZero()
	}
	if c := a.Until.Compare(b.Until); c != 0 {
		return c > 0
	}
	return begin(a).Before(begin(b))
}

// begin is the first day of a grant.
func begin(e *record.Event) record.Date {
	if e.From.IsZero() || e.From.Before(e.On) {
		return e.On
	}
	return e.From
}

// shown is the answer for a grant in its time.
func (q *Question) shown(m moment, g granted) Answer {
	e := g.active
	a := Answer{State: Active, Since: begin(e), Until: e.Until, LinkOnly: e.Basis == record.BasisLink}
	if q.block(m, a.LinkOnly) != "" {
		return Answer{State: Blocked, Since: a.Since, Until: a.Until, LinkOnly: a.LinkOnly}
	}
	if !e.Until.IsZero() && m.day >= e.Until.In(q.Loc).Number()-q.WarnBefore {
		a.State = Expiring
	}
	a.Shown, a.Translate = true, g.translate && !a.LinkOnly
	return a
}

// A Cause names what blocks a post although it is granted.
type Cause string

// The causes.
const (
	DoNotUse       Cause = "do-not-use"
	NoRelationship Cause = "relationship"
	Minors         Cause = "minors"
	Music          Cause = "music"
)

// block is what forbids a use in spite of a grant, or "".
func (q *Question) block(m moment, linkOnly bool) Cause {
	switch {
	case q.Use == record.UseInternal:
		return ""
	case q.Post.Relationship == "":
		return NoRelationship
	case linkOnly || q.Use != record.UseSite && q.Use != record.UseAd:
		return "" // a link shows nobody and plays nothing
	}
	minors, proven, music := q.stated(m)
	switch {
	case minors == record.Yes && !proven:
		return Minors
	case music != record.Yes && q.video():
		return Music
	}
	return ""
}

// stated is what the events up to m say last of minors and of music, and
// whether a guardian's proof is there.
func (q *Question) stated(m moment) (minors record.Known, proven bool, music record.Known) {
	minorsDay, musicDay := -1<<30, -1<<30
	for i := range q.Post.Rights {
		e := &q.Post.Rights[i]
		if e.Minors == record.Unknown && e.MusicCleared == record.Unknown || !m.happened(e) {
			continue
		}
		day := e.On.In(q.Loc).Number()
		if e.Minors != record.Unknown && day >= minorsDay {
			minors, minorsDay = e.Minors, day
		}
		if e.MusicCleared != record.Unknown && day >= musicDay {
			music, musicDay = e.MusicCleared, day
		}
		proven = proven || e.Minors == record.Yes && e.Proof != ""
	}
	return minors, proven, music
}

func (q *Question) video() bool {
	if q.Video {
		return true
	}
	for i := range q.Post.Media {
		if IsVideo(q.Post.Media[i].File) {
			return true
		}
	}
	return false
}

// IsVideo reports whether a file name is that of a video.
func IsVideo(name string) bool {
	switch ext := path.Ext(name); len(ext) {
	case 4, 5:
		switch strings.ToLower(ext) {
		case ".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi":
			return true
		}
	}
	return false
}

// waiting is the answer without a grant in its time: the last event that
// concerns the use decides, of one day the last in the file.
func (q *Question) waiting(m moment, g granted) Answer {
	last := q.last(m)
	switch {
	case last == nil && g.expired == nil:
		return Answer{State: None}
	case last == nil || last.What == record.Granted:
		return Answer{State: Expired, Since: g.expired.Until, Until: g.expired.Until}
	case last.What == record.Answered:
		return Answer{State: Unclear, Since: last.On}
	case last.What == record.Declined:
		return Answer{State: Declined, Since: last.On}
	case q.AnswerWithin > 0 && m.day > last.On.In(q.Loc).Number()+q.AnswerWithin:
		return Answer{State: Lapsed, Since: last.On}
	}
	return Answer{State: Requested, Since: last.On}
}

func (q *Question) last(m moment) *record.Event {
	var last *record.Event
	day := 0
	for i := range q.Post.Rights {
		e := &q.Post.Rights[i]
		if e.What == "" || !m.happened(e) || !covers(e, q.Use) {
			continue
		}
		if d := e.On.In(q.Loc).Number(); last == nil || d >= day {
			last, day = e, d
		}
	}
	return last
}

// candidate is the first instant after m at which the answer could differ.
func (q *Question) candidate(m moment) upcoming {
	c := upcoming{m: m, loc: q.Loc}
	for i := range q.Post.Rights {
		e := &q.Post.Rights[i]
		c.add(e, q.WarnBefore)
		if e.What == record.Asked && q.AnswerWithin > 0 {
			c.at(e.On.In(q.Loc).Number() + q.AnswerWithin + 1)
		}
	}
	if q.Creator != nil {
		for i := range q.Creator.Grants {
			c.add(&q.Creator.Grants[i], q.WarnBefore)
		}
	}
	return c
}

// upcoming collects the first day and the first instant after m.
type upcoming struct {
	m       moment
	loc     *time.Location
	day     int
	sec     int64
	hasDay  bool
	hasTime bool
}

func (c *upcoming) add(e *record.Event, warn int) {
	c.begins(e.On)
	if e.What != record.Granted {
		return
	}
	c.begins(e.From)
	if e.Until.IsZero() {
		return
	}
	c.at(e.Until.In(c.loc).Number() - warn)
	if e.Until.IsInstant() {
		c.begins(e.Until)
	} else {
		c.at(e.Until.Number() + 1)
	}
}

func (c *upcoming) begins(d record.Date) {
	switch {
	case d.IsZero():
	case !d.IsInstant():
		c.at(d.Number())
	case d.Unix() > c.m.sec && (!c.hasTime || d.Unix() < c.sec):
		c.sec, c.hasTime = d.Unix(), true
	}
}

func (c *upcoming) at(day int) {
	if day > c.m.day && (!c.hasDay || day < c.day) {
		c.day, c.hasDay = day, true
	}
}

// first is the earlier of the day and the instant, as a moment. Without
// instants to come their clock may stand still, which saves asking the calendar.
func (c *upcoming) first() moment {
	switch {
	case !c.hasTime:
		return moment{c.day, c.m.sec}
	case c.timeFirst():
		return at(time.Unix(c.sec, 0), c.loc)
	}
	return moment{c.day, c.start().Unix()}
}

func (c *upcoming) timeFirst() bool {
	return c.hasTime && (!c.hasDay || c.sec < c.start().Unix())
}

func (c *upcoming) start() time.Time { return record.DayNumber(c.day).Start(c.loc) }

func (c *upcoming) time() time.Time {
	if c.timeFirst() {
		return time.Unix(c.sec, 0).In(c.loc)
	}
	return c.start()
}
