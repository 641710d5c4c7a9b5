package generator

import (
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgLostEvidence  = source.Message{En: "none of the {0} posts that show this may be shown any more", Zh: "作为例证的 {0} 篇笔记都不能再展示了"}
	msgLostOne       = source.Message{En: "the one post that shows this may not be shown any more", Zh: "唯一的一篇例证不能再展示了"}
	helpLostEvidence = source.Message{En: "ask again, or mark another post: evidence_for: [{1}]", Zh: "请再问一次，或给别的笔记写上 evidence_for: [{1}]"}
	msgFloor         = source.Message{En: "{0 live post|live posts}, and site.yaml wants {1}", Zh: "在展笔记只有 {0} 篇，site.yaml 要求 {1} 篇"}
	helpFloor        = source.Message{En: "find more, or change ugc_floor", Zh: "请再找几篇，或修改 ugc_floor"}
)

// review warns of principles and cases that have lost their evidence, and of
// products with too few live posts. It is for the build that decides what is live;
// what it says is on no page.
func (l *linker) review() {
	if l.use() != l.c.edition.Use {
		return // the page of insights tells the team
	}
	all, live := map[*thing]int{}, map[*thing]int{}
	count := func(to, post *thing) {
		if all[to]++; l.live(post) {
			live[to]++
		}
	}
	for _, t := range l.things {
		switch {
		case t.kind == record.Posts && t.name != "" && !t.unpublished && !t.broken():
			for _, to := range t.ref("evidence_for") {
				count(to, t)
			}
			for _, to := range t.ref("products") {
				count(to, t)
			}
		case t.kind == record.Cases && t.name != "":
			for _, post := range t.ref("posts") {
				count(t, post)
			}
		}
	}
	for _, t := range l.things {
		if !t.visible || t.name == "" || t.base {
			continue
		}
		switch t.kind {
		case record.Voice, record.Cases:
			l.warnOfEvidence(t, all[t], live[t])
		case record.Products:
			if n := live[t]; n < l.c.UGCFloor {
				l.report(source.Problem{Pos: t.pos(), Severity: source.Warning, Rule: "floor", Key: msgFloor, Help: helpFloor, Args: []string{itoa(n), itoa(l.c.UGCFloor)}})
			}
		}
	}
}

func (l *linker) warnOfEvidence(t *thing, all, live int) {
	if all == 0 || live > 0 {
		return
	}
	key := msgLostEvidence
	if all == 1 {
		key = msgLostOne
	}
	l.report(source.Problem{Pos: t.pos(), Severity: source.Warning, Rule: "evidence", Key: key, Help: helpLostEvidence, Args: []string{itoa(all), t.name}})
}
