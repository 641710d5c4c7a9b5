package main

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/insights"
	"playbook/generator/rights"
	"playbook/generator/source"
)

var (
	msgInsights     = source.Message{En: "tell what the archive says in numbers", Zh: "用数字说明档案的情况"}
	msgInsightsLong = source.Message{
		En: `Compute what the insights pages of the team's edition show: the share of
reposted content, rhythm, creators by tier, numbers as captured, keywords,
products, styles, permissions, answers, and evidence.

A post is live if the first edition of site.yaml may show it today. What nobody
recorded is unknown: "?" here, empty in --csv, null in --json.`,
		Zh: `计算内部版“数据洞察”页面上的数字：转发占比、发布节奏、创作者层级、收录时的
互动数据、关键词、产品、笔记类型、授权、答复和例证。

“在展”指今天可以在 site.yaml 的第一个版本里展示。没有记录的就是未知：
这里写“?”，--csv 里留空，--json 里是 null。`,
	}
	msgCSV      = source.Message{En: "print comma-separated values, one number a line", Zh: "输出 CSV，每行一个数字"}
	msgTwoForms = source.Message{En: "--csv and --json are two forms of the same; choose one", Zh: "--csv 和 --json 只能选一个"}
	msgReading  = source.Message{En: "reading the archive", Zh: "正在读取档案"}
)

func (a *app) insightsCommand() *cobra.Command {
	csv := false
	cmd := &cobra.Command{
		Use:     "insights",
		Short:   a.text(msgInsights),
		Long:    a.text(msgInsightsLong),
		Example: "  playbook insights\n  playbook insights --now 2026-12-01\n  playbook insights --csv > insights.csv\n  playbook insights --json",
		Args:    a.takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if csv && a.format == formatJSON {
				return a.wrong(cmd, a.text(msgTwoForms))
			}
			return a.runInsights(csv)
		},
	}
	cmd.Flags().BoolVar(&csv, "csv", false, a.text(msgCSV))
	return cmd
}

// number is a line of --json.
type number struct {
	Type string `json:"type"`
	insights.Row
}

func (a *app) runInsights(csv bool) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	in, err := a.input(f)
	if err != nil {
		return err
	}
	tuneOnce()
	progress := a.watch(a.text(msgReading))
	report, problems := generator.Insights(in)
	progress.stop()
	a.show(errorsOf(f.placed(problems)))
	switch {
	case csv:
		err = report.WriteCSV(a.out)
	case a.format == formatJSON:
		for _, row := range report.Rows() {
			a.line(number{"number", row})
		}
	default:
		a.tables(report)
	}
	if err == nil && source.Errors(problems) > 0 {
		err = errProblems
	}
	return err
}

// errorsOf are the problems that leave files out of what is counted.
func errorsOf(problems []source.Problem) []source.Problem {
	var list []source.Problem
	for _, p := range problems {
		if p.Severity == source.Error {
			list = append(list, p)
		}
	}
	return list
}

// headings are what the questions are called.
var headings = map[string]source.Message{
	"posts":       {En: "Posts", Zh: "笔记"},
	"share":       {En: "Reposted content, by account and month", Zh: "各账号每月的转发占比"},
	"rhythm":      {En: "Rhythm", Zh: "发布节奏"},
	"weeks":       {En: "Reposts by week, from its Monday", Zh: "每周转发数（以周一为准）"},
	"followers":   {En: "Followers of our accounts", Zh: "品牌账号粉丝数"},
	"tiers":       {En: "Creators by tier", Zh: "创作者层级"},
	"engagement":  {En: "Numbers as captured, by how old the post was (medians)", Zh: "收录时的互动数据，按笔记发布天数分开（中位数）"},
	"keywords":    {En: "Keywords of products in live posts", Zh: "在展笔记提到的产品关键词"},
	"products":    {En: "Posts of products", Zh: "各产品的笔记"},
	"styles":      {En: "Kinds of posts", Zh: "笔记类型"},
	"permissions": {En: "Permissions at the end of the month", Zh: "月末的授权状态"},
	"answers":     {En: "Questions for permission", Zh: "授权询问"},
	"evidence":    {En: "Posts as evidence", Zh: "作为例证的笔记"},
}

// tables prints the report as a table for each question.
func (a *app) tables(r *insights.Report) {
	rows := r.Rows()
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Question == rows[0].Question {
			n++
		}
		a.answer(rows[:n])
		rows = rows[n:]
	}
}

// answer prints the rows of one question: a line for each subject and part,
// with its measures behind it. States that no post is in are left out.
func (a *app) answer(rows []insights.Row) {
	a.say(a.paint(bold, a.text(headings[rows[0].Question])))
	width := 0
	for _, x := range rows {
		width = max(width, cells(a.named(x)))
	}
	for i := 0; i < len(rows); {
		name := a.named(rows[i])
		var values []string
		for ; i < len(rows) && a.named(rows[i]) == name; i++ {
			if x := rows[i]; x.Question != "permissions" || x.Value.N > 0 {
				values = append(values, a.measured(x))
			}
		}
		if len(values) > 0 {
			a.say("  " + name + strings.Repeat(" ", width-cells(name)+2) + strings.Join(values, "  "))
		}
	}
	a.say("")
}

var (
	msgNotKnown = source.Message{En: "unknown", Zh: "未知"}
	msgAge      = source.Message{En: "{0 day|days} old", Zh: "发布 {0} 天"}
	msgOfState  = source.Message{En: "{1}: {0}", Zh: "{1} {0} 篇"}
	msgSameDay  = source.Message{En: "the same day", Zh: "当天"}
	msgAfter    = source.Message{En: "after {0 day|days}", Zh: "{0} 天后"}
)

// named is what a row is about. What files say stands as it is written there.
func (a *app) named(x insights.Row) string {
	subject, part := x.Subject, x.Part
	switch days, _, _ := strings.Cut(part, " "); {
	case x.Question == "permissions":
		return part // which the states are told behind
	case x.Question == "answers" && days == "0":
		part = a.text(msgSameDay)
	case x.Question == "answers" && part != "":
		part = a.text(msgAfter, days)
	case x.Question == "engagement" && part != string(insights.Unknown):
		part = a.text(msgAge, part)
	}
	return strings.TrimSpace(a.known(subject) + "  " + a.known(part))
}

// known is a name, or the word for that there is none.
func (a *app) known(name string) string {
	if name == string(insights.Unknown) {
		return a.text(msgNotKnown)
	}
	return name
}

// measures are numbers in words; {0} is the number.
var measures = map[string]source.Message{
	"all":           {En: "{0} in all", Zh: "共 {0} 篇"},
	"live":          {En: "{0} live", Zh: "{0} 篇在展"},
	"target":        {En: "target {0}", Zh: "目标 {0}"},
	"reposts":       {En: "{0 repost|reposts}", Zh: "转发 {0} 篇"},
	"published":     {En: "of {0}", Zh: "共发布 {0} 篇"},
	"percent":       {En: "{0}%", Zh: "{0}%"},
	"tenths a week": {En: "{0} posts a week", Zh: "每周 {0} 篇"},
	"followers":     {En: "{0}", Zh: "{0}"},
	"creators":      {En: "{0 creator|creators}", Zh: "{0} 位"},
	"posts":         {En: "{0 post|posts}", Zh: "{0} 篇"},
	"likes":         {En: "{0 like|likes}", Zh: "点赞 {0}"},
	"saves":         {En: "{0 save|saves}", Zh: "收藏 {0}"},
	"comments":      {En: "{0 comment|comments}", Zh: "评论 {0}"},
	"asked":         {En: "{0} asked", Zh: "询问 {0} 次"},
	"answered":      {En: "{0} answered", Zh: "答复 {0} 次"},
	"waiting":       {En: "{0} without an answer", Zh: "{0} 次未答复"},
	"median days":   {En: "an answer after {0 day|days} (median)", Zh: "{0} 天内答复（中位数）"},
	"answers":       {En: "{0 answer|answers}", Zh: "答复 {0} 次"},
}

// measured is a number in words; "?" if nobody recorded it.
func (a *app) measured(x insights.Row) string {
	n := "?"
	switch {
	case x.Question == "permissions":
		return a.text(msgOfState, x.Value, a.text(stateCalled(x.Subject).Message()))
	case x.Value.Known && x.Question == "share" && x.Measure == "target":
		n = x.Value.String() + "%"
	case x.Value.Known && x.Measure == "tenths a week":
		n = strconv.Itoa(x.Value.N/10) + "." + strconv.Itoa(x.Value.N%10)
	case x.Value.Known:
		n = x.Value.String()
	}
	return a.text(measures[x.Measure], n)
}

func stateCalled(name string) rights.State {
	all := rights.States()
	return all[max(0, slices.IndexFunc(all, func(s rights.State) bool { return s.String() == name }))]
}

// cells is the width of a text on a terminal: Han characters take two.
func cells(s string) int {
	wide := 0
	for _, r := range s {
		if r >= 0x1100 {
			wide++
		}
	}
	return utf8.RuneCountInString(s) + wide
}
