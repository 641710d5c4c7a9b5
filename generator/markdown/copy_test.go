package markdown

import (
	"fmt"
	"strings"
	"testing"

	"playbook/generator/source"
)

// TestCopyIsWhatEditorsSay: quotations, bad examples and code are not in it, and
// every character knows its place.
func TestCopyIsWhatEditorsSay(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("a.md", []byte(`---
title: a
---
# 标题 one

We say **最**好 and :allow[国家级]{rule=ad reason="a trademark"} here,
第二行
第三行 `+"`code`"+` after.

> quoted

:::dont
bad
:::

:::do
good
:::

- item

| a | b |
|---|---|
| 一 | 二 |
`))
	doc, problems := Parse(text, strings.Index(string(text.Data), "# "), Options{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := "标题 one\nWe say 最好 and 国家级 here, 第二行第三行 \n after.\ngood\nitem\na\nb\n一\n二\n"
	if doc.Copy.Text != want {
		t.Errorf("copy is %q, want %q", doc.Copy.Text, want)
	}
	lines := strings.Split(string(text.Data), "\n")
	for i, r := range []rune(doc.Copy.Text) {
		if strings.ContainsRune(" \n", r) {
			continue
		}
		line, col := doc.Copy.Place(i)
		if got := []rune(lines[line-1])[col-1]; got != r {
			t.Errorf("%c is at %d:%d, where there is %c", r, line, col, got)
		}
	}
	if got := fmt.Sprint(doc.Copy.Allowed); got != "[{21 24 6 19 ad a trademark}]" {
		t.Errorf("allowed: %s", got)
	}
}
