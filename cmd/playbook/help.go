package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator/source"
)

var (
	msgUsage       = source.Message{En: "Usage:", Zh: "用法："}
	msgExamples    = source.Message{En: "Examples:", Zh: "例子："}
	msgCommands    = source.Message{En: "Commands:", Zh: "命令："}
	msgFlags       = source.Message{En: "Flags:", Zh: "选项："}
	msgFlagsOfAll  = source.Message{En: "Flags of every command:", Zh: "所有命令都有的选项："}
	msgDefault     = source.Message{En: "(default ", Zh: "(默认 "}
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
	a.flagUsage(msgFlags, cmd.LocalFlags().FlagUsages())
	a.flagUsage(msgFlagsOfAll, cmd.InheritedFlags().FlagUsages())
	return nil
}

func (a *app) flagUsage(title source.Message, list string) {
	if list == "" {
		return
	}
	list = strings.ReplaceAll(list, msgDefault.En+`"`, a.text(msgDefault)+`"`)
	a.say("\n" + a.text(title) + "\n" + strings.TrimRight(list, "\n"))
}
