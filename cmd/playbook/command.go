package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

// app is one run of the command: where it talks, and what all verbs are told.
type app struct {
	*terminal
	content string // --content
	public  string // --out
	edition string
	instant string // --now as written
	format  string // text, json or github
	json    bool
	jobs    int
	store   *picture.Store // see pictures
	keeps   bool           // it keeps them, though there is no state yet

	adding  atomic.Bool                        // files are added to the content, each whole
	writing atomic.Bool                        // the output folder is being replaced
	end     atomic.Pointer[context.CancelFunc] // ends what goes on until it is interrupted; nil for what ends by itself
}

// errProblems ends a run whose problems have been printed.
var errProblems = errors.New("there are problems")

// run is the whole program but for its process.
func run(args []string, in, out, err *os.File, getenv func(string) string) int {
	a := &app{terminal: newTerminal(in, out, err, getenv)}
	a.stopOnInterrupt()
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(err)
	return a.status(root.Execute())
}

// status tells what went wrong, where that has not been done, and is the exit status for it.
func (a *app) status(err error) int {
	var usage usageError
	var refusal *generator.Refusal
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errProblems):
		return 1
	case errors.As(err, &usage):
		a.complain(usage.text, usage.help)
		return 2
	case errors.As(err, &refusal):
		a.complain(refusal.Text(a.lang), "")
		return 1
	}
	a.complain(err.Error(), "")
	return 1
}

func (a *app) complain(text, help string) {
	a.note("playbook: " + text)
	if help != "" {
		a.note(help)
	}
	// A flag that cannot be read ends the run before settle.
	if a.json || a.format == formatJSON {
		a.line(failure{Type: "failure", Text: text, Help: help})
	}
}

// failure is the line of --json for what no file is to blame for.
type failure struct {
	Type string `json:"type"`
	Text string `json:"text"`
	Help string `json:"help,omitempty"`
}

var (
	msgInterrupted = source.Message{En: "interrupted; nothing was written", Zh: "已中断；没有写入任何文件"}
	msgAdded       = source.Message{En: "interrupted; every post that was written is whole, and the same command goes on from there", Zh: "已中断；写好的笔记都是完整的，重新运行同一条命令会接着导入"}
	msgCutShort    = source.Message{En: "interrupted; {0} is whole: the site from before, or the new one", Zh: "已中断；{0} 是完整的：要么是原来的网站，要么是新的网站"}
)

// stopOnInterrupt ends the process at Ctrl-C. That is safe at any moment, since
// the output is replaced in one stroke (see generator.Write), and it is sooner
// than asking every worker to stop. What goes on until it is interrupted is
// asked first, and ended by the second time.
func (a *app) stopOnInterrupt() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-c
		if end := a.end.Load(); end != nil {
			(*end)()
			s = <-c
		}
		if a.live {
			fmt.Fprint(a.err, "\r\x1b[K")
		}
		if a.adding.Load() {
			a.note("playbook: " + a.text(msgAdded))
		} else if a.writing.Load() {
			a.note("playbook: " + a.text(msgCutShort, a.public))
		} else {
			a.note("playbook: " + a.text(msgInterrupted))
		}
		if s == syscall.SIGTERM {
			os.Exit(128 + int(syscall.SIGTERM))
		}
		os.Exit(130)
	}()
}

const (
	formatText   = "text"
	formatJSON   = "json"
	formatGitHub = "github"
)

var (
	msgRoot = source.Message{
		En: `Playbook turns a folder of Markdown and pictures into the site that a brand team
works from: cases, reposted customer content with its permissions, tone of voice.

Without a command it shows the site in this folder in a browser, current as you
save, as "playbook serve --open" does.`,
		Zh: `Playbook 把一个装着 Markdown 和图片的文件夹变成品牌团队日常使用的网站：
案例、带授权记录的用户笔记、品牌语气。

不带命令时，在浏览器中查看当前文件夹里的网站，保存即更新，
等同于 "playbook serve --open"。`,
	}
	msgContent = source.Message{En: "the `folder` with what you write", Zh: "存放内容的`文件夹`"}
	msgOut     = source.Message{En: "the `folder` that the site goes to", Zh: "网站输出到哪个`文件夹`"}
	msgEdition = source.Message{En: "the `name` of the edition (default: the first in site.yaml)", Zh: "版本的`名称`（默认：site.yaml 里的第一个）"}
	msgNow     = source.Message{En: "judge permissions as of this `instant`, 2026-03-08 or RFC 3339 (default: now)", Zh: "按哪个`时刻`判断授权，写成 2026-03-08 或 RFC 3339（默认：现在）"}
	msgJSON    = source.Message{En: "print problems and results as lines of JSON", Zh: "以每行一个 JSON 的形式输出问题和结果"}
	msgJobs    = source.Message{En: "how `many` things to do at once (default: one per processor)", Zh: "同时处理的`数量`（默认：每个处理器一个）"}
	msgHelp    = source.Message{En: "help for this command", Zh: "显示这个命令的帮助"}
	msgVersion = source.Message{En: "print the version", Zh: "显示版本"}
)

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "playbook [COMMAND]",
		Long:          a.text(msgRoot),
		Example:       "  playbook init my-playbook\n  playbook serve --open\n  playbook build\n  playbook new case \"Perfect Diary\"",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          a.runRoot,
	}
	f := root.PersistentFlags()
	f.StringVar(&a.content, "content", "content", a.text(msgContent))
	f.StringVar(&a.public, "out", "public", a.text(msgOut))
	f.StringVar(&a.edition, "edition", "", a.text(msgEdition))
	f.StringVar(&a.instant, "now", "", a.text(msgNow))
	f.BoolVar(&a.json, "json", false, a.text(msgJSON))
	f.IntVar(&a.jobs, "jobs", 0, a.text(msgJobs))
	f.BoolP("help", "h", false, a.text(msgHelp))
	root.Flags().Bool("version", false, a.text(msgVersion))
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return a.settle(cmd) }
	root.SetFlagErrorFunc(a.flagError)
	root.SetUsageFunc(a.usage)
	root.SetHelpFunc(a.help)
	root.SetHelpCommand(a.helpCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(a.buildCommand(), a.checkCommand(), a.initCommand(), a.newCommand(), a.importCommand(), a.schemaCommand(),
		a.rightsCommand(), a.takedownCommand(), a.rollbackCommand(), a.searchCommand(), a.insightsCommand(), a.serveCommand(), a.themeCommand(), a.doctorCommand(), a.versionCommand(), a.completionCommand())
	a.completeEditions(root)
	return root
}

// settle checks the flags that are not what their type allows.
func (a *app) settle(cmd *cobra.Command) error {
	if a.format == "" {
		a.format = formatText
	}
	if a.json {
		a.format = formatJSON
	}
	switch {
	case a.format != formatText && a.format != formatJSON && a.format != formatGitHub:
		return a.wrong(cmd, a.text(msgBadValue, "--format", quote(a.format)))
	case a.jobs < 0:
		return a.wrong(cmd, a.text(msgBadValue, "--jobs", a.jobs))
	case a.content == "":
		return a.wrong(cmd, a.text(msgNeedsValue, "--content"))
	case a.public == "":
		return a.wrong(cmd, a.text(msgNeedsValue, "--out"))
	}
	return nil
}

// now is the instant that permissions are judged at: the only clock of the
// program. A day begins in zone.
func (a *app) now(zone *time.Location) (time.Time, error) {
	if a.instant == "" {
		return time.Now(), nil
	}
	d, err := record.ParseDate(a.instant)
	if err != nil {
		return time.Time{}, usageError{a.text(msgBadValue, "--now", quote(a.instant)), a.text(helpNow)}
	}
	return d.Start(zone), nil
}

var helpNow = source.Message{En: "write a day, 2026-03-08, or an instant, 2026-03-08T15:04:05+08:00", Zh: "请写日期，如 2026-03-08，或时刻，如 2026-03-08T15:04:05+08:00"}

func (a *app) runRoot(cmd *cobra.Command, args []string) error {
	if version, _ := cmd.Flags().GetBool("version"); version {
		return a.runVersion()
	}
	if len(args) > 0 {
		return a.noCommand(cmd, args[0])
	}
	if _, err := os.Stat(a.content); err == nil {
		return a.runServe(watching{open: true})
	}
	return a.offerInit()
}
