package record

import (
	"reflect"
	"slices"
	"strings"

	"playbook/generator/source"
)

var eventNames = []string{string(Asked), string(Answered), string(Granted), string(Declined), string(Revoked), string(TakenDown)}

// Uses are all uses, the narrowest first.
func Uses() []Use {
	return []Use{UseInternal, UseSite, UseSocial, UseNewsletter, UsePrint, UseAd}
}

// Includes reports whether a permission for u covers v: each covers itself,
// and what may be on the site may be seen inside.
func (u Use) Includes(v Use) bool { return u == v || u == UseSite && v == UseInternal }

var (
	msgNoEvent    = source.Message{En: "it is not said what happened", Zh: "没有写发生了什么"}
	helpNoEvent   = source.Message{En: "begin with asked, answered, granted, declined, revoked or taken-down and its date", Zh: "请以 asked、answered、granted、declined、revoked 或 taken-down 加日期开头"}
	msgTwoEvents  = source.Message{En: "\"{0}\" and \"{1}\" are two events", Zh: "“{0}”和“{1}”是两件事"}
	helpTwoEvents = source.Message{En: "begin a new item with \"- \" for each", Zh: "请各用一个“- ”分开写"}
	msgNoUse      = source.Message{En: "it is not said what is granted", Zh: "没有写授权用于什么"}
	helpNoUse     = source.Message{En: "add use: [site], or say in \"asked\" what was asked for", Zh: "请写 use: [site]，或在“asked”里写明询问的用途"}
	msgNoProof    = source.Message{En: "a permission needs their words or a proof", Zh: "授权需要对方的原话或凭证"}
	helpNoProof   = source.Message{En: "copy their answer to \"words:\", or name a file in .proofs/ under \"proof:\"", Zh: "请把答复抄到“words:”，或在“proof:”写 .proofs/ 里的文件名"}
	msgRevoked    = source.Message{En: "granted after it was {0} in line {1}", Zh: "在第 {1} 行已经 {0}，之后不能再 granted"}
	helpRevoked   = source.Message{En: "a permission that was withdrawn does not come back; a new one needs a new file", Zh: "授权撤回后不能恢复；如果重新获得授权，请另建文件"}
	msgBasis      = source.Message{En: "basis \"{0}\" belongs to \"granted\"", Zh: "“{0}”这种依据要写在“granted”里"}
	msgOrder      = source.Message{En: "until {0} is before {1}", Zh: "截止日期 {0} 早于 {1}"}
	msgOnlyGrant  = source.Message{En: "only \"granted\" can stand here", Zh: "这里只能写“granted”"}
	helpOnlyGrant = source.Message{En: "what happened to one post goes in its own \"rights:\"; do_not_use hides all of them", Zh: "单篇笔记的情况写在它自己的“rights:”里；要全部隐藏请用 do_not_use"}
	msgNotice     = source.Message{En: "\"notice\" belongs to \"taken-down\"", Zh: "“notice”只用于“taken-down”"}
	msgProofPath  = source.Message{En: "\"{0}\" is not the name of a file in .proofs/", Zh: "“{0}”不是 .proofs/ 里的文件名"}
	msgBeforePost = source.Message{En: "granted on {0}, before it was posted on {1}", Zh: "{0} 授权，早于发布日期 {1}"}
	helpBefore    = source.Message{En: "check both dates", Zh: "请核对这两个日期"}
)

// heading decodes the pair that says what happened and when.
func (d *decoder) heading(p source.Pair, v reflect.Value, path uint32) bool {
	if !slices.Contains(eventNames, p.Key.Value) {
		return false
	}
	e := v.Addr().Interface().(*Event)
	if e.What != "" {
		d.error(p.Key, "rights", msgTwoEvents, helpTwoEvents, string(e.What), p.Key.Value)
		return true
	}
	e.What, e.Line, e.Col = EventKind(p.Key.Value), p.Key.Line, p.Key.Col
	if p.Value.Kind == source.Null {
		d.error(p.Key, "field", msgMissing, helpDate, p.Key.Value)
		return true
	}
	d.mark(extend(path, p.Key.Value), p.Value)
	if p.Value.Kind == source.Scalar || d.scalar(p.Value, &field{name: p.Key.Value}) {
		e.On = d.date(p.Value, false)
	}
	return true
}

// misheaded reports an unknown field of an event. If it is a heading mistyped,
// that is all that is wrong with the heading.
func (d *decoder) misheaded(key *source.Node, e *Event) {
	near := d.unknown(key, slices.Concat(eventNames, tableOf(reflect.TypeFor[Event]()).names))
	if e.What == "" && slices.Contains(eventNames, near) {
		e.What, e.Line, e.Col = EventKind(near), key.Line, key.Col
	}
}

// headed checks one event by itself.
func (d *decoder) headed(n *source.Node, e *Event) {
	free := e.Basis == BasisOwn || e.Basis == BasisLink
	if e.What == "" && free {
		// Our own content, or a mere link, needs no date either: it holds since ever.
		e.What, e.Line, e.Col = Granted, n.Line, n.Col
	}
	at := &source.Node{Line: e.Line, Col: e.Col}
	switch {
	case e.What == "":
		e.Line, e.Col = n.Line, n.Col
		d.error(n, "rights", msgNoEvent, helpNoEvent)
	case free && e.What != Granted:
		d.error(at, "rights", msgBasis, source.Message{}, e.Basis)
	case e.What == Granted && !free && e.Words == "" && e.Proof == "":
		d.error(at, "rights", msgNoProof, helpNoProof)
	}
	if e.Notice != "" && e.What != TakenDown {
		d.error(at, "rights", msgNotice, source.Message{})
	}
	if strings.ContainsAny(e.Proof, "/\\") || strings.HasPrefix(e.Proof, ".") {
		d.error(n.Get("proof"), "rights", msgProofPath, source.Message{}, e.Proof)
	}
	d.order(n, e)
}

// order checks that a permission does not end before it begins.
func (d *decoder) order(n *source.Node, e *Event) {
	begin := e.From
	if begin.IsZero() {
		begin = e.On
	}
	if !e.Until.IsZero() && e.Until.day < begin.day {
		d.error(n.Get("until"), "rights", msgOrder, source.Message{}, e.Until.String(), begin.String())
	}
}

// rights checks the events of a post together, and fills in the uses that
// answers take from questions. Events count by day, those of one day as they stand.
func (d *decoder) rights(events []Event) {
	var asked []Use
	var ended *Event
	for _, i := range chronological(events) {
		e := &events[i]
		switch e.What {
		case Asked:
			asked = e.Use
		case Revoked, TakenDown:
			if ended == nil && !e.On.IsZero() {
				ended = e
			}
		case Answered, Declined:
			if len(e.Use) == 0 {
				e.Use = asked
			}
		case Granted:
			d.granted(e, asked, ended)
		}
	}
}

func (d *decoder) granted(e *Event, asked []Use, ended *Event) {
	at := &source.Node{Line: e.Line, Col: e.Col}
	free := e.Basis == BasisOwn || e.Basis == BasisLink
	switch {
	case len(e.Use) > 0:
	case len(asked) > 0:
		e.Use = asked
	case free:
		e.Use = Uses()
	case e.Use == nil: // else something is written, and reported
		d.error(at, "rights", msgNoUse, helpNoUse)
	}
	if ended != nil {
		d.error(at, "rights", msgRevoked, helpRevoked, string(ended.What), itoa(ended.Line))
	}
}

// chronological is the order in which events count.
func chronological(events []Event) []int {
	order := make([]int, len(events))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(events[a].On.day) - int(events[b].On.day) })
	return order
}

// grants checks a creator's standing permissions.
func (d *decoder) grants(r *Record) {
	for i := range r.Creator.Grants {
		e := &r.Creator.Grants[i]
		at := &source.Node{Line: e.Line, Col: e.Col}
		switch {
		case e.What == "":
		case e.What != Granted:
			d.error(at, "rights", msgOnlyGrant, helpOnlyGrant)
		case len(e.Use) == 0:
			d.granted(e, nil, nil)
		}
	}
}
