package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgWords      = source.Message{En: "make the rules of a voice page of a word list (CSV, or a word a line)", Zh: "用词表（CSV，或每行一个词）生成品牌语气页面的规则"}
	msgWordsVoice = source.Message{En: "--words makes a voice page", Zh: "--words 只能用来新建品牌语气页面"}
	helpWords     = source.Message{En: `playbook new voice "Our words" --words {0}`, Zh: `playbook new voice "我们的用词" --words {0}`}
	msgNoWords    = source.Message{En: "{0} has no column of words", Zh: "{0} 里没有词这一列"}
	helpNoWords   = source.Message{En: "its first line may name columns: word, level, why, instead, except, platform", Zh: "第一行可以写列名：词、级别、理由、建议、例外、平台"}
	msgBadWords   = source.Message{En: "{0} cannot be read: {1}", Zh: "无法读取 {0}：{1}"}
	helpBadWords  = source.Message{En: "save it as CSV in UTF-8", Zh: "请另存为 UTF-8 编码的 CSV"}
	msgRulesMade  = source.Message{En: "{0 word|words} in {1 rule|rules}; read them over, and add good sentences that must pass", Zh: "{0} 个词，{1} 条规则；请通读一遍，再补上不该命中的正例"}
)

// wordColumns are the columns of a word list, by what people call them.
var wordColumns = map[string][]string{
	"word": {"word", "words", "term", "match", "词", "词语", "违禁词", "敏感词", "禁用词"}, "level": {"level", "severity", "级别", "等级"},
	"why": {"why", "reason", "note", "理由", "原因", "说明", "备注"}, "instead": {"instead", "alternative", "replacement", "建议", "替换", "替代词", "改为"},
	"except": {"except", "exceptions", "例外"}, "platform": {"platform", "platforms", "平台"},
}

// wordLevels are levels by what people call them.
var wordLevels = map[string]string{"error": "error", "high": "error", "forbidden": "error", "禁用": "error", "违禁": "error", "高": "error", "错误": "error",
	"suggestion": "suggestion", "low": "suggestion", "notice": "suggestion", "建议": "suggestion", "低": "suggestion"}

// A wordRule is words that have all but themselves in common.
type wordRule struct {
	level, why, instead, platform string
	words, except                 []string
}

// rulesOfWords is the rules of a word list, in the order of their first words.
func (a *app) rulesOfWords(name string) ([]wordRule, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	text, problems := source.NewText(name, data)
	if source.Errors(problems) > 0 {
		return nil, usageError{a.text(msgBadWords, name, problems[0].Key.Text(a.lang, problems[0].Args)), a.text(helpBadWords)}
	}
	r := csv.NewReader(strings.NewReader(string(text.Data)))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = -1, true, true
	if first, _, _ := strings.Cut(string(text.Data), "\n"); strings.Contains(first, "\t") {
		r.Comma = '\t'
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, usageError{a.text(msgBadWords, name, err.Error()), a.text(helpBadWords)}
	}
	columns, rows := columnsOf(rows)
	var list []wordRule
	for _, row := range rows {
		cell := func(column string) string {
			if i, ok := columns[column]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		word := cell("word")
		if word == "" {
			continue
		}
		rule := wordRule{level: wordLevels[strings.ToLower(cell("level"))], why: cell("why"), instead: cell("instead"), platform: record.PlatformID(cell("platform"))}
		if rule.level == "" {
			rule.level = "warning"
		}
		i := slices.IndexFunc(list, func(x wordRule) bool {
			return x.level == rule.level && x.why == rule.why && x.instead == rule.instead && x.platform == rule.platform
		})
		if i < 0 {
			list, i = append(list, rule), len(list)
		}
		if !slices.Contains(list[i].words, word) {
			list[i].words = append(list[i].words, word)
		}
		for _, x := range strings.FieldsFunc(cell("except"), func(r rune) bool { return strings.ContainsRune("、；;|", r) }) {
			list[i].except = append(list[i].except, strings.TrimSpace(x))
		}
	}
	if len(list) == 0 {
		return nil, usageError{a.text(msgNoWords, name), a.text(helpNoWords)}
	}
	return list, nil
}

// columnsOf is which column is which, and the rows below the heading. Without a
// heading the first column is the words.
func columnsOf(rows [][]string) (map[string]int, [][]string) {
	columns := map[string]int{}
	if len(rows) == 0 {
		return columns, nil
	}
	for i, heading := range rows[0] {
		heading = strings.ToLower(strings.TrimSpace(heading))
		for column, names := range wordColumns {
			if slices.Contains(names, heading) {
				columns[column] = i
			}
		}
	}
	if _, ok := columns["word"]; ok {
		return columns, rows[1:]
	}
	return map[string]int{"word": 0}, rows
}

// wordsPage is a voice page with the rules, each with its first words as the
// example that must be caught.
func wordsPage(title, id string, list []wordRule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\nrules:\n", quoted(title))
	for i, r := range list {
		name := id
		if len(list) > 1 {
			name += "-" + strconv.Itoa(i+1)
		}
		fmt.Fprintf(&b, "  - id: %s\n    level: %s\n    match:\n%s", name, r.level, items(r.words))
		if len(r.except) > 0 {
			b.WriteString("    except:\n" + items(r.except))
		}
		if r.platform != "" {
			fmt.Fprintf(&b, "    platforms: [%s]\n", r.platform)
		}
		if r.why != "" {
			fmt.Fprintf(&b, "    why: %s\n", quoted(r.why))
		}
		if r.instead != "" {
			fmt.Fprintf(&b, "    instead: %s\n", quoted(r.instead))
		}
		b.WriteString("    bad:\n" + items(r.words[:1]))
	}
	b.WriteString("---\n")
	return b.String()
}

func items(list []string) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString("      - " + quoted(s) + "\n")
	}
	return b.String()
}

// quoted is a text that YAML reads as it is.
func quoted(s string) string { return strconv.Quote(s) }

// wordsOf is the voice page of a word list.
func (a *app) wordsOf(kind record.Kind, title, name, list string) (string, error) {
	if kind != record.Voice {
		return "", usageError{a.text(msgWordsVoice), a.text(helpWords, list)}
	}
	rules, err := a.rulesOfWords(list)
	if err != nil {
		return "", err
	}
	words := 0
	for _, r := range rules {
		words += len(r.words)
	}
	a.note(a.text(msgRulesMade, words, len(rules)))
	return wordsPage(title, name, rules), nil
}
