package markdown

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// maxCode is the longest code that is coloured, in bytes: beyond it colours
// help nobody, and lexers are slow (some 170 µs for five lines).
const maxCode = 100_000

// Highlight is a code block with a class per token. What is in no language we
// know is plain.
func Highlight(lang, code string) string {
	var b strings.Builder
	lexer := lexerFor(lang)
	if lexer != nil && len(code) <= maxCode && colour(&b, lexer, code) {
		return b.String()
	}
	b.Reset()
	b.WriteString(wrapper{}.Start(true, ""))
	b.Write(appendEscaped(nil, code))
	b.WriteString(wrapper{}.End(true))
	return b.String()
}

// A wrapper is the element around a block. Long lines scroll in it, so the
// keyboard must reach it.
type wrapper struct{}

func (wrapper) Start(bool, string) string { return `<pre class="chroma" tabindex="0"><code>` }

func (wrapper) End(bool) string { return "</code></pre>" }

// colour writes code with its tokens marked; it fails if the lexer does.
func colour(b *strings.Builder, lexer chroma.Lexer, code string) (ok bool) {
	// Lexers are tables of expressions by many authors; one that panics costs
	// colours, not the site.
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return false
	}
	return formatter.Format(b, styles.Fallback, tokens) == nil
}

var formatter = html.New(html.WithClasses(true), html.WithAllClasses(true), html.TabWidth(4), html.WithPreWrapper(wrapper{}))

// lexerNames is every name and alias of chroma in lower case. chroma's own
// look-up goes on to match file patterns of all lexers when a name is unknown,
// which made up half of the time of a site with thousands of such fences.
var lexerNames = sync.OnceValue(func() map[string]chroma.Lexer {
	names := map[string]chroma.Lexer{}
	for _, l := range lexers.GlobalLexerRegistry.Lexers {
		for _, alias := range l.Config().Aliases {
			names[strings.ToLower(alias)] = l
		}
	}
	for _, l := range lexers.GlobalLexerRegistry.Lexers {
		names[strings.ToLower(l.Config().Name)] = l
	}
	// chroma knows this one as a file's ending only.
	names["yml"] = names["yaml"]
	return names
})

func lexerFor(lang string) chroma.Lexer {
	if lang == "" {
		return nil
	}
	l := lexerNames()[strings.ToLower(lang)]
	if l == nil {
		return nil
	}
	return chroma.Coalesce(l)
}

// Stylesheet is the CSS of the classes that Highlight writes, for a light or a
// dark page.
func Stylesheet(dark bool) string {
	name := "github"
	if dark {
		name = "github-dark"
	}
	var b strings.Builder
	if err := formatter.WriteCSS(&b, styles.Get(name)); err != nil {
		panic("markdown: " + err.Error()) // a strings.Builder takes everything
	}
	return b.String()
}
