package voice

// A Rule is one rule of wording. It has Words and a Pattern, or a Limit, or
// Needs; Near narrows what Words and Pattern find.
type Rule struct {
	ID      string
	Level   string   // "error", "warning", "suggestion"
	Words   []string // found as they are, after folding
	Pattern string   // or a regular expression in RE2's syntax
	Near    *Near
	Limit   *Limit
	Needs   []string    // one of these must be there
	When    []Condition // all must hold for Needs to be asked
	Unless  []Condition // one that holds lifts the rule
	Except  []string    // words that hold a hit, or reach out of it: then it is none

	Platforms []string // only on these; none means on all
	Drafts    bool     // runs over drafts
	Site      bool     // runs over the site's own copy

	Why, Instead string
	Replace      string // words that may stand in its place
	Page         string // where the rule can be read, as the site links to it
	Bad, Good    []string
}

// Near is words of which one must be within a distance, in characters.
type Near struct {
	Words  []string
	Within int
}

// A Limit is how long or how many one part of a draft may be.
type Limit struct {
	What  string // "title", "body", "topics", "images"
	Max   int
	Count string // see Count
}

// A Condition holds if a draft has one of the values in a field.
type Condition struct {
	Field  string
	Values []string
}

// A Draft is a text that is meant for a platform.
type Draft struct {
	Platform string // "" checks the rules that hold everywhere
	Title    string
	Body     string
	Media    string // words on the pictures, or spoken
	Images   int
	Topics   int
	Facts    []Condition // what is known of it: relationship, registration
}

// A Finding is a place where a text breaks a rule.
type Finding struct {
	Rule    int    // index of the rule
	ID      string // its name
	Part    string // "title", "body" or "media"; "" for the site's copy, and for a draft as a whole
	At, Len int    // in characters of the part; 0, 0 for a part or draft as a whole
	Count   int    // of a limit: how much there is
	Message string // why it is a rule
}

// holds reports whether one of the facts is one of the values of c.
func (c Condition) holds(facts []Condition) bool {
	for _, f := range facts {
		if f.Field != c.Field {
			continue
		}
		for _, v := range f.Values {
			for _, want := range c.Values {
				if v == want {
					return true
				}
			}
		}
	}
	return false
}

func allHold(list, facts []Condition) bool {
	for _, c := range list {
		if !c.holds(facts) {
			return false
		}
	}
	return true
}

func anyHolds(list, facts []Condition) bool {
	for _, c := range list {
		if c.holds(facts) {
			return true
		}
	}
	return false
}
