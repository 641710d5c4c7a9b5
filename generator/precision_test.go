package generator

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"playbook/generator/voice"
)

// packBook is the packs that ship, as a site in Chinese runs them.
func packBook(t *testing.T) *rulebook {
	t.Helper()
	site := "title: T\nlanguages: [zh]\npacks: [absolute-terms, ad-speak, disclosure, diversion, false-urgency, guarantees, hype-words, interaction-bait, medical-claims]\n"
	b := begin(memoryInput(fstest.MapFS{"site.yaml": {Data: []byte(site)}}), nil)
	files := b.read()
	c := b.configure(files)
	look := b.loadTheme(files, c)
	docs := b.parse(files, c)
	linked := b.link(files, c, look, docs, nil, nil, nil)
	return linked.books[0]
}

// TestPrecision runs the packs over sentences that were labelled by hand, and
// says how many of those that were meant are found, and how many of those found
// were meant. With PLAYBOOK_PROSE, the name of a file with a sentence on each
// line, it runs the rules of absolute terms over that and says how often they
// fire in 10,000 Han characters:
//
//	PLAYBOOK_PROSE=prose.txt go test ./generator -run TestPrecision -v
func TestPrecision(t *testing.T) {
	t.Parallel()
	book := packBook(t)
	labelled(t, book)
	name := os.Getenv("PLAYBOOK_PROSE")
	if name == "" {
		return
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sentences, han, hits := 0, 0, 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text := lines.Text()
		sentences++
		for _, r := range text {
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
		for _, f := range book.Draft(voice.Draft{Body: text}) {
			if strings.HasPrefix(f.ID, "absolute-") {
				hits++
				t.Logf("%s: %q in %s", f.ID, f.Words(text), text)
			}
		}
	}
	rate := float64(hits) * 10000 / float64(max(han, 1))
	t.Logf("%d sentences, %d Han characters: absolute terms %d times, %.2f in 10,000", sentences, han, hits, rate)
	if rate >= 0.5 {
		t.Errorf("that is too often for prose")
	}
}

func labelled(t *testing.T, book *rulebook) {
	data, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var meant, found, both int
	for line := range strings.Lines(string(data)) {
		label, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue
		}
		caught := len(book.Draft(voice.Draft{Platform: "xiaohongshu", Body: text})) > 0
		if label == "+" {
			meant++
		}
		if caught {
			found++
		}
		if caught && label == "+" {
			both++
		} else if caught != (label == "+") {
			t.Logf("labelled %s, caught %t: %s", label, caught, text)
		}
	}
	t.Logf("of %d sentences that were meant %d are found; %d of %d found were meant", meant, both, both, found)
	if both*100 < 80*meant || both*100 < 90*found {
		t.Errorf("the packs find %d of %d, and %d of them rightly", found, meant, both)
	}
}
