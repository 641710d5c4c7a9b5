package generator

import (
	"io/fs"
	"sync"

	"playbook/generator/markdown"
	"playbook/generator/search"
	"playbook/generator/source"
	"playbook/generator/theme"
	"playbook/generator/voice"
)

// look is the theme, ready to use.
type look struct {
	*theme.Theme
	assets []theme.Asset
	urls   map[string]string // "site.css" → path in the output
}

// themeOf reads templates, words and theme.yaml.
type themeOf struct{ files []*source.File }

// Digest covers every file with its name.
func (t themeOf) Digest() source.Digest { return digestFiles(t.files) }

// Run parses the templates once, for every page.
func (t themeOf) Run() (*theme.Theme, []source.Problem) { return theme.Load(t.files) }

// bundle makes the style sheets and scripts.
type bundle struct {
	files  []*source.File
	accent string
	at     source.Pos // where the accent is set
}

// Digest covers the assets, the accent, and the colours of code.
func (s bundle) Digest() source.Digest {
	return new(source.Sum).Digest(digestFiles(s.files)).Str(s.accent).Value(s.at).Sum()
}

// Run bundles with esbuild.
func (s bundle) Run() ([]theme.Asset, []source.Problem) {
	return theme.Bundle(s.files, theme.Tokens{Accent: s.accent, At: s.at})
}

// loadTheme loads and bundles the theme.
func (b *build) loadTheme(f *files, c *config) *look {
	l := &look{urls: map[string]string{}}
	l.Theme = run[*theme.Theme](b, []themeOf{{f.theme}})[0]
	assets := []*source.File{
		source.NewFile("assets/code-light.css", "code-light.css", []byte(markdown.Stylesheet(false))),
		source.NewFile("assets/code-dark.css", "code-dark.css", []byte(markdown.Stylesheet(true))),
	}
	assets = append(assets, searchClient()...)
	assets = append(assets, voiceClient()...)
	for _, file := range f.theme {
		if theme.IsAsset(file.Name) {
			assets = append(assets, file)
		}
	}
	l.assets = run[[]theme.Asset](b, []bundle{{assets, c.Accent, c.At("accent")}})[0]
	for _, a := range l.assets {
		l.urls[a.Name] = a.Path
	}
	return l
}

func digestFiles(files []*source.File) source.Digest {
	var s source.Sum
	for _, f := range files {
		s.Str(f.Name).Str(f.Label).Digest(f.Digest)
	}
	return s.Sum()
}

// searchClient and voiceClient are what a theme's scripts may import to search
// and to check drafts, as files beside them; a theme that does not is none the
// larger.
var (
	searchClient = sync.OnceValue(func() []*source.File {
		return clientFiles(search.Client(), "search/", "code.ts", "letters.ts", "query.ts", "tables.ts", "tokens.ts")
	})
	voiceClient = sync.OnceValue(func() []*source.File { return clientFiles(voice.Client(), "voice/", "check.ts", "count.ts") })
)

func clientFiles(below fs.FS, folder string, names ...string) []*source.File {
	var files []*source.File
	for _, name := range names {
		data, err := fs.ReadFile(below, name)
		if err != nil {
			panic(err) // they are part of the program
		}
		files = append(files, source.NewFile("assets/"+folder+name, folder+name, data))
	}
	return files
}
