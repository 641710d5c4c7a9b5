package theme

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"playbook/generator/source"
)

// english is the language that others fall back to, and the one that a theme
// must have if it has words at all.
const english = "en"

// languages are those that a site can be in.
var languages = []string{english, "zh"}

// one ends the key of a word for exactly one thing: "posts-count.one" beside
// "posts-count". Only languages that make the difference have it.
const one = ".one"

// words are the texts of a theme, by language and key.
type words map[string]table

// table is the words of one language.
type table map[string]word

type word struct {
	text string
	at   source.Pos
}

var (
	msgNoWord   = source.Message{En: "{1} has no word \"{0}\", which {2} has", Zh: "{1} 里没有“{0}”，而 {2} 里有"}
	helpNoWord  = source.Message{En: "translate it there, or remove it here", Zh: "请补上译文，或在这里删掉"}
	msgHoles    = source.Message{En: "\"{0}\" takes {1} here and {2} in English", Zh: "“{0}”在这里用到 {1}，英文里却是 {2}"}
	msgSentence = source.Message{En: "a word is one text; put it in quotes if it has a colon", Zh: "每个词条应是一段文字；含冒号时请加引号"}
)

// read adds the words of i18n/<language>.yaml.
func (w *words) read(language string, text *source.Text) []source.Problem {
	if *w == nil {
		*w = words{}
	}
	t := table{}
	(*w)[language] = t
	r := &reader{text: text}
	for _, p := range r.pairs(r.root(), nil) {
		if p.Value.Kind != source.Scalar {
			r.report(p.Value, msgSentence, source.Message{})
			continue
		}
		t[p.Key.Value] = word{p.Value.Value, r.at(p.Key)}
	}
	return r.problems
}

// langKey is a word that every language has without writing it: its own name.
const langKey = "lang"

// finish adds what every theme has, and returns what is wrong with the words.
func (w *words) finish() []source.Problem {
	if *w == nil {
		*w = words{}
	}
	problems := w.check()
	if (*w)[english] == nil {
		(*w)[english] = table{}
	}
	for lang, t := range *w {
		t[langKey] = word{text: lang}
	}
	return problems
}

func (w words) languages() []string { return slices.Sorted(maps.Keys(w)) }

// check reports words that a language lacks and another has. It is an error: a
// reader would meet a foreign word in the middle of a sentence.
func (w words) check() []source.Problem {
	var problems []source.Problem
	all := w.languages()
	for _, here := range all {
		for _, key := range slices.Sorted(maps.Keys(w[here])) {
			said := w[here][key]
			for _, there := range all {
				if _, ok := w[there][key]; !ok && !strings.HasSuffix(key, one) {
					problems = append(problems, source.Problem{Pos: said.at, Rule: "words",
						Key: msgNoWord, Args: []string{key, "i18n/" + there + ".yaml", "i18n/" + here + ".yaml"}, Help: helpNoWord})
				}
			}
			if en, ok := w[english][key]; ok && holes(en.text) != holes(said.text) {
				problems = append(problems, source.Problem{Pos: said.at, Rule: "words",
					Key: msgHoles, Args: []string{key, holes(said.text), holes(en.text)}})
			}
		}
	}
	return problems
}

// holes are the places for arguments in text, in order of their number: "{0} {1}".
func holes(text string) string {
	var found []string
	for n := range 10 {
		if h := fmt.Sprintf("{%d}", n); strings.Contains(text, h) {
			found = append(found, h)
		}
	}
	return cmp.Or(strings.Join(found, " "), "{}")
}

// Word is the theme's text for key in lang, with args in the places of {0},
// {1} …. If the first argument is one thing, a text for key + ".one" goes
// first. What lang lacks is English; what English lacks is the part of key
// after its last dot, so "platform.bilibili" reads "bilibili".
func (t *Theme) Word(lang, key string, args ...any) string {
	text := t.words.find(lang, key, args)
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	said := make([]string, len(args))
	for i, a := range args {
		said[i] = say(a)
	}
	return source.Message{En: text}.Text(english, said)
}

// Words are the keys that a language has words for, in order.
func (t *Theme) Words(lang string) []string { return slices.Sorted(maps.Keys(t.words[lang])) }

func (w words) find(lang, key string, args []any) string {
	single := len(args) > 0 && say(args[0]) == "1"
	for _, t := range [2]table{w[lang], w[english]} {
		if single {
			if said, ok := t[key+one]; ok {
				return said.text
			}
		}
		if said, ok := t[key]; ok {
			return said.text
		}
	}
	return key[strings.LastIndexByte(key, '.')+1:]
}

func say(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}
