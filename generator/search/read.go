package search

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// A Reader searches an index that was written, as a browser does.
type Reader struct {
	fsys   fs.FS // the site
	m      manifest
	more   []bool // by text: it continues the page of the one before
	lang   map[string][]bool
	heavy  heavy
	names  []string
	shards map[int]*shard
	blocks map[int][]row
	facets map[string]*facet
	tables tables
}

// tables are files that few queries need.
type tables struct {
	likes string
	words map[byte][]string
}

type manifest struct {
	Texts     uint32      `json:"n"`
	Shards    int         `json:"s"`
	Block     int         `json:"b"`
	Numbering string      `json:"e"`
	Stamp     string      `json:"v"`
	Names     string      `json:"w"`
	Words     string      `json:"h"`
	Glyphs    string      `json:"g"`
	More      string      `json:"m"`
	Langs     [][2]string `json:"l"`
}

// shard is the terms of one shard, in the order of its dictionary.
type shard struct {
	entries []entry
	find    map[string]int // of terms with postings
}

type entry struct {
	term string
	same int               // entry with the same stem, or itself
	to   []string          // of an alias: what it stands for
	ids  [impacts][]uint32 // of a term
}

func (e *entry) count() int {
	n := 0
	for _, list := range e.ids {
		n += len(list)
	}
	return n
}

// row is one text as its block has it.
type row struct {
	flags                                                            int
	page, anchor, kind, lang, date, title, heading, body, words, all string
	show                                                             []string
}

// facet is the values of a facet and the pages with each, by their first text.
type facet struct {
	values [][]string // value, and what it is called in each language
	ids    [][]uint32
}

// Open reads the manifest of a site.
func Open(site fs.FS) (*Reader, error) {
	r := &Reader{fsys: site, shards: map[int]*shard{}, blocks: map[int][]row{}, facets: map[string]*facet{}, heavy: heavy{},
		lang: map[string][]bool{}, tables: tables{words: map[byte][]string{}}}
	if err := r.call(ManifestFile, "_m", &r.m); err != nil {
		return nil, err
	}
	for p := range strings.FieldsSeq(r.m.Words) {
		r.heavy[p] = true
	}
	for _, g := range r.m.Glyphs {
		r.heavy[string(g)] = true
	}
	r.names = strings.Fields(r.m.Names)
	r.more = r.flags(r.m.More)
	for _, l := range r.m.Langs {
		r.lang[l[0]] = r.flags(l[1])
	}
	return r, nil
}

// Texts is how many texts the index has.
func (r *Reader) Texts() int { return int(r.m.Texts) }

// flags reads ids with their count, as what each text is.
func (r *Reader) flags(s string) []bool {
	in := bitReader{in: s}
	list := make([]bool, r.m.Texts)
	for _, id := range in.list(in.gamma()-1, roundUp(r.m.Texts)) {
		if id < r.m.Texts {
			list[id] = true
		}
	}
	return list
}

// call reads the arguments of the one call that a file makes. The last one is
// the stamp, but for the manifest, which says what it has to be.
func (r *Reader) call(name, function string, args ...any) error {
	data, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	text := strings.TrimSpace(string(data))
	inner, begun := strings.CutPrefix(text, function+"(")
	inner, ended := strings.CutSuffix(inner, ")")
	if !begun || !ended {
		return fmt.Errorf("read the index: %s is no file of it", name)
	}
	stamp := ""
	if name != ManifestFile {
		args = append(args, &stamp)
	}
	if err := json.Unmarshal([]byte("["+inner+"]"), &args); err != nil {
		return fmt.Errorf("read the index: %s: %w", name, err)
	}
	if stamp != r.m.Stamp && name != ManifestFile {
		return fmt.Errorf("read the index: %s is of another build", name)
	}
	return nil
}

// shard is shard n.
func (r *Reader) shard(n int) (*shard, error) {
	if s := r.shards[n]; s != nil {
		return s, nil
	}
	var number int
	var dict, code string
	if err := r.call(shardFile(n), "_s", &number, &dict, &code); err != nil {
		return nil, err
	}
	s := &shard{find: map[string]int{}}
	in, total := bitReader{in: code}, roundUp(r.m.Texts)
	err := unfront(dict, func(term, tail string) { s.add(term, tail, &in, total) })
	if err == nil && in.fail {
		err = fmt.Errorf("shard %d ends early", n)
	}
	r.shards[n] = s
	return s, err
}

func (s *shard) add(term, tail string, in *bitReader, total uint32) {
	e := entry{term: term, same: len(s.entries)}
	if to, ok := strings.CutPrefix(tail, "="); ok {
		e.term = strings.ReplaceAll(term, "_", " ")
		e.to = strings.Split(strings.ReplaceAll(to, "_", " "), "|")
		s.entries = append(s.entries, e)
		return
	}
	if back, ok := strings.CutPrefix(tail, "~"); ok {
		k, _ := strconv.ParseInt(back, 36, 32)
		e.same = s.entries[len(s.entries)-int(k)].same
	}
	var counts [impacts]uint32
	for k := range counts {
		counts[k] = in.gamma() - 1
	}
	for k := range counts {
		e.ids[k] = in.list(counts[k], total)
	}
	s.find[term] = len(s.entries)
	s.entries = append(s.entries, e)
}

// row is a text as results show it.
func (r *Reader) row(id uint32) (*row, error) {
	n := int(id) / r.m.Block
	if r.blocks[n] == nil {
		var number int
		var list [][]any
		if err := r.call(blockFile(n), "_d", &number, &list); err != nil {
			return nil, err
		}
		for _, fields := range list {
			r.blocks[n] = append(r.blocks[n], newRow(fields))
		}
	}
	if i := int(id) % r.m.Block; i < len(r.blocks[n]) {
		return &r.blocks[n][i], nil
	}
	return nil, fmt.Errorf("read the index: block %d has no text %d", n, id)
}

func newRow(fields []any) row {
	s := make([]string, len(fields))
	for i, f := range fields {
		s[i], _ = f.(string)
	}
	flags, _ := fields[0].(float64)
	w := row{flags: int(flags), page: s[1], anchor: s[2], kind: s[3], lang: s[4], date: s[5], title: s[6], heading: s[7], body: s[8], words: s[9], show: s[10:]}
	w.all = normal(strings.Join(s[6:10], "\n"), true)
	return w
}

// facet is a facet by name; names come from outside.
func (r *Reader) facet(name string) (*facet, error) {
	if f := r.facets[name]; f != nil {
		return f, nil
	}
	var f facet
	var code string
	if err := r.call(facetFile(name), "_f", &name, &f.values, &code); err != nil {
		return nil, err
	}
	in := bitReader{in: code}
	for range f.values {
		f.ids = append(f.ids, in.list(in.gamma(), roundUp(r.m.Texts)))
	}
	r.facets[name] = &f
	return &f, nil
}

// wordsOf is the words that begin with a letter.
func (r *Reader) wordsOf(c byte) ([]string, error) {
	if list, ok := r.tables.words[c]; ok {
		return list, nil
	}
	var letter, dict string
	if err := r.call(wordsFile(c), "_w", &letter, &dict); err != nil {
		return nil, err
	}
	var list []string
	if err := unfront(dict, func(term, _ string) { list = append(list, term) }); err != nil {
		return nil, err
	}
	r.tables.words[c] = list
	return list, nil
}

// likes is the step of each text on the scale of likes.
func (r *Reader) likes() (string, error) {
	if r.tables.likes == "" {
		if err := r.call(LikesFile, "_l", &r.tables.likes); err != nil {
			return "", err
		}
	}
	return r.tables.likes, nil
}
