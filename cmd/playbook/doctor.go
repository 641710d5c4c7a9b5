package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/picture"
	"playbook/generator/source"
)

var (
	msgDoctor     = source.Message{En: "tell what the program finds on this machine", Zh: "列出程序在这台机器上找到的东西"}
	msgDoctorLong = source.Message{
		En: `Tell what the program finds on this machine: its versions, the site in this
folder, and the programs that help. Put the output into a question.

The encoders decide how pictures come out: two machines make the same site,
byte for byte, if version and encoders agree.`,
		Zh: `列出程序在这台机器上找到的东西：版本、当前文件夹里的网站，以及可以帮上忙的
其他程序。提问时请附上输出。

图片的样子由编码器决定：版本和编码器都相同，两台机器构建出的网站就逐字节相同。`,
	}
	msgNoWebP = source.Message{
		En: "jpeg, png ({0}); no webp: this program was built without cgo, so pictures are some two times larger",
		Zh: "jpeg、png（{0}）；没有 webp：本程序构建时未启用 cgo，图片体积约为两倍"}
	msgAbsent      = source.Message{En: "not found", Zh: "没有找到"}
	msgContentHere = source.Message{En: "{0}, {1 file|files} of text", Zh: "{0}，{1} 个文本文件"}
	msgThemeHere   = source.Message{En: "{0}, from {1}", Zh: "{0}，来自 {1}"}
	msgBuiltIn     = source.Message{En: "the program itself", Zh: "程序自带"}
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		Short:   a.text(msgDoctor),
		Long:    a.text(msgDoctorLong),
		Example: "  playbook doctor\n  playbook doctor --json",
		Args:    a.takes(),
		RunE:    func(*cobra.Command, []string) error { return a.runDoctor() },
	}
}

// finding is one line of the doctor, and of --json.
type finding struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Found string `json:"found"` // "" is absent
	label source.Message
}

func (a *app) runDoctor() error {
	for _, f := range a.findings() {
		if a.format == formatJSON {
			f.Type = "finding"
			a.line(f)
			continue
		}
		found := f.Found
		if found == "" {
			found = a.text(msgAbsent)
		}
		label := a.text(f.label)
		a.say(label + strings.Repeat(" ", max(1, 12-source.Columns(label))) + found)
	}
	return nil
}

func (a *app) findings() []finding {
	list := []finding{
		{Name: "playbook", Found: generator.Version, label: source.Message{En: "playbook", Zh: "playbook"}},
		{Name: "go", Found: runtime.Version(), label: source.Message{En: "go", Zh: "go"}},
		{Name: "platform", Found: runtime.GOOS + "/" + runtime.GOARCH, label: source.Message{En: "platform", Zh: "平台"}},
		{Name: "encoders", Found: a.encoders(), label: source.Message{En: "encoders", Zh: "编码器"}},
		{Name: "libraries", Found: libraries(), label: source.Message{En: "libraries", Zh: "程序库"}},
	}
	list = append(list, a.siteFindings()...)
	return append(list,
		finding{Name: "git", Found: program("git"), label: source.Message{En: "git", Zh: "git"}},
		finding{Name: "chromium", Found: program("chromium", "chromium-browser", "google-chrome", "chrome"), label: source.Message{En: "chromium", Zh: "chromium"}},
	)
}

// encoders is what decides the bytes of pictures, beside the version.
func (a *app) encoders() string {
	if picture.WebP == "" {
		return a.text(msgNoWebP, picture.Version)
	}
	return "jpeg, png (" + picture.Version + "), webp (" + picture.WebP + ")"
}

// libraries are the versions of the modules whose output shows in a site.
func libraries() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var list []string
	for _, m := range info.Deps {
		switch m.Path {
		case "github.com/yuin/goldmark", "github.com/alecthomas/chroma/v2", "github.com/evanw/esbuild":
			list = append(list, strings.TrimPrefix(m.Path, "github.com/")+" "+m.Version)
		}
	}
	return strings.Join(list, ", ")
}

// siteFindings tells about the site here, if there is one.
func (a *app) siteFindings() []finding {
	content := finding{Name: "content", label: source.Message{En: "content", Zh: "内容"}}
	theme := finding{Name: "theme", label: source.Message{En: "theme", Zh: "主题"}}
	lock := finding{Name: "lock", label: source.Message{En: "lock", Zh: "构建锁"}}
	f, err := a.open()
	if err != nil {
		var usage usageError
		if !errors.As(err, &usage) {
			content.Found = err.Error()
		}
		return []finding{content, theme, lock}
	}
	defer f.close()
	content.Found = a.text(msgContentHere, a.content, texts(f.own.FS()))
	theme.Found = a.text(msgThemeHere, f.site.Theme, a.themeOrigin(f))
	lock.Found = a.lockState(f)
	return []finding{content, theme, lock}
}

func (a *app) themeOrigin(f *folder) string {
	own := filepath.Join(f.beside, "themes", f.site.Theme)
	if info, err := os.Stat(own); err == nil && info.IsDir() {
		return own
	}
	if f.site.Theme == builtinDefault {
		return a.text(msgBuiltIn)
	}
	return a.text(msgAbsent)
}

// texts counts the files that an editor writes.
func texts(fsys fs.FS) int {
	n := 0
	// What cannot be read is not counted; check tells about it.
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".md") {
			n++
		}
		return nil
	})
	return n
}

// program is the first line with which one of these programs tells its version, or "".
func program(names ...string) string {
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		out, err := exec.CommandContext(ctx, path, "--version").Output()
		cancel()
		if err != nil {
			return path
		}
		line, _, _ := strings.Cut(string(out), "\n")
		return strings.TrimSpace(line) + " (" + path + ")"
	}
	return ""
}

var (
	msgFree = source.Message{En: "free", Zh: "空闲"}
	msgHeld = source.Message{En: "held by process {0} since {1}, or left by it if it died", Zh: "由进程 {0} 自 {1} 起持有；如果它已异常退出，则是它留下的"}
)

// lockState tells who is writing an output of this site. The next build finds
// out whether a lock was left by the dead; the doctor only reads.
func (a *app) lockState(f *folder) string {
	// The pattern is ours and has no mistake to report.
	files, _ := filepath.Glob(filepath.Join(f.state(), "targets", "*", "lock"))
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil || len(text) == 0 {
			continue
		}
		pid, since, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
		return a.text(msgHeld, pid, since)
	}
	return a.text(msgFree)
}
