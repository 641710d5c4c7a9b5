package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgNew     = source.Message{En: "begin a page of a kind", Zh: "新建某一种类的页面"}
	msgNewLong = source.Message{
		En: `Write a file with the blanks that a KIND usually has filled in, and print its name.

KIND is one of {0}. A post becomes a folder, with room for its pictures. Nothing
that is there is overwritten.

"new post --paste" takes the text that an app copies when you share a post, from
what is piped in or else from the clipboard, and the pictures named after it.`,
		Zh: `按某个种类（KIND）写好常用字段的空白文件，并输出文件名。

KIND 是 {0} 之一。用户笔记会成为一个文件夹，图片放在里面。
已有的文件不会被覆盖。

"new post --paste" 读取在 App 里分享时复制的口令（来自管道，否则来自剪贴板），
后面可以列出要带上的图片。`,
	}
	msgNoKind    = source.Message{En: "no kind of page is called {0}", Zh: "没有叫 {0} 的种类"}
	helpKinds    = source.Message{En: "kinds are {0}", Zh: "可用的种类：{0}"}
	msgNoName    = source.Message{En: "{0} has no letter or digit to make a file name of", Zh: "{0} 里没有可以用作文件名的文字"}
	msgExists    = source.Message{En: "{0} is there already", Zh: "{0} 已经存在"}
	helpExists   = source.Message{En: "names are unique within a kind; add a word to the title", Zh: "同一种类里名称不能重复；请在标题里加一个词"}
	kindSingular = map[record.Kind]string{
		record.Cases: "case", record.Posts: "post", record.Voice: "voice", record.Creators: "creator",
		record.Campaigns: "campaign", record.Products: "product", record.Platforms: "platform", record.Pages: "page",
	}
	kindChinese = map[record.Kind]string{
		record.Cases: "案例", record.Posts: "用户笔记", record.Voice: "品牌语气", record.Creators: "创作者",
		record.Campaigns: "营销活动", record.Products: "产品", record.Platforms: "平台", record.Pages: "页面",
	}
)

func (a *app) newCommand() *cobra.Command {
	paste, words := false, ""
	cmd := &cobra.Command{
		Use:     "new KIND TITLE",
		Short:   a.text(msgNew),
		Long:    a.text(msgNewLong, strings.Join(kinds(), ", ")),
		Example: "  playbook new case \"Perfect Diary\"\n  playbook new post \"Maple lip, day two\"\n  playbook new creator 林夏\n  playbook new voice \"Our words\" --words list.csv\n  pbpaste | playbook new post --paste photo1.jpg photo2.jpg",
		Args: func(cmd *cobra.Command, args []string) error {
			if paste {
				return a.takes("KIND")(cmd, args[:min(len(args), 1)])
			}
			return a.takes("KIND", "TITLE")(cmd, args)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 && paste {
				return nil, cobra.ShellCompDirectiveDefault
			}
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return kinds(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if paste {
				return a.runPaste(cmd, args[0], args[1:])
			}
			return a.runNew(args[0], args[1], words)
		},
	}
	cmd.Flags().StringVar(&words, "words", "", a.text(msgWords))
	cmd.Flags().BoolVar(&paste, "paste", false, a.text(msgPaste))
	return cmd
}

// kinds are the kinds as one says them of one thing.
func kinds() []string {
	var names []string
	for _, k := range record.Kinds() {
		names = append(names, kindSingular[k])
	}
	return names
}

// kind is the kind that somebody means: singular, plural, or in Chinese.
func (a *app) kind(name string) (record.Kind, error) {
	said := strings.ToLower(name)
	for _, k := range record.Kinds() {
		if said == string(k) || said == kindSingular[k] || said == kindChinese[k] {
			return k, nil
		}
	}
	text := a.orMean(a.text(msgNoKind, quote(name)), said, kinds())
	return "", usageError{text, a.text(helpKinds, strings.Join(kinds(), ", "))}
}

func (a *app) runNew(kindName, title, words string) error {
	kind, err := a.kind(kindName)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(a.content)
	if errors.Is(err, fs.ErrNotExist) {
		return a.noSite()
	}
	if err != nil {
		return err
	}
	defer root.Close()
	zone := settings(root.FS(), "site.yaml").Location()
	now, err := a.now(zone)
	if err != nil {
		return err
	}
	name := record.FileName(title)
	if name == "" {
		return usageError{a.text(msgNoName, quote(title)), ""}
	}
	if other := namesake(root.FS(), kind, name); other != "" {
		return usageError{a.text(msgExists, a.inContent(other)), a.text(helpExists)}
	}
	today := now.In(zone)
	file := placeOf(kind, name, today.Year())
	blank := record.Blank(kind, title, a.lang, today.Format(time.DateOnly))
	if words != "" {
		if blank, err = a.wordsOf(kind, title, name, words); err != nil {
			return err
		}
	}
	if err := writeNew(root, file, []byte(blank)); err != nil {
		return err
	}
	if a.format == formatJSON {
		a.line(made{"made", a.inContent(file), 1})
		return nil
	}
	a.say(a.inContent(file))
	return nil
}

// inContent is a name below the content as one would type it here.
func (a *app) inContent(name string) string { return path.Join(filepath.ToSlash(a.content), name) }

// placeOf is where a new file goes: posts lie in a folder for their year, with their pictures.
func placeOf(kind record.Kind, name string, year int) string {
	if kind == record.Posts {
		return path.Join("posts", strconv.Itoa(year), name, "index.md")
	}
	return path.Join(string(kind), name+".md")
}

// namesake is a file of the kind that has the name already, or "".
func namesake(fsys fs.FS, kind record.Kind, name string) (found string) {
	// A kind without a folder has no files, and what cannot be read is for check to tell.
	_ = fs.WalkDir(fsys, string(kind), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		stem := strings.TrimSuffix(file, ".md")
		if stem != file && path.Base(strings.TrimSuffix(stem, "/index")) == name {
			found = file
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// writeNew writes a file that must not be there, below root whatever its name.
func writeNew(root *os.Root, name string, data []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
