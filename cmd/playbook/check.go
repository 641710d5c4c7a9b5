package main

import (
	"slices"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/source"
)

var (
	msgCheck     = source.Message{En: "look for problems and write nothing", Zh: "只检查问题，不写入任何文件"}
	msgCheckLong = source.Message{
		En: `Do everything that build does, but for writing, and report every problem.

With --fix, repair what can only mean one thing: quotes around a #tag, a title
with a colon or a bare @name, a full-width colon, a byte-order mark.

With --draft, check one text by the rules of the site, for a platform.`,
		Zh: `做 build 所做的一切，只是不写入，并报告所有问题。

加上 --fix 会修复只有一种解释的问题：给 #标签、带冒号的标题、单独的 @名字
加引号，改正全角冒号，去掉字节顺序标记。

加上 --draft 会按用词规则检查一篇草稿，可指定平台。规则认得词，
认不得意思，最后拿主意的是人。`,
	}
	msgFix        = source.Message{En: "repair what can only mean one thing", Zh: "修复只有一种解释的问题"}
	msgChecking   = source.Message{En: "checking", Zh: "正在检查"}
	msgNoProblems = source.Message{En: "no problems", Zh: "没有问题"}
)

func (a *app) checkCommand() *cobra.Command {
	var fix bool
	var draft, platform string
	cmd := &cobra.Command{
		Use:     "check",
		Short:   a.text(msgCheck),
		Long:    a.text(msgCheckLong),
		Example: "  playbook check\n  playbook check --fix\n  playbook check --format github\n  playbook check --draft note.md --platform xiaohongshu\n  playbook check --now 2027-03-14",
		Args:    a.takes(),
		RunE: func(*cobra.Command, []string) error {
			if draft != "" {
				return a.checkDraft(draft, platform)
			}
			if platform != "" {
				return usageError{a.text(msgDraftAlone), ""}
			}
			return a.runCheck(fix)
		},
	}
	cmd.Flags().BoolVar(&fix, "fix", false, a.text(msgFix))
	cmd.Flags().StringVar(&draft, "draft", "", a.text(msgDraftFlag))
	cmd.Flags().StringVar(&platform, "platform", "", a.text(msgPlatformFlag))
	a.formatFlag(cmd)
	return cmd
}

func (a *app) runCheck(fix bool) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	in, err := a.input(f)
	if err != nil {
		return err
	}
	tune()
	progress := a.watch(a.text(msgChecking))
	defer progress.stop()
	problems, err := f.check(in)
	if err != nil {
		return err
	}
	if fix {
		if problems, err = a.repair(f, in, problems); err != nil {
			return err
		}
	}
	progress.stop()
	return a.verdict(f.placed(problems))
}

// check is every problem of the site, sorted. Without a state folder nothing is
// kept on disk, not even a cache.
func (f *folder) check(in generator.Input) ([]source.Problem, error) {
	f.content.LookAll()
	site, problems := generator.Build(in, nil)
	more, err := generator.Check(site, generator.WriteOptions{Jobs: in.Jobs, Proofs: f.proofs})
	return source.Sort(slices.Concat(problems, f.problems, more)), err
}

// verdict prints the problems and is what came of them.
func (a *app) verdict(problems []source.Problem) error {
	a.show(problems)
	n := source.Count(problems)
	switch {
	case a.format == formatJSON:
		a.line(checked{"checked", n})
	case len(problems) == 0:
		a.say(a.text(msgNoProblems))
	default:
		a.note(a.summary(problems))
	}
	if n.Errors > 0 {
		return errProblems
	}
	return nil
}

// checked is the last line of --json.
type checked struct {
	Type string `json:"type"`
	source.Counts
}
