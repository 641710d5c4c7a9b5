package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"playbook/generator/source"
)

var (
	msgUsage       = source.Message{En: "Usage:", Zh: "用法："}
	msgExamples    = source.Message{En: "Examples:", Zh: "例子："}
	msgCommands    = source.Message{En: "Commands:", Zh: "命令："}
	msgFlags       = source.Message{En: "Flags:", Zh: "选项："}
	msgFlagsOfAll  = source.Message{En: "Flags of every command:", Zh: "所有命令都有的选项："}
	msgDefault     = source.Message{En: " (default: {0})", Zh: "（默认：{0}）"}
	msgHelpCommand = source.Message{En: "help for a command", Zh: "显示某个命令的帮助"}
)

func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   a.text(msgHelpCommand),
		Example: "  playbook help build",
		Args:    a.takes("[COMMAND]"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, c := range cmd.Root().Commands() {
				if c.IsAvailableCommand() && len(args) == 0 {
					names = append(names, c.Name()+"\t"+c.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			about := cmd.Root()
			for _, c := range about.Commands() {
				if len(args) == 1 && c.Name() == args[0] {
					return c.Help()
				}
			}
			if len(args) == 1 {
				return a.noCommand(about, args[0])
			}
			return about.Help()
		},
	}
}

// help prints what cmd does, and how it is called.
func (a *app) help(cmd *cobra.Command, _ []string) {
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	a.say(about + "\n")
	// The command's own usage function cannot fail.
	_ = a.usage(cmd)
}

// usage prints how cmd is called. Cobra's own speaks English only.
func (a *app) usage(cmd *cobra.Command) error {
	a.say(a.text(msgUsage) + "\n  " + cmd.UseLine())
	if cmd.Example != "" {
		a.say("\n" + a.text(msgExamples) + "\n" + cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		a.say("\n" + a.text(msgCommands))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				a.say(fmt.Sprintf("  %-11s %s", c.Name(), c.Short))
			}
		}
	}
	a.flagUsage(msgFlags, cmd.LocalFlags())
	a.flagUsage(msgFlagsOfAll, cmd.InheritedFlags())
	return nil
}

// flagUsage lists flags in two columns. pflag's own list counts bytes, so that
// Chinese names stand askew.
func (a *app) flagUsage(title source.Message, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	a.say("\n" + a.text(title))
	var names, about []string
	width := 0
	flags.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			name += " " + value
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
			usage += a.text(msgDefault, f.DefValue)
		}
		names, about = append(names, name), append(about, usage)
		width = max(width, source.Columns(name))
	})
	for i, name := range names {
		a.say(name + strings.Repeat(" ", width-source.Columns(name)+2) + about[i])
	}
}
