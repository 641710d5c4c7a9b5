package generator

import "playbook/generator/source"

// Digest covers every field of p, by its own digest where it has one.
func (p *Page) Digest() source.Digest {
	var s source.Sum
	s.Digest(p.Summary.Digest()).Str(p.Layout).Str(p.Section).Str(p.Language).Bool(p.Fallback).Bool(p.Stale).Str(p.Canonical)
	digestAlternates(&s, p.Alternate)
	digestAlternates(&s, p.Switch)
	digestSummaries(&s, p.Path)
	digestSummaries(&s, []*Summary{p.Prev, p.Next})
	digestLists(&s, p.Lists)
	s.Bool(p.Pager != nil)
	if p.Pager != nil {
		s.Int(p.Pager.Number).Int(p.Pager.Count).Str(p.Pager.Prev).Str(p.Pager.Next).Strs(p.Pager.Pages)
	}
	digestTerms(&s, p.Terms)
	s.Str(p.Filter)
	digestLists(&s, p.Related)
	s.Int(len(p.Headings))
	for _, h := range p.Headings {
		s.Int(h.Level).Str(h.ID).Str(h.Text)
	}
	digestSummaries(&s, p.Chapters)
	s.Int(p.At).Int(p.Of)
	digestSummaries(&s, []*Summary{p.Opening})
	s.Int(p.Minutes)
	digestFacts(&s, p.Facts)
	digestCharts(&s, p.Charts)
	digestQuestions(&s, p.Questions)
	digestFigures(&s, p.Figures)
	digestYears(&s, p.Years)
	digestChecks(&s, p.Checks)
	digestPeople(&s, p.People)
	s.Str(p.Order).Int(len(p.Orders))
	for _, x := range p.Orders {
		s.Str(x.Key).Str(x.Title).Str(x.URL)
	}
	digestChannels(&s, p.Channels)
	s.Strs(p.Old)
	s.Int(len(p.Problems))
	for _, b := range p.Problems {
		s.Str(b.Place).Str(b.Text).Str(b.Excerpt)
	}
	s.Str(p.Notice).Bool(p.Robots)
	digestPost(&s, p.Post)
	digestInternal(&s, p.Internal)
	if s.Bool(p.Rights != nil); p.Rights != nil {
		s.Value(*p.Rights)
	}
	s.Bool(p.record != nil).Bool(p.doc != nil).Bool(p.body != nil)
	s.Digest(p.inputs[0]).Digest(p.inputs[1])
	digestTargets(&s, p.holes)
	return s.Digest(p.chrome.digest).Digest(p.Site.digest).Sum()
}

func digestSummaries(s *source.Sum, list []*Summary) {
	s.Int(len(list))
	for _, x := range list {
		s.Bool(x != nil)
		if x != nil {
			s.Digest(x.Digest())
		}
	}
}

func digestLists(s *source.Sum, lists []List) {
	s.Int(len(lists))
	for _, l := range lists {
		s.Str(l.Key).Str(l.Title).Str(l.About).Str(l.More).Int(l.Total)
		digestSummaries(s, l.Items)
	}
}

func digestAlternates(s *source.Sum, list []Alternate) {
	s.Int(len(list))
	for _, a := range list {
		s.Str(a.Lang).Str(a.URL).Str(a.Title)
	}
}

func digestTerms(s *source.Sum, terms []Term) {
	s.Int(len(terms))
	for _, t := range terms {
		s.Str(t.Taxonomy).Str(t.Title).Str(t.URL).Int(t.Count).Str(t.Filter)
	}
}

func digestFacts(s *source.Sum, facts []Fact) {
	s.Int(len(facts))
	for _, f := range facts {
		s.Str(f.ID).Str(f.Says).Str(f.Value).Str(f.Source).Str(f.SourceURL).Str(f.Date).Str(f.Confidence).Bool(f.Marked).Bool(f.Stale)
		digestFacts(s, f.Conflicts)
	}
}

func digestCharts(s *source.Sum, charts []Chart) {
	s.Int(len(charts))
	for _, c := range charts {
		s.Str(c.Key).Str(c.About).Str(c.Form).Str(c.Unit).Int(c.Low).Int(c.High).Strs(c.Parts).Strs(c.Heads).Int(len(c.Points))
		for _, p := range c.Points {
			s.Str(p.Label).Int(p.N).Str(p.Text).Bool(p.Unknown).Int(p.Target).Strs(p.Cells).Int(len(p.Parts))
			for _, n := range p.Parts {
				s.Int(n)
			}
		}
	}
}

func digestQuestions(s *source.Sum, list []Question) {
	s.Int(len(list))
	for _, q := range list {
		s.Str(q.ID).Str(q.Title).Str(q.Answer).Int(len(q.Todos))
		digestCharts(s, q.Charts)
		for _, t := range q.Todos {
			s.Str(t.Text).Str(t.URL)
		}
	}
}

func digestFigures(s *source.Sum, list []Figure) {
	s.Int(len(list))
	for _, f := range list {
		s.Str(f.Key).Str(f.Name).Str(f.Value).Str(f.Note).Str(f.URL).Int(f.Share).Int(f.Target)
	}
}

func digestChecks(s *source.Sum, list []ChecklistLine) {
	s.Int(len(list))
	for _, c := range list {
		s.Str(c.State).Str(c.Text).Str(c.Note)
	}
}

func digestPeople(s *source.Sum, list []Person) {
	s.Int(len(list))
	for _, p := range list {
		digestSummaries(s, []*Summary{p.Page})
		s.Str(p.Tier).Str(p.Platform).Str(p.Handle).Str(p.Followers).Int(p.N).Str(p.On).Int(p.Posts)
		s.Bool(p.Stop).Bool(p.Standing).Str(p.Until).Int(p.Passed).Int(p.Warned).Int(p.Open)
	}
}

func digestChannels(s *source.Sum, c *Comparison) {
	s.Bool(c != nil)
	if c == nil {
		return
	}
	s.Strs(c.Limits).Str(c.AsOf).Str(c.Feed).Int(len(c.Rows))
	for _, r := range c.Rows {
		digestSummaries(s, []*Summary{r.Page})
		s.Str(r.Ours).Int(r.Steps).Str(r.Changed).Value(r.Cells)
	}
}

func digestPost(s *source.Sum, p *Post) {
	s.Bool(p != nil)
	if p == nil {
		return
	}
	s.Int(len(p.Media))
	for _, m := range p.Media {
		digestPicture(s, m.Picture)
		s.Bool(m.Video).Str(m.Alt).Bool(m.Film != nil)
		if f := m.Film; f != nil {
			s.Str(f.URL).Int(f.Width).Int(f.Height).Str(f.Captions).Str(f.Lang)
		}
	}
	digestSummaries(s, []*Summary{p.Creator, p.Platform})
	digestSummaries(s, p.Products)
	digestSummaries(s, p.Campaigns)
	digestTerms(s, p.Tags)
	s.Str(p.Gist).Str(p.Posted).Str(p.AsOf).Bool(p.FromID).Str(p.Until).Str(p.Source).Int(len(p.Metrics))
	for _, m := range p.Metrics {
		s.Str(m.Name).Str(m.Text)
	}
}

func digestInternal(s *source.Sum, v *Internal) {
	s.Bool(v != nil)
	if v == nil {
		return
	}
	s.Str(v.State).Strs(v.Reasons).Int(len(v.Uses))
	for _, u := range v.Uses {
		s.Str(u.Use).Str(u.State).Str(u.Since).Str(u.Until)
	}
}

func digestTargets(s *source.Sum, targets []target) {
	s.Int(len(targets))
	for _, t := range targets {
		s.Str(t.href).Str(t.text)
		digestPicture(s, t.picture)
		digestSummaries(s, []*Summary{t.item})
		digestSummaries(s, t.list)
	}
}
