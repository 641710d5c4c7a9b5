package theme

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"playbook/generator/source"
)

// An Asset is a file of the output that pages refer to by Name.
type Asset struct {
	Name string // "site.css"; of "site.ts" "site.js"
	Path string // in the output, with a hash of the contents: "assets/site-1a2b3c4d5e.css"
	Data []byte
	File *source.File // that Data is a copy of; nil if it was bundled
}

// Tokens are what a site may set of a theme's look.
type Tokens struct {
	Accent string     // "#BC2E1D"; "" for the theme's own
	At     source.Pos // where the site sets it
}

const assets = "assets/"

// IsAsset reports whether a theme's file of this name goes to Bundle.
func IsAsset(name string) bool { return strings.HasPrefix(name, assets) }

// tokens is a style sheet that Bundle writes: the colours that follow from the
// accent. A theme's style sheets import it like a file beside them.
const tokens = assets + "tokens.css"

// imported are style sheets at the top of assets/ that are not published by
// themselves. Those of code are made by the highlighter; without one, importing
// them brings nothing.
var imported = map[string]bool{tokens: true, assets + "code-light.css": true, assets + "code-dark.css": true}

var msgBundle = source.Message{En: "{0}", Zh: "打包时出错：{0}"}

// Bundle makes what pages load, of the files that are assets: of every assets/*.ts one classic script, of
// every assets/*.css one style sheet, both with all they import and minified;
// other files as they are. Names carry a hash of the contents, so that they can
// be kept for ever. The assets come in the order of their names.
func Bundle(files []*source.File, t Tokens) ([]Asset, []source.Problem) {
	sheet, problems := t.sheet()
	b := &bundler{files: map[string]*source.File{}, tokens: sheet, problems: problems}
	for _, f := range files {
		if IsAsset(f.Name) {
			b.files[f.Name] = f
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		b.copy(b.files[name])
	}
	b.build()
	slices.SortFunc(b.assets, func(x, y Asset) int { return cmp.Compare(x.Name, y.Name) })
	return b.assets, source.Sort(b.problems)
}

type bundler struct {
	files    map[string]*source.File // by name in the theme: "assets/site.css"
	tokens   string
	assets   []Asset
	paths    map[string]string // of copied files, by name in the theme
	problems []source.Problem
}

// isEntry reports whether a file is bundled, and not just a part of a bundle.
func isEntry(name string) bool {
	return path.Dir(name)+"/" == assets && loaders[path.Ext(name)] != api.LoaderNone && !imported[name]
}

var loaders = map[string]api.Loader{".ts": api.LoaderTS, ".css": api.LoaderCSS}

// copy adds a file that is published as it is.
func (b *bundler) copy(f *source.File) {
	if loaders[path.Ext(f.Name)] != api.LoaderNone || imported[f.Name] {
		return
	}
	data, err := f.Bytes()
	if err != nil {
		b.problems = append(b.problems, unreadable(f, err))
		return
	}
	b.add(strings.TrimPrefix(f.Name, assets), data)
	b.assets[len(b.assets)-1].File = f
	if b.paths == nil {
		b.paths = map[string]string{}
	}
	b.paths[f.Name] = b.assets[len(b.assets)-1].Path
}

func (b *bundler) add(name string, data []byte) {
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + source.DigestBytes(data).Short() + ext
	b.assets = append(b.assets, Asset{Name: name, Path: assets + hashed, Data: data})
}

// build bundles the entries. Esbuild sees no file system, only our files.
func (b *bundler) build() {
	var entries []api.EntryPoint
	for name := range b.files {
		if isEntry(name) {
			base := path.Base(name)
			entries = append(entries, api.EntryPoint{InputPath: name, OutputPath: strings.TrimSuffix(base, path.Ext(base))})
		}
	}
	if len(entries) == 0 {
		return
	}
	slices.SortFunc(entries, func(x, y api.EntryPoint) int { return cmp.Compare(x.InputPath, y.InputPath) })
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: entries,
		Outdir:              "out",
		Bundle:              true,
		Format:              api.FormatIIFE,
		Platform:            api.PlatformBrowser,
		Target:              api.ES2019,
		Charset:             api.CharsetUTF8,
		LegalComments:       api.LegalCommentsNone,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		TsconfigRaw:         "{}", // not one that lies around where the program runs
		Plugins:             []api.Plugin{{Name: "theme", Setup: b.setup}},
		LogLevel:            api.LogLevelSilent,
	})
	for _, m := range result.Errors {
		b.problems = append(b.problems, b.problem(m, source.Error))
	}
	for _, m := range result.Warnings {
		b.problems = append(b.problems, b.problem(m, source.Warning))
	}
	for _, f := range result.OutputFiles {
		b.add(filepath.Base(f.Path), f.Contents)
	}
}

// space marks paths as ours; what is not in it esbuild would look for on disk.
const space = "theme"

func (b *bundler) setup(p api.PluginBuild) {
	p.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) { return b.resolve(a), nil })
	p.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: space}, func(a api.OnLoadArgs) (api.OnLoadResult, error) { return b.load(a.Path) })
}

// resolve finds what one file names in another: as written or, for scripts,
// without ".ts". Files that are published as they are get their hashed path.
func (b *bundler) resolve(a api.OnResolveArgs) api.OnResolveResult {
	if a.Kind == api.ResolveEntryPoint {
		return api.OnResolveResult{Path: a.Path, Namespace: space}
	}
	if strings.HasPrefix(a.Path, "#") {
		return api.OnResolveResult{Path: a.Path, External: true}
	}
	if strings.Contains(a.Path, ":") || strings.HasPrefix(a.Path, "//") {
		return api.OnResolveResult{Errors: []api.Message{{Text: "a theme uses its own files only, not " + a.Path}}}
	}
	name := path.Join(path.Dir(a.Importer), a.Path)
	if hashed, ok := b.paths[name]; ok {
		return api.OnResolveResult{Path: "./" + strings.TrimPrefix(hashed, assets), External: true}
	}
	for _, n := range []string{name, name + ".ts"} {
		if b.files[n] != nil || imported[n] {
			return api.OnResolveResult{Path: n, Namespace: space}
		}
	}
	return api.OnResolveResult{Errors: []api.Message{{Text: "there is no file " + name + " in the theme"}}}
}

func (b *bundler) load(name string) (api.OnLoadResult, error) {
	text := ""
	switch f := b.files[name]; {
	case name == tokens:
		text = b.tokens
	case f != nil:
		data, err := f.Bytes()
		if err != nil {
			return api.OnLoadResult{}, err
		}
		text = string(data)
	}
	return api.OnLoadResult{Contents: &text, Loader: loaders[path.Ext(name)]}, nil
}

// problem is a message of esbuild, whose columns are bytes from 0.
func (b *bundler) problem(m api.Message, s source.Severity) source.Problem {
	p := source.Problem{Pos: source.Pos{File: "theme"}, Severity: s, Rule: "assets", Key: msgBundle, Args: []string{m.Text}}
	at := m.Location
	if at == nil {
		return p
	}
	name := strings.TrimPrefix(at.File, space+":")
	p.Pos = source.Pos{File: name, Line: at.Line, Col: utf8.RuneCountInString(at.LineText[:min(at.Column, len(at.LineText))]) + 1}
	p.Excerpt = at.LineText
	if f := b.files[name]; f != nil {
		p.File = f.Label
	}
	return p
}
