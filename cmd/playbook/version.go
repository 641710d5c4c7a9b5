package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/source"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   a.text(source.Message{En: "print the version", Zh: "显示版本"}),
		Example: "  playbook version\n  playbook version --json",
		Args:    a.takes(),
		RunE:    func(*cobra.Command, []string) error { return a.runVersion() },
	}
}

// version is the line of --json.
type version struct {
	Type     string `json:"type"`
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (a *app) runVersion() error {
	v := version{"version", generator.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if a.format == formatJSON {
		a.line(v)
		return nil
	}
	a.say("playbook " + v.Version + " (" + v.Go + ", " + v.Platform + ")")
	return nil
}
