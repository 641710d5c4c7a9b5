package generator

import (
	"encoding/json"
	"strings"
	"sync"

	"playbook/generator/record"
	"playbook/generator/search"
	"playbook/generator/source"
)

// searcher is the search index of a site. A build needs to know only which files
// there are, for which it counts the texts; what they are made of, and the index,
// is there once somebody asks for one of the files.
type searcher struct {
	l      *linker
	layout search.Layout
	texts  func() []search.Text
	stamp  func() string
	index  func() *search.Index
}

// search plans the index of what the edition shows.
func (l *linker) search() *searcher {
	bounds := search.Bounds{Files: l.c.Search.MaxFiles, ShardKB: l.c.Search.ShardKB}
	s := &searcher{l: l, layout: search.Plan(l.countTexts(), bounds), texts: sync.OnceValue(l.searchTexts)}
	s.stamp = sync.OnceValue(func() string { return search.Stamp(s.texts()) })
	s.index = sync.OnceValue(s.make)
	return s
}

// make reads the texts, some thousand in a step, and merges what they hold.
func (s *searcher) make() *search.Index {
	m, pile := merge{searcher: s}, new(search.Pile)
	m.runs = each(s.l.in.Jobs, search.Divide(s.texts()), func(texts []search.Text) *collected {
		run, _ := do(s.l.memo, step[*collected](collect{texts, pile}))
		return run
	})
	index, _ := do(s.l.memo, step[*search.Index](m))
	return index
}

// collect makes the run of some texts.
type collect struct {
	texts []search.Text
	pile  *search.Pile // where it lies
}

// collected is a run, with what it was made of.
type collected struct {
	*search.Run
	digest source.Digest
}

// Digest covers every text.
func (c collect) Digest() source.Digest { return textsDigest(c.texts) }

func textsDigest(texts []search.Text) source.Digest {
	var s source.Sum
	for i := range texts {
		s.Digest(texts[i].Digest())
	}
	return s.Sum()
}

// Run reads them.
func (c collect) Run() (*collected, []source.Problem) {
	run := search.RunOf(c.texts)
	c.pile.Add(run)
	return &collected{run, c.Digest()}, nil
}

// merge makes the index of all runs.
type merge struct {
	*searcher
	runs []*collected
}

// Digest covers the runs, which name their texts, the settings, and what values
// of facets are called.
func (m merge) Digest() source.Digest {
	var s source.Sum
	for _, r := range m.runs {
		s.Digest(r.digest)
	}
	s.Value(m.layout).Strs(m.l.c.Languages).Value(m.l.c.Synonyms)
	for _, f := range search.Facets {
		for _, v := range m.values(f) {
			for _, lang := range m.l.c.Languages {
				s.Str(m.l.facetLabel(f, v, lang))
			}
		}
	}
	return s.Sum()
}

// values are the values of a facet in order.
func (m merge) values(facet string) []string {
	seen := map[string]bool{}
	for _, t := range m.texts() {
		for _, f := range t.Facets {
			if f.Name == facet {
				seen[f.Value] = true
			}
		}
	}
	return sortedKeys(seen)
}

// Run merges. A run that cannot be read back is made again.
func (m merge) Run() (*search.Index, []source.Problem) {
	runs := make([]*search.Run, len(m.runs))
	for i, r := range m.runs {
		runs[i] = r.Run
	}
	in := search.Input{Layout: m.layout, Texts: m.texts(), Languages: m.l.c.Languages, Synonyms: m.l.c.Synonyms, Label: m.l.facetLabel}
	index, err := search.Merge(runs, in)
	if err != nil {
		for i, texts := range search.Divide(in.Texts) {
			runs[i] = search.RunOf(texts)
		}
		index, err = search.Merge(runs, in)
	}
	if err != nil {
		panic(err) // nothing is read but memory
	}
	return index, nil
}

// indexed is a file of the index, which is not made yet.
type indexed struct {
	*searcher
	n int // in search.Layout.Paths
}

func (x indexed) now() maker { return raw{x.index().File(x.n)} }

// Digest is that of the file's bytes.
func (x indexed) Digest() source.Digest { return x.now().Digest() }

// Run makes the index, if this is the first of its files that is asked for.
func (x indexed) Run() (made, []source.Problem) { return x.now().Run() }

// block is a file with what results show, whose texts are not known yet.
type block struct {
	*searcher
	n int
}

func (b block) now() maker {
	texts, size := b.texts(), b.layout.Block
	return shownTexts{b.n, texts[b.n*size : min((b.n+1)*size, len(texts))], b.stamp()}
}

// Digest is that of its texts.
func (b block) Digest() source.Digest { return b.now().Digest() }

// Run writes them.
func (b block) Run() (made, []source.Problem) { return b.now().Run() }

// shownTexts is a file with what results show.
type shownTexts struct {
	n     int
	texts []search.Text
	stamp string
}

// Digest covers the texts.
func (b shownTexts) Digest() source.Digest {
	return new(source.Sum).Int(b.n).Digest(textsDigest(b.texts)).Str(b.stamp).Sum()
}

// Run writes them.
func (b shownTexts) Run() (made, []source.Problem) {
	return made{data: search.BlockOf(b.n, b.texts, b.stamp)}, nil
}

// search adds the files of the index, and the words that the client says.
func (g *gatherer) search(s *searcher) {
	for _, lang := range g.c.Languages {
		g.add(search.Folder+"words-"+lang+".js", raw{s.l.searchWords(lang)})
	}
	for n, path := range s.layout.Paths() {
		g.add(path, indexed{s, n})
	}
	for n := range s.layout.Blocks() {
		g.add(search.BlockPath(n), block{s, n})
	}
}

// searchWords is a file with the theme's words for searching, and for the kinds.
func (l *linker) searchWords(lang string) string {
	words := map[string]string{}
	for _, key := range l.look.Words("en") {
		if key == "search" || strings.HasPrefix(key, "search.") || strings.HasPrefix(key, "relationship.") {
			words[key] = l.look.Word(lang, key)
		}
	}
	for _, k := range record.Kinds() {
		words[string(k)] = l.look.Word(lang, string(k))
	}
	data, err := json.Marshal(words)
	if err != nil {
		panic(err) // strings only
	}
	return "_u(" + string(data) + ")\n"
}
