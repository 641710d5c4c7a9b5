package theme

import (
	"slices"
	"strconv"

	"playbook/generator/source"
)

// Version is that of the theme format: what a theme's files are called, what
// its templates are given, and which words and parts the program asks for. It
// rises when a theme that worked no longer would.
const Version = 1

// Config is theme.yaml.
type Config struct {
	Version  int               // of the format that the theme is made for
	PageSize int               // how many pages a list shows before it continues on another
	Lists    map[string][]List // what a layout shows besides its own, by layout
}

// List asks for pages: {From: "posts", Sort: "-posted", Limit: 12}.
type List struct {
	Key   string // names the list in words and templates
	From  string // section
	Where []Pair // all must hold
	Sort  string // a field, with "-" before it the other way round
	Limit int    // 0 means all
	Even  int    // of posts: from so many on, as many as leave the columns of a page even
	At    source.Pos
}

// Pair is a field and the value that it must have.
type Pair struct{ Key, Value string }

// defaultConfig is what holds where theme.yaml says nothing. Sixty cards keep a
// page's grid light and its HTML small.
func defaultConfig() Config {
	return Config{Version: Version, PageSize: 60, Lists: map[string][]List{}}
}

var (
	msgNotMap    = source.Message{En: "fields are expected here, such as `key: value`", Zh: "这里应写“名称: 值”这样的字段"}
	msgNotList   = source.Message{En: "a list is expected here, each entry after \"- \"", Zh: "这里应为列表，每项以“- ”开头"}
	msgNotText   = source.Message{En: "one value is expected here", Zh: "这里应只写一个值"}
	msgNotNumber = source.Message{En: "\"{0}\" is not a number from {1} to {2}", Zh: "“{0}”不是 {1} 到 {2} 之间的数字"}
	msgNewer     = source.Message{En: "the theme is made for version {0} of the theme format, and this program knows version {1}", Zh: "主题按第 {0} 版主题格式编写，而本程序只支持第 {1} 版"}
	helpNewer    = source.Message{En: "use a newer program, or the theme's release for version {1}", Zh: "请升级程序，或换用适合第 {1} 版的主题"}
	msgUnsaid    = source.Message{En: "the theme does not say which version of the theme format it is made for", Zh: "主题没有写明按第几版主题格式编写"}
	helpUnsaid   = source.Message{En: "begin with `version: {0}`", Zh: "请在开头写上 `version: {0}`"}
	msgField     = source.Message{En: "a theme has no field \"{0}\"", Zh: "主题里没有“{0}”这个字段"}
	helpNearest  = source.Message{En: "did you mean \"{1}\"?", Zh: "是不是“{1}”？"}
	msgKeyless   = source.Message{En: "a list needs `key` and `from`", Zh: "每个列表都要有 `key` 和 `from`"}
)

// reader reads values of one YAML file and collects what is wrong with them.
type reader struct {
	text     *source.Text
	problems []source.Problem
}

func (r *reader) root() *source.Node {
	n, problems := source.ParseYAML(r.text, 0, len(r.text.Data))
	r.problems = problems
	return n
}

func (r *reader) report(n *source.Node, key, help source.Message, args ...string) {
	r.problems = append(r.problems, source.Problem{
		Pos: r.at(n), Rule: "theme", Key: key, Help: help, Args: args, Excerpt: r.text.Line(n.Line)})
}

func (r *reader) at(n *source.Node) source.Pos {
	return source.Pos{File: r.text.Name, Line: n.Line, Col: n.Col}
}

// pairs are the fields of a map; names lists those that may be there, nil means any.
func (r *reader) pairs(n *source.Node, names []string) []source.Pair {
	if n == nil || n.Kind == source.Null {
		return nil
	}
	if n.Kind != source.Map {
		r.report(n, msgNotMap, source.Message{})
		return nil
	}
	for _, p := range n.Pairs {
		if names == nil || slices.Contains(names, p.Key.Value) {
			continue
		}
		if near := source.Nearest(p.Key.Value, names); near != "" {
			r.report(p.Key, msgField, helpNearest, p.Key.Value, near)
		} else {
			r.report(p.Key, msgField, source.Message{}, p.Key.Value)
		}
	}
	return n.Pairs
}

func (r *reader) items(n *source.Node) []*source.Node {
	if n.Kind != source.List {
		r.report(n, msgNotList, source.Message{})
	}
	return n.Items
}

func (r *reader) str(n *source.Node) string {
	if n.Kind != source.Scalar {
		r.report(n, msgNotText, source.Message{})
	}
	return n.Value
}

func (r *reader) number(n *source.Node, low, high int) int {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != source.Scalar || err != nil || v < low || v > high {
		r.report(n, msgNotNumber, source.Message{}, n.Value, strconv.Itoa(low), strconv.Itoa(high))
		return low
	}
	return v
}

var (
	configFields = []string{"version", "page_size", "lists"}
	listFields   = []string{"key", "from", "where", "sort", "limit", "even"}
)

// read fills c from theme.yaml.
func (c *Config) read(t *source.Text) []source.Problem {
	r := &reader{text: t}
	pairs := r.pairs(r.root(), configFields)
	if !slices.ContainsFunc(pairs, func(p source.Pair) bool { return p.Key.Value == "version" }) {
		r.problems = append(r.problems, source.Problem{Pos: source.Pos{File: t.Name, Line: 1, Col: 1}, Severity: source.Warning,
			Rule: "theme", Key: msgUnsaid, Help: helpUnsaid, Args: []string{strconv.Itoa(Version)}})
	}
	for _, p := range pairs {
		switch p.Key.Value {
		case "version":
			c.Version = r.number(p.Value, 1, 99)
			r.version(p.Value, c.Version)
		case "page_size":
			c.PageSize = r.number(p.Value, 1, 1000)
		case "lists":
			for _, layout := range r.pairs(p.Value, nil) {
				for _, item := range r.items(layout.Value) {
					c.Lists[layout.Key.Value] = append(c.Lists[layout.Key.Value], r.list(item))
				}
			}
		}
	}
	return r.problems
}

// version says if a theme is made for a format that this program does not know.
func (r *reader) version(n *source.Node, of int) {
	if of > Version {
		r.report(n, msgNewer, helpNewer, strconv.Itoa(of), strconv.Itoa(Version))
	}
}

func (r *reader) list(n *source.Node) List {
	l := List{At: r.at(n)}
	for _, p := range r.pairs(n, listFields) {
		switch p.Key.Value {
		case "key":
			l.Key = r.str(p.Value)
		case "from":
			l.From = r.str(p.Value)
		case "where":
			for _, w := range r.pairs(p.Value, nil) {
				l.Where = append(l.Where, Pair{w.Key.Value, r.str(w.Value)})
			}
		case "sort":
			l.Sort = r.str(p.Value)
		case "limit":
			l.Limit = r.number(p.Value, 1, 1000)
		case "even":
			l.Even = r.number(p.Value, 1, 1000)
		}
	}
	if l.Key == "" || l.From == "" {
		r.report(n, msgKeyless, source.Message{})
	}
	return l
}
