package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/serve"
	"playbook/generator/source"
)

var (
	msgServe     = source.Message{En: "show the site in a browser, current as you save", Zh: "在浏览器中查看网站，保存即更新"}
	msgServeLong = source.Message{
		En: `Serve the site on this machine, and bring it up to date whenever a file is saved.
Problems show in the page and here.

Without --edition it is a preview of everything, drafts and posts without
permission too, each marked; no other machine can see it. With --edition it is
exactly what "playbook build --edition" would publish.`,
		Zh: `在本机查看网站；每次保存文件，页面都会随之更新。
问题会显示在页面上，也会列在这里。

不写 --edition 时是全部内容的预览，包括草稿和没有授权的笔记（都有标注），
只有本机能访问。写了 --edition 就与 "playbook build --edition" 发布的内容完全一致。`,
	}
	msgAddr   = source.Message{En: "the `address` to serve on (default: localhost:8000, or the next free port)", Zh: "提供访问的`地址`（默认：localhost:8000，被占用则用下一个空闲端口）"}
	msgOpen   = source.Message{En: "open a browser", Zh: "打开浏览器"}
	msgFollow = source.Message{En: "let the browser go to the page that was just edited", Zh: "让浏览器跳到刚编辑的页面"}
	msgPoll   = source.Message{En: "look for changes instead of being told of them, for network folders", Zh: "定时查看是否有改动，而不等系统通知；用于网络文件夹"}

	msgAway  = source.Message{En: "a preview shows what nobody may publish; {0} can be reached from other machines", Zh: "预览里有不能公开的内容，而 {0} 可以从别的机器访问"}
	helpAway = source.Message{En: "name an edition with --edition, or serve on localhost", Zh: "请用 --edition 指定版本，或只在 localhost 上提供访问"}

	msgBadAddr  = source.Message{En: "cannot serve on {0}: {1}", Zh: "无法在 {0} 上提供访问：{1}"}
	helpBadAddr = source.Message{En: "--addr is a host and a port: localhost:8000", Zh: "--addr 写成主机加端口，如 localhost:8000"}

	msgPreviewing = source.Message{En: "a preview of everything, for this machine only; Ctrl-C ends", Zh: "这是全部内容的预览，只有本机能访问；按 Ctrl-C 结束"}
	msgServing    = source.Message{En: "edition {0}; Ctrl-C ends", Zh: "版本 {0}；按 Ctrl-C 结束"}
	msgNoBrowser  = source.Message{En: "no browser could be opened: {0}", Zh: "无法打开浏览器：{0}"}

	msgAndMore  = source.Message{En: "{0} and {1} more", Zh: "{0} 等 {1} 个文件"}
	msgAffected = source.Message{En: "{0 page|pages} changed", Zh: "{0} 个页面有变化"}
	msgTime     = source.Message{En: "as time passed", Zh: "时间到"}
	msgColon    = source.Message{En: "{0}: {1}", Zh: "{0}：{1}"}
)

// watching is what serve and build --watch are told about watching.
type watching struct {
	open, follow, poll bool
	keep               bool // of build
	addr               string
}

// defaultAddr is where the site is served if its port is free.
const defaultAddr = "localhost:8000"

func (a *app) serveCommand() *cobra.Command {
	var w watching
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   a.text(msgServe),
		Long:    a.text(msgServeLong),
		Example: "  playbook serve --open\n  playbook serve --edition public\n  playbook serve --edition internal --addr 0.0.0.0:8080",
		Args:    a.takes(),
		RunE:    func(*cobra.Command, []string) error { return a.runServe(w) },
	}
	f := cmd.Flags()
	f.BoolVar(&w.open, "open", false, a.text(msgOpen))
	f.BoolVar(&w.follow, "follow", false, a.text(msgFollow))
	f.BoolVar(&w.poll, "poll", false, a.text(msgPoll))
	f.StringVar(&w.addr, "addr", "", a.text(msgAddr))
	return cmd
}

// serveGC trades speed for memory: what goes on all day must not take half of a
// laptop, and most of its garbage is collected while nobody waits. Until the
// first page is there, somebody does.
const serveGC = 50

func (a *app) runServe(w watching) error {
	s := &sources{app: a, preview: a.edition == ""}
	defer s.close()
	first, err := s.open()
	if err != nil {
		return err
	}
	ln, err := a.listen(w.addr)
	if err != nil {
		return err
	}
	// Where there can be no state, pictures are remembered in memory alone.
	_ = generator.MakeState(s.beside.state())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a.end.Store(&cancel)
	address := "http://" + host(ln) + "/"
	a.announce(address)
	if w.open {
		if err := openBrowser(address); err != nil {
			a.note("playbook: " + a.text(msgNoBrowser, err))
		}
	}
	o := a.options(s, first, w)
	o.Ready = func() { debug.SetGCPercent(serveGC) }
	return serve.New(o).Run(ctx, ln)
}

// options is how s is kept current. First was opened already.
func (a *app) options(s *sources, first *serve.Source, w watching) serve.Options {
	o := serve.Options{
		Open: func() (*serve.Source, error) {
			if src := first; src != nil {
				first = nil
				return src, nil
			}
			return s.open()
		},
		Poll: w.poll, Follow: w.follow, Built: func(r serve.Report) { a.rebuilt(s.beside, r) }, Notice: a.noticed,
	}
	if a.instant == "" {
		o.Now = time.Now
	}
	return o
}

// listen opens the address, and refuses one that a preview must not be on.
func (a *app) listen(addr string) (net.Listener, error) {
	chosen := addr != ""
	if !chosen {
		addr = defaultAddr
	}
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, usageError{a.text(msgBadValue, "--addr", quote(addr)), a.text(helpBadAddr)}
	}
	if a.edition == "" && !serve.OnlyHere(addr) {
		return nil, usageError{a.text(msgAway, addr), a.text(helpAway)}
	}
	ln, err := serve.Listen(addr, !chosen)
	if err != nil {
		return nil, usageError{a.text(msgBadAddr, addr, cause(err)), a.text(helpBadAddr)}
	}
	return ln, nil
}

// cause is the innermost reason, which names nothing that was said already.
func cause(err error) string {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil {
			return err.Error()
		}
		err = inner.Unwrap()
	}
}

// host is the host and port of ln as one types it into a browser.
func host(ln net.Listener) string {
	tcp := ln.Addr().(*net.TCPAddr) // all that serve.Listen opens are
	name := tcp.IP.String()
	if tcp.IP.IsLoopback() || tcp.IP.IsUnspecified() {
		name = "localhost"
	}
	return net.JoinHostPort(name, strconv.Itoa(tcp.Port))
}

// serving is the first line of --json.
type serving struct {
	Type    string `json:"type"` // "serving"
	Address string `json:"address"`
	Edition string `json:"edition,omitempty"` // none: a preview
}

func (a *app) announce(address string) {
	if a.format == formatJSON {
		a.line(serving{"serving", address, a.edition})
		return
	}
	a.say(address)
	if a.edition == "" {
		a.say(a.text(msgPreviewing))
	} else {
		a.say(a.text(msgServing, a.edition))
	}
}

// rebuiltLine is the line of --json for a rebuild.
type rebuiltLine struct {
	Type    string   `json:"type"` // "rebuilt"
	Number  int      `json:"number"`
	Changed []string `json:"changed"`
	Pages   int      `json:"pages"`
	Millis  int64    `json:"milliseconds"`
	source.Counts
}

// rebuilt prints the problems that are new, and one line.
func (a *app) rebuilt(f *folder, r serve.Report) {
	a.store.Trim()
	a.show(f.placed(r.New))
	if a.format == formatJSON {
		a.line(rebuiltLine{"rebuilt", r.Number, append([]string{}, r.Changed...), r.Pages, r.Took.Milliseconds(), source.Count(r.Problems)})
		return
	}
	parts := []string{a.text(msgAffected, r.Pages), milliseconds(r.Took)}
	if r.Number == 1 {
		parts[0] = a.text(msgPages, r.Site.Pages)
	}
	a.tell(r, strings.Join(parts, a.comma()))
}

// tell prints the line of a rebuild: what changed, and what came of it.
func (a *app) tell(r serve.Report, line string) {
	if r.Number > 1 {
		line = a.text(msgColon, a.changed(r.Changed), line)
	}
	if len(r.Problems) > 0 {
		line += a.semicolon() + a.count(r.Problems)
	}
	a.say(line)
}

// changed names what changed, as far as a line has room.
func (a *app) changed(labels []string) string {
	switch {
	case len(labels) == 0:
		return a.text(msgTime)
	case len(labels) < 4:
		return strings.Join(labels, a.comma())
	case a.lang == "zh":
		return a.text(msgAndMore, labels[0], len(labels))
	}
	return a.text(msgAndMore, labels[0], len(labels)-1)
}

var notices = map[serve.Notice]source.Message{
	serve.TooManyFolders: {
		En: "the system lets programs watch no more folders, so changes are looked for twice a second instead; to raise the limit on Linux: sudo sysctl fs.inotify.max_user_watches=1048576",
		Zh: "系统允许监视的文件夹数量已到上限，改为每秒查看两次；在 Linux 上提高上限：sudo sysctl fs.inotify.max_user_watches=1048576"},
	serve.TooManyWatches: {
		En: "too many programs watch folders already, so changes are looked for twice a second instead; to raise the limit on Linux: sudo sysctl fs.inotify.max_user_instances=1024; on macOS: ulimit -n 65536",
		Zh: "监视文件夹的程序数量已到上限，改为每秒查看两次；在 Linux 上提高上限：sudo sysctl fs.inotify.max_user_instances=1024；在 macOS 上：ulimit -n 65536"},
	serve.NoEvents: {
		En: "this folder does not tell of changes, as network folders and some containers' do not, so they are looked for twice a second; --poll does so from the start",
		Zh: "这个文件夹不会通知改动（网络文件夹和某些容器挂载就是如此），改为每秒查看两次；加上 --poll 可以一开始就这样做"},
	serve.LostEvents: {
		En: "so much changed at once that everything is looked at again",
		Zh: "一次改动太多，正在重新查看全部文件"},
}

func (a *app) noticed(n serve.Notice) { a.note("playbook: " + a.text(notices[n])) }

// openBrowser opens an address in what the system takes for its browser.
func openBrowser(address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // what it came to is on the screen
	return nil
}

// sources opens a site again and again. Trees of folders that are still the
// same keep what they read, and no folder is closed before the end: files of
// older sites may still be read from it.
type sources struct {
	*app
	preview bool
	beside  *folder // the first, which tells how paths are typed here
	opened  []*folder
	trees   map[string]rooted
	base    *source.Tree // the built-in content, which never changes
	look    *source.Tree // and the built-in theme
}

// rooted is a tree and the folder that it is of.
type rooted struct {
	root *os.Root
	tree *source.Tree
}

func (s *sources) close() {
	for _, f := range s.opened {
		f.close()
	}
}

// open opens the site as it is now. That there is no such edition is wrong usage
// at first, and later a problem of the settings, which Build reports.
func (s *sources) open() (*serve.Source, error) {
	f, err := s.app.open()
	if f != nil {
		s.opened = append(s.opened, f)
	}
	if err != nil {
		return nil, err
	}
	s.keeps = true
	in, err := s.input(f)
	if err != nil && s.trees == nil {
		return nil, err
	}
	if s.beside == nil {
		s.beside = f
	}
	content, err := filepath.Abs(s.content)
	if err != nil {
		return nil, err
	}
	theme := filepath.Join(filepath.Dir(content), "themes", f.site.Theme)
	if s.trees == nil {
		s.trees, s.base, s.look = map[string]rooted{}, in.Base, f.theme[len(f.theme)-1]
	}
	now, err := s.now(f.site.Location())
	if err != nil {
		return nil, err
	}
	in = generator.Input{Content: s.keep(content, f.own, f.content), Base: s.base, Edition: s.edition, Preview: s.preview, Now: now,
		WebP: in.WebP, Jobs: s.jobs, Pictures: in.Pictures}
	src := &serve.Source{Problems: f.problems, Folders: []serve.Folder{{Dir: content, Tree: in.Content}, {Dir: theme}}}
	if len(f.theme) > 1 {
		src.Folders[1].Tree = s.keep(theme, f.roots[1], f.theme[0])
		in.Theme = append(in.Theme, src.Folders[1].Tree)
	}
	in.Theme = append(in.Theme, s.look)
	src.Input = in
	return src, nil
}

// keep is the tree that was opened before for dir, if dir is still that folder.
func (s *sources) keep(dir string, root *os.Root, tree *source.Tree) *source.Tree {
	if known, ok := s.trees[dir]; ok {
		was, err := known.root.Stat(".")
		is, failed := root.Stat(".")
		if err == nil && failed == nil && os.SameFile(was, is) {
			return known.tree
		}
	}
	s.trees[dir] = rooted{root, tree}
	return tree
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) + " ms" }
