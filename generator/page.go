package generator

import (
	"sync"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/source"
)

// A Summary is what other pages may show of a page. Where a page appears in a
// list, a chip, a breadcrumb or a card, it appears as its Summary and never as
// its Page, so the type is the list of what may depend on what.
type Summary struct {
	Kind    record.Kind // "posts"; "" for pages that the build makes itself
	Name    string      // file name without ending, unique within a kind: "maple-lip"
	Title   string
	URL     string // path in the output: "zh/posts/maple-lip.html"
	Lang    string // language that Title and Excerpt are written in
	Date    string // 2026-03-08, or ""; of posts the day posted
	Excerpt string
	Tags    []string
	Cover   *Picture // nil if there is none
	Note    string   // a few words that place it: brand and period of a case, size of a creator

	// Of posts.
	Platform   string // name of the platform page: "xiaohongshu"
	Credit     string // "林夏 @linxia_"
	Creator    string // name of the creator's file
	Likes      string // as people write it: "1.2万"; "" if unknown
	Pictures   int    // how many pictures and videos
	Video      bool   // the first of them is a video
	Disclosure string // "gifted", "paid" … or "" for organic; a key of the theme's words
	Until      string // RFC 3339: from this instant it may no longer be shown; "" if no end is known
	Ends       string // in internal editions the last day that it may be shown, if that is soon
	LinkOnly   bool   // platform, date and link are all that may be shown
	State      string // why a preview shows what an edition would not: "lapsed", "draft"; else ""

	summed sync.Once
	digest source.Digest

	drawn    sync.Once
	card     []string         // the pieces of its card, see card
	problems []source.Problem // of drawing it
	place    *kept            // of the card; nil without a memo
}

// Digest covers all of s that others may show; the card is made of it.
func (s *Summary) Digest() source.Digest {
	s.summed.Do(func() { s.digest = digestSummary(s) })
	return s.digest
}

// A Page is everything that a template may know about a page. It is plain data
// and immutable: equal digests mean that the page need not be rendered again.
type Page struct {
	*Summary
	Layout   string // template: "post", "list", "home"
	Section  string // menu entry that is current: "posts"
	Language string // the part of the site that the page is in: "zh"

	Fallback  bool        // there is no translation: the body is the original's, in Summary.Lang
	Stale     bool        // the original was updated after this translation
	Canonical string      // URL of the page that search engines should keep
	Alternate []Alternate // the same page in every language that has it, this one too; nil if only one has
	Switch    []Alternate // where the language switch leads: always one per other language

	Path      []*Summary // from the home page down to the parent
	At, Of    int        // place among the cases or principles, from 1; 0 for other things
	Prev      *Summary   // nil at either end of a section
	Next      *Summary
	Lists     []List          // what the page's queries found, in order of declaration
	Pager     *Pager          // nil unless the first of Lists continues on other pages
	Terms     []Term          // of a term index ("tags.html") or a section: what one can narrow down by
	Filter    string          // of a list of posts that have a value in common: "tag:autumn", as search filters by it
	Related   []List          // other pages tied to this one by fields or links, by key: "backlinks", "evidence", "more-creator"
	Opening   *Summary        // of the home page without a cover: the post whose picture opens it
	Headings  []Heading       // of the body, for a table of contents
	Chapters  []*Summary      // of a page in a folder: the folder's own page, and all in it
	Minutes   int             // reading time, at least 1; 0 without a body
	Post      *Post           // of posts
	Rights    *RightsDesk     // of the permission desk
	Facts     []Fact          // of cases and platforms
	Charts    []Chart         // of creators and their list, of campaigns and the archive; see Chart
	Questions []Question      // of the page of insights
	Figures   []Figure        // of the home page, for the team
	Checks    []ChecklistLine // of a campaign, for the team
	Channels  *Comparison     // of the list of platforms
	Old       []string        // what nobody has looked over for long: limits of a platform, "reviewed" of a principle
	People    []Person        // of the directory of creators
	Order     string          // in which People stand: a key of Orders
	Orders    []Item          // in which a long directory can be read
	Years     []Year          // of the calendar
	Problems  []Broken        // of a page whose file is broken: shown instead of a body
	Notice    string          // of tombstones
	Robots    bool            // false: search engines are asked not to index the page
	Internal  *Internal       // nil outside internal editions and previews

	Site *Shared

	doc      *Document
	record   *record.Record     // front matter; templates see what the edition may of it
	body     *markdown.Document // of doc, as this edition may show it; nil without one
	holes    []target           // where the holes of body lead, in their order
	inputs   [2]source.Digest   // what Record and body were made of: the original and doc
	chrome   *chrome
	problems []source.Problem // of the cards in it
}

// A Question is one thing that the archive tells the team: in words, drawn, and
// with what to do next.
type Question struct {
	ID     string // its anchor: "Ask-share-xiaohongshu"
	Title  string // the question
	Answer string // in a sentence
	Charts []Chart
	Todos  []Todo
}

// A Todo is what follows from an answer.
type Todo struct {
	Text string
	URL  string // path in the output of the page it is about, or ""
}

// A Figure is one number of the team's, for the home page.
type Figure struct {
	Key    string // "share"
	Name   string // what it is
	Value  string
	Note   string // against what, and since when
	URL    string // path in the output of the page that tells more
	Share  int    // of 100, to be drawn; 0 if it is no share
	Target int    // of 100
}

// A ChecklistLine is a line of a campaign's checklist.
type ChecklistLine struct {
	State string // "done", "todo", "warn" or "unknown"
	Text  string
	Note  string
}

// A Person is a creator as the directory has them.
type Person struct {
	Page      *Summary
	Tier      string
	Platform  string // where most follow them
	Handle    string
	Followers string // as readers of the page expect it; "" is unknown
	N         int    // the same as a number, to sort by
	On        string // the day of the count
	Posts     int    // of theirs that the edition shows

	// Of the team's editions.
	Stop     bool   // no post of theirs may be used
	Standing bool   // a standing permission is in force
	Until    string // its last day; "" if it has none
	Passed   int    // checks that were passed, by the newest observation of each
	Warned   int
	Open     int // checks that nobody made, or that told nothing
}

// A Comparison is what the platforms of a site allow, side by side.
type Comparison struct {
	Limits []string // of what: "title"
	Rows   []ComparedChannel
	AsOf   string // the day of most limits, which their cells leave out; "" if each has its own
	Feed   string // path of the feed of changes, or ""
}

// A ComparedChannel is a platform in a Comparison.
type ComparedChannel struct {
	Page    *Summary
	Ours    string         // handle of our account, or ""
	Cells   []record.Limit // one for each of Limits; without What where none is known
	Steps   int            // of its setup
	Changed string         // day of the newest change of its rules, or ""
}

// A Year is one of the calendar.
type Year struct {
	Number int
	Open   bool // the site itself has something in it
	Months []CalendarMonth
}

// A CalendarMonth is a month with something in it.
type CalendarMonth struct {
	Month  string // 2026-03
	Events []Event
}

// An Event is what happens on a day or some days.
type Event struct {
	Sort       string // "day", "campaign", "ending" or "plan"
	Start, End string // 2026-03-08; the last day belongs to it
	Title      string
	Lang       string // of Title; "" is that of the page
	Note       string
	URL        string // path in the output, or ""

	id string // that calendars know it by
}

// A Post is what a post's page shows beyond its record.
type Post struct {
	Media     []Media
	Creator   *Summary // nil where the edition has no creators
	Platform  *Summary // nil if it has no page
	Products  []*Summary
	Campaigns []*Summary
	Tags      []Term
	Gist      string // one sentence for readers of another language, ours
	Posted    string // 2026-03-08
	AsOf      string // day of Metrics
	FromID    bool   // Posted was read from the id in the address
	Metrics   []Metric
	Until     string // last day that it may be shown, or "" for no end
	Source    string // address of the original, without tracking
}

// Media is one picture or video of a post.
type Media struct {
	Picture *Picture // of a video its poster; nil without one
	Video   bool     // the picture is a still
	Film    *Film    // of a video; nil if it is with its platform
	Alt     string
}

// A Metric is one captured number: {"likes", "1.2万"}.
type Metric struct{ Name, Text string }

// Internal is what only internal editions show.
type Internal struct {
	State   string     // of a post, for the edition's use and for site: "active"
	Uses    []UseState // state for every use that was asked or granted
	Reasons []string   // sentences in the page's language
}

// UseState is the permission for one use today.
type UseState struct{ Use, State, Since, Until string }

// A Picture is a picture in the output.
type Picture struct {
	URL           string // path in the output of its widest variant, in a format that everything reads
	Width, Height int    // of it
	Alt           string

	stem   string // what the paths of all variants begin with
	widths []int  // of the variants, narrowest first
	webP   bool   // there is each of them as WebP too
	moving string // path of the animation whose first frame they are; "" if none moves
}

// Alternate is the same page in another language.
type Alternate struct{ Lang, URL, Title string }

// A List is a titled list of pages. Key names it in the theme's words and templates.
type List struct {
	Key   string
	Title string // editors' words for it; "" means the theme's word for Key
	About string // whom or what its items have in common, for that word: "林夏"
	More  string // URL of the page with all of them, or ""
	Total int    // how many there are, of which Items are some
	Items []*Summary
}

// A Pager is the place of one page among those that a long list fills.
type Pager struct {
	Number, Count int      // from 1
	Prev, Next    string   // URLs, or ""
	Pages         []string // URL of every page, in order
}

// A Term is a value that pages share, such as a tag, and where they are listed.
type Term struct {
	Taxonomy string // "tags", "tiers", "years", or a kind: "creators"
	Title    string
	URL      string
	Count    int
	Filter   string // "tag:autumn", as search filters posts by it; "" if it does not
}

// Heading is a heading of the body with its anchor.
type Heading struct {
	Level int
	ID    string
	Text  string
}

// A Fact is one sourced statement.
type Fact struct {
	ID         string // anchor is "fact-" + ID; "" if no text marks it
	Says       string
	Value      string
	Source     string // title of the source; "" is shown as missing
	SourceURL  string
	Date       string
	Confidence string // measured, reported, estimate, disputed or ""
	Conflicts  []Fact
	Marked     bool // a text on this page marks it
	Stale      bool // of platforms: nobody has checked it for long
}

// Broken is a problem as the page of a broken file shows it.
type Broken struct {
	Place   string // file:line:col
	Text    string // in the page's language
	Excerpt string // with a caret line below
}

// Shared is what all pages of one language have in common.
type Shared struct {
	Title     string
	Seal      string // one character that stands for the brand
	Lang      string
	Languages []string
	Edition   string
	Preview   bool
	Internal  bool   // shows what only the team may see
	BaseURL   string // "" if unknown; ends in "/"
	Contact   string
	Note      string // a sentence of the site's owners for the foot of every page
	Accent    string
	Platform  string            // the brand's main one, where its first account is: "xiaohongshu"
	Limits    []Limit           // of the platforms that the brand has accounts on
	Assets    map[string]string // "site.css" → "assets/site-1a2b3c4d5e.css"
	Menu      []Item
	More      []Item          // what is in no menu: other sections, and pages that stand by themselves
	Feeds     []Item          // Key is the section, Title names the site too
	Search    string          // URL of the page that searches, or ""
	Desk      *Desk           // where drafts are checked; nil if the theme has no page for it
	Sources   []record.Source // of site.yaml
	Version   string

	digest source.Digest
}

// Digest covers all of s.
func (s *Shared) Digest() source.Digest { return s.digest }

// A Limit is how long a text may be on a platform.
type Limit struct {
	Platform string // title of its page
	What     string // "title" or "body"
	Count    string // how it is counted: "xhs-units"
	Max      int
}

// Item is one entry of the menu.
type Item struct{ Key, Title, URL string }
