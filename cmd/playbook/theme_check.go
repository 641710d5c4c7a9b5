package main

import (
	"bytes"
	"embed"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/defaults"
	"playbook/generator/source"
	"playbook/generator/theme"
)

var (
	msgThemeCheck     = source.Message{En: "render every template of a theme and name what fails", Zh: "把主题的每个模板都渲染一遍，指出哪里有错"}
	msgThemeCheckLong = source.Message{
		En: `Make a small site that the program brings along with the theme NAME (default:
that of this site): every type of page, with all its fields and with few, in both
languages, in a public edition, an internal one and a preview. Report what fails
at file:line:col, with words that a language lacks, fields that no page has, and
what is wrong in styles and scripts. Nothing is written.

A layout of your own is tried on an ordinary page.`,
		Zh: `用主题 NAME（默认是这个网站的主题）生成程序自带的一个小网站：每种页面都有，
字段写全的和只写必填的都有，两种语言，公开版、内部版和预览各一遍。
出错的地方报告为 文件:行:列，包括缺少的词条、页面没有的字段、样式和脚本里的错误。
不写入任何文件。

您自己新增的版式会用在一个普通页面上试一遍。`,
	}
	msgLacks      = source.Message{En: "{0} of the default theme's words are not here: {1}", Zh: "这里缺少默认主题的 {0} 个词条：{1}"}
	msgLacksOne   = source.Message{En: "a word of the default theme is not here: {1}", Zh: "这里缺少默认主题的一个词条：{1}"}
	helpLacks     = source.Message{En: "templates of the default and the program itself ask for them; copy them from there", Zh: "默认主题的模板和程序本身会用到，请从默认主题里复制过来"}
	helpHaveTheme = source.Message{En: "there are {0}", Zh: "现有：{0}"}
)

func (a *app) themeCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "check [NAME]",
		Short:   a.text(msgThemeCheck),
		Long:    a.text(msgThemeCheckLong),
		Example: "  playbook theme check\n  playbook theme check ours --format github",
		Args:    a.takes("[NAME]"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			f, err := a.open()
			if err != nil || len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			defer f.close()
			return f.themes(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return a.runThemeCheck(strings.Join(args, ""))
		},
	}
	a.formatFlag(cmd)
	return cmd
}

// themes are the names of those that a site can have.
func (f *folder) themes() []string {
	names := []string{builtinDefault}
	// Without a folder there are none.
	list, _ := os.ReadDir(filepath.Join(f.beside, "themes"))
	for _, d := range list {
		if d.IsDir() && d.Name() != builtinDefault && !strings.HasPrefix(d.Name(), ".") {
			names = append(names, d.Name())
		}
	}
	return names
}

func (a *app) runThemeCheck(name string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	if name != "" {
		if all := f.themes(); !slices.Contains(all, name) {
			text := a.orMean(a.text(msgNoTheme, name), name, all)
			return usageError{text, a.text(helpHaveTheme, strings.Join(all, ", "))}
		}
		f.site.Theme, f.theme, f.problems = name, nil, nil
		if err := f.layers(); err != nil {
			return err
		}
	}
	progress := a.watch(a.text(msgChecking))
	defer progress.stop()
	problems, err := f.checkTheme(a.jobs)
	if err != nil {
		return err
	}
	progress.stop()
	return a.verdict(f.placed(problems))
}

// checkTheme is every problem that the fixture has with the theme, sorted.
func (f *folder) checkTheme(jobs int) ([]source.Problem, error) {
	files := merge(f.theme)
	base := merge(f.theme[len(f.theme)-1:])
	look, _ := theme.Load(files)
	site, err := fixtureSite(look.Config.PageSize, ownLayouts(files, base))
	if err != nil {
		return nil, err
	}
	problems := append(f.problems, lacking(files, base)...)
	memo := new(generator.Memo)
	for _, in := range []generator.Input{{Edition: "public"}, {Edition: "internal"}, {Preview: true}} {
		in.Content, in.Base, in.Theme = source.NewTree(site, fixtureLabel), source.NewTree(defaults.Files, builtin), f.theme
		in.Now, in.Jobs = fixtureDay, jobs
		out, found := generator.Build(in, memo)
		problems = append(problems, found...)
		for _, page := range out.Files {
			if path.Ext(page.Path) == ".html" {
				problems = append(problems, page.Problems()...)
			}
		}
	}
	return source.Sort(slices.DeleteFunc(problems, notTheirs)), nil
}

// merge is the files of all layers, the first that has one provides it.
func merge(layers []*source.Tree) []*source.File {
	var files []*source.File
	seen := map[string]bool{}
	for _, layer := range layers {
		// What cannot be read is a problem of the build too.
		list, _ := layer.Read(func(n int, f func(int)) {
			for i := range n {
				f(i)
			}
		})
		for _, file := range list {
			if !seen[file.Name] {
				seen[file.Name] = true
				files = append(files, file)
			}
		}
	}
	return files
}

// ownLayouts are the layouts that a theme has and its base has not.
func ownLayouts(files, base []*source.File) []string {
	var names []string
	for _, f := range files {
		dir, name := path.Split(f.Name)
		if dir == "templates/" && path.Ext(name) == ".html" && find(base, f.Name) == nil {
			names = append(names, strings.TrimSuffix(name, ".html"))
		}
	}
	return names
}

func find(files []*source.File, name string) *source.File {
	for _, f := range files {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// mostNamed is how many words a problem names before it says that there are more.
const mostNamed = 12

// lacking reports words that a theme's own files should have. A theme whose
// templates are all its own still needs those that the program asks for.
func lacking(files, base []*source.File) []source.Problem {
	all, _ := theme.Load(base)
	var problems []source.Problem
	for _, lang := range []string{"en", "zh"} {
		f := find(files, "i18n/"+lang+".yaml")
		own, _ := theme.Load([]*source.File{f})
		has := own.Words(lang)
		missing := slices.DeleteFunc(all.Words(lang), func(key string) bool { return slices.Contains(has, key) })
		if len(missing) == 0 {
			continue
		}
		p := source.Problem{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Severity: source.Warning, Rule: "words", Key: msgLacks, Help: helpLacks,
			Args: []string{fmt.Sprint(len(missing)), strings.Join(missing, ", ")}}
		switch {
		case len(missing) == 1:
			p.Key = msgLacksOne
		case len(missing) > mostNamed:
			p.Args[1] = strings.Join(missing[:mostNamed], ", ") + " …"
		}
		problems = append(problems, p)
	}
	return problems
}

// fixture is a site with a page of every type. Its own one problem is the file
// of the page that shows a problem.
//
//go:embed fixture
var fixture embed.FS

const fixtureLabel = builtin + "/fixture"

// fixtureDay is the day that the permissions of the fixture are judged at.
var fixtureDay = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)

// notTheirs reports whether p is of the fixture, or is a word that a template of
// the default asks for: lacking names those at the file that should have them.
func notTheirs(p source.Problem) bool {
	return strings.HasPrefix(p.File, fixtureLabel+"/") || strings.HasPrefix(p.File, builtin+"/") && p.Rule == "words"
}

// fixturePictures are the shapes that a template has to do with: upright, wide,
// a strip, and the still of a video.
var fixturePictures = []struct {
	name          string
	width, height int
}{
	{"posts/full/1.jpg", 90, 120}, {"posts/full/2.jpg", 160, 90}, {"posts/full/3.jpg", 100, 100},
	{"posts/strip/1.jpg", 40, 200}, {"posts/video/still.jpg", 90, 160},
}

// fixtureSite is the content of the fixture: with pictures, with more posts than
// a list has on one page, and with a page for each layout of a theme's own.
func fixtureSite(pageSize int, layouts []string) (fs.FS, error) {
	site := fstest.MapFS{}
	err := fs.WalkDir(fixture, "fixture", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fixture, name)
		site[strings.TrimPrefix(name, "fixture/")] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, p := range fixturePictures {
		data, err := plain(p.width, p.height, uint8(40*i))
		if err != nil {
			return nil, err
		}
		site[p.name] = &fstest.MapFile{Data: data}
	}
	for i := range pageSize {
		name := fmt.Sprintf("posts/more/m%04d.md", i)
		site[name] = &fstest.MapFile{Data: []byte(fixturePost)}
	}
	for _, layout := range layouts {
		site["pages/layout-"+layout+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: A page\nlayout: " + layout + "\n---\nWords.\n")}
	}
	return site, nil
}

// fixturePost is one of many.
const fixturePost = `---
platform: weibo
posted: 2025-12-31
relationship: organic
rights:
  - granted: 2026-01-13
    basis: own
    use: [internal, site]
---
One of many.
`

// plain is a picture of one grey.
func plain(width, height int, grey uint8) ([]byte, error) {
	img := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.Gray{Y: grey}), image.Point{}, draw.Src)
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, nil)
	return b.Bytes(), err
}
