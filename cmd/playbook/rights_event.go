package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

// verbs are the commands that put an event down, in the order in which they happen.
var verbs = []record.EventKind{record.Asked, record.Answered, record.Granted, record.Declined, record.Revoked}

// verbNames are what one types for each.
var verbNames = map[record.EventKind]string{
	record.Asked: "ask", record.Answered: "answer", record.Granted: "grant", record.Declined: "decline", record.Revoked: "revoke", record.TakenDown: "takedown",
}

var verbMessages = map[record.EventKind]source.Message{
	record.Asked:    {En: "put down that we asked", Zh: "记下我们已经询问"},
	record.Answered: {En: "put down an answer that is not clearly yes", Zh: "记下不明确的答复"},
	record.Granted:  {En: "put down that they said yes", Zh: "记下对方同意"},
	record.Declined: {En: "put down that they said no", Zh: "记下对方拒绝"},
	record.Revoked:  {En: "put down that they took it back, for good", Zh: "记下对方撤回授权，此后不再恢复"},
}

var verbExamples = map[record.EventKind]string{
	record.Asked:    "  playbook rights ask maple-lip --use site,social --via message\n  playbook rights ask 'maple-*' --use site --on 2026-03-12",
	record.Answered: "  playbook rights answer maple-lip --words \"看情况吧\"",
	record.Granted:  "  playbook rights grant maple-lip --until 2027-03-13 --words \"可以呀，记得艾特我～\"\n  playbook rights grant maple-lip --use ad --until 2027-03-13 --proof ~/Desktop/contract.pdf --basis contract",
	record.Declined: "  playbook rights decline maple-lip --words \"不好意思不太方便\"",
	record.Revoked:  "  playbook rights revoke maple-lip --note \"by mail\"",
}

var (
	msgEventLong = source.Message{
		En: `Add an event with today's date to the permission of each POST: a name, a pattern
such as "maple-*", or a file. Nothing else in the files is touched.

What concerns more than one post is shown first, and asked about. A proof is
copied to .proofs/ under its digest; it never leaves this machine by a build.`,
		Zh: `给每个 POST（笔记名、"maple-*" 这样的匹配式，或文件）的授权加一条今天的记录，
文件的其他内容一个字节都不改。

涉及多篇时会先列出来并征求确认。凭证会以摘要为名复制到 .proofs/，
构建时绝不会带出这台电脑。`,
	}
	msgDay           = source.Message{En: "the `day` it happened (default: today)", Zh: "发生在哪一`天`（默认：今天）"}
	msgUseEvent      = source.Message{En: "what for: `uses` (default: what was asked last)", Zh: "哪些`用途`（默认：上次询问的）"}
	msgWordsFlag     = source.Message{En: "their exact `words`", Zh: "对方的`原话`"}
	msgProofFlag     = source.Message{En: "a `file` that proves it: a screenshot, a contract", Zh: "凭证`文件`：截图、合同"}
	msgDryEvent      = source.Message{En: "show what would be added, and change nothing", Zh: "只显示会加上什么，不改动文件"}
	msgYesEvent      = source.Message{En: "do not ask, whatever it concerns", Zh: "不询问，直接写入"}
	msgWouldAdd      = source.Message{En: "to {0} posts this is added:", Zh: "将给 {0} 篇笔记加上："}
	msgAddedEvent    = source.Message{En: "{0}: {1}", Zh: "{0}：{1}"}
	msgGoOn          = source.Message{En: "add it?", Zh: "要加上吗？"}
	msgNotAdded      = source.Message{En: "nothing was changed", Zh: "没有改动任何文件"}
	msgNeedsYes      = source.Message{En: "this concerns {0 post|posts}, and nobody is there to ask", Zh: "这涉及 {0} 篇笔记，但无法询问"}
	helpNeedsYes     = source.Message{En: "look at it with --dry-run, then add --yes", Zh: "先用 --dry-run 查看，再加上 --yes"}
	msgNoRoom        = source.Message{En: "the front matter is written in a way that nothing can be added to without changing it", Zh: "文件头的写法没法在不改动原文的情况下加内容"}
	helpNoRoom       = source.Message{En: "write \"rights:\" as a list with hyphens, or add the event by hand", Zh: "请把“rights:”写成带短横线的列表，或手动加上"}
	msgGrantNeeds    = source.Message{En: "a permission needs their words or a proof", Zh: "授权需要对方的原话或凭证"}
	helpGrantNeeds   = source.Message{En: "add --words \"…\" or --proof FILE; for our own content --basis own", Zh: "请加上 --words \"…\" 或 --proof 文件；自有内容请用 --basis own"}
	msgOneFileErrors = source.Message{En: "nothing was changed: with this event {0} would be wrong", Zh: "没有改动任何文件：加上这条记录后 {0} 会出错"}
)

// event are the flags of the commands that put one down.
type event struct {
	on, words, proof, via, by, note              string
	from, until, credit, compensation, grantedBy string
	minors, music, people, basis, notice         string
	uses, edit                                   []string
	yes, dry                                     bool
}

func (a *app) eventCommand(kind record.EventKind) *cobra.Command {
	var e event
	cmd := &cobra.Command{
		Use:               verbNames[kind] + " POST...",
		Short:             a.text(verbMessages[kind]),
		Long:              a.text(verbMessages[kind]) + "\n\n" + a.text(msgEventLong),
		Example:           verbExamples[kind],
		ValidArgsFunction: a.completePosts,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.wrong(cmd, a.text(msgMissingArgs, "POST"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runEvent(cmd, kind, e, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&e.on, "on", "", a.text(msgDay))
	a.fieldFlag(cmd, "via", &e.via)
	a.fieldFlag(cmd, "by", &e.by)
	a.fieldFlag(cmd, "note", &e.note)
	flags.StringVar(&e.words, "words", "", a.text(msgWordsFlag))
	flags.StringVar(&e.proof, "proof", "", a.text(msgProofFlag))
	flags.BoolVarP(&e.yes, "yes", "y", false, a.text(msgYesEvent))
	flags.BoolVar(&e.dry, "dry-run", false, a.text(msgDryEvent))
	if kind != record.Revoked {
		flags.StringSliceVar(&e.uses, "use", nil, a.text(msgUseEvent))
		complete(cmd, "use", useNames()...)
	}
	if kind == record.Granted {
		a.fieldFlag(cmd, "from", &e.from)
		a.fieldFlag(cmd, "until", &e.until)
		a.fieldFlag(cmd, "credit", &e.credit)
		a.fieldFlag(cmd, "compensation", &e.compensation)
		a.fieldFlag(cmd, "granted_by", &e.grantedBy)
		a.fieldFlag(cmd, "minors", &e.minors)
		a.fieldFlag(cmd, "music_cleared", &e.music)
		a.fieldFlag(cmd, "people_cleared", &e.people)
		a.fieldFlag(cmd, "basis", &e.basis)
		flags.StringSliceVar(&e.edit, "edit", nil, a.aboutField("edit"))
		complete(cmd, "edit", "crop", "translate")
	}
	return cmd
}

// fieldFlag gives cmd a flag for a field of an event: its words are those of the field.
func (a *app) fieldFlag(cmd *cobra.Command, field string, value *string) {
	name := strings.ReplaceAll(field, "_", "-")
	cmd.Flags().StringVar(value, name, "", a.aboutField(field))
	for _, f := range record.Fields(record.Posts) {
		if f.Name == "rights."+field && len(f.Values) > 0 {
			complete(cmd, name, f.Values...)
		}
	}
}

func (a *app) aboutField(field string) string {
	for _, f := range record.Fields(record.Posts) {
		if f.Name == "rights."+field {
			return a.text(source.Message{En: f.En, Zh: f.Zh})
		}
	}
	panic("no field " + field) // a name of ours
}

func (a *app) runEvent(cmd *cobra.Command, kind record.EventKind, e event, args []string) error {
	if err := a.checkEvent(cmd, kind, e); err != nil {
		return err
	}
	r, err := a.read(cmd, "", args)
	if err != nil {
		return err
	}
	defer r.close()
	return a.putDown(r.folder, r.ledger, kind, e, r.posts)
}

// checkEvent refuses what no file could have.
func (a *app) checkEvent(cmd *cobra.Command, kind record.EventKind, e event) error {
	if _, err := a.usesOf(cmd, e.uses); err != nil {
		return err
	}
	for _, d := range []struct{ flag, value string }{{"--on", e.on}, {"--from", e.from}, {"--until", e.until}} {
		if _, err := record.ParseDate(d.value); d.value != "" && err != nil {
			return usageError{a.text(msgBadValue, d.flag, quote(d.value)), a.text(helpNow)}
		}
	}
	free := e.basis == record.BasisOwn || e.basis == record.BasisLink
	if kind == record.Granted && e.words == "" && e.proof == "" && !free {
		return usageError{a.text(msgGrantNeeds), a.text(helpGrantNeeds)}
	}
	return nil
}

// entries are the fields of an event as they are written.
func (e event) entries(kind record.EventKind, day string) []source.Entry {
	list := []source.Entry{{Key: string(kind), Text: day}}
	words := func(key string, values []string) {
		if len(values) > 0 {
			list = append(list, source.Entry{Key: key, List: values})
		}
	}
	text := func(key, value string, free bool) {
		if value != "" {
			list = append(list, source.Entry{Key: key, Text: value, Free: free})
		}
	}
	words("use", e.uses)
	text("from", e.from, false)
	text("until", e.until, false)
	text("via", e.via, false)
	text("basis", e.basis, false)
	text("granted_by", e.grantedBy, false)
	words("edit", e.edit)
	text("credit", e.credit, false)
	text("compensation", e.compensation, false)
	text("minors", e.minors, false)
	text("music_cleared", e.music, false)
	text("people_cleared", e.people, false)
	text("words", e.words, true)
	text("proof", e.proof, false)
	text("by", e.by, false)
	text("notice", e.notice, true)
	text("note", e.note, true)
	return list
}

// change is a file with an event more.
type change struct {
	post   *generator.Standing
	file   string // below the content
	before []byte
	after  []byte
}

// putDown adds an event to posts: all of them, or none.
func (a *app) putDown(f *folder, l *generator.Ledger, kind record.EventKind, e event, posts []*generator.Standing) error {
	day := e.on
	if day == "" {
		day = record.Today(l.Now.In(l.Config.Location())).String()
	}
	proof, err := a.proof(f, &e)
	if err != nil {
		return err
	}
	changes, err := a.changes(f, posts, e.entries(kind, day))
	if err != nil {
		return err
	}
	if ok, err := a.agreed(changes, e, e.entries(kind, day)); !ok || err != nil {
		return err
	}
	if err := proof.keep(); err != nil {
		return err
	}
	for _, c := range changes {
		if err := replace(f.own, c.file, c.after); err != nil {
			return err
		}
	}
	return a.nowStands(f, l, kind, changes)
}

// changes are the files with the event; none if it is wrong in one of them.
func (a *app) changes(f *folder, posts []*generator.Standing, entries []source.Entry) ([]change, error) {
	var list []change
	for _, s := range posts {
		c := change{post: s, file: strings.TrimPrefix(s.File, f.content.Label("")+"/")}
		var err error
		if c.before, err = f.own.ReadFile(c.file); err != nil {
			return nil, err
		}
		edit, ok := source.EditFrontMatter(c.before)
		if ok {
			ok = edit.Item("rights", entries)
		}
		if ok {
			c.after, ok = edit.Bytes()
		}
		if !ok {
			p := source.Problem{Pos: source.Pos{File: s.File, Line: 1, Col: 1}, Rule: "rights", Key: msgNoRoom, Help: helpNoRoom}
			a.show(f.placed([]source.Problem{p}))
			return nil, errProblems
		}
		if problems := newErrors(s.File, c.before, c.after); len(problems) > 0 {
			a.note(a.text(msgOneFileErrors, a.inContent(c.file)))
			a.show(f.placed(problems))
			return nil, errProblems
		}
		list = append(list, c)
	}
	return list, nil
}

// newErrors are the errors that a post has after a change and had not before.
func newErrors(label string, before, after []byte) []source.Problem {
	errorsOf := func(data []byte) []source.Problem {
		text, problems := source.NewText(label, data)
		_, _, more := record.Parse(record.Posts, text)
		return slices.DeleteFunc(append(problems, more...), func(p source.Problem) bool { return p.Severity != source.Error })
	}
	old := errorsOf(before)
	return slices.DeleteFunc(errorsOf(after), func(p source.Problem) bool {
		return slices.ContainsFunc(old, func(o source.Problem) bool { return o.Key == p.Key && slices.Equal(o.Args, p.Args) })
	})
}

// agreed shows what concerns more than one post, and asks.
func (a *app) agreed(changes []change, e event, entries []source.Entry) (bool, error) {
	if e.dry || len(changes) > 1 && !e.yes {
		a.note(a.text(msgWouldAdd, len(changes)))
		a.note(strings.TrimSuffix(source.Lines(entries, "  "), "\n"))
		for _, c := range changes {
			a.note("  " + a.inContent(c.file))
		}
	}
	switch {
	case e.dry:
		return false, nil
	case len(changes) <= 1 || e.yes:
		return true, nil
	case !a.asks:
		return false, usageError{a.text(msgNeedsYes, len(changes)), a.text(helpNeedsYes)}
	}
	answer, err := a.ask(a.text(msgGoOn), "n")
	if err != nil || !slices.Contains(yeses, answer) {
		a.note(a.text(msgNotAdded))
		return false, err
	}
	return true, nil
}

// yeses are answers that mean yes.
var yeses = []string{"y", "Y", "yes", "是"}

// eventLine is an event that was put down, as --json prints it.
type eventLine struct {
	Type  string    `json:"type"` // "event"
	Event string    `json:"event"`
	Post  string    `json:"post"`
	File  string    `json:"file"`
	Uses  []useLine `json:"uses"`
}

// nowStands prints how it stands with the posts after the event.
func (a *app) nowStands(f *folder, l *generator.Ledger, kind record.EventKind, changes []change) error {
	ledger, err := a.permissions(f, "")
	if err != nil {
		return err
	}
	after := map[string]*generator.Standing{}
	for _, s := range ledger.Posts {
		after[s.Name] = s
	}
	for _, c := range changes {
		s := after[c.post.Name]
		if a.format == formatJSON {
			line := eventLine{"event", string(kind), s.Name, s.File, nil}
			for _, use := range ledger.Uses(s) {
				line.Uses = append(line.Uses, a.useOf(s, use))
			}
			a.line(line)
			continue
		}
		var parts []string
		for _, use := range ledger.Uses(s) {
			parts = append(parts, string(use)+" "+a.text(s.Answer(use).State.Message()))
		}
		a.say(a.text(msgAddedEvent, a.inContent(c.file), strings.Join(parts, a.semicolon())))
	}
	return nil
}
