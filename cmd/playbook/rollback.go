package main

import (
	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgRollback     = source.Message{En: "bring back the site from before the last build", Zh: "恢复上一次构建之前的网站"}
	msgRollbackLong = source.Message{
		En: `Put the site from before the last build back into the output folder. A second
rollback undoes the first.

Permission is judged as of today: if the old site shows a post that may not be
shown any more, it stays where it is, and the posts are named.`,
		Zh: `把上一次构建之前的网站放回输出文件夹。再执行一次就撤销这次恢复。

授权按今天判断：如果旧网站里有已经不可展示的笔记，就不会恢复，并列出这些笔记。`,
	}
	msgRolledBack = source.Message{En: "{0} holds the site from before the last build; \"playbook rollback\" again undoes this", Zh: "{0} 已恢复为上一次构建之前的网站；再次运行 \"playbook rollback\" 可撤销"}
	msgPostGone   = source.Message{En: "its file is gone", Zh: "文件已不存在"}
)

func (a *app) rollbackCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "rollback",
		Short:   a.text(msgRollback),
		Long:    a.text(msgRollbackLong),
		Example: "  playbook rollback\n  playbook rollback --edition internal --out /srv/playbook",
		Args:    a.takes(),
		RunE:    func(*cobra.Command, []string) error { return a.runRollback() },
	}
}

// rolledBack is the line of --json.
type rolledBack struct {
	Type string `json:"type"`
	Out  string `json:"out"`
}

func (a *app) runRollback() error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	if err := a.keepApart(); err != nil {
		return err
	}
	in, err := a.input(f)
	if err != nil {
		return err
	}
	tune()
	progress := a.watch(a.text(msgChecking))
	// Its problems are those of check. A broken post counts as withheld.
	site, _ := generator.Build(in, nil)
	progress.stop()
	a.writing.Store(true)
	err = generator.Rollback(a.public, generator.RollbackOptions{
		State:    f.state(),
		Keep:     f.site.Keep,
		Edition:  site.Edition.Name,
		Withheld: a.withheldToday(f, site),
	})
	a.writing.Store(false)
	switch {
	case err != nil:
		return err
	case a.format == formatJSON:
		a.line(rolledBack{"rolled-back", a.public})
	default:
		a.say(a.text(msgRolledBack, a.public))
	}
	return nil
}

// withheldToday tells of a post's name whether site has it, and if not, which file to look at.
func (a *app) withheldToday(f *folder, site *generator.Site) func(post string) (string, bool) {
	shown := map[string]bool{}
	for _, p := range site.Shown {
		shown[p.Name] = true
	}
	return func(post string) (string, bool) {
		if shown[post] {
			return "", false
		}
		if file := namesake(f.own.FS(), record.Posts, post); file != "" {
			return a.inContent(file), true
		}
		return a.text(msgPostGone), true
	}
}
