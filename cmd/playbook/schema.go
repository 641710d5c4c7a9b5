package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgSchema     = source.Message{En: "print the JSON Schema of a kind", Zh: "输出某个种类的 JSON Schema"}
	msgSchemaLong = source.Message{
		En: `Print the JSON Schema (draft 2020-12) of the front matter of a KIND, or of
site.yaml for "site" and of calendar.yaml for "calendar". Editors with a YAML
language server complete and check by it.

KIND is site, calendar or one of {0}.`,
		Zh: `输出某个种类（KIND）文件头的 JSON Schema（draft 2020-12）；KIND 写 site 或
calendar 时，是 site.yaml 或 calendar.yaml 的。支持 YAML 的编辑器可以据此补全和检查。

KIND 是 site、calendar，或 {0} 之一。`,
	}
)

func (a *app) schemaCommand() *cobra.Command {
	settings := []string{string(record.SiteKind), string(record.CalendarKind)}
	names := append(settings, kinds()...)
	return &cobra.Command{
		Use:       "schema KIND",
		Short:     a.text(msgSchema),
		Long:      a.text(msgSchemaLong, strings.Join(kinds(), ", ")),
		Example:   "  playbook schema posts\n  playbook schema site > .vscode/playbook-site.json",
		Args:      a.takes("KIND"),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			kind := record.Kind(args[0])
			if !slices.Contains(settings, args[0]) {
				var err error
				if kind, err = a.kind(args[0]); err != nil {
					return err
				}
			}
			_, err := fmt.Fprint(a.out, string(record.Schema(kind)))
			return err
		},
	}
}
