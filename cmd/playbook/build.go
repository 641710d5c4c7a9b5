package main

import (
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/source"
)

var (
	msgBuild     = source.Message{En: "make the site", Zh: "构建网站"}
	msgBuildLong = source.Message{
		En: `Make the site and put it into the output folder, whole or not at all.

A post is in it only if its permission covers the edition today. The last line
tells when the output will change by itself, since permissions begin and end.`,
		Zh: `构建网站并写入输出文件夹：要么完整写入，要么什么都不动。

一篇笔记只有在今天的授权涵盖这个版本时才会出现。授权有开始和结束，
最后一行会说明内容从什么时候起会自行变化。`,
	}
	msgFormat   = source.Message{En: "how to print problems: `text`, json or github", Zh: "问题的输出`形式`：text、json 或 github"}
	msgBuilding = source.Message{En: "building", Zh: "正在构建"}
	msgWriting  = source.Message{En: "writing {0} of {1}", Zh: "正在写入 {0}/{1}"}
	msgDrawing  = source.Message{En: "pictures: {0} of {1}, {2} a second, {3} left", Zh: "图片：{0}/{1}，每秒 {2} 张，还需 {3}"}
	msgMinutes  = source.Message{En: "{0} min", Zh: "{0} 分钟"}
	msgSeconds  = source.Message{En: "{0} s", Zh: "{0} 秒"}

	msgPages    = source.Message{En: "{0 page|pages}", Zh: "{0} 个页面"}
	msgPosts    = source.Message{En: "{0 post|posts} shown", Zh: "展示 {0} 篇笔记"}
	msgWithheld = source.Message{En: "{0} withheld", Zh: "未展示 {0} 篇"}
	msgPictures = source.Message{En: "{0 picture|pictures}", Zh: "{0} 张图片"}
	msgDrafts   = source.Message{En: "{0 draft|drafts}", Zh: "{0} 篇草稿"}
	msgNothing  = source.Message{En: "nothing was written", Zh: "没有写入任何文件"}
	msgForever  = source.Message{En: "edition {0}; nothing in it changes by itself", Zh: "版本 {0}；内容不会自行变化"}
	msgChangeAt = source.Message{En: "edition {0}; build again at {1} ({2}), when it changes by itself", Zh: "版本 {0}；到 {1}（{2}）内容会自行变化，届时请重新构建"}
)

func (a *app) buildCommand() *cobra.Command {
	var w watching
	cmd := &cobra.Command{
		Use:     "build",
		Short:   a.text(msgBuild),
		Long:    a.text(msgBuildLong),
		Example: "  playbook build\n  playbook build --edition internal --out /srv/playbook\n  playbook build --now 2027-03-14 --out /tmp/next-year",
		Args:    a.takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case w.keep:
				return a.runWatch(w)
			case w.poll:
				return a.wrong(cmd, a.text(msgOnlyWith, "--poll", "--watch"))
			}
			return a.runBuild()
		},
	}
	a.formatFlag(cmd)
	cmd.Flags().BoolVar(&w.keep, "watch", false, a.text(msgWatch))
	cmd.Flags().BoolVar(&w.poll, "poll", false, a.text(msgPoll))
	return cmd
}

// formatFlag gives cmd --format.
func (a *app) formatFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.format, "format", formatText, a.text(msgFormat))
	complete(cmd, "format", formatText, formatJSON, formatGitHub)
}

// tune lets a build use the memory that makes it quick, up to where a hundred
// thousand posts still fit a small machine.
func tune() {
	debug.SetGCPercent(75)
	debug.SetMemoryLimit(1420 << 20)
}

// tuneOnce is tune for what looks at everything once and keeps little of it.
func tuneOnce() {
	debug.SetGCPercent(100)
	debug.SetMemoryLimit(1420 << 20)
}

func (a *app) runBuild() error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	if err := a.keepApart(); err != nil {
		return err
	}
	a.keeps = true
	in, err := a.input(f)
	if err != nil {
		return err
	}
	defer in.Pictures.Trim()
	tune()
	begun := time.Now()
	progress := a.watch(a.text(msgBuilding))
	site, report, problems, err := a.publish(f, in, progress)
	progress.stop()
	a.show(problems)
	written := err == nil && source.Errors(problems) == 0
	a.closing(site, report, problems, written, time.Since(begun))
	if err == nil && !written {
		return errProblems
	}
	return err
}

// publish builds and, if there is nothing against it, writes. The problems are all there are.
func (a *app) publish(f *folder, in generator.Input, progress *progress) (*generator.Site, generator.Report, []source.Problem, error) {
	site, problems := generator.Build(in, nil)
	problems = append(problems, f.problems...)
	if source.Errors(problems) > 0 {
		// Pictures are kept for the next try; where they cannot be, that takes longer.
		_ = generator.MakeState(f.state())
		more, err := generator.Check(site, generator.WriteOptions{Jobs: a.jobs, Proofs: f.proofs})
		return site, generator.Report{}, source.Sort(f.placed(append(problems, more...))), err
	}
	a.writing.Store(true)
	report, more, err := generator.Write(site, a.public, generator.WriteOptions{
		State:    f.state(),
		Keep:     f.site.Keep,
		Jobs:     a.jobs,
		Proofs:   f.proofs,
		Progress: a.pace(progress),
	})
	a.writing.Store(false)
	return site, report, source.Sort(f.placed(append(problems, more...))), err
}

// pace tells how far a build is, and how long its pictures will take. Those that
// were made before take no time, so the rate is that of the last seconds.
func (a *app) pace(p *progress) func(generator.Progress) {
	var mu sync.Mutex
	begun, from := time.Now(), 0
	rate := 0.0
	return func(g generator.Progress) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if took := now.Sub(begun); took >= 2*time.Second {
			rate = float64(g.Pictures-from) / took.Seconds()
			begun, from = now, g.Pictures
		}
		if left := g.AllPictures - g.Pictures; left > 0 && rate > 0 {
			p.set(a.drawing(g, rate, time.Duration(float64(left)/rate*float64(time.Second))))
			return
		}
		p.set(a.text(msgWriting, g.Files, g.AllFiles))
	}
}

// drawing is "pictures: 1240 of 30000, 6.1 a second, 79 min left".
func (a *app) drawing(g generator.Progress, rate float64, left time.Duration) string {
	time := a.text(msgSeconds, max(1, int(left.Seconds())))
	if left.Minutes() >= 2 {
		time = a.text(msgMinutes, int(left.Minutes()+0.5))
	}
	return a.text(msgDrawing, g.Pictures, g.AllPictures, strconv.FormatFloat(rate, 'f', 1, 64), time)
}

// built is the last line of --json.
type built struct {
	Type     string         `json:"type"`
	Written  bool           `json:"written"`
	Out      string         `json:"out"`
	Edition  string         `json:"edition"`
	Now      string         `json:"now"`
	Next     string         `json:"next,omitempty"` // when the output changes by itself
	Pages    int            `json:"pages"`
	Shown    int            `json:"posts_shown"`
	Withheld map[string]int `json:"posts_withheld"`
	Drafts   int            `json:"drafts"`
	Pictures int            `json:"pictures"`
	Files    int            `json:"files"`
	Bytes    int64          `json:"bytes"`
	Millis   int64          `json:"milliseconds"`
	source.Counts
}

// closing says what came of the build: how many problems, what was made, until when it holds.
func (a *app) closing(site *generator.Site, report generator.Report, problems []source.Problem, written bool, took time.Duration) {
	if a.format == formatJSON {
		b := built{
			Type: "built", Written: written, Out: filepath.ToSlash(a.public), Edition: site.Edition.Name,
			Now: site.Now.Format(time.RFC3339), Pages: site.Pages, Shown: site.Posts.Shown, Withheld: map[string]int{}, Drafts: site.Posts.Drafts,
			Pictures: site.Pictures, Files: report.Files, Bytes: report.Bytes, Millis: took.Milliseconds(),
			Counts: source.Count(problems),
		}
		if !site.Next.IsZero() {
			b.Next = site.Next.In(site.Config.Location()).Format(time.RFC3339)
		}
		for state, n := range site.Posts.Withheld {
			b.Withheld[state.String()] = n
		}
		a.line(b)
		return
	}
	if len(problems) > 0 {
		text := a.summary(problems)
		if !written {
			text += a.semicolon() + a.text(msgNothing)
		}
		a.note(text)
	}
	if !written {
		return
	}
	a.say(a.made(site, report.Bytes, took))
	if site.Next.IsZero() {
		a.say(a.text(msgForever, site.Edition.Name))
		return
	}
	next := site.Next.In(site.Config.Location())
	a.say(a.text(msgChangeAt, site.Edition.Name, next.Format("2006-01-02 15:04"), site.Config.Timezone))
}

// made is the closing line: "214 pages, 9 posts shown, 4 withheld (2 expired, …), 31 pictures, 3.4 MB, 0.41 s".
func (a *app) made(site *generator.Site, bytes int64, took time.Duration) string {
	parts := []string{
		a.text(msgPages, site.Pages),
		a.text(msgPosts, site.Posts.Shown),
		a.text(msgWithheld, total(site.Posts)) + a.withheld(site.Posts),
	}
	if n := site.Posts.Drafts; n > 0 {
		parts = append(parts, a.text(msgDrafts, n))
	}
	parts = append(parts, a.text(msgPictures, site.Pictures), size(bytes), seconds(took))
	return strings.Join(parts, a.comma())
}
