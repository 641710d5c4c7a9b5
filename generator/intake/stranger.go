package intake

import (
	"slices"
	"strings"
	"unicode"

	"playbook/generator/source"
)

var (
	msgStrange    = source.Message{En: "no layout that is known has these keys: {0}", Zh: "没有已知的格式包含这些字段：{0}"}
	msgSheet      = source.Message{En: "no layout that is known has these keys of the sheet \"{5}\": {0}", Zh: "没有已知的格式包含工作表“{5}”的这些字段：{0}"}
	helpStrange   = source.Message{En: "say what the columns are, to begin with: playbook import {1} {2}", Zh: "请说明各列是什么，可以从这条命令开始：playbook import {1} {2}"}
	helpNearest   = source.Message{En: "nearest is {3}, which also has {4}; or say what the columns are: playbook import {1} {2}", Zh: "最接近的是 {3}，它还应有 {4}；也可以说明各列是什么：playbook import {1} {2}"}
	helpNoGuess   = source.Message{En: "if it is a list of posts, say what its columns are: --map COLUMN=body --map COLUMN=url", Zh: "如果是笔记列表，请说明各列是什么：--map 列名=body --map 列名=url"}
	msgNotRecord  = source.Message{En: "this is not a list of records", Zh: "这里不是记录列表"}
	msgMapMissing = source.Message{En: "there is no column \"{0}\"; there are {1}", Zh: "没有“{0}”列；有 {1}"}
	msgStrangers  = source.Message{En: "{0 other file is|other files are} no export that is known: {1}", Zh: "另有 {0} 个文件不是已知的导出格式：{1}"}
	helpStrangers = source.Message{En: "name one by itself to see what its keys are", Zh: "单独导入其中一个，可以看到它的字段"}
)

// A stranger is a file or a sheet of no layout that is known, and how to say so.
type stranger struct {
	file    *file
	report  *FileReport
	problem source.Problem
}

// puzzle notes a file that is no export that is known.
func (i *intake) puzzle(f *file, rep *FileReport, p source.Problem) {
	i.strange = append(i.strange, stranger{f, rep, p})
}

// tellStrangers tells what was not understood, now that it shows what was. A
// file that was named by itself should have been; what only lay in the same
// folder is told in one line, for an archive of an account holds a hundred
// files of which three are for us.
func (i *intake) tellStrangers() {
	understood := slices.ContainsFunc(i.out.Files, func(f *FileReport) bool { return f.Records > 0 })
	var others []stranger
	for _, s := range i.strange {
		switch {
		case s.report.Records > 0:
			s.problem.Severity = source.Warning
			i.report(s.problem)
		case !s.file.found:
			i.report(s.problem)
		default:
			others = append(others, s)
		}
	}
	if len(others) == 1 || !understood && len(others) > 0 {
		if understood {
			others[0].problem.Severity = source.Warning
		}
		i.report(others[0].problem)
		others = others[1:]
	}
	if len(others) > 0 {
		var names []string
		for _, s := range others[:min(len(others), 5)] {
			names = append(names, s.file.path)
		}
		if len(others) > len(names) {
			names = append(names, "…")
		}
		i.report(source.Problem{Pos: source.Pos{File: others[0].file.name}, Severity: source.Warning, Rule: "import", Key: msgStrangers, Help: helpStrangers,
			Args: []string{itoa(len(others)), strings.Join(names, ", ")}})
	}
}

// unknown notes a record of no known layout, once for a file or sheet: its keys,
// what it is nearest to, and the command to begin with.
func (i *intake) unknown(r *raw, rep *FileReport) {
	if slices.Contains(rep.strange, r.name) {
		return
	}
	rep.strange = append(rep.strange, r.name)
	p := source.Problem{Pos: r.at, Rule: "import", Key: msgStrange, Help: helpNoGuess}
	if r.kind != object {
		p.Key, p.Help = msgNotRecord, source.Message{}
		i.puzzle(r.file, rep, p)
		return
	}
	if r.name != "" {
		p.Key = msgSheet
	}
	flags := guesses(r.value)
	near, lacks := "", ""
	if l := nearest(r.value); l != nil {
		near, lacks = l.about, strings.Join(l.lacks(r.value), ", ")
	}
	switch {
	case flags != "" && lacks != "":
		p.Help = helpNearest
	case flags != "":
		p.Help = helpStrange
	}
	p.Args = []string{strings.Join(r.keys(), ", "), shellWord(r.file.name), flags, near, lacks, r.name}
	i.puzzle(r.file, rep, p)
}

// keys are the names of the fields of v.
func (v *value) keys() []string {
	var names []string
	for _, m := range v.fields {
		if m.name != "" {
			names = append(names, m.name)
		}
	}
	return names
}

// guesses are the flags that say what the keys of a record probably are.
func guesses(v *value) string {
	var pairs [][2]string
	for _, name := range v.keys() {
		if f := guess(name); slices.Contains(mapFields, f) && !anyOf(pairs, func(x [2]string) bool { return x[1] == f }) {
			pairs = append(pairs, [2]string{name, f})
		}
	}
	slices.SortStableFunc(pairs, byField)
	var flags []string
	for _, x := range pairs {
		flags = append(flags, "--map "+shellWord(x[0]+"="+x[1]))
	}
	return strings.Join(flags, " ")
}

// lacks are the keys of the layout that v does not have.
func (l *layout) lacks(v *value) (keys []string) {
	for _, k := range l.all {
		if v.get(k) == nil {
			keys = append(keys, k)
		}
	}
	return keys
}

// shellWord is s as a shell takes it for one word.
func shellWord(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./=:", r)
	}) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// mapped is the layout that --map describes; nil if v has not what it names. A
// row of a table has all columns or is told; a record of JSON may lack some.
func (i *intake) mapped(v *value) *layout {
	if v.kind != object {
		return nil
	}
	c, lacks := map[string][]string{}, 0
	for _, pair := range i.Map {
		if v.child(pair[0]) == nil {
			lacks++
		}
		c[pair[1]] = append(c[pair[1]], pair[0])
	}
	if lacks == len(i.Map) || v.row && lacks > 0 {
		return nil
	}
	return &layout{tool: "sheet", about: "--map", read: func(r *raw) *item {
		if r.empty() {
			return nil
		}
		return r.sheet("sheet", c)
	}}
}

// unmapped notes a record that has not what --map names, once for a file or sheet.
func (i *intake) unmapped(r *raw, rep *FileReport) {
	if slices.Contains(rep.strange, r.name) || r.kind != object {
		i.unknown(r, rep)
		return
	}
	rep.strange = append(rep.strange, r.name)
	for _, pair := range i.Map {
		if r.child(pair[0]) == nil {
			i.puzzle(r.file, rep, source.Problem{Pos: r.at, Rule: "import", Key: msgMapMissing, Args: []string{pair[0], strings.Join(r.keys(), ", ")}})
		}
	}
}
