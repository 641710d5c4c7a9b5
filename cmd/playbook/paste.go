package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator/intake"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgPaste       = source.Message{En: "begin a post with the text that an app copies when you share", Zh: "用 App 分享时复制的口令新建笔记"}
	msgPastePost   = source.Message{En: "only a post can be pasted", Zh: "只有用户笔记可以粘贴"}
	msgNoClipboard = source.Message{En: "the clipboard cannot be read here", Zh: "这里无法读取剪贴板"}
	helpClipboard  = source.Message{En: "pipe the text in: echo 'TEXT' | playbook new post --paste", Zh: "请用管道传入：echo '口令' | playbook new post --paste"}
	msgNoText      = source.Message{En: "there is no text to paste", Zh: "没有可粘贴的文字"}
	msgThere       = source.Message{En: "{0} was there already", Zh: "{0} 已经收录"}
	msgNextAsk     = source.Message{En: "next: fill in relationship, ask the creator, write their answer under rights", Zh: "接下来：填写 relationship，征求作者同意，把答复写在 rights 里"}
)

// maxPaste is the longest text that is pasted.
const maxPaste = 1 << 20

// runPaste makes a post of a share text and pictures, and prints its name.
func (a *app) runPaste(cmd *cobra.Command, kindName string, pictures []string) error {
	kind, err := a.kind(kindName)
	if err != nil {
		return err
	}
	if kind != record.Posts {
		return a.wrong(cmd, a.text(msgPastePost))
	}
	for _, name := range pictures {
		if _, err := os.Stat(name); err != nil {
			return usageError{a.text(intake.NotFound, name), ""}
		}
	}
	text, err := a.pasted()
	if err != nil {
		return err
	}
	site, err := a.intake()
	if err != nil {
		return err
	}
	defer site.Content.Close()
	r, err := intake.Paste(text, pictures, site.Options)
	if err != nil {
		return err
	}
	a.show(r.Problems)
	if a.format == formatJSON {
		a.importLines(r, false)
	} else {
		a.tellPasted(r)
	}
	if source.Errors(r.Problems) > 0 {
		return errProblems
	}
	return nil
}

// tellPasted prints the file, and what is for the editor to do.
func (a *app) tellPasted(r *intake.Report) {
	for _, file := range r.Made {
		if strings.HasSuffix(file, "/index.md") {
			a.say(file)
		} else {
			a.note(file)
		}
	}
	for _, file := range r.Found {
		a.say(a.text(msgThere, file))
	}
	if len(r.Short) > 0 {
		a.note(a.text(msgShortLink, 1, r.Short[0]))
	}
	if r.Created > 0 {
		a.note(a.text(msgNextAsk))
	}
}

// pasted is the text to paste: what is piped in, or the clipboard.
func (a *app) pasted() (string, error) {
	if a.piped {
		data, err := io.ReadAll(io.LimitReader(a.in, maxPaste))
		if err != nil {
			return "", err
		}
		if text := strings.TrimSpace(string(data)); text != "" {
			return text, nil
		}
	}
	text, err := clipboard()
	switch {
	case err != nil:
		return "", usageError{a.text(msgNoClipboard), a.text(helpClipboard)}
	case strings.TrimSpace(text) == "":
		return "", usageError{a.text(msgNoText), a.text(helpClipboard)}
	}
	return text, nil
}

// readers are the programs that print the clipboard, by system; the first that
// is there is asked.
var readers = map[string][][]string{
	"darwin":  {{"pbpaste"}},
	"windows": {{"powershell.exe", "-NoProfile", "-Command", "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw"}},
	"": {
		{"wl-paste", "--no-newline"}, {"xclip", "-selection", "clipboard", "-o"}, {"xsel", "--clipboard", "--output"},
		{"termux-clipboard-get"}, {"powershell.exe", "-NoProfile", "-Command", "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw"},
	},
}

var errNoClipboard = errors.New("no program reads the clipboard")

// clipboard is what the clipboard holds, where the system allows to read it.
func clipboard() (string, error) {
	list := readers[runtime.GOOS]
	if list == nil {
		list = readers[""]
	}
	for _, args := range list {
		program, err := exec.LookPath(args[0])
		if err != nil {
			continue
		}
		if out, err := exec.Command(program, args[1:]...).Output(); err == nil {
			return string(out), nil
		}
	}
	return "", errNoClipboard
}
