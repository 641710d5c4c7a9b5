package markdown

import "playbook/generator/source"

func guard(t *source.Text, src []byte, body int) *source.Problem { return nil }
