package intake

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator/source"
)

// A Report is what an import did, or under --dry-run would do.
type Report struct {
	Records   int // read
	Created   int // posts and pages that were not there
	Updated   int // posts that got numbers, or what they lacked
	Unchanged int
	Left      int // not wanted by the filters
	Creators  int // files of creators made
	Media     int // pictures and videos taken along

	Files      []*FileReport
	Keys       []*KeyReport
	Skipped    []Skip
	Tallies    []*Tally // by platform, then by creator
	Names      []string // files of creators without a name
	Short      []string // posts that have only a short link
	Near       [][2]string
	Made       []string // files, in the order of making; the first thousand
	Settings   []Line   // what site.yaml got
	Found      []string // posts that were there already; the first thousand
	Incomplete int      // records that no file was made of
	Problems   []source.Problem

	files   map[string]*FileReport
	keys    map[string]*KeyReport
	tallies map[string]*Tally
}

// A Line is a sentence and what it is about.
type Line struct {
	Text source.Message
	Args []string
}

// A FileReport is what was found in one file.
type FileReport struct {
	Name    string
	Layouts []string
	Records int

	strange []string // sheets of it that are of no known layout; "" for all of it
}

// A KeyReport is what became of one key of a layout.
type KeyReport struct {
	Tool string
	Key  string
	Fate string // mapped, extra or dropped
	To   string // the field, or why it was dropped
	N    int
}

// Skipped reports whether the key is of records that are not imported at all,
// which is told of the layout once.
func (k *KeyReport) Skipped() bool { return k.Fate == "dropped" && k.To == dropRecord }

// A Skip is a layout whose records are not imported, and why.
type Skip struct {
	About string
	Why   source.Message
	N     int
}

// A Tally counts posts of a platform or a creator.
type Tally struct {
	What                        string // "platform" or "creator"
	Name                        string
	Created, Updated, Unchanged int
}

func newReport() *Report {
	return &Report{files: map[string]*FileReport{}, keys: map[string]*KeyReport{}, tallies: map[string]*Tally{}}
}

func (r *Report) file(name string) *FileReport {
	f := r.files[name]
	if f == nil {
		f = &FileReport{Name: name}
		r.files[name] = f
		r.Files = append(r.Files, f)
	}
	return f
}

func (f *FileReport) layout(about string) {
	if !slices.Contains(f.Layouts, about) {
		f.Layouts = append(f.Layouts, about)
	}
}

func (r *Report) skip(l *layout) {
	for i := range r.Skipped {
		if r.Skipped[i].About == l.about {
			r.Skipped[i].N++
			return
		}
	}
	r.Skipped = append(r.Skipped, Skip{l.about, l.skip, 1})
}

// ledger books what became of every value of a record.
func (r *Report) ledger(tool string, x *raw) {
	x.each("", func(path string, leaf *value) {
		fate, to := "extra", "extra."+tool
		switch {
		case leaf.fate == mapped || leaf.to == toRecords:
			fate, to = "mapped", leaf.to
		case leaf.fate == dropped:
			fate, to = "dropped", leaf.to
		case leaf.empty():
			fate, to = "dropped", dropEmpty
		}
		k := tool + "\x00" + path + "\x00" + fate + "\x00" + to
		e := r.keys[k]
		if e == nil {
			e = &KeyReport{Tool: tool, Key: path, Fate: fate, To: to}
			r.keys[k] = e
			r.Keys = append(r.Keys, e)
		}
		e.N++
	})
}

// tally counts a post for its platform and its creator.
func (r *Report) tally(what, name string, count func(*Tally) *int) {
	if name == "" {
		return
	}
	k := what + "\x00" + name
	t := r.tallies[k]
	if t == nil {
		t = &Tally{What: what, Name: name}
		r.tallies[k] = t
		r.Tallies = append(r.Tallies, t)
	}
	*count(t)++
}

// maxMade bounds the list of files made: nobody reads more.
const maxMade = 1000

func (r *Report) made(file string) {
	if len(r.Made) < maxMade {
		r.Made = append(r.Made, file)
	}
}

// Reasons are why values were dropped, each with its keys, in the order of reasons.
func (r *Report) Reasons() []Reason {
	var out []Reason
	for _, k := range r.Keys {
		if k.Fate != "dropped" || k.To == dropEmpty || k.To == dropRecord {
			continue
		}
		at := slices.IndexFunc(out, func(x Reason) bool { return x.Name == k.To })
		if at < 0 {
			out = append(out, Reason{Name: k.To, Words: dropWords[k.To]})
			at = len(out) - 1
		}
		out[at].N += k.N
		if !slices.Contains(out[at].Keys, k.Key) {
			out[at].Keys = append(out[at].Keys, k.Key)
		}
	}
	slices.SortFunc(out, func(a, b Reason) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// A Reason is why values were dropped.
type Reason struct {
	Name  string
	Words source.Message
	Keys  []string
	N     int
}

// Sorted are the tallies of one sort, the largest first.
func (r *Report) Sorted(what string) []*Tally {
	var out []*Tally
	for _, t := range r.Tallies {
		if t.What == what {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b *Tally) int {
		return cmp.Or(cmp.Compare(b.sum(), a.sum()), strings.Compare(a.Name, b.Name))
	})
	return out
}

func (t *Tally) sum() int { return t.Created + t.Updated + t.Unchanged }

// sort brings keys of one name together, in the order of their first record.
func (r *Report) sort() {
	at := map[string]int{}
	for n, k := range r.Keys {
		if _, ok := at[k.Tool+" "+k.Key]; !ok {
			at[k.Tool+" "+k.Key] = n
		}
	}
	slices.SortStableFunc(r.Keys, func(a, b *KeyReport) int {
		return cmp.Compare(at[a.Tool+" "+a.Key], at[b.Tool+" "+b.Key])
	})
	r.Problems = source.Sort(r.Problems)
}
