package main

import (
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgDraftFlag    = source.Message{En: "check the draft in this file, - for standard input", Zh: "检查这个文件里的草稿，- 表示从标准输入读"}
	msgPlatformFlag = source.Message{En: "the platform that the draft is for (default: the one it names, else the brand's first)", Zh: "草稿要发到的平台（默认用草稿里写的，否则用品牌的第一个账号）"}
	msgNoPlatform   = source.Message{En: `there is no platform "{0}"; there are {1}`, Zh: `没有平台“{0}”；可用的有 {1}`}
	msgDraftCounts  = source.Message{En: "{0}: {1}", Zh: "{0}：{1}"}
	msgDraftClean   = source.Message{En: "the rules found nothing; a person decides", Zh: "规则没有查出问题；最后拿主意的是人"}
	msgDraftAlone   = source.Message{En: "--platform goes with --draft", Zh: "--platform 要和 --draft 一起用"}
)

// findingLine is a finding as --json prints it.
type findingLine struct {
	Type    string `json:"type"` // "finding"
	File    string `json:"file"`
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Part    string `json:"part"` // "title", "body", "media" or ""
	At      int    `json:"at"`   // in characters of the part, from 0
	Length  int    `json:"length"`
	Rule    string `json:"rule"`
	Level   string `json:"level"` // "error", "warning" or "suggestion"
	Words   string `json:"words"`
	Why     string `json:"why"`
	Instead string `json:"instead,omitempty"`
	Page    string `json:"page,omitempty"`
}

// draftLine is the last line of --json.
type draftLine struct {
	Type     string `json:"type"` // "draft"
	Platform string `json:"platform"`
	source.Counts
	Measures []countLine `json:"counts"`
}

type countLine struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	Max   int    `json:"max"`
	Unit  string `json:"unit"`
}

// checkDraft checks one draft by the rules of the site, and not the site.
func (a *app) checkDraft(name, platform string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.close()
	in, err := a.input(f)
	if err != nil {
		return err
	}
	text, problems, err := a.readDraft(name)
	if err != nil {
		return err
	}
	f.content.LookAll()
	site, broken := generator.Build(in, nil)
	for _, p := range broken {
		if p.Rule == "rule" || p.Rule == "pack" {
			problems = append(problems, p)
		}
	}
	drafter := site.Drafter()
	platform = record.PlatformID(platform)
	if known := drafter.Platforms(); platform != "" && !slices.Contains(known, platform) {
		return usageError{a.text(msgNoPlatform, platform, strings.Join(known, " ")), ""}
	}
	report, more := drafter.Check(text, platform, a.lang)
	return a.draftVerdict(report, append(problems, more...))
}

func (a *app) readDraft(name string) (*source.Text, []source.Problem, error) {
	read := os.ReadFile
	if name == "-" {
		read = func(string) ([]byte, error) { return io.ReadAll(io.LimitReader(a.in, source.MaxText+1)) }
	}
	data, err := read(name)
	if err != nil {
		return nil, nil, err
	}
	text, problems := source.NewText(name, data)
	return text, problems, nil
}

// draftVerdict prints what the rules found, the counts, and is what came of it.
func (a *app) draftVerdict(r generator.DraftReport, problems []source.Problem) error {
	a.show(source.Sort(problems))
	line := draftLine{Type: "draft", Platform: r.Platform, Measures: []countLine{}}
	var all []source.Problem
	for _, f := range r.Findings {
		all = append(all, f.Problem)
		if a.format == formatJSON {
			a.line(findingLine{"finding", f.File, f.Pos.Line, f.Col, f.Part, f.At, f.Len, f.Rule, f.Level, f.Words, f.Why, f.Instead, f.Page})
		}
	}
	var parts []string
	for _, c := range r.Counts {
		line.Measures = append(line.Measures, countLine{c.What, c.Count, c.Max, c.Unit})
		parts = append(parts, c.What+" "+strconv.Itoa(c.Count)+"/"+strconv.Itoa(c.Max))
	}
	line.Counts = source.Count(all)
	if a.format == formatJSON {
		a.line(line)
	} else {
		a.show(all)
		if len(parts) > 0 {
			a.say(a.text(msgDraftCounts, r.Platform, strings.Join(parts, a.comma())))
		}
		if len(all) == 0 {
			a.say(a.text(msgDraftClean))
		} else {
			a.note(a.summary(all))
		}
	}
	if line.Errors+source.Errors(problems) > 0 {
		return errProblems
	}
	return nil
}
