package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"playbook/generator/source"
)

// A usageError is a command line that means nothing: exit status 2.
type usageError struct{ text, help string }

func (e usageError) Error() string { return e.text }

var (
	msgNoCommand   = source.Message{En: "no command {0}", Zh: "没有 {0} 这个命令"}
	msgDidYouMean  = source.Message{En: "{0}; did you mean {1}?", Zh: "{0}；您是不是想用 {1}？"}
	msgSeeHelp     = source.Message{En: "see: {0} --help", Zh: "请看：{0} --help"}
	msgNoFlag      = source.Message{En: "no flag {0}", Zh: "没有 {0} 这个选项"}
	msgNeedsValue  = source.Message{En: "{0} needs a value", Zh: "{0} 后面要跟一个值"}
	msgBadValue    = source.Message{En: "{0} cannot be {1}", Zh: "{0} 不能是 {1}"}
	msgMissingArgs = source.Message{En: "{0} is missing", Zh: "缺少 {0}"}
	msgExtraArg    = source.Message{En: "{0} is too much here", Zh: "多出了 {0}"}
)

// wrong is a usage error that points to the help of cmd.
func (a *app) wrong(cmd *cobra.Command, text string) error {
	return usageError{text, a.text(msgSeeHelp, cmd.CommandPath())}
}

// orMean adds the candidate that was meant, if there is one, to text.
func (a *app) orMean(text, written string, candidates []string) string {
	if near := source.Nearest(written, candidates); near != "" {
		return a.text(msgDidYouMean, text, near)
	}
	return text
}

func (a *app) flagError(cmd *cobra.Command, err error) error {
	var absent *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &absent):
		name := absent.GetSpecifiedName()
		if short := absent.GetSpecifiedShortnames(); short != "" {
			return a.wrong(cmd, a.text(msgNoFlag, "-"+name))
		}
		return a.wrong(cmd, a.orMean(a.text(msgNoFlag, "--"+name), "--"+name, flagNames(cmd)))
	case errors.As(err, &bare):
		return a.wrong(cmd, a.text(msgNeedsValue, "--"+bare.GetFlag().Name))
	case errors.As(err, &invalid):
		return a.wrong(cmd, a.text(msgBadValue, "--"+invalid.GetFlag().Name, quote(invalid.GetValue())))
	}
	return a.wrong(cmd, err.Error())
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}

// takes makes cmd take these arguments; a name in brackets may be left out.
func (a *app) takes(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > len(names) {
			return a.wrong(cmd, a.text(msgExtraArg, quote(args[len(names)])))
		}
		if len(args) < len(names) && !strings.HasPrefix(names[len(args)], "[") {
			return a.wrong(cmd, a.text(msgMissingArgs, names[len(args)]))
		}
		return nil
	}
}

func (a *app) noCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return a.wrong(root, a.orMean(a.text(msgNoCommand, quote(name)), name, names))
}

func quote(s string) string { return `"` + s + `"` }
