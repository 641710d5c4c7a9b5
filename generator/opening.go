package generator

import (
	"playbook/generator/record"
	"playbook/generator/theme"
)

// opening is the post whose picture opens a home page without a cover: the one
// that its front matter names as "opening", if it may be shown; else, of those
// that were shared unasked and are not wider than high, the one with most likes.
func (l *linker) opening(lang int) *Summary {
	if l.home != nil {
		name, _ := l.home.rec.Extra["opening"].(string)
		if t := l.named[record.Posts][name]; t != nil && t.visible && t.summaries[lang].Cover != nil {
			return t.summaries[lang]
		}
	}
	var best *thing
	for _, t := range l.section[record.Posts] {
		s := t.summaries[lang]
		if s.Cover == nil || s.Cover.Width > s.Cover.Height || s.Video || s.Disclosure != "" || s.State != "" || s.Credit == "" {
			continue
		}
		if best == nil || likes(t) > likes(best) {
			best = t
		}
	}
	if best == nil {
		return nil
	}
	return best.summaries[lang]
}

// columns is how many columns the waterfall has on most desks, and the rest
// how many rows the text of a card takes there, by whether its title is long.
const columns, shortRows, longRows = 5, 12, 15

// level is how many of the posts to show, from least on, so that the columns of
// the waterfall end as evenly as they can. The cards stand as the style sheet
// places them: each at the top of the shortest column.
func level(items []*Summary, least int) int {
	var height [columns]int
	best, gap := len(items), -1
	for i, s := range items {
		at := 0
		for c := range height {
			if height[c] < height[at] {
				at = c
			}
		}
		height[at] += rowsOf(s)
		low, high := height[0], height[0]
		for _, h := range height {
			low, high = min(low, h), max(high, h)
		}
		if i+1 >= least && (gap < 0 || high-low < gap) {
			best, gap = i+1, high-low
		}
	}
	return best
}

// rowsOf is the rows that a card takes.
func rowsOf(s *Summary) int {
	rows := atoi(coverClass(s)[1:]) + shortRows
	if theme.Lines(s.Title) == "t6" {
		rows += longRows - shortRows
	}
	return rows
}
