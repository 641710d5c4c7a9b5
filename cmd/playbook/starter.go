package main

import (
	"bytes"
	"embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"playbook/generator/defaults"
)

// starter is what a new site begins with, by language, and the workflows.
//
//go:embed init
var starter embed.FS

// wishes are what the answers of init come to.
type wishes struct {
	Languages []string
	Title     string
	Accent    string
	Timezone  string
	Packs     []string
	CI        string // github, gitlab or none
	today     time.Time

	languages, packs string // as somebody wrote them
}

// First is the language that owns the root.
func (w wishes) First() string { return w.Languages[0] }

// TitleIn is the title in a language: one that somebody chose is the same in
// all, the usual one is translated.
func (w wishes) TitleIn(lang string) string {
	if w.Title == defaultTitle.Text(w.First(), nil) {
		return defaultTitle.Text(lang, nil)
	}
	return w.Title
}

// usualPacks are those that a new site in a language should not be without.
var usualPacks = map[string][]string{"zh": {"absolute-terms", "disclosure", "medical-claims"}, "en": {"disclosure", "hype-words"}}

// packNames are the packs of wording rules that come with the program.
func packNames() []string {
	files, _ := fs.Glob(defaults.Files, "voice/*.en.md")
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".en.md")
	}
	return files
}

// choosePacks are the packs that s names, if it names packs.
func choosePacks(s string) (packs []string, ok bool) {
	switch s {
	case "all":
		return packNames(), true
	case "none":
		return nil, true
	}
	for _, name := range splitList(s) {
		if !slices.Contains(packNames(), name) {
			return nil, false
		}
		packs = append(packs, name)
	}
	return packs, len(packs) > 0
}

// newFile is one file of a new site.
type newFile struct {
	name string
	data []byte
}

// files is the whole new site.
func (w wishes) files() ([]newFile, error) {
	files := []newFile{{".gitignore", nil}, {"content/site.yaml", nil}}
	var err error
	if files[0].data, err = fs.ReadFile(starter, "init/gitignore"); err != nil {
		return nil, err
	}
	if files[1].data, err = w.render("init/site.yaml"); err != nil {
		return nil, err
	}
	for i, lang := range w.Languages {
		more, err := w.content(lang, i > 0)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	picture, err := swatch(w.Accent)
	if err != nil {
		return nil, err
	}
	files = append(files, newFile{w.place("posts/first-wear/1.jpg"), picture})
	workflow, err := w.workflow()
	return append(files, workflow...), err
}

// content is the starter of one language; of a second language only what is
// worth translating, for the words of a creator and their name are theirs.
func (w wishes) content(lang string, translation bool) ([]newFile, error) {
	var files []newFile
	root := "init/" + lang
	err := fs.WalkDir(starter, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below := strings.TrimPrefix(name, root+"/")
		theirs := path.Base(below) == "example-creator.md" || strings.HasPrefix(below, "posts/first-wear/")
		if translation && theirs {
			return nil
		}
		data, err := w.render(name)
		if err != nil {
			return err
		}
		if translation {
			below = strings.TrimSuffix(below, ".md") + "." + lang + ".md"
		}
		files = append(files, newFile{w.place(below), data})
		return nil
	})
	return files, err
}

// place is where a file of the starter goes: posts lie in a folder for their year.
func (w wishes) place(name string) string {
	if rest, ok := strings.CutPrefix(name, "posts/first-wear/"); ok {
		return "content/posts/" + strconv.Itoa(w.daysFrom(-12).Year()) + "/first-wear/" + rest
	}
	return "content/" + name
}

func (w wishes) daysFrom(days int) time.Time { return w.today.AddDate(0, 0, days) }

// render fills in a file of the starter. Its dates are counted from today, so
// that the permission of the example post is good.
func (w wishes) render(name string) ([]byte, error) {
	data, err := fs.ReadFile(starter, name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(name).Funcs(template.FuncMap{
		"json":   jsonText,
		"join":   strings.Join,
		"packs":  packNames,
		"day":    func(days int) string { return w.daysFrom(days).Format(time.DateOnly) },
		"noteID": func(days int) string { return noteID(w.daysFrom(days)) },
		"code":   func(days int) string { return shortcode(w.daysFrom(days)) },
	}).Parse(string(data))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, w)
	return b.Bytes(), err
}

// noteID is an id as Xiaohongshu would have given it at t: it begins with the
// second. The example's date agrees with its address, as a real one's does.
func noteID(t time.Time) string { return fmt.Sprintf("%08x%016x", t.Unix(), 0) }

// shortcode is a code as Instagram would have given it at t: milliseconds since
// its own epoch above 23 bits, in base 64.
func shortcode(t time.Time) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(t.UnixMilli()-1314220021721)<<23)
	padded := append([]byte{0}, b[:]...)
	return strings.TrimLeft(base64.URLEncoding.EncodeToString(padded), "A")
}

// jsonText is s in quotes, which YAML reads as JSON does.
func jsonText(s string) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// swatch is a small picture in the accent colour, a little darker towards one
// corner, so that the new site has something to show.
func swatch(accent string) ([]byte, error) {
	rgb, err := strconv.ParseUint(accent[1:], 16, 32)
	if err != nil {
		return nil, err
	}
	const width, height = 600, 800
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			light := 255 - 70*(x+y)/(width+height)
			shade := func(shift uint) uint8 { return uint8(int(rgb>>shift&0xff) * light / 255) }
			img.SetRGBA(x, y, color.RGBA{shade(16), shade(8), shade(0), 255})
		}
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 80})
	return b.Bytes(), err
}
