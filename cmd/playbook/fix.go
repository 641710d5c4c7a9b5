package main

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

var msgRepaired = source.Message{En: "{0}: repaired: {1}", Zh: "{0}：已修复：{1}"}

// maxRounds bounds how often we look again: a repair may bring another one to
// light, but not forever.
const maxRounds = 8

// repair makes the repairs that problems carry, tells each, and returns the
// problems that are left.
func (a *app) repair(f *folder, in generator.Input, problems []source.Problem) ([]source.Problem, error) {
	for range maxRounds {
		done, err := f.mend(problems)
		if err != nil {
			return nil, err
		}
		if len(done) == 0 {
			break
		}
		for _, p := range f.placed(done) {
			a.tellRepaired(p)
		}
		if problems, err = f.check(in); err != nil {
			return nil, err
		}
	}
	return problems, nil
}

// repaired is the line of --json for one repair.
type repaired struct {
	Type string `json:"type"`
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
	Rule string `json:"rule"`
	Text string `json:"text"`
}

func (a *app) tellRepaired(p source.Problem) {
	text := p.Key.Text(a.lang, p.Args)
	if a.format == formatJSON {
		a.line(repaired{"repaired", p.File, p.Pos.Line, p.Col, p.Rule, text})
		return
	}
	a.say(a.text(msgRepaired, p.Pos.String(), text))
}

// mend repairs every file once, and returns the problems whose repair was made.
func (f *folder) mend(problems []source.Problem) ([]source.Problem, error) {
	byFile := map[string][]source.Problem{}
	var names []string
	for _, p := range problems {
		name, ours := strings.CutPrefix(p.File, f.content.Label("")+"/")
		if p.Fix == nil || !ours {
			continue
		}
		if byFile[name] == nil {
			names = append(names, name)
		}
		byFile[name] = append(byFile[name], p)
	}
	var done []source.Problem
	for _, name := range names {
		made, err := f.mendFile(name, byFile[name])
		if err != nil {
			return done, err
		}
		done = append(done, made...)
	}
	return done, nil
}

// mendFile puts the repairs into a file.
func (f *folder) mendFile(name string, problems []source.Problem) ([]source.Problem, error) {
	data, err := f.own.ReadFile(name)
	if err != nil {
		return nil, err
	}
	text, bad := source.NewText(problems[0].File, data)
	if source.Errors(bad) > 0 {
		return nil, nil // what is not text has to be saved anew first
	}
	body, made := record.Fix(text, problems)
	if made == 0 {
		return nil, nil
	}
	return apart(problems), f.replace(name, body)
}

// apart leaves out repairs that overlap an earlier one: record.Fix makes those
// in the next round.
func apart(problems []source.Problem) []source.Problem {
	slices.SortStableFunc(problems, func(a, b source.Problem) int { return cmp.Compare(a.Fix.Start, b.Fix.Start) })
	end := 0
	return slices.DeleteFunc(problems, func(p source.Problem) bool {
		if p.Fix.Start < end {
			return true
		}
		end = p.Fix.End
		return false
	})
}

// replace writes a file beside the old one and puts it in its place, so that
// no moment has half of it.
func (f *folder) replace(name string, data []byte) error {
	info, err := f.own.Stat(name)
	if err != nil {
		return err
	}
	beside := name + "~"
	if err := f.own.WriteFile(beside, data, info.Mode().Perm()); err != nil {
		return err
	}
	return f.own.Rename(beside, name)
}
