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

// one ends the key of a word for exactly one thing: "posts-count.one" beside
// "posts-count". Only languages that make the difference have it.
const one = ".one"

// words are the texts of a theme, by language and key.
type words map[string]map[string]word

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
func (w *words) read(language string, t *source.Text) []source.Problem {
	if *w == nil {
		*w = words{}
	}
	table := map[string]word{}
	(*w)[language] = table
	r := &reader{text: t}
	for _, p := range r.pairs(r.root(), nil) {
		if p.Value.Kind != source.Scalar {
			r.report(p.Value, msgSentence, source.Message{})
			continue
		}
		table[p.Key.Value] = word{p.Value.Value, r.at(p.Key)}
	}
	return r.problems
}

// check reports words that a language lacks and another has. It is an error: a
// reader would meet a foreign word in the middle of a sentence.
func (w words) check() []source.Problem {
	var problems []source.Problem
	languages := slices.Sorted(maps.Keys(w))
	for _, here := range languages {
		for _, key := range slices.Sorted(maps.Keys(w[here])) {
			said := w[here][key]
			for _, there := range languages {
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

func (w words) find(lang, key string, args []any) string {
	single := len(args) > 0 && say(args[0]) == "1"
	for _, table := range [2]map[string]word{w[lang], w[english]} {
		if single {
			if said, ok := table[key+one]; ok {
				return said.text
			}
		}
		if said, ok := table[key]; ok {
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
