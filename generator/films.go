package generator

import (
	"strings"

	"playbook/generator/picture"
	"playbook/generator/source"
)

// A Film is an MP4 in the output.
type Film struct {
	URL           string
	Width, Height int
	Captions      string // URL of WebVTT, or ""
	Lang          string // of them
}

// filmfile is a film of the content, measured.
type filmfile struct {
	file *source.File
	size picture.Film
	url  string
}

// measuredFilm is what the header of a film says.
type measuredFilm struct{ file *source.File }

// Digest covers the file.
func (m measuredFilm) Digest() source.Digest {
	return new(source.Sum).Digest(m.file.Digest).Str(m.file.Label).Sum()
}

// Run reads the header only.
func (m measuredFilm) Run() (picture.Film, []source.Problem) { return picture.MeasureFilm(m.file) }

// measureFilms reads the header of every film beside the content.
func (b *build) measureFilms(f *files) map[string]*filmfile {
	var steps []measuredFilm
	for _, name := range sortedKeys(f.pictures) {
		if isVideo(name) {
			steps = append(steps, measuredFilm{f.pictures[name]})
		}
	}
	table := make(map[string]*filmfile, len(steps))
	for i, size := range run[picture.Film](b, steps) {
		if size.Width > 0 {
			file := steps[i].file
			table[file.Name] = &filmfile{file, size, "media/" + film{file}.Digest().Short() + ".mp4"}
		}
	}
	return table
}

// film publishes an MP4 without what is not seen or heard.
type film struct{ file *source.File }

// Digest covers the file, its name, which problems carry, and what cleans it.
func (f film) Digest() source.Digest {
	return new(source.Sum).Str(f.file.Label).Digest(f.file.Digest).Str(picture.Version).Sum()
}

// Run overwrites what is not kept.
func (f film) Run() (made, []source.Problem) {
	if _, err := f.file.Bytes(); err != nil {
		return made{}, cannotRead(f.file, err)
	}
	data, problems := picture.EncodeFilm(f.file)
	return made{data: data, drawn: true, origin: f.file.Digest, label: f.file.Label}, problems
}

// subtitles publishes the words of a film without notes to those who write them.
type subtitles struct{ file *source.File }

// Digest covers the file and its name.
func (c subtitles) Digest() source.Digest {
	return new(source.Sum).Str(c.file.Label).Digest(c.file.Digest).Sum()
}

// Run keeps the cues (WebVTT §4.1: blocks between empty lines).
func (c subtitles) Run() (made, []source.Problem) {
	data, err := c.file.Bytes()
	if err != nil {
		return made{}, cannotRead(c.file, err)
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	out := "WEBVTT\n"
	for _, block := range strings.Split(text, "\n\n") {
		if block = strings.Trim(block, "\n"); strings.Contains(block, "-->") && !strings.HasPrefix(block, "NOTE") {
			out += "\n" + block + "\n"
		}
	}
	return made{data: []byte(out), origin: c.file.Digest, label: c.file.Label}, nil
}

// film is a film that a post shows, and notes that it must be made. Nil if the
// content does not have it: then it is with its platform.
func (l *linker) film(m medium, lang string, n *notes) *Film {
	if l.withheld[m.name] != nil {
		return nil // which its picture reports
	}
	f := l.films[m.name]
	if f == nil {
		return nil
	}
	shown := &Film{URL: f.url, Width: f.size.Width, Height: f.size.Height}
	n.publish(f.url, film{f.file})
	if words := l.files.pictures[m.captions]; words != nil && l.withheld[m.captions] == nil {
		step := subtitles{words}
		shown.Captions, shown.Lang = "media/"+step.Digest().Short()+".vtt", lang
		n.publish(shown.Captions, step)
	}
	return shown
}
