package main

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgRights     = source.Message{En: "who allowed what until when, and what to do about it", Zh: "谁允许了什么、到什么时候，以及现在该做什么"}
	msgRightsLong = source.Message{
		En: `Tell for every post, or for those named, whether it may be shown today for each
use, and why; then what ends within 7, 30 and 90 days, and which cases, pages,
voice evidence and campaigns lose something by it. POST is the name of a post, a
pattern such as "maple-*", or a file.

The other commands write to the creator, and put down what they answered. An
answer is a dated event in the post's own file; nothing else in it is touched.`,
		Zh: `逐篇说明（或只说明列出的笔记）今天能否用于各种用途，以及原因；再列出 7、30、90 天内
到期的授权，以及哪些案例、页面、语气例证和活动会因此少了内容。POST 可以是笔记名、
"maple-*" 这样的匹配式，或文件名。

其余命令用来写信给创作者，并记下对方的答复。答复是笔记文件里的一条带日期的记录，
文件的其他内容一个字节都不改。`,
	}
	msgOn         = source.Message{En: "as of this `day`, 2026-12-01 (default: today)", Zh: "按哪一`天`判断，如 2026-12-01（默认：今天）"}
	msgRightsCSV  = source.Message{En: "print a table for a spreadsheet, one line for each post and use", Zh: "输出可用表格软件打开的 CSV，每篇笔记每种用途一行"}
	msgICS        = source.Message{En: "print a calendar of the days on which permissions end", Zh: "输出日历文件，列出授权到期的日子"}
	msgUse        = source.Message{En: "only these `uses`: internal, site, social, newsletter, print, ad", Zh: "只看这些`用途`：internal、site、social、newsletter、print、ad"}
	msgNoPosts    = source.Message{En: "no post is called {0}", Zh: "没有名为 {0} 的笔记"}
	msgNoUse      = source.Message{En: "no use is called {0}", Zh: "没有 {0} 这种用途"}
	helpUses      = source.Message{En: "uses are {0}", Zh: "可用的用途：{0}"}
	msgOneForm    = source.Message{En: "{0} and {1} are two forms; name one", Zh: "{0} 和 {1} 是两种形式，只能选一种"}
	msgReadRights = source.Message{En: "reading permissions", Zh: "正在读取授权"}
	msgBroken1    = source.Message{En: "its file has errors, so it counts as withheld: playbook check", Zh: "文件有错误，按未授权处理：请运行 playbook check"}
	msgIsDraft    = source.Message{En: "a draft, in no edition", Zh: "草稿，不进任何版本"}
	msgNoRights   = source.Message{En: "there are no posts", Zh: "没有笔记"}
)

// asking are the flags of rights and its commands that look.
type asking struct {
	on       string
	csv, ics bool
	uses     []string
}

func (a *app) rightsCommand() *cobra.Command {
	var f asking
	cmd := &cobra.Command{
		Use:     "rights [POST...]",
		Short:   a.text(msgRights),
		Long:    a.text(msgRightsLong),
		Example: "  playbook rights\n  playbook rights maple-lip --on 2026-12-01\n  playbook rights --use ad --csv > rights.csv\n  playbook rights --ics > renewals.ics\n  playbook rights queue",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runRights(cmd, f, args) },
	}
	a.askingFlags(cmd, &f)
	cmd.Flags().BoolVar(&f.csv, "csv", false, a.text(msgRightsCSV))
	cmd.Flags().BoolVar(&f.ics, "ics", false, a.text(msgICS))
	cmd.ValidArgsFunction = a.completePosts
	cmd.AddCommand(a.queueCommand(), a.messageCommand())
	for _, kind := range verbs {
		cmd.AddCommand(a.eventCommand(kind))
	}
	return cmd
}

func (a *app) askingFlags(cmd *cobra.Command, f *asking) {
	cmd.Flags().StringVar(&f.on, "on", "", a.text(msgOn))
	cmd.Flags().StringSliceVar(&f.uses, "use", nil, a.text(msgUse))
	complete(cmd, "use", useNames()...)
}

func useNames() []string {
	var names []string
	for _, u := range record.Uses() {
		names = append(names, string(u))
	}
	return names
}

// completePosts offers the names of posts.
func (a *app) completePosts(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	f, err := a.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer f.close()
	var names []string
	for _, name := range namesOf(f.own.FS(), record.Posts) {
		if !slices.Contains(args, name) {
			names = append(names, name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// namesOf are the names of things of a kind, as their files have them.
func namesOf(fsys fs.FS, kind record.Kind) []string {
	var names []string
	// A kind without a folder has no files.
	_ = fs.WalkDir(fsys, string(kind), func(file string, d fs.DirEntry, err error) error {
		stem, is := strings.CutSuffix(file, ".md")
		name := path.Base(strings.TrimSuffix(stem, "/index"))
		if err != nil || d.IsDir() || !is || path.Dir(stem)+"/index" == string(kind)+"/index" && name == "index" || path.Ext(name) == ".zh" || path.Ext(name) == ".en" {
			return nil
		}
		names = append(names, name)
		return nil
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// A reading is the permissions of a site, and the posts that are meant.
type reading struct {
	*folder
	ledger *generator.Ledger
	posts  []*generator.Standing
}

// read opens the site as of --on, for the posts that the arguments name.
func (a *app) read(cmd *cobra.Command, on string, args []string) (r reading, err error) {
	if r.folder, err = a.open(); err != nil {
		return r, err
	}
	if r.ledger, err = a.permissions(r.folder, on); err == nil {
		r.posts, err = a.posts(cmd, r.ledger, args)
	}
	if err != nil {
		r.close()
	}
	return r, err
}

// permissions reads the ledger as of --on.
func (a *app) permissions(f *folder, on string) (ledger *generator.Ledger, err error) {
	err = a.reading(f, on, func(in generator.Input) (problems []source.Problem) {
		ledger, problems = generator.Permissions(in)
		return problems
	})
	return ledger, err
}

// reading calls read with what there is as of --on.
func (a *app) reading(f *folder, on string, read func(generator.Input) []source.Problem) error {
	if on != "" {
		if _, err := record.ParseDate(on); err != nil {
			return usageError{a.text(msgBadValue, "--on", quote(on)), a.text(helpNow)}
		}
		a.instant = on
	}
	in, err := a.input(f)
	if err != nil {
		return err
	}
	tuneOnce()
	progress := a.watch(a.text(msgReadRights))
	defer progress.stop()
	problems := read(in)
	progress.stop()
	a.show(errorsOf(f.placed(problems)))
	return nil
}

// survey calls see for the posts that args name, or for all if there are none: then
// some at a time, and many at once. What it returns is in the order of their files.
func survey[T any](a *app, cmd *cobra.Command, on string, args []string, see func(*generator.Ledger, []*generator.Standing) T) (ledger *generator.Ledger, seen []T, err error) {
	if len(args) > 0 {
		r, err := a.read(cmd, on, args)
		if err != nil {
			return nil, nil, err
		}
		defer r.close()
		return r.ledger, []T{see(r.ledger, r.posts)}, nil
	}
	f, err := a.open()
	if err != nil {
		return nil, nil, err
	}
	defer f.close()
	err = a.reading(f, on, func(in generator.Input) (problems []source.Problem) {
		ledger, seen, problems = generator.Survey(in, see)
		return problems
	})
	return ledger, seen, err
}

// posts are those that the arguments name: by name, pattern or file; all if there are none.
func (a *app) posts(cmd *cobra.Command, l *generator.Ledger, args []string) ([]*generator.Standing, error) {
	if len(args) == 0 {
		return l.Posts, nil
	}
	wanted := map[*generator.Standing]bool{}
	for _, arg := range args {
		found := false
		for _, s := range l.Posts {
			if a.names(arg, s) {
				found, wanted[s] = true, true
			}
		}
		if !found {
			var names []string
			for _, s := range l.Posts {
				names = append(names, s.Name)
			}
			return nil, a.wrong(cmd, a.orMean(a.text(msgNoPosts, quote(arg)), arg, names))
		}
	}
	return slices.DeleteFunc(slices.Clone(l.Posts), func(s *generator.Standing) bool { return !wanted[s] }), nil
}

func (a *app) names(arg string, s *generator.Standing) bool {
	if arg == s.Name {
		return true
	}
	if ok, err := path.Match(arg, s.Name); ok && err == nil {
		return true
	}
	file := strings.TrimSuffix(path.Clean(filepathSlash(arg)), "/index.md")
	return file == s.File || file == strings.TrimSuffix(s.File, "/index.md") || file == strings.TrimSuffix(a.inContent(s.File[strings.Index(s.File, "/")+1:]), "/index.md")
}

// usesOf are the uses that --use names; nil if it names none.
func (a *app) usesOf(cmd *cobra.Command, names []string) ([]record.Use, error) {
	var uses []record.Use
	for _, n := range names {
		if !slices.Contains(useNames(), n) {
			return nil, usageError{a.orMean(a.text(msgNoUse, quote(n)), n, useNames()), a.text(helpUses, strings.Join(useNames(), ", "))}
		}
		uses = append(uses, record.Use(n))
	}
	return uses, nil
}

// concerned are the uses of a post that are looked at.
func concerned(l *generator.Ledger, s *generator.Standing, uses []record.Use) []record.Use {
	if uses != nil {
		return uses
	}
	return l.Uses(s)
}
