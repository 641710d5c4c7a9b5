package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgTakedown     = source.Message{En: "take a post, or all of a creator's, down for good", Zh: "永久下架一篇笔记，或某位创作者的全部笔记"}
	msgTakedownLong = source.Message{
		En: `Put down that a post was taken down, build again, and prove that nothing of it is
left: no page, picture, video, feed or search entry, in the output, the previous
site and the caches. Prints a receipt with what to purge at a CDN and at search
engines. A creator's name does it for all of theirs, and marks them do_not_use.

With --notice, a page with the date and that sentence stays under the old address.
With --erase, the caption, the pictures and the proof are deleted from the content
too; what happened and when stays on record. That cannot be undone.

It may be run again: what is on record is not put down twice.`,
		Zh: `记下某篇笔记已下架，重新构建，并证明什么都没有留下：输出、上一版网站和缓存里没有它的
页面、图片、视频、订阅和搜索条目。最后给出一份回执，列出要在 CDN 和搜索引擎清除的网址。
写创作者的名字，则对其全部笔记执行，并标记 do_not_use。

加上 --notice，旧网址上会保留一页，只有日期和这句话。
加上 --erase，还会从内容里删除原文、图片和凭证，只保留发生了什么、在哪一天的记录。
删除后无法恢复。

可以重复运行：已经记下的不会再记一次。`,
	}
	msgNotice     = source.Message{En: "what stays to be read under the old address: a `sentence`", Zh: "旧网址上保留的一`句话`"}
	msgErase      = source.Message{En: "delete caption, pictures and proof from the content, too", Zh: "同时从内容中删除原文、图片和凭证"}
	msgNobody     = source.Message{En: "no post or creator is called {0}", Zh: "没有名为 {0} 的笔记或创作者"}
	msgBoth       = source.Message{En: "{0} is a post and a creator", Zh: "{0} 既是笔记又是创作者"}
	helpBoth      = source.Message{En: "write posts/{0} or creators/{0}", Zh: "请写 posts/{0} 或 creators/{0}"}
	msgWouldErase = source.Message{En: "of these posts the caption, the pictures and the proof will be deleted, which cannot be undone:", Zh: "将删除这些笔记的原文、图片和凭证，无法恢复："}
	msgNotRebuilt = source.Message{En: "the site could not be built, so {0} still shows what it showed: put right what is named above, and run this again", Zh: "网站构建失败，{0} 仍是原来的内容：请先解决上面的问题，再运行一次"}
	msgTraceFile  = source.Message{En: "{0} is still a copy of {1}", Zh: "{0} 仍与 {1} 相同"}
	msgTraces     = source.Message{En: "something of it is left; nothing was erased", Zh: "仍有残留；没有删除任何文件"}
	msgTakenDown1 = source.Message{En: "Taken down on {0}: {1}", Zh: "{0} 已下架：{1}"}
	msgSearched   = source.Message{En: "{0 file|files} of the output, {1} of the state folder: nothing of it is left; {2 result of a picture was|results of pictures were} dropped from the cache", Zh: "检查了输出中的 {0} 个文件、状态文件夹中的 {1} 个文件：没有任何残留；缓存中删除了 {2} 项图片数据"}
	msgDigestsAre = source.Message{En: "Digests of what is gone (SHA-256, 128 bits):", Zh: "已清除文件的摘要（SHA-256 前 128 位）："}
	msgPurgeThese = source.Message{En: "Purge at your CDN, and ask search engines to remove:", Zh: "请在 CDN 清除，并向搜索引擎申请移除："}
	msgRefresh    = source.Message{En: "Purge at your CDN, since they changed: {0 file|files}, among them {1}", Zh: "内容有变，也请在 CDN 刷新：共 {0} 个文件，包括 {1}"}
	msgEngines    = source.Message{En: "Search engines: Removals in Google Search Console, Block URLs in Bing Webmaster Tools, dead links in Baidu's search resource platform.", Zh: "搜索引擎：百度搜索资源平台的“死链提交”、Google Search Console 的“删除”、必应网站管理员工具的“阻止 URL”。"}
	msgNoPurge    = source.Message{En: "Nothing of it was in the output, so there is nothing to purge.", Zh: "输出中原本就没有它，无需清除。"}
	msgHistory    = source.Message{En: "Git history still holds the files, here and in every copy. To remove them there, rewrite the history (git filter-repo --invert-paths --path {0}) and tell everybody who has a copy.", Zh: "Git 历史以及所有副本里仍有这些文件。要一并清除，请改写历史（git filter-repo --invert-paths --path {0}），并通知所有持有副本的人。"}
	msgElsewhere  = source.Message{En: "the output {0} (edition {1}) was built from here and still shows it: build it again with --edition {1} and its --out", Zh: "输出 {0}（版本 {1}）也由这里构建，仍在展示它：请用 --edition {1} 和对应的 --out 重新构建"}
	msgAlso       = source.Message{En: "{0} (edition {1}) showed it too, and was built again without it", Zh: "{0}（版本 {1}）也展示过它，已重新构建"}
	msgGone       = source.Message{En: "{0} (edition {1}) showed it too and is not there any more: if a copy of it is anywhere, delete that", Zh: "{0}（版本 {1}）也展示过它，现已不在原处：如果别处还有副本，请一并删除"}
	msgErasedFile = source.Message{En: "erased: {0}", Zh: "已删除：{0}"}
	msgEraseAgain = source.Message{En: "nothing more was erased, since an output still shows it", Zh: "仍有输出在展示它，因此没有删除文件"}
)

// taking are the flags of takedown.
type taking struct {
	event
	erase bool
}

func (a *app) takedownCommand() *cobra.Command {
	var t taking
	cmd := &cobra.Command{
		Use:     "takedown POST|CREATOR",
		Short:   a.text(msgTakedown),
		Long:    a.text(msgTakedownLong),
		Example: "  playbook takedown maple-lip\n  playbook takedown maple-lip --notice \"Removed at the creator's request.\"\n  playbook takedown creators/lin-xia --erase > receipt.txt",
		Args:    a.takes("POST|CREATOR"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, part string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			names, directive := a.completePosts(cmd, args, part)
			if f, err := a.open(); err == nil {
				names = append(names, namesOf(f.own.FS(), record.Creators)...)
				f.close()
			}
			return names, directive
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runTakedown(cmd, t, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&t.on, "on", "", a.text(msgDay))
	flags.StringVar(&t.notice, "notice", "", a.text(msgNotice))
	flags.BoolVar(&t.erase, "erase", false, a.text(msgErase))
	a.fieldFlag(cmd, "via", &t.via)
	a.fieldFlag(cmd, "by", &t.by)
	a.fieldFlag(cmd, "note", &t.note)
	flags.BoolVarP(&t.yes, "yes", "y", false, a.text(msgYesEvent))
	a.formatFlag(cmd)
	return cmd
}

func (a *app) runTakedown(cmd *cobra.Command, t taking, name string) error {
	if err := a.checkEvent(cmd, record.TakenDown, t.event); err != nil {
		return err
	}
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	if err := a.keepApart(); err != nil {
		return err
	}
	ledger, err := a.permissions(f, "")
	if err != nil {
		return err
	}
	posts, creator, err := a.whom(f, ledger, name)
	if err != nil {
		return err
	}
	if ok, err := a.mayErase(f, t, posts); !ok || err != nil {
		return err
	}
	w := &removal{app: a, folder: f, taking: t, ledger: ledger, posts: posts}
	if agreed, err := w.record(creator); !agreed || err != nil {
		return err
	}
	return w.remove()
}

// whom are the posts that a name means, and the file of the creator if it is one.
func (a *app) whom(f *folder, l *generator.Ledger, name string) (posts []*generator.Standing, creator string, err error) {
	kind, rest, qualified := strings.Cut(filepathSlash(name), "/")
	if !qualified || kind != string(record.Posts) && kind != string(record.Creators) {
		kind, rest = "", name
	}
	var all []string
	for _, s := range l.Posts {
		all = append(all, s.Name)
		if kind != string(record.Creators) && a.names(rest, s) {
			posts = append(posts, s)
		}
	}
	if kind != string(record.Posts) {
		creator = namesake(f.own.FS(), record.Creators, rest)
		all = append(all, namesOf(f.own.FS(), record.Creators)...)
	}
	switch {
	case len(posts) > 0 && creator != "":
		return nil, "", usageError{a.text(msgBoth, quote(rest)), a.text(helpBoth, rest)}
	case len(posts) == 0 && creator == "":
		return nil, "", usageError{a.orMean(a.text(msgNobody, quote(name)), rest, all), ""}
	}
	if creator != "" {
		for _, s := range l.Posts {
			if s.CreatorName == rest {
				posts = append(posts, s)
			}
		}
	}
	return posts, creator, nil
}

// mayErase asks before anything is deleted.
func (a *app) mayErase(f *folder, t taking, posts []*generator.Standing) (bool, error) {
	if !t.erase || t.yes {
		return true, nil
	}
	a.note(a.text(msgWouldErase))
	for _, s := range posts {
		a.note("  " + a.inContent(f.below(s)))
	}
	if !a.asks {
		return false, usageError{a.text(msgNeedsYes, len(posts)), a.text(helpYes)}
	}
	answer, err := a.ask(a.text(msgGoOn), "n")
	if err != nil || !slices.Contains(yeses, answer) {
		a.note(a.text(msgNotAdded))
		return false, err
	}
	return true, nil
}

var helpYes = source.Message{En: "add --yes if you are sure", Zh: "确定的话请加上 --yes"}

// A removal is one takedown on its way.
type removal struct {
	*app
	folder  *folder
	taking  taking
	ledger  *generator.Ledger
	posts   []*generator.Standing
	day     string
	dropped int // results of pictures in the cache
	trail   *generator.Trail
	before  map[string]source.Digest // what was published
	edition string
}

// names are the posts' names.
func (w *removal) names() []string {
	var names []string
	for _, s := range w.posts {
		names = append(names, s.Name)
	}
	return names
}

// record puts the event down where it is not yet, and marks the creator.
func (w *removal) record(creator string) (agreed bool, err error) {
	l := w.ledger
	w.day = w.taking.on
	if w.day == "" {
		w.day = record.Today(l.Now.In(l.Config.Location())).String()
	}
	in, err := w.input(w.folder)
	if err != nil {
		return false, err
	}
	w.trail = generator.TrailOf(in, w.names())
	if w.edition, w.before, err = generator.Published(w.public, w.folder.state()); err != nil {
		return false, err
	}
	fresh := slices.DeleteFunc(slices.Clone(w.posts), func(s *generator.Standing) bool {
		return slices.ContainsFunc(s.Post.Rights, func(e record.Event) bool { return e.What == record.TakenDown })
	})
	changes, err := w.changes(w.folder, fresh, w.taking.entries(record.TakenDown, w.day))
	if err != nil {
		return false, err
	}
	if ok, err := w.agreed(changes, w.taking.event, w.taking.entries(record.TakenDown, w.day)); !ok || err != nil {
		return false, err
	}
	for _, c := range changes {
		if err := replace(w.folder.own, c.file, c.after); err != nil {
			return false, err
		}
	}
	if creator != "" {
		err = w.mark(creator)
	}
	return err == nil, err
}

// mark sets do_not_use in the file of a creator.
func (w *removal) mark(file string) error {
	data, err := w.folder.own.ReadFile(file)
	if err != nil {
		return err
	}
	edit, ok := source.EditFrontMatter(data)
	if ok && edit.Tree.Get("do_not_use") != nil && edit.Tree.Get("do_not_use").Value == "true" {
		return nil
	}
	after := data
	if ok = ok && edit.Set(source.Entry{Key: "do_not_use", Text: "true"}); ok {
		after, ok = edit.Bytes()
	}
	if !ok {
		w.show(w.folder.placed([]source.Problem{{Pos: source.Pos{File: w.folder.content.Label(file), Line: 1, Col: 1}, Rule: "rights", Key: msgNoRoom, Help: helpMark}}))
		return errProblems
	}
	return replace(w.folder.own, file, after)
}

var helpMark = source.Message{En: "write do_not_use: true by hand", Zh: "请手动写上 do_not_use: true"}

// remove builds again, proves that nothing is left, and prints the receipt. Other
// outputs that were built from here go the same way.
func (w *removal) remove() error {
	if w.app.edition == "" {
		w.app.edition = w.edition
	}
	others, err := generator.ShownElsewhere(w.public, w.folder.state(), w.names())
	if err != nil {
		return err
	}
	site, output, err := w.clear()
	if err != nil {
		return err
	}
	public, edition := w.public, w.app.edition
	for _, o := range others {
		if o.Target == "" {
			continue
		}
		if o.Gone {
			w.note(w.text(msgGone, o.Output, o.Edition))
			if err := o.Forget(); err != nil {
				return err
			}
			continue
		}
		w.public, w.app.edition = o.Target, o.Edition
		_, more, err := w.clear()
		if err != nil {
			return err
		}
		output += more
		w.note(w.text(msgAlso, o.Output, o.Edition))
	}
	w.public, w.app.edition = public, edition
	if w.dropped, err = w.trail.Forget(); err != nil {
		return err
	}
	state, err := w.prove(w.folder.state())
	if err != nil {
		return err
	}
	return w.finish(site, output, state)
}

// clear builds an output again, deletes the site that it was before, and proves
// that nothing of the posts is in it; it tells of how many files it has.
func (w *removal) clear() (*generator.Site, int, error) {
	w.folder.content.LookAll()
	site, err := w.rebuild()
	if err != nil {
		return nil, 0, err
	}
	if err := generator.Purge(w.public, w.folder.state()); err != nil {
		return nil, 0, err
	}
	files, err := w.prove(w.public)
	return site, files, err
}

// prove looks through a folder for what could be left.
func (w *removal) prove(dir string) (files int, err error) {
	traces, files, err := w.trail.Search(dir)
	if err != nil || len(traces) == 0 {
		return files, err
	}
	for _, t := range traces {
		w.note(w.text(msgTraceFile, t.File, quote(t.What)))
	}
	w.note(w.text(msgTraces))
	return files, errProblems
}

// rebuild publishes the site without the posts.
func (w *removal) rebuild() (*generator.Site, error) {
	w.keeps = true
	in, err := w.input(w.folder)
	if err != nil {
		return nil, err
	}
	defer in.Pictures.Trim()
	tune()
	progress := w.watch(w.text(msgBuilding))
	site, _, problems, err := w.publish(w.folder, in, progress)
	progress.stop()
	w.show(problems)
	if err == nil && source.Errors(problems) > 0 {
		w.note(w.text(msgNotRebuilt, w.public))
		return nil, errProblems
	}
	return site, err
}

// finish erases, if that is wanted and no other output shows the posts, and
// prints the receipt.
func (w *removal) finish(site *generator.Site, output, state int) error {
	elsewhere, err := generator.ShownElsewhere(w.public, w.folder.state(), w.names())
	if err != nil {
		return err
	}
	r := w.receipt(site)
	r.Output, r.State, r.Dropped = output, state, w.dropped
	for _, e := range elsewhere {
		w.note(w.text(msgElsewhere, e.Output, e.Edition))
	}
	if w.taking.erase {
		if len(elsewhere) > 0 {
			w.note(w.text(msgEraseAgain))
		} else if r.Erased, err = w.erase(); err != nil {
			return err
		}
	}
	w.print(r)
	if len(elsewhere) > 0 {
		return errProblems
	}
	return nil
}

// A receipt is what one can show to whoever asked for the takedown.
type receipt struct {
	Type    string       `json:"type"` // "takedown"
	On      string       `json:"on"`
	At      string       `json:"at"` // when it was done
	Posts   []string     `json:"posts"`
	Files   []digestLine `json:"digests"`
	Gone    []string     `json:"purge"`   // addresses that lead nowhere now
	Changed []string     `json:"refresh"` // addresses whose contents are others now
	Output  int          `json:"files_searched"`
	State   int          `json:"state_files_searched"`
	Dropped int          `json:"pictures_dropped"`
	Erased  []string     `json:"erased"`
}

type digestLine struct {
	Digest string `json:"digest"`
	File   string `json:"file"`
}

func (w *removal) receipt(site *generator.Site) receipt {
	r := receipt{Type: "takedown", On: w.day, At: site.Now.In(site.Config.Location()).Format(time.RFC3339), Posts: w.names(), Files: []digestLine{}, Gone: []string{}, Changed: []string{}, Erased: []string{}}
	for _, d := range w.trail.Digests() {
		r.Files = append(r.Files, digestLine{d.What, d.File})
	}
	// What cannot be read again shows as changed, which errs on the safe side.
	_, now, _ := generator.Published(w.public, w.folder.state())
	for name, was := range w.before {
		switch is, ok := now[name]; {
		case !ok:
			r.Gone = append(r.Gone, address(site, name))
		case is != was:
			r.Changed = append(r.Changed, address(site, name))
		}
	}
	slices.Sort(r.Gone)
	slices.Sort(r.Changed)
	return r
}

// address is where readers find a file of the output.
func address(site *generator.Site, name string) string {
	if site.Config.BaseURL == "" {
		return name
	}
	return strings.TrimSuffix(site.Config.BaseURL, "/") + "/" + name
}

func (w *removal) print(r receipt) {
	if w.format == formatJSON {
		w.line(r)
		return
	}
	w.say(w.text(msgTakenDown1, r.At, strings.Join(r.Posts, w.comma())))
	w.say(w.text(msgSearched, r.Output, r.State, r.Dropped))
	if len(r.Files) > 0 {
		w.say("\n" + w.text(msgDigestsAre))
		for _, d := range r.Files {
			w.say("  " + d.Digest + "  " + d.File)
		}
	}
	w.say("")
	if len(r.Gone)+len(r.Changed) == 0 {
		w.say(w.text(msgNoPurge))
	}
	if len(r.Gone) > 0 {
		w.say(w.text(msgPurgeThese))
		for _, g := range r.Gone {
			w.say("  " + g)
		}
		w.say(w.text(msgEngines))
	}
	if n := len(r.Changed); n > 0 {
		w.say(w.text(msgRefresh, n, strings.Join(r.Changed[:min(n, 8)], w.comma())))
	}
	for _, e := range r.Erased {
		w.say(w.text(msgErasedFile, e))
	}
	var paths []string
	for _, s := range w.posts {
		paths = append(paths, strings.TrimSuffix(w.inContent(w.folder.below(s)), "/index.md"))
	}
	w.say("\n" + w.text(msgHistory, strings.Join(paths, " --path ")))
}
