package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/defaults"
	"playbook/generator/intake"
	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgImport     = source.Message{En: "bring in what other tools exported", Zh: "导入其他工具导出的内容"}
	msgImportLong = source.Message{
		En: `Turn exports into posts with their creators, numbers and pictures. Which tool
made a file shows by its keys; FILE may be a folder or a ZIP archive, and - reads
what is piped in: an export, or the text that an app copies when you share.

Nothing that is there is overwritten: a post that is known gets the numbers of
another day. No permission is set, so what was imported is in no edition until
you write down who granted it. Nothing is fetched.`,
		Zh: `把导出文件变成用户笔记，带上创作者、互动数据和图片。文件来自哪个工具，看字段
就知道；FILE 可以是文件、文件夹或 ZIP 压缩包，写 - 则读取管道传入的内容：
导出文件，或在 App 里分享时复制的口令。

已有的内容不会被覆盖：已经收录的笔记只会增加一天的数据。不会设置任何授权，
所以导入的内容在您写下授权记录之前不进任何版本。全程不联网。`,
	}
	msgDryRun      = source.Message{En: "show what would be written, and write nothing", Zh: "只显示会写入什么，不写入"}
	msgSince       = source.Message{En: "only posts of this `day` or later, 2026-03-08", Zh: "只导入这一`天`及以后的笔记，如 2026-03-08"}
	msgOnly        = source.Message{En: "only these `platforms` or tools: xiaohongshu, yt-dlp", Zh: "只导入这些`平台`或工具：xiaohongshu、yt-dlp"}
	msgOnlyCreator = source.Message{En: "only posts of this creator: a `name`, handle or id", Zh: "只导入这位创作者的笔记：`名字`、账号或 ID"}
	msgLimit       = source.Message{En: "stop after so `many` posts", Zh: "最多导入的`篇数`"}
	msgInto        = source.Message{En: "the `folder` below posts/ for new posts (default: the year)", Zh: "新笔记放进 posts/ 下的哪个`文件夹`（默认按年份）"}
	msgMap         = source.Message{En: "a `column=field` of a sheet that is not known; once for each", Zh: "未知表格的`列名=字段`，每列写一次"}
	msgOwn         = source.Message{En: "these are all posts of our own account on this `platform`", Zh: "这些是我们自己在该`平台`账号的全部笔记"}
	msgImporting   = source.Message{En: "importing", Zh: "正在导入"}
	msgProgress    = source.Message{En: "importing: {0 record|records}, {1} %, {2} a second, {3} left", Zh: "正在导入：{0} 条，{1}%，每秒 {2} 条，还需 {3}"}
	msgInto1       = source.Message{En: "{0} is not a folder below posts/", Zh: "{0} 不是 posts/ 下的文件夹"}
	msgMap1        = source.Message{En: "{0} is not a column=field", Zh: "{0} 不是“列名=字段”的形式"}
	msgMapField    = source.Message{En: "there is no field {0}", Zh: "没有 {0} 这个字段"}
	helpMapField   = source.Message{En: "fields are {0}", Zh: "可用的字段：{0}"}
	msgNoOnly      = source.Message{En: "no platform or tool is called {0}", Zh: "没有叫 {0} 的平台或工具"}
)

// importing are the flags of import.
type importing struct {
	dry           bool
	since         string
	only, columns []string
	creator, into string
	own           string
	limit         int
}

func (a *app) importCommand() *cobra.Command {
	var f importing
	cmd := &cobra.Command{
		Use:     "import FILE...",
		Short:   a.text(msgImport),
		Long:    a.text(msgImportLong),
		Example: "  playbook import data/xhs/jsonl/ --dry-run\n  playbook import notes.csv --since 2026-01-01\n  playbook import reviews.xlsx --map 评价=body --map 买家=creator\n  pbpaste | playbook import -",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.wrong(cmd, a.text(msgMissingArgs, "FILE"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runImport(f, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.dry, "dry-run", false, a.text(msgDryRun))
	flags.StringVar(&f.since, "since", "", a.text(msgSince))
	flags.StringSliceVar(&f.only, "only", nil, a.text(msgOnly))
	flags.StringVar(&f.creator, "creator", "", a.text(msgOnlyCreator))
	flags.IntVar(&f.limit, "limit", 0, a.text(msgLimit))
	flags.StringVar(&f.into, "into", "", a.text(msgInto))
	flags.StringArrayVar(&f.columns, "map", nil, a.text(msgMap))
	flags.StringVar(&f.own, "own", "", a.text(msgOwn))
	names := cobra.FixedCompletions(slices.Concat(builtinPlatforms(), intake.Platforms(), intake.Tools()), cobra.ShellCompDirectiveNoFileComp)
	// Only a flag that is not there could fail, or one that has completions already.
	_ = cmd.RegisterFlagCompletionFunc("only", names)
	_ = cmd.RegisterFlagCompletionFunc("own", cobra.FixedCompletions(builtinPlatforms(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) runImport(f importing, args []string) error {
	site, err := a.intake()
	if err != nil {
		return err
	}
	defer site.Content.Close()
	if err := a.filters(f, &site.Options); err != nil {
		return err
	}
	tune()
	progress := a.watch(a.text(msgImporting))
	defer progress.stop()
	site.Progress = a.meter(progress)
	a.adding.Store(!f.dry)
	var report *intake.Report
	if slices.Equal(args, []string{"-"}) {
		report, err = intake.ImportPiped(a.in, "-", site.Options)
	} else {
		report, err = intake.Import(args, site.Options)
	}
	progress.stop()
	if err != nil {
		return err
	}
	return a.imported(report, f.dry)
}

// archive is the content that an import adds to.
type archive struct{ intake.Options }

// intake opens the content for adding to it.
func (a *app) intake() (*archive, error) {
	root, err := os.OpenRoot(a.content)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, a.noSite()
	}
	if err != nil {
		return nil, err
	}
	site := settings(root.FS(), "site.yaml")
	now, err := a.now(site.Location())
	if err != nil {
		return nil, err
	}
	return &archive{intake.Options{
		Content: root, Label: a.inContent(""), Site: site, Now: now, Lang: site.Languages[0],
		Address: generator.Address, Platforms: builtinPlatforms(), Look: bitsOf,
	}}, nil
}

// bitsOf is what a picture looks like, in bits.
func bitsOf(data []byte) (intake.Look, bool) {
	l, err := picture.LookAt(context.Background(), data)
	return intake.Look{l.Across, l.Down}, err == nil && l != picture.Look{}
}

// builtinPlatforms are the platforms that the program brings pages for.
func builtinPlatforms() []string {
	var names []string
	list, err := fs.ReadDir(defaults.Files, string(record.Platforms))
	if err != nil {
		panic(err) // they are part of the program
	}
	for _, f := range list {
		name, _, _ := strings.Cut(f.Name(), ".")
		names = append(names, name)
	}
	return slices.Compact(names)
}

// filters are the flags that say what to take, and where to.
func (a *app) filters(f importing, o *intake.Options) error {
	o.DryRun, o.Creator, o.Limit, o.Own = f.dry, f.creator, f.limit, record.PlatformID(f.own)
	if f.since != "" {
		d, err := record.ParseDate(f.since)
		if err != nil {
			return usageError{a.text(msgBadValue, "--since", quote(f.since)), a.text(helpNow)}
		}
		o.Since = d
	}
	if f.limit < 0 {
		return usageError{a.text(msgBadValue, "--limit", f.limit), ""}
	}
	known := slices.Concat(intake.Tools(), intake.Platforms(), o.Platforms)
	for _, name := range f.only {
		id := record.PlatformID(name)
		if !slices.Contains(known, id) {
			return usageError{a.orMean(a.text(msgNoOnly, quote(name)), id, known), ""}
		}
		o.Only = append(o.Only, id)
	}
	if f.into != "" {
		into := path.Clean(strings.TrimPrefix(strings.TrimPrefix(filepathSlash(f.into), a.inContent("")+"/"), "./"))
		if into != "posts" && !strings.HasPrefix(into, "posts/") {
			into = path.Join("posts", into)
		}
		if !fs.ValidPath(into) || !strings.HasPrefix(into+"/", "posts/") {
			return usageError{a.text(msgInto1, quote(f.into)), ""}
		}
		o.Into = into
	}
	for _, m := range f.columns {
		at := strings.LastIndexByte(m, '=')
		if at <= 0 {
			return usageError{a.text(msgMap1, quote(m)), ""}
		}
		column, field := m[:at], m[at+1:]
		if !slices.Contains(intake.Fields(), field) {
			return usageError{a.orMean(a.text(msgMapField, quote(field)), field, intake.Fields()), a.text(helpMapField, strings.Join(intake.Fields(), " "))}
		}
		o.Map = append(o.Map, [2]string{column, field})
	}
	return nil
}

func filepathSlash(s string) string { return strings.ReplaceAll(s, "\\", "/") }

// meter turns what an import has read into the line that tells progress: how
// far, how fast, how long still.
func (a *app) meter(p *progress) func(read, total int64, records int) {
	if !a.live {
		return nil
	}
	start := time.Now()
	return func(read, total int64, records int) {
		took := time.Since(start)
		if records%64 != 0 || took < progressAfter || read == 0 {
			return
		}
		left := time.Duration(float64(took) / float64(read) * float64(total-read))
		p.set(a.text(msgProgress, records, read*100/max(total, 1), int(float64(records)/took.Seconds()), left.Round(time.Second)))
	}
}

var (
	msgRecords      = source.Message{En: "{0 record|records}: ", Zh: "共 {0} 条记录："}
	msgTook         = source.Message{En: "{0} new, {1} updated, {2} unchanged", Zh: "新增 {0}，更新 {1}，无变化 {2}"}
	msgWould        = source.Message{En: "{0} would be new, {1} updated, {2} unchanged", Zh: "将新增 {0}，将更新 {1}，无变化 {2}"}
	msgLeftOut      = source.Message{En: "{0} not wanted by the filters", Zh: "筛选条件以外 {0} 条"}
	msgIncomplete   = source.Message{En: "{0} not written", Zh: "{0} 条未写入"}
	msgMadeCreators = source.Message{En: "{0 creator|creators} made", Zh: "新建创作者 {0} 位"}
	msgTakenAlong   = source.Message{En: "{0 picture or video|pictures and videos} taken along", Zh: "带入图片或视频 {0} 个"}
	msgLine         = source.Message{En: "{0}: {1} new, {2} updated, {3} unchanged", Zh: "{0}：新增 {1}，更新 {2}，无变化 {3}"}
	msgMoreLines    = source.Message{En: "and {0 more creator|more creators}", Zh: "另有 {0} 位创作者"}
	msgDroppedLine  = source.Message{En: "left out: {0} ({1})", Zh: "未导入：{0}（{1}）"}
	msgSkippedLine  = source.Message{En: "left out, {0} of {1}: {2}", Zh: "{1} {0} 条未导入：{2}"}
	msgNeedName     = source.Message{En: "the export hides the name of a creator; write it over the title of {1}", Zh: "导出文件隐去了 1 位创作者的名字，请把 {1} 的标题改成真名"}
	msgNeedNames    = source.Message{En: "the export hides the names of {0} creators; write each over the title of its file: {1}", Zh: "导出文件隐去了 {0} 位创作者的名字，请在文件里把标题改成真名：{1}"}
	msgShortLink    = source.Message{En: "a short link says nothing offline; open it once in a browser and write the long address in {1}", Zh: "短链接离线看不出内容；请用浏览器打开一次，把完整地址写进 {1}"}
	msgShortLinks   = source.Message{En: "{0} short links say nothing offline; open each once in a browser and write the long address: {1}", Zh: "有 {0} 个短链接，离线看不出内容；请用浏览器逐个打开，换成完整地址：{1}"}
	msgNearEqual    = source.Message{En: "looks the same: {0} and {1}", Zh: "看起来是同一张图：{0} 和 {1}"}
	msgNoPermit     = source.Message{En: "no permission was set: these posts are in no edition until you record one", Zh: "没有设置任何授权：在您写下授权记录之前，这些笔记不进任何版本"}
	msgSettingsGot  = source.Message{En: "site.yaml: {0}", Zh: "site.yaml：{0}"}
	tableHeads      = []source.Message{{En: "file", Zh: "文件"}, {En: "layout", Zh: "格式"}, {En: "records", Zh: "记录"}}
	keyHeads        = []source.Message{{En: "key", Zh: "字段"}, {En: "becomes", Zh: "对应"}, {En: "in", Zh: "条数"}}
	msgDroppedTo    = source.Message{En: "left out: {0}", Zh: "不导入：{0}"}
	msgToExtra      = source.Message{En: "kept in {0}", Zh: "保留在 {0}"}
	msgUnknown      = source.Message{En: "unknown", Zh: "未知"}
)

// mostLines is how many creators a summary names.
const mostLines = 10

// imported tells what an import did.
func (a *app) imported(r *intake.Report, dry bool) error {
	a.show(r.Problems)
	switch {
	case a.format == formatJSON:
		a.importLines(r, dry)
	default:
		if dry {
			a.table(r)
		}
		a.recap(r, dry)
	}
	if source.Errors(r.Problems) > 0 {
		return errProblems
	}
	return nil
}

// table shows what is in each file, and what each key becomes.
func (a *app) table(r *intake.Report) {
	rows := [][]string{}
	for _, f := range r.Files {
		layout := strings.Join(f.Layouts, ", ")
		if layout == "" {
			layout = a.text(msgUnknown)
		}
		rows = append(rows, []string{f.Name, layout, fmt.Sprint(f.Records)})
	}
	a.columns(tableHeads, rows)
	a.say("")
	rows = nil
	for _, k := range r.Keys {
		if !k.Skipped() {
			rows = append(rows, []string{k.Key, a.fate(k), fmt.Sprint(k.N)})
		}
	}
	a.columns(keyHeads, rows)
	a.say("")
}

func (a *app) fate(k *intake.KeyReport) string {
	switch k.Fate {
	case "mapped":
		return k.To
	case "extra":
		return a.text(msgToExtra, k.To)
	}
	return a.text(msgDroppedTo, intake.DropWords(k.To).Text(a.lang, nil))
}

// columns prints rows under headings, each column as wide as it must be.
func (a *app) columns(heads []source.Message, rows [][]string) {
	first := make([]string, len(heads))
	for i, h := range heads {
		first[i] = a.text(h)
	}
	rows = append([][]string{first}, rows...)
	width := make([]int, len(heads))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], source.Columns(cell))
		}
	}
	for n, row := range rows {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", width[i]-source.Columns(cell)+2)
		}
		line = strings.TrimRight(line, " ")
		if n == 0 {
			line = a.paint(bold, line)
		}
		a.say(line)
	}
}

// recap is the summary: how many, of which platforms and creators, what was
// left out, and what is for the editor to do.
func (a *app) recap(r *intake.Report, dry bool) {
	took := msgTook
	if dry {
		took = msgWould
	}
	parts := []string{a.text(msgRecords, r.Records) + a.text(took, r.Created, r.Updated, r.Unchanged)}
	for _, x := range []struct {
		n    int
		said source.Message
	}{{r.Creators, msgMadeCreators}, {r.Media, msgTakenAlong}, {r.Left, msgLeftOut}, {r.Incomplete, msgIncomplete}} {
		if x.n > 0 {
			parts = append(parts, a.text(x.said, x.n))
		}
	}
	a.say(strings.Join(parts, a.semicolon()))
	for _, t := range r.Sorted("platform") {
		a.say("  " + a.text(msgLine, t.Name, t.Created, t.Updated, t.Unchanged))
	}
	for n, t := range r.Sorted("creator") {
		if n == mostLines {
			a.say("  " + a.text(msgMoreLines, len(r.Sorted("creator"))-mostLines))
			break
		}
		a.say("  " + a.text(msgLine, t.Name, t.Created, t.Updated, t.Unchanged))
	}
	for _, line := range r.Settings {
		a.say(a.text(msgSettingsGot, line.Text.Text(a.lang, line.Args)))
	}
	for _, x := range r.Reasons() {
		a.say(a.text(msgDroppedLine, x.Words.Text(a.lang, nil), few(x.Keys)))
	}
	for _, s := range r.Skipped {
		a.say(a.text(msgSkippedLine, s.N, s.About, s.Why.Text(a.lang, nil)))
	}
	if len(r.Names) > 0 {
		a.say(a.many(len(r.Names), msgNeedName, msgNeedNames, few(r.Names)))
	}
	if len(r.Short) > 0 {
		a.say(a.many(len(r.Short), msgShortLink, msgShortLinks, few(r.Short)))
	}
	for _, pair := range r.Near {
		a.say(a.text(msgNearEqual, pair[0], pair[1]))
	}
	if r.Created > 0 && !dry {
		a.say(a.text(msgNoPermit))
	}
}

// many says a thing of one or of several.
func (a *app) many(n int, one, several source.Message, list string) string {
	if n == 1 {
		return a.text(one, n, list)
	}
	return a.text(several, n, list)
}

// few is a list that a line has room for.
func few(list []string) string {
	if len(list) > 4 {
		return strings.Join(list[:4], ", ") + " …"
	}
	return strings.Join(list, ", ")
}

// importLine is what --json prints of an import.
type importLine struct {
	Type      string   `json:"type"` // "imported"
	DryRun    bool     `json:"dry_run"`
	Records   int      `json:"records"`
	Created   int      `json:"created"`
	Updated   int      `json:"updated"`
	Unchanged int      `json:"unchanged"`
	Filtered  int      `json:"filtered"`
	Unwritten int      `json:"unwritten"`
	Creators  int      `json:"creators"`
	Media     int      `json:"media"`
	Nameless  []string `json:"nameless,omitempty"`
	Short     []string `json:"short_links,omitempty"`
	Made      []string `json:"made,omitempty"`
}

// keyLine is what became of one key.
type keyLine struct {
	Type string `json:"type"` // "key"
	Tool string `json:"tool"`
	Key  string `json:"key"`
	Fate string `json:"fate"`
	To   string `json:"to"`
	N    int    `json:"records"`
}

func (a *app) importLines(r *intake.Report, dry bool) {
	for _, k := range r.Keys {
		a.line(keyLine{"key", k.Tool, k.Key, k.Fate, k.To, k.N})
	}
	a.line(importLine{"imported", dry, r.Records, r.Created, r.Updated, r.Unchanged, r.Left, r.Incomplete, r.Creators, r.Media, r.Names, r.Short, r.Made})
}
