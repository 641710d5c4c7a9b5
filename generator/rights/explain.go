package rights

import (
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A Reason is one sentence on why an answer is what it is, and the event
// behind it.
type Reason struct {
	Key  source.Message
	Args []string
	Line int // of the event in its file; 0 if there is none
	Col  int

	// Standing says that the event is in the creator's file, not in the post's.
	Standing bool
	Cause    Cause // what blocks the post, if something does
}

// Text is the sentence in lang.
func (r Reason) Text(lang string) string { return r.Key.Text(lang, r.Args) }

var (
	msgNever    = source.Message{En: "there is no event that concerns {0}", Zh: "没有关于“{0}”用途的记录"}
	msgAsked    = source.Message{En: "asked on {0}, no answer yet", Zh: "{0} 已询问，尚无答复"}
	msgLapsed   = source.Message{En: "asked on {0}, no answer within {1 day|days}", Zh: "{0} 询问，{1} 天内没有答复"}
	msgUnclear  = source.Message{En: "the answer of {0} was not clearly yes", Zh: "{0} 的答复不明确"}
	msgDeclined = source.Message{En: "declined on {0}", Zh: "{0} 对方拒绝"}
	msgUpcoming = source.Message{En: "granted, but only from {0}", Zh: "已授权，但从 {0} 才开始"}
	msgActive   = source.Message{En: "granted, in force since {0}", Zh: "已授权，自 {0} 起有效"}
	msgExpiring = source.Message{En: "granted until {0}", Zh: "授权至 {0}"}
	msgExpired  = source.Message{En: "granted until {0}, which is over", Zh: "授权至 {0}，已到期"}
	msgRevoked  = source.Message{En: "withdrawn on {0}", Zh: "{0} 授权撤回"}
	msgTaken    = source.Message{En: "taken down on {0}", Zh: "{0} 已下架"}
	msgLink     = source.Message{En: "only platform, date and link may be shown", Zh: "只能展示平台、日期和链接"}
	msgDoNotUse = source.Message{En: "the creator is marked do_not_use", Zh: "创作者标记了 do_not_use"}
	msgRelation = source.Message{En: "\"relationship\" is not known, so it is not shown in public", Zh: "没有写“relationship”（合作关系），不能公开展示"}
	msgMinors   = source.Message{En: "minors can be seen, and there is no guardian's proof", Zh: "有未成年人出镜，缺少监护人凭证"}
	msgMusic    = source.Message{En: "the music of the video is not cleared", Zh: "视频音乐未确认可用"}
)

var causeMessages = map[Cause]source.Message{DoNotUse: msgDoNotUse, NoRelationship: msgRelation, Minors: msgMinors, Music: msgMusic}

// Explain is Judge, and why it says so: the event that decides, then what else
// forbids or narrows it.
func Explain(q Question, now time.Time) (Answer, []Reason) {
	if q.Loc == nil {
		q.Loc = time.UTC
	}
	m := at(now, q.Loc)
	a := q.answer(m)
	var out []Reason
	if r, ok := q.deciding(m, a); ok {
		out = append(out, r)
	}
	if a.State == Blocked {
		out = append(out, q.causes(m, a)...)
	}
	if a.LinkOnly {
		out = append(out, Reason{Key: msgLink})
	}
	return a, out
}

// deciding is the event that makes the state.
func (q *Question) deciding(m moment, a Answer) (Reason, bool) {
	switch a.State {
	case None:
		return Reason{Key: msgNever, Args: []string{string(q.Use)}}, true
	case Requested:
		return q.reason(q.last(m), msgAsked, a.Since.String()), true
	case Lapsed:
		return q.reason(q.last(m), msgLapsed, a.Since.String(), record.Days(q.AnswerWithin).Number()), true
	case Unclear:
		return q.reason(q.last(m), msgUnclear, a.Since.String()), true
	case Declined:
		return q.reason(q.last(m), msgDeclined, a.Since.String()), true
	case Upcoming:
		return q.reason(q.grants(m).upcoming, msgUpcoming, a.Since.String()), true
	case Active:
		return q.reason(q.grants(m).active, msgActive, a.Since.String()), true
	case Expiring:
		return q.reason(q.grants(m).active, msgExpiring, a.Until.String()), true
	case Expired:
		return q.reason(q.grants(m).expired, msgExpired, a.Until.String()), true
	case Revoked:
		return q.reason(q.final(m, record.Revoked), msgRevoked, a.Since.String()), true
	case TakenDown:
		return q.reason(q.final(m, record.TakenDown), msgTaken, a.Since.String()), true
	}
	return Reason{}, false
}

func (q *Question) reason(e *record.Event, key source.Message, args ...string) Reason {
	r := Reason{Key: key, Args: args}
	if e == nil {
		return r
	}
	r.Line, r.Col = e.Line, e.Col
	if q.Creator != nil {
		for i := range q.Creator.Grants {
			r.Standing = r.Standing || e == &q.Creator.Grants[i]
		}
	}
	return r
}

// causes are all things that block the post: an editor wants the whole list.
func (q *Question) causes(m moment, a Answer) []Reason {
	if q.Creator != nil && q.Creator.DoNotUse {
		return []Reason{blocked(DoNotUse)}
	}
	var out []Reason
	if q.Post.Relationship == "" {
		out = append(out, blocked(NoRelationship))
	}
	if a.LinkOnly || q.Use != record.UseSite && q.Use != record.UseAd {
		return out
	}
	minors, proven, music := q.stated(m)
	if minors == record.Yes && !proven {
		out = append(out, blocked(Minors))
	}
	if music != record.Yes && q.video() {
		out = append(out, blocked(Music))
	}
	return out
}

func blocked(c Cause) Reason { return Reason{Key: causeMessages[c], Cause: c} }
