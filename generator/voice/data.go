package voice

import (
	"encoding/json"
	"slices"
	"strings"
)

// Data is what the client needs to check drafts for a platform as c does: its
// alphabet and the rules, as JSON. Keys are short because readers load it; what
// is empty is left out.
func (c *Checker) Data(platform string) []byte {
	d := shipped{Folds: c.alphabet.folds}
	for i := range c.rules {
		if r := &c.rules[i]; r.Drafts && r.isFor(platform) {
			d.Rules = append(d.Rules, d.rule(r))
		}
	}
	data, err := json.Marshal(d)
	if err != nil {
		panic(err) // texts and numbers only
	}
	return data
}

type shipped struct {
	Folds string        `json:"f"`
	Sets  []string      `json:"s,omitempty"`
	Rules []shippedRule `json:"r"`
}

type shippedRule struct {
	ID      string      `json:"id"`
	Level   string      `json:"l"`
	Why     string      `json:"y,omitempty"`
	Instead string      `json:"o,omitempty"`
	Replace string      `json:"c,omitempty"`
	Page    string      `json:"u,omitempty"`
	Words   []string    `json:"w,omitempty"`
	Except  []string    `json:"x,omitempty"`
	Near    []string    `json:"n,omitempty"`
	Within  int         `json:"d,omitempty"`
	Program []int32     `json:"p,omitempty"` // the start, then op, out and arg of each instruction
	First   string      `json:"b,omitempty"` // what it can begin with
	Limit   []any       `json:"m,omitempty"` // what, max, count
	Needs   []string    `json:"q,omitempty"`
	When    []Condition `json:"i,omitempty"`
	Unless  []Condition `json:"e,omitempty"`
}

func (d *shipped) rule(r *compiled) shippedRule {
	out := shippedRule{ID: r.ID, Level: r.Level, Why: r.Why, Instead: r.Instead, Replace: r.Replace, Page: r.Page,
		Words: texts(r.words), Except: texts(r.except), Near: texts(r.near), Needs: texts(r.needs), When: r.When, Unless: r.Unless}
	if r.Near != nil {
		out.Within = r.Near.Within
	}
	if l := r.Limit; l != nil {
		out.Limit = []any{l.What, l.Max, l.Count}
	}
	if p := r.program; p != nil {
		out.First = spans(p.first)
		out.Program = append(out.Program, p.start)
		for _, x := range p.insts {
			arg := x.arg
			if x.op == opRune {
				arg = d.set(spans(p.pairs[x.arg]))
			}
			out.Program = append(out.Program, int32(x.op), x.out, arg)
		}
	}
	return out
}

func (d *shipped) set(s string) int32 {
	i := slices.Index(d.Sets, s)
	if i < 0 {
		i = len(d.Sets)
		d.Sets = append(d.Sets, s)
	}
	return int32(i)
}

// spans is ranges in base 36: the distance from the end of the one before, and
// the length.
func spans(pairs []rune) string {
	var list []string
	at := rune(0)
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, base36(int(pairs[i]-at)), base36(int(pairs[i+1]-pairs[i])))
		at = pairs[i+1]
	}
	return strings.Join(list, " ")
}

// texts are words as the client compares them.
func texts(list [][]rune) []string {
	var out []string
	for _, w := range list {
		if w != nil {
			out = append(out, string(w))
		}
	}
	return out
}
