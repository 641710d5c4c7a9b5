package search

import (
	"slices"
	"strings"
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

// variant is one way to read a query.
type variant struct {
	chunks []string
	weight int
	enough int    // how many tokens a text must have; 0 means all, and each chunk as it stands
	meant  string // the words, if they are not those of the reader
	tokens int    // of the query as written, so that a longer name counts no more
}

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
		variants = append(variants, r.loosely(chunks, aside))
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
	result, err = r.answer(q, []*variant{r.loosely(chunks, exactly)}, allowed)
	result.How = "loose"
	return result, err
}

// loosely is a query of which some part will do.
func (r *Reader) loosely(chunks []string, weight int) *variant {
	return &variant{chunks: chunks, weight: weight, enough: (len(r.tokensIn(chunks)) + 3) / 4}
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
		list = append(list, &variant{chunks: strings.Fields(o.text), weight: o.weight, meant: o.text, tokens: len(r.tokensIn(chunks))})
	}
	return list, err
}

// missing reports whether the site has no text with some token.
func (r *Reader) missing(chunks []string) (bool, error) {
	for _, t := range r.tokensIn(chunks) {
		found, err := r.expand(t)
		if err != nil || len(found) == 0 {
			return true, err
		}
	}
	return false, nil
}

// tokensIn are the tokens of all chunks, each once.
func (r *Reader) tokensIn(chunks []string) []token {
	var list []token
	for _, c := range chunks {
		for _, t := range tokensOf(c, r.names) {
			if !slices.Contains(list, t) && len(list) < mostTokens {
				list = append(list, t)
			}
		}
	}
	return list
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
