package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator/source"
)

var (
	msgInit     = source.Message{En: "make a small site to begin with", Zh: "新建一个可以直接上手的小网站"}
	msgInitLong = source.Message{
		En: `Make a small site in DIR (default: this folder), with one page of each common
kind. It builds as it is. On a terminal, what the flags leave open is asked.

DIR must be empty; only .git may be there.`,
		Zh: `在 DIR（默认是当前文件夹）里新建一个小网站，常用的种类各有一页，马上就能构建。
在终端里，选项没有说明的会逐一询问。

DIR 必须是空的，只允许有 .git。`,
	}
	msgLanguageFlag = source.Message{En: "the `languages` of the site, the first owns the root: en, zh, or en,zh", Zh: "网站的`语言`，第一个占用根目录：en、zh 或 zh,en"}
	msgTitleFlag    = source.Message{En: "the `title` of the site", Zh: "网站的`标题`"}
	msgAccentFlag   = source.Message{En: "the accent `colour`, as in \"#BC2E1D\"", Zh: "强调`颜色`，例如 \"#BC2E1D\""}
	msgZoneFlag     = source.Message{En: "the `zone` in which a day begins, as in Europe/London", Zh: "按哪个`时区`算一天的开始，例如 Asia/Shanghai"}
	msgCIFlag       = source.Message{En: "write a workflow that publishes on every push and every day: `github`, gitlab or none", Zh: "写一个每次推送和每天都发布的工作流：`github`、gitlab 或 none"}
	msgPacksFlag    = source.Message{En: "`packs` of wording rules that run: all, none, or names as in absolute-terms,disclosure", Zh: "启用哪些用词`规则包`：all、none，或包名，例如 absolute-terms,disclosure"}
	msgYesFlag      = source.Message{En: "ask nothing, take what is usual", Zh: "不询问，一律用默认值"}

	msgAskLanguage = source.Message{En: "Language: en, zh, or both as en,zh", Zh: "语言：en、zh，或两种都要：zh,en"}
	msgAskTitle    = source.Message{En: "Title", Zh: "标题"}
	msgAskAccent   = source.Message{En: "Accent colour", Zh: "强调色"}
	msgAskCI       = source.Message{En: "Publish from github, gitlab or none", Zh: "从哪里自动发布：github、gitlab 或 none"}
	msgAskPacks    = source.Message{En: "Packs of wording rules: all, none, or some of {0}", Zh: "用词规则包：all、none，或从中选择：{0}"}
	msgAskInit     = source.Message{En: "there is no site here. Make a small one to begin with?", Zh: "这里还没有网站。要新建一个小网站吗？"}
	msgNoSite      = source.Message{En: "there is no folder {0} here", Zh: "这里没有 {0} 文件夹"}
	helpNoSite     = source.Message{En: "make a site with \"playbook init DIR\", go to the folder of one, or name its content with --content", Zh: "可以用 \"playbook init DIR\" 新建网站，或进入网站所在的文件夹，或用 --content 指明内容文件夹"}

	msgNotEmpty  = source.Message{En: "{0} is not empty: it holds {1}", Zh: "{0} 不是空的，里面有 {1}"}
	helpNotEmpty = source.Message{En: "name a new folder: playbook init my-playbook", Zh: "请换一个新文件夹：playbook init my-playbook"}
	msgMade      = source.Message{En: "{0} is ready, {1 file|files}. Next:", Zh: "{0} 已建好，共 {1} 个文件。接下来："}
	msgThenOpen  = source.Message{En: "and open {0} in a browser", Zh: "然后用浏览器打开 {0}"}
)

var defaultTitle = source.Message{En: "Our playbook", Zh: "品牌内容手册"}

const defaultAccent = "#BC2E1D"

var validAccent = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

func (a *app) initCommand() *cobra.Command {
	var w wishes
	var yes bool
	cmd := &cobra.Command{
		Use:     "init [DIR]",
		Short:   a.text(msgInit),
		Long:    a.text(msgInitLong),
		Example: "  playbook init my-playbook\n  playbook init my-playbook --language zh,en --title 桂月品牌手册 --accent \"#2F5D50\" --ci github --yes",
		Args:    a.takes("[DIR]"),
	}
	f := cmd.Flags()
	f.StringVar(&w.languages, "language", "", a.text(msgLanguageFlag))
	f.StringVar(&w.Title, "title", "", a.text(msgTitleFlag))
	f.StringVar(&w.Accent, "accent", "", a.text(msgAccentFlag))
	f.StringVar(&w.Timezone, "timezone", "", a.text(msgZoneFlag))
	f.StringVar(&w.packs, "packs", "", a.text(msgPacksFlag))
	f.StringVar(&w.CI, "ci", "", a.text(msgCIFlag))
	f.BoolVarP(&yes, "yes", "y", false, a.text(msgYesFlag))
	complete(cmd, "language", "en", "zh", "en,zh", "zh,en")
	complete(cmd, "packs", append([]string{"all", "none"}, packNames()...)...)
	complete(cmd, "ci", "github", "gitlab", "none")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		dir := "."
		if len(args) == 1 {
			dir = args[0]
		}
		return a.runInit(dir, w, yes || !a.asks)
	}
	return cmd
}

// offerInit is what the bare command does where there is no site.
func (a *app) offerInit() error {
	if !a.asks {
		return a.noSite()
	}
	yes, err := a.ask(a.text(msgAskInit), "y")
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"y", "yes", "是", "好"}, strings.ToLower(yes)) {
		return a.noSite()
	}
	return a.runInit(".", wishes{}, false)
}

func (a *app) noSite() error {
	return usageError{a.text(msgNoSite, a.content), a.text(helpNoSite)}
}

func (a *app) runInit(dir string, w wishes, quiet bool) error {
	if err := a.mustBeEmpty(dir); err != nil {
		return err
	}
	if err := a.settleWishes(&w, quiet); err != nil {
		return err
	}
	files, err := w.files()
	if err != nil {
		return err
	}
	if err := writeAll(dir, files); err != nil {
		return err
	}
	a.tellNext(dir, w, len(files))
	return nil
}

// writeAll writes the new site into dir.
func writeAll(dir string, files []newFile) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range files {
		if err := writeNew(root, f.name, f.data); err != nil {
			return err
		}
	}
	return nil
}

// mustBeEmpty refuses a folder with anything in it but what Git puts there.
func (a *app) mustBeEmpty(dir string) error {
	list, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, d := range list {
		if !strings.HasPrefix(d.Name(), ".git") || d.Name() == ".gitignore" {
			return usageError{a.text(msgNotEmpty, dir, d.Name()), a.text(helpNotEmpty)}
		}
	}
	return nil
}

// settleWishes asks for what the flags left open, or takes what is usual.
func (a *app) settleWishes(w *wishes, quiet bool) error {
	for _, q := range []struct {
		flag, usual string
		question    string
		answer      *string
		check       func() bool
	}{
		{"--language", a.lang, a.text(msgAskLanguage), &w.languages, func() bool { w.Languages = splitLanguages(w.languages); return w.Languages != nil }},
		{"--title", "", a.text(msgAskTitle), &w.Title, func() bool { return w.Title != "" && !strings.ContainsAny(w.Title, "\r\n") }},
		{"--accent", defaultAccent, a.text(msgAskAccent), &w.Accent, func() bool { return validAccent.MatchString(w.Accent) }},
		{"--packs", "", a.text(msgAskPacks, strings.Join(packNames(), ", ")), &w.packs, func() (ok bool) { w.Packs, ok = choosePacks(w.packs); return ok }},
		{"--ci", "none", a.text(msgAskCI), &w.CI, func() bool { return slices.Contains([]string{"github", "gitlab", "none"}, w.CI) }},
	} {
		switch q.flag { // as the language has it
		case "--title":
			q.usual = defaultTitle.Text(w.First(), nil)
		case "--packs":
			q.usual = strings.Join(usualPacks[w.First()], ",")
		}
		asked := *q.answer == "" && !quiet
		for {
			if err := a.fill(q.answer, q.question, q.usual, asked); err != nil {
				return err
			}
			if q.check() {
				break
			}
			wrong := a.text(msgBadValue, q.flag, quote(*q.answer))
			if !asked {
				return usageError{wrong, a.text(msgSeeHelp, "playbook init")}
			}
			a.note(wrong)
			*q.answer = ""
		}
	}
	return a.settleZone(w)
}

func (a *app) fill(answer *string, question, usual string, asked bool) (err error) {
	switch {
	case asked:
		*answer, err = a.ask(question, usual)
	case *answer == "":
		*answer = usual
	}
	return err
}

// settleZone makes sure of the timezone, and of today in it.
func (a *app) settleZone(w *wishes) error {
	if w.Timezone == "" {
		w.Timezone = usualZone(w.First())
	}
	zone, err := time.LoadLocation(w.Timezone)
	if err != nil || w.Timezone == "Local" {
		return usageError{a.text(msgBadValue, "--timezone", quote(w.Timezone)), a.text(msgSeeHelp, "playbook init")}
	}
	now, err := a.now(zone)
	w.today = now.In(zone)
	return err
}

// usualZone is where a site in this language is usually written, when the
// machine does not say where it is.
func usualZone(lang string) string {
	if name := os.Getenv("TZ"); name != "" && name != "Local" {
		if _, err := time.LoadLocation(name); err == nil {
			return name
		}
	}
	if lang == "zh" {
		return "Asia/Shanghai"
	}
	return "UTC"
}

// splitLanguages is nil unless s names languages we have words for, each once.
func splitLanguages(s string) []string {
	list := splitList(s)
	for i, l := range list {
		if l != "en" && l != "zh" || slices.Contains(list[:i], l) {
			return nil
		}
	}
	return list
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，、 ", r) })
}

// made is the line of --json.
type made struct {
	Type  string `json:"type"`
	Path  string `json:"path"`
	Files int    `json:"files"`
}

func (a *app) tellNext(dir string, w wishes, files int) {
	if a.format == formatJSON {
		a.line(made{"made", filepath.ToSlash(dir), files})
		return
	}
	a.say(a.text(msgMade, dir, files))
	if dir != "." {
		a.say("  cd " + dir)
	}
	a.say("  playbook build")
	a.say(a.text(msgThenOpen, "public/index.html"))
	if help, ok := workflowHelp[w.CI]; ok {
		a.say(a.text(help, w.Cron()))
	}
}
