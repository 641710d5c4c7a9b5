package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"playbook/generator"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// problemLine is a problem as --json prints it.
type problemLine struct {
	Type     string `json:"type"` // "problem"
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Col      int    `json:"col,omitempty"`
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Text     string `json:"text"`
	Excerpt  string `json:"excerpt,omitempty"`
	Fixable  bool   `json:"fixable"`
}

// show prints problems in the form asked for. They are sorted.
func (a *app) show(problems []source.Problem) {
	for _, p := range problems {
		switch a.format {
		case formatJSON:
			a.line(problemLine{"problem", p.File, p.Pos.Line, p.Col, p.Severity.String(), p.Rule, p.Text(a.lang), p.Excerpt, p.Fix != nil})
		case formatGitHub:
			a.annotation(p)
		default:
			a.problem(p)
		}
	}
}

var (
	msgErrors   = source.Message{En: "{0 error|errors}", Zh: "{0} 个错误"}
	msgWarnings = source.Message{En: "{0 warning|warnings}", Zh: "{0} 个提醒"}
	msgHints    = source.Message{En: "{0 suggestion|suggestions}", Zh: "{0} 个建议"}
	msgFixable  = source.Message{En: "{0} of them can be repaired by \"playbook check --fix\"", Zh: "其中 {0} 个可用 \"playbook check --fix\" 自动修复"}
)

// count says how many errors, warnings and suggestions there are.
func (a *app) count(problems []source.Problem) string {
	n := source.Count(problems)
	var parts []string
	for _, part := range []struct {
		n    int
		said source.Message
	}{{n.Errors, msgErrors}, {n.Warnings, msgWarnings}, {n.Suggestions, msgHints}} {
		if part.n > 0 {
			parts = append(parts, a.text(part.said, part.n))
		}
	}
	return strings.Join(parts, a.comma())
}

func (a *app) comma() string {
	if a.lang == "zh" {
		return "，"
	}
	return ", "
}

func (a *app) semicolon() string {
	if a.lang == "zh" {
		return "；"
	}
	return "; "
}

// summary is the last line about problems.
func (a *app) summary(problems []source.Problem) string {
	text := a.count(problems)
	fixable := 0
	for _, p := range problems {
		if p.Fix != nil {
			fixable++
		}
	}
	if fixable > 0 {
		text += a.semicolon() + a.text(msgFixable, fixable)
	}
	return text
}

// stateWords are the states of a permission as the closing line names them.
var stateWords = map[rights.State]source.Message{
	rights.None:      {En: "{0} never asked", Zh: "{0} 篇未征求授权"},
	rights.Requested: {En: "{0} waiting for an answer", Zh: "{0} 篇等待答复"},
	rights.Unclear:   {En: "{0} without a clear yes", Zh: "{0} 篇答复不明确"},
	rights.Upcoming:  {En: "{0} not yet begun", Zh: "{0} 篇授权未开始"},
	rights.Expired:   {En: "{0} expired", Zh: "{0} 篇授权到期"},
	rights.Declined:  {En: "{0} declined", Zh: "{0} 篇被拒绝"},
	rights.Lapsed:    {En: "{0} without an answer", Zh: "{0} 篇逾期未答复"},
	rights.Revoked:   {En: "{0} revoked", Zh: "{0} 篇授权被撤回"},
	rights.TakenDown: {En: "{0} taken down", Zh: "{0} 篇已下架"},
	rights.Blocked:   {En: "{0} held back by something else", Zh: "{0} 篇另有原因暂不展示"},
}

// withheld lists why posts are withheld, in the order of the states.
func (a *app) withheld(t generator.Tally) string {
	states := make([]rights.State, 0, len(t.Withheld))
	for s := range t.Withheld {
		states = append(states, s)
	}
	slices.Sort(states)
	var parts []string
	for _, s := range states {
		parts = append(parts, a.text(stateWords[s], t.Withheld[s]))
	}
	if len(parts) == 0 {
		return ""
	}
	if a.lang == "zh" {
		return "（" + strings.Join(parts, "，") + "）"
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func total(t generator.Tally) int {
	n := 0
	for _, count := range t.Withheld {
		n += count
	}
	return n
}

// size is bytes as people say them, in steps of a thousand.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1000_000:
		return fmt.Sprintf("%d kB", (bytes+500)/1000)
	case bytes < 1000_000_000:
		return fmt.Sprintf("%d.%d MB", bytes/1000_000, bytes/100_000%10)
	}
	return fmt.Sprintf("%d.%d GB", bytes/1000_000_000, bytes/100_000_000%10)
}

// seconds is a length of time with as many digits as matter.
func seconds(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}
