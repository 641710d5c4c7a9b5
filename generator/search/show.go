package search

import (
	"cmp"
	"slices"
	"strings"
)

// show puts candidates in order, checks those that are to be seen, and counts.
func (r *Reader) show(q Query, c *candidates, allowed []bool) (Result, error) {
	var ids []uint32
	var result Result
	page, last := uint32(0), -1
	for id, v := range c.of {
		if !r.more[id] {
			page = uint32(id)
		}
		if v == nil || allowed != nil && !allowed[page] {
			continue
		}
		ids = append(ids, uint32(id))
		if last != int(page) {
			result.Total++
		}
		last = int(page)
		result.About = result.About || r.checked(v)
	}
	if err := r.order(q.Sort, ids, c); err != nil {
		return result, err
	}
	shown, checks := map[uint32][]string{}, 0 // anchors of each page
	for i, id := range ids {
		if len(result.Hits) == q.Limit || checks == q.Limit+extraChecks && len(result.Hits) > 0 || checks == q.Limit+mostChecks {
			result.More = i < len(ids)
			break
		}
		first := r.firstOf(id)
		if len(shown[first]) == perPage {
			continue
		}
		checks++
		w, err := r.row(id)
		if err != nil {
			return result, err
		}
		if r.matches(c.of[id], w) && !slices.Contains(shown[first], w.anchor) {
			shown[first] = append(shown[first], w.anchor)
			h := r.hit(id, w, int(c.score[id]), q.Lang)
			h.Meant, h.chunks = c.of[id].meant, c.of[id].chunks
			result.Hits = append(result.Hits, h)
		}
	}
	return result, nil
}

// checked reports whether texts found by v may lack it: neighbouring tokens need
// not be neighbours in the text.
func (r *Reader) checked(v *variant) bool {
	return v.enough == 0 && slices.ContainsFunc(v.chunks, func(c string) bool { return len(tokensOf(c, r.names)) > 1 })
}

// matches reports whether a text has every chunk of several tokens as it stands.
func (r *Reader) matches(v *variant, w *row) bool {
	if v.enough > 0 {
		return true
	}
	for _, c := range v.chunks {
		if len(tokensOf(c, r.names)) > 1 && !holds(w.all, c) {
			return false
		}
	}
	return true
}

// firstOf is the first text of the page of a text.
func (r *Reader) firstOf(id uint32) uint32 {
	for r.more[id] {
		id--
	}
	return id
}

func (r *Reader) order(by string, ids []uint32, c *candidates) error {
	likes := ""
	if by == "likes" {
		var err error
		if likes, err = r.likes(); err != nil {
			return err
		}
	}
	slices.SortFunc(ids, func(a, b uint32) int {
		order := 0
		switch by {
		case "date":
		case "likes":
			order = cmp.Compare(strings.IndexByte(alphabet64, likes[b]), strings.IndexByte(alphabet64, likes[a]))
		default:
			order = cmp.Compare(c.score[b], c.score[a])
		}
		return cmp.Or(order, cmp.Compare(b, a))
	})
	return nil
}

func (r *Reader) hit(id uint32, w *row, score int, lang string) Hit {
	h := Hit{Page: w.page, Anchor: w.anchor, Kind: w.kind, Lang: w.lang, Date: w.date, Title: w.title, Heading: w.heading,
		Body: w.body, Words: w.words, Show: w.show, Score: score, id: id}
	if w.flags&flagEverywhere != 0 && len(r.m.Langs) > 0 && lang != "" && lang != r.m.Langs[0][0] && r.lang[lang] != nil {
		h.Page = lang + "/" + h.Page
	}
	return h
}

// Excerpt is at most so many characters of the passage, around the first of the
// words that were asked for.
func (h *Hit) Excerpt(most int) string {
	runes := []rune(strings.ReplaceAll(h.Body, "\n", " "))
	at := 0
	for i := range runes {
		rest := Normal(string(runes[i:min(len(runes), i+2*longestQuery)]))
		if slices.ContainsFunc(h.chunks, func(c string) bool { return strings.HasPrefix(rest, c) }) {
			at = i
			break
		}
	}
	from := max(0, min(at-most/4, len(runes)-most))
	text := strings.TrimSpace(string(runes[from:min(len(runes), from+most)]))
	if from > 0 {
		text = "…" + text
	}
	if from+most < len(runes) {
		text += "…"
	}
	return text
}
