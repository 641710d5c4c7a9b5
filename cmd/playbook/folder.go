package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"playbook/generator"
	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
	"playbook/themes"
)

// A folder is a site on disk: the content, and what lies beside it.
type folder struct {
	beside   string       // themes/ and .playbook/ are here, and paths in problems start here
	site     *record.Site // what the command itself must know of the settings; Build reports their problems
	own      *os.Root     // the content
	content  *source.Tree // the content as Build reads it
	theme    []*source.Tree
	proofs   *source.Tree // what proves permissions; nil if it is not here
	problems []source.Problem
	roots    []*os.Root
}

// proofFolder is where the proofs of permissions lie, beside the content. It is
// not needed to build, and on most machines it is not there.
const proofFolder = ".proofs"

// builtin stands before the names of files that the program brings along.
const builtin = "built-in"

var (
	msgNoTheme     = source.Message{En: `there is no theme "{0}"`, Zh: `没有名为“{0}”的主题`}
	helpNoTheme    = source.Message{En: "make the folder themes/{0} beside the content, or write theme: default", Zh: "请在内容文件夹旁边建立 themes/{0}，或写 theme: default"}
	msgNoEdition   = source.Message{En: `there is no edition "{0}"`, Zh: `没有名为“{0}”的版本`}
	helpNoEdition  = source.Message{En: "site.yaml has {0}", Zh: "site.yaml 里有 {0}"}
	msgNotAFolder  = source.Message{En: "{0} is not a folder", Zh: "{0} 不是文件夹"}
	msgOutInside   = source.Message{En: "the site cannot go to {0}: what it is made from is there", Zh: "网站不能输出到 {0}：那里有用来生成网站的文件"}
	helpOutElse    = source.Message{En: "name another folder with --out", Zh: "请用 --out 指定别的文件夹"}
	builtinDefault = "default"
)

// open opens the site that --content names.
func (a *app) open() (*folder, error) {
	info, err := os.Stat(a.content)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, a.noSite()
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, usageError{a.text(msgNotAFolder, a.content), a.text(helpNoSite)}
	}
	f := &folder{beside: filepath.Join(a.content, "..")}
	if f.own, err = f.root(a.content); err != nil {
		return nil, err
	}
	whole, err := filepath.Abs(a.content)
	if err != nil {
		return nil, err
	}
	f.content = source.NewTree(generator.Folder(f.own), filepath.Base(whole))
	f.site = settings(f.own.FS(), f.content.Label("site.yaml"))
	if err := f.layers(); err != nil {
		return f, err
	}
	if root, err := f.root(filepath.Join(f.beside, proofFolder)); err == nil {
		f.proofs = source.NewTree(root.FS(), proofFolder)
	}
	return f, nil
}

// root opens a folder so that nothing leads out of it.
func (f *folder) root(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if err == nil {
		f.roots = append(f.roots, root)
	}
	return root, err
}

func (f *folder) close() {
	for _, r := range f.roots {
		// They were only read from.
		_ = r.Close()
	}
}

// settings reads site.yaml for the theme, the timezone and the editions. A
// broken one has its defaults, and its problems come from Build.
func settings(fsys fs.FS, label string) *record.Site {
	var data []byte
	if info, err := fs.Stat(fsys, "site.yaml"); err == nil && info.Mode().IsRegular() && info.Size() <= source.MaxText {
		// What cannot be read here cannot be read by Build, which says so.
		data, _ = fs.ReadFile(fsys, "site.yaml")
	}
	text, _ := source.NewText(label, data)
	site, _ := record.ParseSite(text)
	return site
}

// layers opens the theme: the site's own folder over the built-in default.
func (f *folder) layers() error {
	name := f.site.Theme
	own := filepath.Join(f.beside, "themes", name)
	info, err := os.Stat(own)
	switch {
	case err == nil && info.IsDir():
		root, err := f.root(own)
		if err != nil {
			return err
		}
		f.theme = append(f.theme, source.NewTree(root.FS(), path.Join("themes", name)))
	case name != builtinDefault:
		f.problems = append(f.problems, source.Problem{Pos: f.site.At("theme"), Rule: "theme", Key: msgNoTheme, Help: helpNoTheme, Args: []string{name}})
	}
	base, err := fs.Sub(themes.Files, builtinDefault)
	f.theme = append(f.theme, source.NewTree(base, path.Join(builtin, "themes", builtinDefault)))
	return err
}

// input is what a build of f is made from.
func (a *app) input(f *folder) (generator.Input, error) {
	now, err := a.now(f.site.Location())
	if err != nil {
		return generator.Input{}, err
	}
	if _, ok := f.site.Edition(a.edition); !ok && a.edition != "" {
		names := editionNames(f.site)
		help := a.text(helpNoEdition, strings.Join(names, ", "))
		return generator.Input{}, usageError{a.orMean(a.text(msgNoEdition, a.edition), a.edition, names), help}
	}
	return generator.Input{
		Content: f.content,
		Base:    source.NewTree(defaults.Files, builtin),
		Theme:   f.theme,
		Edition: a.edition,
		Now:     now,
		WebP:    picture.WebP,
		Jobs:    a.jobs,

		Pictures: a.pictures(f),
	}, nil
}

// pictures makes and remembers pictures, beside the state of builds if there is
// any: a command that only looks leaves nothing behind.
func (a *app) pictures(f *folder) *picture.Store {
	if a.store == nil {
		folder := ""
		if info, err := os.Stat(f.state()); a.keeps || err == nil && info.IsDir() {
			folder = filepath.Join(f.state(), "pictures")
		}
		a.store = picture.NewStore(folder)
	}
	return a.store
}

func editionNames(s *record.Site) []string {
	var names []string
	for _, e := range s.Editions {
		names = append(names, e.Name)
	}
	return names
}

// state is where caches, the lock and the previous site lie.
func (f *folder) state() string { return filepath.Join(f.beside, ".playbook") }

// keepApart makes sure that the output is no part of what it is made from, nor
// around it, nor where we keep what we remember.
func (a *app) keepApart() error {
	public, err := whole(a.public)
	if err != nil {
		return err
	}
	content, err := whole(a.content)
	if err != nil {
		return err
	}
	beside := filepath.Dir(content)
	for _, name := range []string{content, filepath.Join(beside, "themes"), filepath.Join(beside, ".playbook"), filepath.Join(beside, proofFolder)} {
		if within(name, public) || within(public, name) {
			return usageError{a.text(msgOutInside, a.public), a.text(helpOutElse)}
		}
	}
	return nil
}

// whole is the absolute path of name, of which the end need not exist, without
// links.
func whole(name string) (string, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	for dir, rest := name, ""; ; dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest), nil
		}
		if filepath.Dir(dir) == dir {
			return name, nil
		}
	}
}

// within reports whether name is dir or lies below it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// placed are problems with paths as one would type them here.
func (f *folder) placed(problems []source.Problem) []source.Problem {
	prefix := filepath.ToSlash(f.beside)
	if prefix == "." {
		return problems
	}
	for i := range problems {
		if p := &problems[i]; !strings.HasPrefix(p.File, builtin+"/") {
			p.File = path.Join(prefix, p.File)
		}
	}
	return problems
}
