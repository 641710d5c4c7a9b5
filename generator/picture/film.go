package picture

import (
	"bytes"
	"cmp"
	"io"
	"path"
	"slices"

	"playbook/generator/source"
)

// Film is what the header of an MP4 says: how large it is drawn.
type Film struct{ Width, Height int }

// maxMoov is how long the part of an MP4 may be that describes it: hours.
const maxMoov = 32 << 20

// MeasureFilm reads the boxes that describe an MP4, and never its pictures.
// Other containers are refused with the command that converts them.
func MeasureFilm(f *source.File) (Film, []source.Problem) {
	r, err := f.Open()
	if err != nil {
		return Film{}, []source.Problem{problem(f, err)}
	}
	defer r.Close()
	film, fault, err := measureFilm(r, f.Size, f.Name)
	if err != nil {
		return Film{}, []source.Problem{problem(f, err)}
	}
	if fault != nil {
		return film, []source.Problem{problem(f, fault)}
	}
	return film, nil
}

func measureFilm(r io.Reader, size int64, name string) (Film, *fault, error) {
	s := newScan(r, size)
	if err := filmKind(s.peek(64), name); err != nil {
		return Film{}, nil, err
	}
	if size > MaxBytes {
		return Film{}, nil, bad(msgBytes, helpShorter, digits(int(size>>20)), digits(MaxBytes>>20))
	}
	for s.err == nil && s.pos < size {
		head := s.bytes(8)
		kind, n, used := string(head[4:]), int64(be32(head)), int64(8)
		switch n {
		case 0:
			n = size - s.pos + 8
		case 1:
			long := s.bytes(8)
			n, used = int64(be32(long))<<32|int64(be32(long[4:])), 16
		}
		switch {
		case s.err != nil:
		case n < used || n > size:
			s.fail(errTruncated)
		case kind == "moof":
			return Film{}, nil, bad(msgParts, helpJoin, filmNames(name)...)
		case kind == "moov" && n-used > maxMoov:
			return Film{}, nil, bad(msgBroken, helpAgain, "its index is too long")
		case kind == "moov":
			return filmOf(s.bytes(int(n-used)), name, s)
		default:
			s.skip(n - used)
		}
	}
	return Film{}, nil, cmp.Or[error](s.err, errTruncated)
}

// filmKind refuses what is no MP4.
func filmKind(start []byte, name string) error {
	switch {
	case len(start) == 0:
		return bad(msgEmpty, helpAgain)
	case matches(start, "????ftypqt  ") || matches(start, "????moov") || matches(start, "????wide"):
		return bad(msgContainer, helpJoin, append(filmNames(name), "QuickTime")...)
	case matches(start, "????ftyp"):
		return nil
	case matches(start, "\x1a\x45\xdf\xa3"):
		return bad(msgContainer, helpRecode, append(filmNames(name), "WebM")...)
	case matches(start, "RIFF????AVI "):
		return bad(msgContainer, helpRecode, append(filmNames(name), "AVI")...)
	}
	return bad(msgNoFilm, helpRecode, filmNames(name)...)
}

// filmNames is a film's name and that of the MP4 to make of it, for a shell.
func filmNames(name string) []string {
	name = path.Base(name)
	to := renamed(name, ".mp4")
	if to == name {
		to = renamed(name, "-new.mp4")
	}
	return []string{quoted(name), quoted(to)}
}

// filmOf reads the size of the first track of pictures.
func filmOf(moov []byte, name string, s *scan) (Film, *fault, error) {
	if s.err != nil {
		return Film{}, nil, s.err
	}
	var film Film
	var warning *fault
	err := boxes(moov, func(b box) error {
		if b.kind != "trak" || film.Width > 0 {
			return nil
		}
		t, err := readTrack(b.body)
		if err != nil || t.handler != "vide" {
			return err
		}
		film = Film{t.width, t.height}
		if t.codec == "hvc1" || t.codec == "hev1" || t.codec == "apcn" || t.codec == "apch" {
			warning = warn(msgCodec, helpRecode, filmNames(name)...)
		}
		return nil
	})
	if err == nil && (film.Width <= 0 || film.Height <= 0) {
		err = bad(msgNoFilm, helpRecode, filmNames(name)...)
	}
	return film, warning, err
}

// A box is one part of an MP4 (ISO/IEC 14496-12 §4.2). It shares its bytes with
// the file.
type box struct {
	kind        string
	whole, body []byte
}

var errFilm = bad(msgBroken, helpAgain, "its boxes do not fit into each other")

// boxes calls visit for every box of b.
func boxes(b []byte, visit func(box) error) error {
	for len(b) > 0 {
		if len(b) < 8 {
			return errFilm
		}
		n, head := int64(be32(b)), int64(8)
		switch n {
		case 0:
			n = int64(len(b))
		case 1:
			if len(b) < 16 {
				return errFilm
			}
			n, head = int64(be32(b[8:]))<<32|int64(be32(b[12:])), 16
		}
		if n < head || n > int64(len(b)) {
			return errFilm
		}
		if err := visit(box{string(b[4:8]), b[:n:n], b[head:n:n]}); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// blank overwrites a box in place, so that nothing behind it moves.
func (b box) blank() {
	copy(b.whole[4:8], "free")
	clear(b.body)
}

// track is what is read of a track.
type track struct {
	handler, codec string
	width, height  int
	chunks         []span // where its samples lie in the file
	table          sampleTable
}

// sampleTable says which samples lie where (§8.6, §8.7).
type sampleTable struct {
	sizes                    []byte // of stsz from its first entry, or nil
	size, count              int    // of each, if all have one; how many
	perChunk, offsets, large []byte
	small                    bool // sizes are of stz2
}

func readTrack(trak []byte) (track, error) {
	var t track
	var visit func(in string) func(box) error
	visit = func(in string) func(box) error {
		return func(b box) error {
			if !slices.Contains(keptBoxes[in], b.kind) {
				return nil // so that boxes are no deeper than they should be
			}
			if b.kind == "mdia" || b.kind == "minf" || b.kind == "stbl" {
				return boxes(b.body, visit(b.kind))
			}
			return t.read(b)
		}
	}
	err := boxes(trak, visit("trak"))
	return t, err
}

// read takes in one box of a track.
func (t *track) read(b box) error {
	switch b.kind {
	case "tkhd":
		return t.readSize(b.body)
	case "hdlr":
		if len(b.body) < 12 {
			return errFilm
		}
		t.handler = string(b.body[8:12])
	case "stsd":
		if len(b.body) >= 16 {
			t.codec = string(b.body[12:16])
		}
	case "stsz", "stz2":
		if len(b.body) < 12 {
			return errFilm
		}
		t.table.small = b.kind == "stz2"
		t.table.size, t.table.count, t.table.sizes = be32(b.body[4:]), be32(b.body[8:]), b.body[12:]
	case "stsc":
		t.table.perChunk = b.body
	case "stco":
		t.table.offsets = b.body
	case "co64":
		t.table.large = b.body
	}
	return nil
}

// readSize reads the end of a track header: a matrix that may turn the pictures
// by a quarter, and their size.
func (t *track) readSize(b []byte) error {
	if len(b) < 84 {
		return errFilm
	}
	end := b[len(b)-44:]
	t.width, t.height = be32(end[36:])>>16, be32(end[40:])>>16
	if be32(end) == 0 && be32(end[16:]) == 0 {
		t.width, t.height = t.height, t.width
	}
	return nil
}

// locate finds the chunks of a track.
func (t *track) locate(size int64) error {
	s := t.table
	rows := entries(s.perChunk, 12)
	offsets, width := entries(s.offsets, 4), 4
	if s.large != nil {
		offsets, width = entries(s.large, 8), 8
	}
	sample, row := 0, 0
	for c := range len(offsets) / width {
		for row+1 < len(rows)/12 && be32(rows[12*(row+1):]) <= c+1 {
			row++
		}
		if len(rows) == 0 {
			return errFilm
		}
		from := int64(be32(offsets[width*c:]))
		if width == 8 {
			from = from<<32 | int64(be32(offsets[8*c+4:]))
		}
		to := from
		samples := min(be32(rows[12*row+4:]), s.count-sample)
		if s.size > 0 && !s.small {
			to += int64(samples) * int64(s.size)
			sample, samples = sample+samples, 0
		}
		for range samples {
			n, ok := s.sizeOf(sample)
			if !ok {
				return errFilm
			}
			to += int64(n)
			sample++
		}
		if from < 0 || to < from || to > size {
			return errTruncated
		}
		t.chunks = append(t.chunks, span{from, to})
	}
	return nil
}

// entries is the table of a full box whose entries have n bytes.
func entries(b []byte, n int) []byte {
	if len(b) < 8 {
		return nil
	}
	count := min(be32(b[4:]), (len(b)-8)/n)
	return b[8 : 8+n*count]
}

func (s sampleTable) sizeOf(i int) (int, bool) {
	switch {
	case s.small && s.size == 16 && 2*i+2 <= len(s.sizes):
		return be16(s.sizes[2*i:]), true
	case s.small && s.size == 8 && i < len(s.sizes):
		return int(s.sizes[i]), true
	case !s.small && 4*i+4 <= len(s.sizes):
		return be32(s.sizes[4*i:]), true
	}
	return 0, false
}

// EncodeFilm is an MP4 with its pictures and sound as they are, and everything
// else overwritten: texts, places, times, other tracks, and what no track shows.
func EncodeFilm(f *source.File) ([]byte, []source.Problem) {
	if f.Size > MaxBytes {
		return nil, []source.Problem{problem(f, bad(msgBytes, helpShorter, digits(int(f.Size>>20)), digits(MaxBytes>>20)))}
	}
	data, err := f.Bytes()
	if err == nil {
		data = bytes.Clone(data)
		err = cleanFilm(data, f.Name)
	}
	if err != nil {
		return nil, []source.Problem{problem(f, err)}
	}
	return data, nil
}

// keptBoxes are the boxes that playing needs, by the box that they are in.
var keptBoxes = map[string][]string{
	"":     {"ftyp", "moov", "mdat"},
	"moov": {"mvhd", "trak"},
	"trak": {"tkhd", "edts", "mdia"},
	"edts": {"elst"},
	"mdia": {"mdhd", "hdlr", "minf"},
	"minf": {"vmhd", "smhd", "dinf", "stbl"},
	"dinf": {"dref"},
	"stbl": {"stsd", "stts", "ctts", "cslg", "stsc", "stsz", "stz2", "stco", "co64", "stss", "sdtp", "sgpd", "sbgp"},
}

func cleanFilm(data []byte, name string) error {
	if err := filmKind(data, name); err != nil {
		return err
	}
	c := cleaner{size: int64(len(data)), name: name}
	if err := boxes(data, c.visit("")); err != nil {
		return err
	}
	c.wipeMedia(data)
	return nil
}

// A cleaner overwrites what is not kept.
type cleaner struct {
	size  int64
	name  string
	at    int64  // of the box at the top that is being visited
	media []span // what holds samples
	shown []span // samples of tracks that are kept
}

// visit is what is done with every box inside a box.
func (c *cleaner) visit(in string) func(box) error {
	return func(b box) error {
		if in == "" {
			defer func(n int) { c.at += int64(n) }(len(b.whole))
		}
		switch {
		case b.kind == "moof":
			return bad(msgParts, helpJoin, filmNames(c.name)...)
		case !slices.Contains(keptBoxes[in], b.kind):
			b.blank()
			return nil
		case b.kind == "mdat":
			end := c.at + int64(len(b.whole))
			c.media = append(c.media, span{end - int64(len(b.body)), end})
			return nil
		case b.kind == "trak":
			t, err := readTrack(b.body)
			if err == nil && t.handler != "vide" && t.handler != "soun" {
				b.blank()
				return nil
			}
			if err == nil {
				err = t.locate(c.size)
			}
			if err != nil {
				return err
			}
			c.shown = append(c.shown, t.chunks...)
		}
		b.wipe()
		if keptBoxes[b.kind] == nil {
			return nil
		}
		return boxes(b.body, c.visit(b.kind))
	}
}

// wipe overwrites in a box that is kept what nothing needs: times, and the names
// of programs.
func (b box) wipe() {
	switch b.kind {
	case "mvhd", "tkhd", "mdhd":
		to := 12
		if len(b.body) > 0 && b.body[0] == 1 {
			to = 20
		}
		clear(b.body[min(4, len(b.body)):min(to, len(b.body))])
	case "hdlr":
		clear(b.body[min(24, len(b.body)):])
	case "stsd":
		// Entries that do not fit are no reason to refuse what browsers play.
		_ = boxes(b.body[min(8, len(b.body)):], func(e box) error {
			e.wipeEntry()
			return nil
		})
	}
}

// codecBoxes are what decoders need to know.
var codecBoxes = []string{"avcC", "hvcC", "av1C", "vpcC", "esds", "dOps", "dac3", "dec3", "colr", "pasp", "clap", "fiel", "btrt", "clli", "mdcv"}

// wipeEntry is wipe of a sample entry (§12.1.3, §12.2.3).
func (b box) wipeEntry() {
	const visual, audio = 78, 28
	children := b.body[min(audio, len(b.body)):]
	switch b.kind {
	case "mp4a", "Opus", "ac-3", "ec-3":
		if len(b.body) < audio || be16(b.body[8:]) != 0 {
			return // QuickTime's own form
		}
	default:
		clear(b.body[min(42, len(b.body)):min(74, len(b.body))]) // name of the compressor
		children = b.body[min(visual, len(b.body)):]
	}
	_ = boxes(children, func(c box) error {
		if !slices.Contains(codecBoxes, c.kind) {
			c.blank()
		}
		return nil
	})
}

// wipeMedia overwrites what lies between samples that are shown: those of other
// tracks, such as where the camera was, and what belongs to none.
func (c *cleaner) wipeMedia(data []byte) {
	slices.SortFunc(c.shown, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	for _, m := range c.media {
		at := m.from
		for _, s := range c.shown {
			if s.to <= at || s.from >= m.to {
				continue
			}
			if s.from > at {
				clear(data[at:s.from])
			}
			at = min(s.to, m.to)
		}
		clear(data[at:m.to])
	}
}
