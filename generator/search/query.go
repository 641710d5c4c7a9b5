package search

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Query is what a reader asks.
type Query struct {
	Text    string
	Filters map[string][]string // by facet: one of the values of each
	Sort    string              // "date", "likes", or "" for the best first
	Limit   int                 // how many hits; 0 means 10
	Lang    string              // the reader's: of two translations this one comes first
}

// A Result is what was found.
type Result struct {
	Hits  []Hit
	Total int    // pages
	About bool   // some of Total may turn out not to have the words side by side
	More  bool   // there are more hits than Limit
	How   string // "" as written, "typo" with other words, "loose" with some of them
	Meant string // the words of a typo as they should be
}

// A Hit is a passage that was found.
type Hit struct {
	Page, Anchor, Kind, Lang, Date string
	Title, Heading, Body, Words    string
	Show                           []string
	Score                          int
	Meant                          string // the query as it was read to find this, if not as written
	id                             uint32
	chunks                         []string
}

// Weights of what a word may stand for, of a hundred.
const (
	exactly    = 100
	beginning  = 80 // less for every letter that is missing
	sameStem   = 70
	otherStem  = 65
	meaning    = 60 // a synonym, a name for its pinyin
	unfinished = 40 // the beginning of one
)

// Weights of impacts.
var impactWeight = [impacts]int{100, 40, 22}

// variant is one way to read a query.
type variant struct {
	chunks []string
	weight int
	enough int    // how many tokens a text must have; 0 means all, and each chunk as it stands
	meant  string // the words, if they are not those of the reader
	tokens int    // of the query as written, so that a longer name counts no more
}

// candidates is what a search has found so far, by text.
type candidates struct {
	score []int32
	of    []*variant // that gave the score
}

// most bounds what a page of results may cost.
const (
	mostVariants = 4
	mostTokens   = 32
	extraChecks  = 20  // texts looked at beyond those shown
	mostChecks   = 120 // while nothing is found
	perPage      = 2   // passages of one page in a row of results, each under an anchor of its own

	// A query of so many words is a question, which no page need repeat.
	questionWords = 4
	aside         = 30 // what pages with some of its words count
)

// Search answers q.
func (r *Reader) Search(q Query) (Result, error) {
	if q.Limit <= 0 {
		q.Limit = 10
	}
	allowed, err := r.filter(q.Filters)
	if err != nil {
		return Result{}, err
	}
	chunks := chunksOf(q.Text, false)
	if len(chunks) == 0 {
		return r.browse(q, allowed)
	}
	variants, err := r.variants(q.Text, chunks)
	if err != nil {
		return Result{}, err
	}
	if len(chunks) >= questionWords {
		variants = append(variants, loosely(chunks, aside))
	}
	result, err := r.answer(q, variants, allowed)
	if err != nil || len(result.Hits) > 0 {
		return result, err
	}
	chunks = variants[0].chunks
	corrected, changed, err := r.correct(chunks)
	if err != nil {
		return result, err
	}
	if changed {
		text := strings.Join(corrected, " ")
		if variants, err = r.variants(text, corrected); err != nil {
			return result, err
		}
		result, err = r.answer(q, variants, allowed)
		result.How, result.Meant = "typo", text
		if err != nil || len(result.Hits) > 0 {
			return result, err
		}
		chunks = corrected
	}
	result, err = r.answer(q, []*variant{loosely(chunks, exactly)}, allowed)
	result.How = "loose"
	return result, err
}

// loosely is a query of which some part will do.
func loosely(chunks []string, weight int) *variant {
	return &variant{chunks: chunks, weight: weight, enough: (len(tokensIn(chunks)) + 3) / 4}
}

// browse is every page, for a query that is only filters.
func (r *Reader) browse(q Query, allowed []bool) (Result, error) {
	c := r.nothing()
	all := &variant{weight: exactly}
	for id := range c.of {
		if !r.more[id] {
			c.of[id] = all
		}
	}
	return r.show(q, c, allowed)
}

// variants are the ways to read the chunks of a query: as they are, in
// simplified characters if some word is nowhere, and with other words for them.
func (r *Reader) variants(text string, chunks []string) ([]*variant, error) {
	missing, err := r.missing(chunks)
	if err != nil {
		return nil, err
	}
	if missing {
		chunks = chunksOf(text, true)
	}
	list := []*variant{{chunks: chunks, weight: exactly}}
	others, err := r.synonyms(strings.Join(chunks, " "))
	for _, o := range others {
		list = append(list, &variant{chunks: strings.Fields(o.text), weight: o.weight, meant: o.text, tokens: len(tokensIn(chunks))})
	}
	return list, err
}

// missing reports whether the site has no text with some token.
func (r *Reader) missing(chunks []string) (bool, error) {
	for _, t := range tokensIn(chunks) {
		found, err := r.expand(t)
		if err != nil || len(found) == 0 {
			return true, err
		}
	}
	return false, nil
}

// tokensIn are the tokens of all chunks, each once.
func tokensIn(chunks []string) []token {
	var list []token
	for _, c := range chunks {
		for _, t := range tokensOf(c) {
			if !slices.Contains(list, t) && len(list) < mostTokens {
				list = append(list, t)
			}
		}
	}
	return list
}

// meant is a query with a part of it said otherwise.
type meant struct {
	text   string
	weight int
	rank   int // 0 for the whole of an alias; else how much of it is missing
}

// synonyms are the other ways to say a query. What was typed of a name's pinyin
// need not be all of it.
func (r *Reader) synonyms(text string) ([]meant, error) {
	var list []meant
	for _, t := range tokensIn([]string{text}) {
		s, err := r.shardOf(r.heavy.key(t.text))
		if err != nil {
			return nil, err
		}
		for i := range s.entries {
			e := &s.entries[i]
			if e.to == nil {
				continue
			}
			list = append(list, replaced(text, e)...)
		}
	}
	slices.SortFunc(list, func(a, b meant) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.text, b.text)) })
	list = slices.Compact(list)
	return list[:min(len(list), mostVariants-1)], nil
}

// replaced is text with an alias replaced by each of its meanings.
func replaced(text string, e *entry) []meant {
	from, to, rank := -1, 0, 0
	for at := 0; at <= len(text) && from < 0; {
		i := strings.Index(text[at:], e.term)
		if i < 0 {
			break
		}
		if end := at + i + len(e.term); begins(text, at+i) && (end == len(text) || begins(text, end)) {
			from, to = at+i, end
		}
		at += i + 1
	}
	if from < 0 {
		last := strings.LastIndexByte(text, ' ') + 1
		if typed := text[last:]; utf8.RuneCountInString(typed) >= 3 && !glyphs(typed) && strings.HasPrefix(e.term, typed) {
			from, to, rank = last, len(text), utf8.RuneCountInString(e.term)-utf8.RuneCountInString(typed)
		}
	}
	if from < 0 {
		return nil
	}
	weight := meaning
	if rank > 0 {
		weight = unfinished
	}
	var list []meant
	for _, other := range e.to {
		list = append(list, meant{text[:from] + other + text[to:], weight, rank})
	}
	return list
}

// shardOf is the shard of a key.
func (r *Reader) shardOf(key string) (*shard, error) {
	return r.shard(int(mix(key) & uint32(r.m.Shards-1)))
}

// weighed is an entry that a token may stand for.
type weighed struct {
	*entry
	weight int
}

// expand is what a token may stand for.
func (r *Reader) expand(t token) ([]weighed, error) {
	s, err := r.shardOf(r.heavy.key(t.text))
	if err != nil {
		return nil, err
	}
	at, exact := s.find[t.text]
	if !t.prefix {
		if !exact {
			return nil, nil
		}
		return []weighed{{&s.entries[at], exactly}}, nil
	}
	var list []weighed
	if r.heavy.spread(t.text) {
		if exact {
			list = append(list, weighed{&s.entries[at], exactly})
		}
		u, err := r.shardOf(t.text + "*")
		if err != nil {
			return nil, err
		}
		if i, ok := u.find[t.text+"*"]; ok {
			list = append(list, weighed{&u.entries[i], beginning - 20})
		}
		return list, nil
	}
	length := utf8.RuneCountInString(t.text)
	for i := range s.entries {
		e := &s.entries[i]
		if e.to != nil || !strings.HasPrefix(e.term, t.text) || strings.HasSuffix(e.term, "*") {
			continue
		}
		w := exactly
		if more := utf8.RuneCountInString(e.term) - length; more > 0 && !glyphs(t.text) {
			w = beginning - min(40, 4*more)
		}
		list = append(list, weighed{e, w})
	}
	return append(list, s.stems(t.text)...), nil
}

// stems are the entries with the stem of a word, which need not be there itself.
func (s *shard) stems(word string) []weighed {
	weight := sameStem
	at, ok := s.find[word]
	if !ok {
		weight = otherStem
		for _, ending := range []string{"ing", "ed", "es", "s", "ly"} {
			if rest, cut := strings.CutSuffix(word, ending); cut && len(rest) >= 3 && !ok {
				if at, ok = s.find[rest]; !ok {
					at, ok = s.find[rest+"e"]
				}
			}
		}
		if !ok {
			return nil
		}
	}
	var list []weighed
	for i := range s.entries {
		e := &s.entries[i]
		if e.to == nil && e.same == s.entries[at].same && (i != at || weight == otherStem) && !strings.HasSuffix(e.term, "*") {
			list = append(list, weighed{e, weight})
		}
	}
	return list
}

func (r *Reader) nothing() *candidates {
	return &candidates{make([]int32, r.m.Texts), make([]*variant, r.m.Texts)}
}

// answer is what any of the variants finds.
func (r *Reader) answer(q Query, variants []*variant, allowed []bool) (Result, error) {
	c := r.nothing()
	for _, v := range variants {
		if err := r.score(v, c); err != nil {
			return Result{}, err
		}
	}
	other := r.otherLanguages(q.Lang)
	for id := range c.score {
		if other != nil && other[id] {
			c.score[id] /= 4
		}
	}
	return r.show(q, c, allowed)
}

// otherLanguages marks texts of which the reader has a translation.
func (r *Reader) otherLanguages(lang string) []bool {
	if r.lang[lang] == nil {
		return nil
	}
	list := make([]bool, r.m.Texts)
	for l, ids := range r.lang {
		for id, is := range ids {
			list[id] = list[id] || is && l != lang
		}
	}
	return list
}

// score adds what a variant finds. A text that several find has its best score.
func (r *Reader) score(v *variant, c *candidates) error {
	tokens := tokensIn(v.chunks)
	sums, hits, best := make([]int32, r.m.Texts), make([]uint8, r.m.Texts), make([]int32, r.m.Texts)
	var touched []uint32
	for _, t := range tokens {
		found, err := r.expand(t)
		if err != nil {
			return err
		}
		touched = touched[:0]
		rarity := r.rarity(found)
		for _, w := range found {
			for k, ids := range w.ids {
				points := int32(rarity * impactWeight[k] * w.weight / 100)
				for _, id := range ids {
					if id >= r.m.Texts {
						continue
					}
					if best[id] == 0 {
						touched = append(touched, id)
					}
					best[id] = max(best[id], points)
				}
			}
		}
		for _, id := range touched {
			sums[id] += best[id]
			hits[id]++
			best[id] = 0
		}
	}
	enough := v.enough
	if enough == 0 {
		enough = len(tokens)
	}
	for id, n := range hits {
		s := sums[id] * int32(v.weight) / 100
		if v.tokens > 0 {
			s = s * int32(v.tokens) / int32(len(tokens))
		}
		if int(n) >= enough && n > 0 && s > c.score[id] {
			c.score[id], c.of[id] = s, v
		}
	}
	return nil
}

// rarity is how much a token tells, from how many texts have it.
func (r *Reader) rarity(found []weighed) int {
	n := 0
	for _, w := range found {
		n += w.count()
	}
	n = min(max(n, 1), int(r.m.Texts))
	return max(8, logarithm(r.m.Texts+1)-logarithm(uint32(n)))
}

// logarithm is sixteen times the binary logarithm, straight between powers of
// two: one that every machine agrees on.
func logarithm(n uint32) int {
	k := bits.Len32(n) - 1
	return 16*k + int(uint64(n)<<4>>k) - 16
}

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
		result.About = result.About || v.checked()
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
		if c.of[id].matches(w) && !slices.Contains(shown[first], w.anchor) {
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
func (v *variant) checked() bool {
	return v.enough == 0 && slices.ContainsFunc(v.chunks, func(c string) bool { return len(tokensOf(c)) > 1 })
}

// matches reports whether a text has every chunk of several tokens as it stands.
func (v *variant) matches(w *row) bool {
	if v.enough > 0 {
		return true
	}
	for _, c := range v.chunks {
		if len(tokensOf(c)) > 1 && !holds(w.all, c) {
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

// A FilterError is a filter that the index does not have.
type FilterError struct{ Facet, Value string }

// Error names the facet, and the value if only that is unknown.
func (e *FilterError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("there is no filter %q", e.Facet)
	}
	return fmt.Sprintf("no page has %s %q", e.Facet, e.Value)
}

// filter marks the pages, by their first text, that pass; nil means all.
func (r *Reader) filter(filters map[string][]string) ([]bool, error) {
	var allowed []bool
	for _, name := range Facets {
		values := filters[name]
		if len(values) == 0 {
			continue
		}
		f, err := r.facet(name)
		if err != nil {
			return nil, err
		}
		passed := make([]bool, r.m.Texts)
		for _, v := range values {
			i := slices.IndexFunc(f.values, func(x []string) bool { return slices.Contains(x, v) })
			if i < 0 {
				return nil, &FilterError{name, v}
			}
			for _, id := range f.ids[i] {
				passed[id] = allowed == nil || allowed[id]
			}
		}
		allowed = passed
	}
	for name := range filters {
		if !slices.Contains(Facets, name) {
			return nil, &FilterError{Facet: name}
		}
	}
	return allowed, nil
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
