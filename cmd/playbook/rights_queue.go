package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

var (
	msgQueue     = source.Message{En: "whom to ask, remind or thank today", Zh: "今天该征求、提醒或感谢谁"}
	msgQueueLong = source.Message{
		En: `List what to do about permissions today, the most pressing first, with the
command that writes the message.

A question is put twice at most: once, and once more when half of the time to
answer is over. After that silence is an answer too. Whoever said no, or took a
permission back, is left in peace.`,
		Zh: `列出今天要做的授权事项，最急的在前，并附上生成消息的命令。

同一个问题最多问两次：第一次，以及答复期限过半时再提醒一次。之后不再打扰，
沉默也是一种答复。拒绝或撤回过授权的人，不再去问。`,
	}
	msgShareOne  = source.Message{En: "and one more by the same standing permission: {1}", Zh: "同一份长期授权还涉及 1 篇：{1}"}
	msgShare     = source.Message{En: "and {0} more by the same standing permission: {1}", Zh: "同一份长期授权还涉及 {0} 篇：{1}"}
	msgQueueNone = source.Message{En: "nothing to do today", Zh: "今天没有要做的事"}
)

func (a *app) queueCommand() *cobra.Command {
	var f asking
	cmd := &cobra.Command{
		Use:               "queue [POST...]",
		Short:             a.text(msgQueue),
		Long:              a.text(msgQueueLong),
		Example:           "  playbook rights queue\n  playbook rights queue --on 2026-12-01\n  playbook rights queue --json",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completePosts,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runQueue(cmd, f, args) },
	}
	a.askingFlags(cmd, &f)
	return cmd
}

// taskLine is something to do, as --json prints it.
type taskLine struct {
	Type    string   `json:"type"` // "task"
	Task    string   `json:"task"`
	Post    string   `json:"post"`
	Also    []string `json:"also,omitempty"` // other posts by the same standing permission
	Title   string   `json:"title"`
	Creator string   `json:"creator,omitempty"`
	Uses    []string `json:"uses"`
	Reason  string   `json:"reason"`
	Command string   `json:"command"`

	who      string // the creator's name
	standing bool   // what they granted for all of their posts decides
}

func (a *app) runQueue(cmd *cobra.Command, f asking, args []string) error {
	uses, err := a.usesOf(cmd, f.uses)
	if err != nil {
		return err
	}
	_, lists, err := survey(a, cmd, f.on, args, func(l *generator.Ledger, posts []*generator.Standing) []taskLine { return a.tasks(l, posts, uses) })
	if err != nil {
		return err
	}
	tasks := slices.Concat(lists...)
	rank := func(t taskLine) int { return slices.Index(rights.Tasks(), rights.Task(t.Task)) }
	slices.SortStableFunc(tasks, func(x, y taskLine) int { return rank(x) - rank(y) })
	tasks = together(tasks)
	for i, t := range tasks {
		if a.format == formatJSON {
			a.line(t)
			continue
		}
		if i == 0 || tasks[i-1].Task != t.Task {
			a.say(a.paint(bold, a.text(rights.Task(t.Task).Message())))
		}
		who := ""
		if t.Creator != "" {
			who = t.who + "  "
		}
		a.say("  " + t.Post + "  " + who + strings.Join(t.Uses, ", ") + a.dash() + t.Reason)
		if len(t.Also) > 0 {
			a.say("    " + a.many(len(t.Also), msgShareOne, msgShare, few(t.Also)))
		}
		a.say("    " + t.Command)
	}
	if len(tasks) == 0 && a.format != formatJSON {
		a.say(a.text(msgQueueNone))
	}
	return nil
}

// tasks are what to do about posts. Drafts wait until they are none.
func (a *app) tasks(l *generator.Ledger, posts []*generator.Standing, uses []record.Use) []taskLine {
	var all []taskLine
	for _, s := range posts {
		if s.Draft || s.Broken {
			continue
		}
		for _, task := range rights.Tasks() {
			due := l.Due(s, task, uses)
			if len(due) == 0 {
				continue
			}
			t := taskLine{Type: "task", Task: string(task), Post: s.Name, Title: s.Title, Creator: s.CreatorName, Uses: useStrings(due),
				Command: "playbook rights message " + s.Name, standing: s.StandsBy(due[0]) != ""}
			if s.Creator != nil {
				t.who = s.Creator.Title
			}
			if reasons := s.Reasons(due[0]); len(reasons) > 0 {
				t.Reason = reasons[0].Text(a.lang)
			}
			all = append(all, t)
		}
	}
	return all
}

// together makes one line of those that a standing permission of a creator is the
// reason for: they are one letter to one person.
func together(tasks []taskLine) []taskLine {
	var all []taskLine
	places := map[string]int{}
	for _, t := range tasks {
		same := strings.Join(append([]string{t.Task, t.Creator, t.Reason}, t.Uses...), "\x00")
		if i, ok := places[same]; ok && t.standing {
			all[i].Also = append(all[i].Also, t.Post)
			continue
		}
		if t.standing {
			places[same] = len(all)
		}
		all = append(all, t)
	}
	return all
}

func useStrings(uses []record.Use) []string {
	var list []string
	for _, u := range uses {
		list = append(list, string(u))
	}
	return list
}

var (
	msgMessage     = source.Message{En: "write to the creator of a post", Zh: "写一条给创作者的消息"}
	msgMessageLong = source.Message{
		En: `Write a first request, a reminder, a renewal or thanks, in the language of the
post and for the channel that was used last, ready to copy: the message goes to
the output, whom it is for beside it.

It names the uses, the term, the credit, that advertising is another thing, and
how to say no. Which message it is follows from what was answered; --task says it.
Put down what you sent with "playbook rights ask".`,
		Zh: `按笔记的语言和上次使用的渠道，写好首次征求、提醒、续期或致谢的消息，可以直接复制：
消息在标准输出，发给谁写在旁边。

消息会写明用途、期限、署名、不用于广告，以及怎样拒绝。写哪一种取决于对方的答复，
也可以用 --task 指定。发出后请用 "playbook rights ask" 记下来。`,
	}
	msgTask     = source.Message{En: "which `message`: ask, remind, clarify, renew or thank", Zh: "哪种`消息`：ask、remind、clarify、renew 或 thank"}
	msgUntil    = source.Message{En: "the last `day` to ask for (default: a year from now)", Zh: "希望展示到哪一`天`（默认：一年后）"}
	msgIn       = source.Message{En: "write in this `language`: en or zh (default: that of the post)", Zh: "用哪种`语言`写：en 或 zh（默认：笔记的语言）"}
	msgVia      = source.Message{En: "for this `channel`: message, comment or mail", Zh: "通过哪种`渠道`：message、comment 或 mail"}
	msgUsesAsk  = source.Message{En: "what to ask for: `uses` (default: what was asked last, or what the editions need)", Zh: "征求哪些`用途`（默认：上次问的，或各版本需要的）"}
	msgToWhom   = source.Message{En: "to {0}, {1}", Zh: "发给 {0}，{1}"}
	msgOneOnly  = source.Message{En: "{0} names {1} posts; a message is to one", Zh: "{0} 对应 {1} 篇笔记，一次只能写给一位"}
	msgThenAsk  = source.Message{En: "when it is sent: {0}", Zh: "发出后请运行：{0}"}
	msgPeace    = source.Message{En: "nothing is to be asked of this creator: {0}", Zh: "不要再联系这位创作者：{0}"}
	helpPeace   = source.Message{En: "if they wrote to you themselves, name the message with --task", Zh: "如果是对方主动联系，请用 --task 指定消息类型"}
	msgChannels = map[string]source.Message{
		"message": {En: "by private message on {0}", Zh: "{0} 私信"},
		"comment": {En: "as a comment on {0}", Zh: "{0} 评论"},
		"mail":    {En: "by mail", Zh: "邮件"},
	}
)

// writing are the flags of rights message.
type writing struct {
	asking
	task, until, lang, via string
}

func (a *app) messageCommand() *cobra.Command {
	var f writing
	cmd := &cobra.Command{
		Use:               "message POST",
		Short:             a.text(msgMessage),
		Long:              a.text(msgMessageLong),
		Example:           "  playbook rights message maple-lip\n  playbook rights message maple-lip --use site,social --until 2027-12-31\n  playbook rights message maple-lip --task thank | pbcopy",
		Args:              a.takes("POST"),
		ValidArgsFunction: a.completePosts,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runMessage(cmd, f, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.on, "on", "", a.text(msgOn))
	flags.StringSliceVar(&f.uses, "use", nil, a.text(msgUsesAsk))
	flags.StringVar(&f.task, "task", "", a.text(msgTask))
	flags.StringVar(&f.until, "until", "", a.text(msgUntil))
	flags.StringVar(&f.lang, "language", "", a.text(msgIn))
	flags.StringVar(&f.via, "via", "", a.text(msgVia))
	complete(cmd, "use", useNames()...)
	complete(cmd, "task", taskNames()...)
	complete(cmd, "language", "en", "zh")
	complete(cmd, "via", "message", "comment", "mail")
	return cmd
}

func taskNames() []string {
	var names []string
	for _, t := range rights.Tasks() {
		names = append(names, string(t))
	}
	return names
}

func (a *app) runMessage(cmd *cobra.Command, f writing, args []string) error {
	uses, err := a.usesOf(cmd, f.uses)
	if err != nil {
		return err
	}
	for _, v := range []struct {
		flag, value string
		allowed     []string
	}{{"--task", f.task, taskNames()}, {"--language", f.lang, []string{"en", "zh"}}, {"--via", f.via, []string{"message", "comment", "mail"}}} {
		if v.value != "" && !slices.Contains(v.allowed, v.value) {
			return a.wrong(cmd, a.orMean(a.text(msgBadValue, v.flag, quote(v.value)), v.value, v.allowed))
		}
	}
	r, err := a.read(cmd, f.on, args)
	if err != nil {
		return err
	}
	defer r.close()
	if len(r.posts) > 1 {
		return a.wrong(cmd, a.text(msgOneOnly, quote(args[0]), len(r.posts)))
	}
	return a.write(cmd, f, r.ledger, r.posts[0], uses)
}

func (a *app) write(cmd *cobra.Command, f writing, l *generator.Ledger, s *generator.Standing, uses []record.Use) error {
	task, due := rights.Task(f.task), uses
	if task == "" {
		if task, due = l.Next(s, uses); task == "" {
			reason := s.Reasons(l.Config.Editions[0].Use)[0].Text(a.lang)
			return usageError{a.text(msgPeace, reason), a.text(helpPeace)}
		}
	}
	if uses == nil {
		uses = l.Wanted(s, due)
	}
	until, err := a.term(f.until, l)
	if err != nil {
		return err
	}
	letter := l.Letter(s, task, uses, until)
	if f.lang != "" {
		letter.Lang = f.lang
	}
	if f.via != "" {
		letter.Channel = f.via
	}
	a.deliver(s, letter)
	return nil
}

// term is the last day that is asked for.
func (a *app) term(written string, l *generator.Ledger) (record.Date, error) {
	if written == "" {
		return l.Term(), nil
	}
	d, err := record.ParseDate(written)
	if err != nil || d.Before(record.Today(l.Now.In(l.Config.Location()))) {
		return d, usageError{a.text(msgBadValue, "--until", quote(written)), a.text(helpNow)}
	}
	return d, nil
}

// messageLine is a message as --json prints it.
type messageLine struct {
	Type     string   `json:"type"` // "message"
	Task     string   `json:"task"`
	Post     string   `json:"post"`
	To       string   `json:"to"`
	Profile  string   `json:"profile,omitempty"`
	Channel  string   `json:"channel"`
	Language string   `json:"language"`
	Uses     []string `json:"uses"`
	Until    string   `json:"until"`
	Subject  string   `json:"subject,omitempty"`
	Text     string   `json:"text"`
}

func (a *app) deliver(s *generator.Standing, l rights.Letter) {
	line := messageLine{"message", string(l.Task), s.Name, l.To, s.Profile(), l.Channel, l.Lang, useStrings(l.Uses), l.Until.String(), "", l.Text()}
	if l.Channel == "mail" {
		line.Subject = l.Subject()
	}
	if a.format == formatJSON {
		a.line(line)
		return
	}
	a.note(strings.TrimSpace(a.text(msgToWhom, l.To, a.text(msgChannels[l.Channel], s.Post.Platform))+" "+line.Profile) + "\n")
	if line.Subject != "" {
		a.say(source.Message{En: "Subject: {0}", Zh: "主题：{0}"}.Text(l.Lang, []string{line.Subject}) + "\n")
	}
	a.say(line.Text)
	if l.Task != rights.Thank {
		a.note("\n" + a.text(msgThenAsk, "playbook rights ask "+s.Name+" --use "+strings.Join(line.Uses, ",")))
	}
}
