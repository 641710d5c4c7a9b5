package source

import (
	"slices"
	"strings"
	"testing"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	m := Message{En: `"{0}" is not {1}`, Zh: `{1} 不是“{0}”`}
	for _, c := range []struct {
		m          Message
		lang, want string
		args       []string
	}{
		{m, "en", `"a" is not b`, []string{"a", "b"}},
		{m, "zh", `b 不是“a”`, []string{"a", "b"}},
		{m, "fr", `"a" is not b`, []string{"a", "b"}},
		{m, "en", `"{1}" is not {0}`, []string{"{1}", "{0}"}},
		{m, "en", `"a" is not {1}`, []string{"a"}},
		{m, "en", `"{0}" is not {1}`, nil},
		{Message{En: "only English {0}"}, "zh", "only English x", []string{"x"}},
		{Message{En: "{x} {12} {} {"}, "en", "{x} {12} {} {", []string{"a"}},
		{Message{}, "zh", "", nil},
		{Message{En: "of {1 page|pages} {0 post that is|posts that are} live"}, "en", "of 1 page 2 posts that are live", []string{"2", "1"}},
		{Message{En: "of {1 page|pages} {0 post that is|posts that are} live"}, "en", "of 21 pages 1 post that is live", []string{"1", "21"}},
		{Message{En: "{2 page|pages} {0 page} {0|s} {0 page|pages"}, "en", "{2 page|pages} {0 page} {0|s} {0 page|pages", []string{"1", "2"}},
	} {
		if got := c.m.Text(c.lang, c.args); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestProblemLines(t *testing.T) {
	t.Parallel()
	p := Problem{Pos: Pos{"content/a.md", 7, 3}, Rule: "link", Key: Message{`no page at "{0}"`, `“{0}”没有页面`}, Args: []string{"b.md", "c.md"},
		Help: Message{`did you mean "{1}"?`, `是不是“{1}”？`}}
	warning := p
	warning.Severity = Warning
	bare := p
	bare.Help, bare.Pos = Message{}, Pos{File: "content/a.md"}
	for _, c := range []struct {
		p          Problem
		lang, want string
	}{
		{p, "en", `content/a.md:7:3: no page at "b.md"; did you mean "c.md"? (link)`},
		{p, "zh", `content/a.md:7:3: “b.md”没有页面；是不是“c.md”？ (link)`},
		{warning, "en", `content/a.md:7:3: warning: no page at "b.md"; did you mean "c.md"? (link)`},
		{warning, "zh", `content/a.md:7:3: 提醒：“b.md”没有页面；是不是“c.md”？ (link)`},
		{bare, "en", `content/a.md: no page at "b.md" (link)`},
	} {
		if got := c.p.Line(c.lang); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestCarets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, excerpt string
		col           int
		want          []string
	}{
		{"letters", "title: a: b", 8, []string{"    title: a: b", "           ^"}},
		{"first column", "x", 1, []string{"    x", "    ^"}},
		{"Chinese takes two", "标题：试色", 4, []string{"    标题：试色", "          ^"}},
		{"mixed", "a试b色c", 5, []string{"    a试b色c", "          ^"}},
		{"full-width signs", "（ａ）x", 4, []string{"    （ａ）x", "          ^"}},
		{"an emoji", "👀x", 2, []string{"    👀x", "      ^"}},
		{"an accent of its own", "e\u0301x", 3, []string{"    e\u0301x", "     ^"}},
		{"tabs are spaces", "\tx", 2, []string{"     x", "     ^"}},
		{"controls do nothing", "\x1b[31mx\u202ey", 7, []string{"    \uFFFD[31mx\uFFFDy", "          ^"}},
		{"after the end", "ab", 3, []string{"    ab", "      ^"}},
		{"far after the end", "ab", 99, []string{"    ab", "      ^"}},
		{"column zero", "ab", 0, []string{"    ab", "    ^"}},
		{"a long line is cut", strings.Repeat("a", 100) + "X" + strings.Repeat("b", 100), 101,
			[]string{"    " + strings.Repeat("a", 38) + "X" + strings.Repeat("b", 37), "    " + strings.Repeat(" ", 38) + "^"}},
		{"a long Chinese line is cut", strings.Repeat("字", 100) + "X" + strings.Repeat("尾", 100), 101,
			[]string{"    " + strings.Repeat("字", 19) + "X" + strings.Repeat("尾", 19), "    " + strings.Repeat(" ", 38) + "^"}},
	} {
		p := Problem{Pos: Pos{"f", 1, c.col}, Excerpt: c.excerpt}
		if got := p.Caret(); got != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, strings.Join(c.want, "\n"))
		}
	}
	if got := (Problem{Pos: Pos{"f", 1, 1}}).Caret() + (Problem{Pos: Pos{File: "f"}, Excerpt: "x"}).Caret(); got != "" {
		t.Errorf("without a line or a place there is no mark: %q", got)
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "abc": 3, "é": 1, "试色": 4, "「」": 4, "ｶﾅ": 2, "한글": 4, "ｗ": 2, "￥": 2, "😀": 2, "e\u0301": 1, "a\u200bb": 2, "𠮷": 2, "—": 1} {
		if got := Columns(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	at := func(file string, line, col int, s Severity, rule, says string, args ...string) Problem {
		return Problem{Pos: Pos{file, line, col}, Severity: s, Rule: rule, Key: Message{En: says}, Args: args}
	}
	want := []Problem{
		at("a", 0, 0, Error, "r", "whole"), at("a", 2, 9, Error, "r", "x"), at("a", 10, 1, Error, "r", "x"), at("a", 10, 2, Error, "q", "x"),
		at("a", 10, 2, Error, "r", "x"), at("a", 10, 2, Error, "r", "x", "1"), at("a", 10, 2, Error, "r", "y"), at("a", 10, 2, Warning, "a", "x"), at("b", 1, 1, Error, "r", "x"),
	}
	shuffled := append(slices.Clone(want), want...)
	slices.Reverse(shuffled)
	got := Sort(shuffled)
	if !slices.EqualFunc(got, want, func(a, b Problem) bool { return compare(a, b) == 0 }) {
		t.Errorf("%v", got)
	}
	if n := Errors(got); n != len(want)-1 {
		t.Errorf("%d errors", n)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		candidates []string
		want       string
	}{
		{"titel", []string{"title", "tags"}, "title"},
		{"tittle", []string{"title", "tags"}, "title"},
		{"Title", []string{"title"}, "title"},
		{"voice/frends.md", []string{"voice/friends.md", "voice/fiends.md"}, "voice/fiends.md"},
		{"relatoinship", []string{"relationship", "rights"}, "relationship"},
		{"林霞", []string{"林夏", "阿陈"}, "林夏"},
		{"xyz", []string{"title", "tags"}, ""},
		{"b", []string{"c", "a"}, "a"},
		{"tag", []string{"tags"}, "tags"},
		{"", []string{"tags"}, ""},
		{"tags", nil, ""},
		{"lin-xia", []string{"lin-xai"}, "lin-xai"},
		{"captured", []string{"posted", "capture"}, "capture"},
	} {
		if got := Nearest(c.name, c.candidates); got != c.want {
			t.Errorf("nearest to %q is %q, want %q", c.name, got, c.want)
		}
		slices.Reverse(c.candidates)
		if got := Nearest(c.name, c.candidates); got != c.want {
			t.Errorf("the other way round, nearest to %q is %q, want %q", c.name, got, c.want)
		}
	}
}
