package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"playbook/generator/source"
	"playbook/themes"
)

var (
	msgTheme     = source.Message{En: "copy files of the default theme to change them, and check a theme", Zh: "复制默认主题的文件来修改，并检查主题"}
	msgThemeLong = source.Message{
		En: `A site's theme is the folder of themes/ that site.yaml names. It lies over the
default theme: a file in it takes the place of the default's file of the same
name, and everything else stays as it is.`,
		Zh: `网站的主题是 themes/ 下、由 site.yaml 指定的文件夹。它盖在默认主题之上：
里面的文件替换默认主题的同名文件，其余保持不变。`,
	}
	msgCopy     = source.Message{En: "copy a file of the default theme, to change it", Zh: "复制默认主题的一个文件，用来修改"}
	msgCopyLong = source.Message{
		En: `Copy FILE of the default theme to the folder of this site's theme, where it takes
the default's place, and print its name. A file that is there is not overwritten.

Without FILE, list what there is to copy; a name after a file is the one that
this site has in its place.

The first copy brings theme.yaml along. It says which version of the theme format
the copies are of, so that a later program can tell what has changed.`,
		Zh: `把默认主题的 FILE 复制到这个网站的主题文件夹，用它代替默认的文件，并输出文件名。
已有的文件不会被覆盖。

不写 FILE 时，列出可以复制的文件；文件后面的名称，是这个网站用来代替它的文件。

第一次复制会带上 theme.yaml。它记着这些文件属于主题格式的第几版，
以后的程序就能说出哪里变了。`,
	}
	msgNoFile      = source.Message{En: "the default theme has no file {0}", Zh: "默认主题里没有文件 {0}"}
	helpFiles      = source.Message{En: "list its files with: playbook theme copy", Zh: "列出所有文件：playbook theme copy"}
	helpEdit       = source.Message{En: "it is yours to change: edit it, or delete it to have the default's back", Zh: "它归您修改：直接编辑，或删掉以恢复默认"}
	msgThemeIsUsed = source.Message{En: "{0} is used in the place of the default's, since site.yaml has theme: {1}", Zh: "site.yaml 里写着 theme: {1}，所以 {0} 会代替默认的文件"}
)

func (a *app) themeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "theme COMMAND",
		Short:   a.text(msgTheme),
		Long:    a.text(msgThemeLong),
		Example: "  playbook theme copy templates/parts/footer.html\n  playbook theme check",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.noCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(a.themeCopyCommand(), a.themeCheckCommand())
	return cmd
}

func (a *app) themeCopyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "copy [FILE]",
		Short:   a.text(msgCopy),
		Long:    a.text(msgCopyLong),
		Example: "  playbook theme copy\n  playbook theme copy templates/parts/footer.html",
		Args:    a.takes("[FILE]"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			names, err := defaultTheme()
			if err != nil || len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listTheme()
			}
			return a.copyTheme(args[0])
		},
	}
}

// defaultTheme is the names of its files, in order.
func defaultTheme() ([]string, error) {
	below, err := fs.Sub(themes.Files, builtinDefault)
	if err != nil {
		return nil, err
	}
	var names []string
	err = fs.WalkDir(below, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// themeFile is a line of --json.
type themeFile struct {
	Type string `json:"type"` // "file"
	Name string `json:"name"`
	Own  string `json:"own,omitempty"` // what the site has in its place
}

func (a *app) listTheme() error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	names, err := defaultTheme()
	for _, name := range names {
		own := f.ownTheme(name)
		if info, err := os.Stat(own); err != nil || !info.Mode().IsRegular() {
			own = ""
		}
		own = filepath.ToSlash(own)
		switch {
		case a.format == formatJSON:
			a.line(themeFile{"file", name, own})
		case own != "":
			a.say(name + "  " + own)
		default:
			a.say(name)
		}
	}
	return err
}

// ownTheme is where the site's theme has a file of this name.
func (f *folder) ownTheme(name string) string {
	return filepath.Join(f.beside, "themes", f.site.Theme, filepath.FromSlash(name))
}

// themeSettings is copied along with the first file.
const themeSettings = "theme.yaml"

func (a *app) copyTheme(name string) error {
	names, err := defaultTheme()
	if err != nil {
		return err
	}
	if !slices.Contains(names, name) {
		return usageError{a.orMean(a.text(msgNoFile, quote(name)), name, names), a.text(helpFiles)}
	}
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	root, err := f.makeTheme()
	if err != nil {
		return err
	}
	if _, err := root.Lstat(name); err == nil {
		return usageError{a.text(msgExists, filepath.ToSlash(f.ownTheme(name))), a.text(helpEdit)}
	}
	copies := []string{name}
	if _, err := root.Lstat(themeSettings); errors.Is(err, fs.ErrNotExist) && name != themeSettings {
		copies = append(copies, themeSettings)
	}
	for _, name := range copies {
		if err := a.copyDefault(f, root, name); err != nil {
			return err
		}
	}
	a.note(a.text(msgThemeIsUsed, filepath.ToSlash(f.ownTheme(name)), f.site.Theme))
	return nil
}

// makeTheme opens the folder of the site's theme, and makes it if there is none.
func (f *folder) makeTheme() (*os.Root, error) {
	dir := f.ownTheme(".")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	return f.root(dir)
}

func (a *app) copyDefault(f *folder, root *os.Root, name string) error {
	data, err := fs.ReadFile(themes.Files, path.Join(builtinDefault, name))
	if err != nil {
		return err
	}
	if err := writeNew(root, name, data); err != nil {
		return err
	}
	own := filepath.ToSlash(f.ownTheme(name))
	if a.format == formatJSON {
		a.line(made{"made", own, 1})
		return nil
	}
	a.say(own)
	return nil
}
