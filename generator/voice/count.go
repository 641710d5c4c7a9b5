package voice

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Count is how long text is to a platform:
//
//	characters  as they are written
//	xhs-units   of Xiaohongshu: a UTF-16 unit above 127 is one, any other half of one
//	words       runs without spaces, and every Chinese or Japanese character
//
// Topics and images are not counted in a text; they are 0 here.
func Count(unit, text string) int {
	switch unit {
	case "characters":
		return utf8.RuneCountInString(text)
	case "xhs-units":
		return xhsUnits(text)
	case "words":
		return countWords(text)
	}
	return 0
}

func xhsUnits(text string) int {
	halves := 0
	for _, r := range text {
		switch {
		case r < 0x80:
			halves++
		case r < 0x10000:
			halves += 2
		default:
			halves += 4
		}
	}
	return (halves + 1) / 2
}

func countWords(text string) int {
	n, inWord := 0, false
	for _, r := range text {
		switch {
		case strings.ContainsRune(" \t\n\r\u3000\u00a0", r):
			inWord = false
		case isGlyph(r):
			n, inWord = n+1, false
		case !inWord:
			n, inWord = n+1, true
		}
	}
	return n
}

// isGlyph reports whether r is of a script that is written without spaces.
func isGlyph(r rune) bool {
	return r >= 0x3040 && r <= 0x30FF || r >= 0x3400 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x323AF
}

// Within is how many characters of text are within max, which is all of them if
// the text is.
func Within(unit, text string, max int) int {
	runes := []rune(text)
	return sort.Search(len(runes), func(i int) bool { return Count(unit, string(runes[:i+1])) > max })
}

// topicEnds are characters that no topic has in it.
const topicEnds = " \t\n\r\u3000#[]@,.!?;:，。！？、；：…()（）\"'“”《》【】"

// Topics counts the topics of a text as a platform writes them: "#{}[话题]#",
// "#{}#" or "#{}", where {} stands for the words.
func Topics(syntax, text string) int {
	_, end, _ := strings.Cut(syntax, "{}")
	n := 0
	for {
		at := strings.IndexByte(text, '#')
		if at < 0 {
			return n
		}
		text = text[at+1:]
		words := strings.IndexAny(text, topicEnds)
		if words < 0 {
			words = len(text)
		}
		rest := text[words:]
		switch {
		case words == 0:
			continue
		case end != "" && strings.HasPrefix(rest, end):
			rest = rest[len(end):]
		case end == "#": // a mark that is never closed
			text = rest
			continue
		}
		n, text = n+1, rest
	}
}
