package generator

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"playbook/generator/record"
	"playbook/generator/source"
	"playbook/generator/voice"
)

// A Drafter checks drafts by the rules of a site.
type Drafter struct{ l *linker }

// Drafter checks drafts by the rules of s.
func (s *Site) Drafter() *Drafter { return s.drafter }

// Platforms are the channels that a draft may be meant for, the brand's own first.
func (d *Drafter) Platforms() []string {
	var names []string
	for _, t := range d.l.channels() {
		names = append(names, t.name)
	}
	return names
}

// A DraftReport is what the rules say of a draft.
type DraftReport struct {
	Platform string
	Findings []DraftFinding
	Counts   []DraftCount
}

// A DraftFinding is a place in the file of a draft.
type DraftFinding struct {
	source.Problem        // as check prints it
	Part           string // "title", "body", "media"; "" for the draft as a whole
	At, Len        int    // in characters of the part
	Level          string
	Words          string
	Why, Instead   string
	Page           string // of the rule, in the output; "" if it has none
}

// A DraftCount is how much of a limit a draft takes.
type DraftCount struct {
	What       string
	Count, Max int
	Unit       string
}

// Check reads a draft in lang and checks it for a platform, or for the one that it
// names. It is a text whose first line may be a title ("# …"), or has the front
// matter of a post: title, platform, relationship, products, media,
// text_in_media.
func (d *Drafter) Check(text *source.Text, platform, lang string) (DraftReport, []source.Problem) {
	rec, body, problems := record.Parse(record.Posts, text)
	if body == 0 {
		problems = nil // there is no front matter, and none is asked for
	}
	index := max(0, slices.Index(d.l.c.Languages, lang))
	book := d.l.books[index]
	p := rec.Post
	report := DraftReport{Platform: cmp.Or(platform, p.Platform)}
	if report.Platform == "" && len(d.l.c.Accounts) > 0 {
		report.Platform = d.l.c.Accounts[0].Platform
	}
	draft := voice.Draft{Platform: report.Platform, Title: rec.Title, Body: string(text.Data[body:]), Media: p.TextInMedia, Images: len(p.Media), Facts: d.facts(p)}
	start := body
	if first, rest, ok := strings.Cut(draft.Body, "\n"); rec.Title == "" && ok && strings.HasPrefix(first, "# ") {
		draft.Title, start = strings.TrimSpace(first[2:]), body+len(draft.Body)-len(rest)
	}
	lead := len(string(text.Data[start:])) - len(strings.TrimLeft(string(text.Data[start:]), "\n"))
	start += lead
	draft.Body = strings.TrimRight(string(text.Data[start:]), "\n")
	t := d.l.named[record.Platforms][report.Platform]
	if t != nil && t.rec.Platform != nil {
		draft.Topics = voice.Topics(cmp.Or(t.rec.Platform.Topic, "#{}"), draft.Body)
		report.Counts = counts(draft, t.rec.Platform.Limits)
	}
	for _, f := range book.Draft(draft) {
		report.Findings = append(report.Findings, book.inDraft(f, draft, text, start))
	}
	return report, problems
}

// facts are what the front matter of a draft says that rules ask for.
func (d *Drafter) facts(p *record.Post) []voice.Condition {
	list := []voice.Condition{{Field: "relationship", Values: []string{cmp.Or(p.Relationship, "organic")}}}
	registered := len(p.Products) > 0
	for _, ref := range p.Products {
		t := d.l.named[record.Products][ref.Name]
		registered = registered && t != nil && t.rec.Product != nil && t.rec.Product.Registration != ""
	}
	if registered {
		list = append(list, voice.Condition{Field: "registration", Values: []string{"yes"}})
	}
	return list
}

func counts(d voice.Draft, limits []record.Limit) []DraftCount {
	var list []DraftCount
	for _, x := range limits {
		c := DraftCount{What: x.What, Max: x.Max, Unit: x.Count}
		switch x.What {
		case "title":
			c.Count = voice.Count(x.Count, d.Title)
		case "body", "digest", "visible":
			c.Count = voice.Count(x.Count, d.Body)
		case "topics":
			c.Count = d.Topics
		case "images":
			c.Count = d.Images
		default:
			continue
		}
		list = append(list, c)
	}
	return list
}

var msgDraft = source.Message{En: "{1}", Zh: "{1}"}

// inDraft is a finding at its place in the file of the draft, whose body begins at
// an offset.
func (b *rulebook) inDraft(f voice.Finding, d voice.Draft, text *source.Text, body int) DraftFinding {
	rule := b.Rule(f.Rule)
	part := map[string]string{"title": d.Title, "body": d.Body, "media": d.Media}[f.Part]
	out := DraftFinding{Part: f.Part, At: f.At, Len: f.Len, Level: rule.Level, Words: f.Words(part), Why: f.Message, Instead: rule.Instead, Page: rule.Page}
	out.Problem = source.Problem{Severity: severities[rule.Level], Rule: f.ID, Key: msgWording, Help: helpWording,
		Args: []string{out.Words, unstopped(f.Message), unstopped(rule.Instead), b.pages[f.Rule].label}}
	if rule.Limit != nil || f.Len == 0 {
		out.Key = msgDraft
	}
	if rule.Instead == "" {
		out.Help = helpWordingWhy
	}
	offset := body
	if f.Part == "body" {
		offset += len(string([]rune(d.Body)[:f.At]))
	} else if i := strings.Index(string(text.Data), part); part != "" && i >= 0 {
		offset = i + len(string([]rune(part)[:f.At]))
	} else if f.Part == "" {
		offset = 0
	}
	out.Pos = text.Pos(min(offset, len(text.Data)))
	out.Excerpt = text.Line(out.Pos.Line)
	if utf8.RuneCountInString(out.Words) > 40 {
		out.Args[0] = string([]rune(out.Words)[:40]) + "…"
	}
	return out
}
