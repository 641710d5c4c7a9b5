package rights

import (
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A Task is what somebody should do about a permission today.
type Task string

// The tasks. A question that nobody answered is put once more and then left
// alone: silence is an answer too.
const (
	Ask     Task = "ask"     // nobody has asked yet
	Clarify Task = "clarify" // they answered, and not clearly
	Remind  Task = "remind"  // asked once, and half of the time to answer is over
	Renew   Task = "renew"   // it ends soon, or ended a little while ago
	Thank   Task = "thank"   // they said yes in the last days
)

// Tasks are all tasks, the most pressing first.
func Tasks() []Task { return []Task{Renew, Clarify, Remind, Ask, Thank} }

var taskMessages = map[Task]source.Message{
	Ask:     {En: "ask for the first time", Zh: "首次征求授权"},
	Clarify: {En: "ask for a clear answer", Zh: "请对方明确答复"},
	Remind:  {En: "remind, once", Zh: "提醒一次"},
	Renew:   {En: "ask for longer", Zh: "续期"},
	Thank:   {En: "thank", Zh: "致谢"},
}

// Message is t in words.
func (t Task) Message() source.Message { return taskMessages[t] }

// thanksWithin is for how many days a yes waits for thanks.
const thanksWithin = 7

// Due is what to do about q at now, and "" if there is nothing: what is settled,
// refused or withdrawn needs no letter. Events after now change nothing.
func Due(q Question, now time.Time) Task {
	if q.Loc == nil {
		q.Loc = time.UTC
	}
	if q.Creator != nil && q.Creator.DoNotUse {
		return ""
	}
	m := at(now, q.Loc)
	a, last := q.answer(m), q.last(m)
	switch a.State {
	case None:
		return Ask
	case Unclear:
		return Clarify
	case Requested, Lapsed:
		return q.reminder(m, last)
	case Expiring:
		if last != nil && last.What != record.Granted {
			return q.reminder(m, last) // they were asked for longer
		}
		return Renew
	case Expired:
		if m.day-a.Until.In(q.Loc).Number() <= q.WarnBefore {
			return Renew
		}
	case Active:
		if last != nil && last.What == record.Granted && !free(last) && m.day-last.On.In(q.Loc).Number() < thanksWithin {
			return Thank
		}
	}
	return ""
}

// reminder is the task of a question that was put once and has waited for half
// of the time there is.
func (q *Question) reminder(m moment, last *record.Event) Task {
	if last.What != record.Asked || q.asked(m) > 1 || m.day-last.On.In(q.Loc).Number() < (q.AnswerWithin+1)/2 {
		return ""
	}
	return Remind
}

// asked is how often the use was asked for since they last said anything.
func (q *Question) asked(m moment) int {
	n, since := 0, -1<<30
	for i := range q.Post.Rights {
		e := &q.Post.Rights[i]
		if e.What != record.Asked && m.happened(e) && covers(e, q.Use) {
			since = max(since, e.On.In(q.Loc).Number())
		}
	}
	for i := range q.Post.Rights {
		e := &q.Post.Rights[i]
		if e.What == record.Asked && m.happened(e) && covers(e, q.Use) && e.On.In(q.Loc).Number() >= since {
			n++
		}
	}
	return n
}

// Lapses is when q stops being shown: the first instant after now, and not
// after until, at which q is not shown any more. It is zero if q is not shown
// now, or still is at until.
func Lapses(q Question, now, until time.Time) time.Time {
	if !Judge(q, now).Shown {
		return time.Time{} // like most: nobody needs to look ahead
	}
	for a := Evaluate(q, now); a.Shown; a = Evaluate(q, now) {
		if a.Next.IsZero() || a.Next.After(until) {
			return time.Time{}
		}
		now = a.Next
		if !Evaluate(q, now).Shown {
			return now
		}
	}
	return time.Time{}
}

// DueNext is the first instant after now at which Due answers otherwise; zero is
// never.
func DueNext(q Question, now time.Time) time.Time {
	if q.Loc == nil {
		q.Loc = time.UTC
	}
	task, m := Due(q, now), at(now, q.Loc)
	for {
		c := q.candidate(m)
		for i := range q.Post.Rights {
			c.tasks(&q.Post.Rights[i], q.AnswerWithin, q.WarnBefore)
		}
		if q.Creator != nil {
			for i := range q.Creator.Grants {
				c.tasks(&q.Creator.Grants[i], q.AnswerWithin, q.WarnBefore)
			}
		}
		if !c.hasDay && !c.hasTime {
			return time.Time{}
		}
		if m = c.first(); Due(q, c.time()) != task {
			return c.time()
		}
	}
}

// tasks are the days at which an event begins or ceases to be something to do.
func (c *upcoming) tasks(e *record.Event, answerWithin, warn int) {
	day := e.On.In(c.loc).Number()
	switch e.What {
	case record.Asked:
		c.at(day + (answerWithin+1)/2)
	case record.Granted:
		c.at(day + thanksWithin)
		if !e.Until.IsZero() {
			c.at(e.Until.In(c.loc).Number() + warn + 1)
		}
	}
}
