package main

import (
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator/source"
)

var (
	msgCompletion     = source.Message{En: "print a script that completes commands in your shell", Zh: "输出 shell 的命令补全脚本"}
	msgCompletionLong = source.Message{
		En: `Print a script that teaches a shell to complete the commands, flags, kinds and
editions of playbook. Load it once to try it; put it where the shell looks to keep it.`,
		Zh: `输出一段脚本，让 shell 能补全 playbook 的命令、选项、种类和版本。
可以先加载试用；放进 shell 的补全目录后就一直有效。`,
	}
)

const completionExamples = `  bash        source <(playbook completion bash)
              playbook completion bash > /etc/bash_completion.d/playbook
  zsh         playbook completion zsh > "${fpath[1]}/_playbook"
  fish        playbook completion fish > ~/.config/fish/completions/playbook.fish
  powershell  playbook completion powershell | Out-String | Invoke-Expression`

var shells = []string{"bash", "zsh", "fish", "powershell"}

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "completion SHELL",
		Short:     a.text(msgCompletion),
		Long:      a.text(msgCompletionLong),
		Example:   completionExamples,
		ValidArgs: shells,
		Args:      a.takes(strings.Join(shells, "|")),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.out, true)
			case "zsh":
				return root.GenZshCompletion(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.out)
			}
			return a.wrong(cmd, a.orMean(a.text(msgBadValue, "SHELL", quote(args[0])), args[0], shells))
		},
	}
}

// complete offers values for a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	// It fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeEditions offers the editions of the site at hand.
func (a *app) completeEditions(root *cobra.Command) {
	_ = root.RegisterFlagCompletionFunc("edition", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		f, err := a.open()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer f.close()
		return editionNames(f.site), cobra.ShellCompDirectiveNoFileComp
	})
}
