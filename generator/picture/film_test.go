package picture

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"playbook/generator/source"
)

// boxOf is a box with its parts.
func boxOf(kind string, parts ...string) string {
	body := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + kind + body
}

func u32(list ...int) string {
	var b []byte
	for _, n := range list {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	return string(b)
}

// trackOf is a track whose samples lie at an offset, two to a chunk.
func trackOf(handler, codec string, at int, sizes ...int) string {
	turned := u32(0, 1<<16, 0, 1<<16, 0, 0, 0, 0, 1<<30)
	entry := codec + strings.Repeat("\x00", 42) + "\x0bsecret make" + strings.Repeat("\x00", 20) + "\x00\x18\xff\xff" + boxOf("avcC", "config") + boxOf("secB", "secret")
	var chunks []int
	next := at
	for i := range (len(sizes) + 1) / 2 {
		chunks = append(chunks, next)
		for _, n := range sizes[2*i : min(2*i+2, len(sizes))] {
			next += n
		}
	}
	return boxOf("trak",
		boxOf("tkhd", u32(0, 0x5ec2e7, 0x5ec2e7, 1, 0, 60, 0, 0, 0, 0), turned, u32(640<<16, 360<<16)),
		boxOf("mdia",
			boxOf("mdhd", u32(0, 0x5ec2e7, 0x5ec2e7, 30, 60, 0)),
			boxOf("hdlr", u32(0, 0), handler, u32(0, 0, 0), "secret handler\x00"),
			boxOf("minf",
				boxOf("vmhd", u32(1, 0, 0)),
				boxOf("stbl",
					boxOf("stsd", u32(0, 1, len(entry)+4), entry),
					boxOf("stsz", u32(0, 0, len(sizes)), u32(sizes...)),
					boxOf("stsc", u32(0, 1, 1, 2, 1)),
					boxOf("stco", u32(0, len(chunks)), u32(chunks...))))),
		boxOf("udta", "secret place"))
}

// filmOfTest has pictures, sound, a track of places, and words in every corner.
func filmOfTest(brand string) []byte {
	start := boxOf("ftyp", brand, "\x00\x00\x00\x00", "isom") + boxOf("uuid", "0123456789abcdef", "secret")
	at := len(start) + 8
	media := "picture1picture2" + "secret gps track" + "sound 1." + "secret gap" + "picture3"
	moov := boxOf("moov",
		boxOf("mvhd", u32(0, 0x5ec2e7, 0x5ec2e7, 30, 60), strings.Repeat("\x00", 80)),
		trackOf("vide", "avc1", at, 8, 8),
		trackOf("vide", "avc1", at+50, 8),
		trackOf("soun", "sowt", at+32, 8),
		trackOf("meta", "mebx", at+16, 16),
		boxOf("udta", boxOf("meta", "secret © place")),
		boxOf("meta", "secret"))
	return []byte(start + boxOf("mdat", media) + moov + boxOf("free", "secret"))
}

func TestFilmsLoseWhatIsNotShown(t *testing.T) {
	t.Parallel()
	data := filmOfTest("isom")
	f := file(t, "clip.mp4", data)
	film, problems := MeasureFilm(f)
	if len(problems) > 0 || film != (Film{360, 640}) { // turned by a quarter
		t.Fatalf("%v, %v", film, problems)
	}
	out, problems := EncodeFilm(f)
	if len(problems) > 0 {
		t.Fatal(problems[0].Line("en"))
	}
	if len(out) != len(data) {
		t.Error("something moved")
	}
	for _, gone := range []string{"secret", "gps", "place", "\x00\x5e\xc2\xe7", "mebx"} {
		if bytes.Contains(out, []byte(gone)) {
			t.Errorf("%q is in the output", gone)
		}
	}
	for _, kept := range []string{"picture1picture2", "sound 1.", "picture3", "avcC", "config"} {
		if bytes.Index(out, []byte(kept)) != bytes.Index(data, []byte(kept)) {
			t.Errorf("%q is not where it was", kept)
		}
	}
	if again, problems := EncodeFilm(file(t, "clip.mp4", out)); len(problems) > 0 || !bytes.Equal(again, out) {
		t.Errorf("cleaning twice is not cleaning once: %v", problems)
	}
}

// deep is boxes in boxes.
func deep(kind string, n int) string {
	var b []byte
	for i := range n {
		b = append(binary.BigEndian.AppendUint32(b, uint32(8*(n-i))), kind...)
	}
	return string(b)
}

func TestFilmsThatAreRefused(t *testing.T) {
	t.Parallel()
	good := filmOfTest("isom")
	index := bytes.Index(good, []byte("moov"))
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"my clip.mov", "this is a QuickTime film; browsers are sure to play MP4 only; convert it: ffmpeg -i 'my clip.mov' -c copy -movflags +faststart 'my clip.mp4'", filmOfTest("qt  ")},
		{"a.webm", "this is a WebM film; browsers are sure to play MP4 only; convert it: ffmpeg -i a.webm -c:v libx264", []byte("\x1a\x45\xdf\xa3....")},
		{"a.mp4", "no film that we know; convert it: ffmpeg -i a.mp4 -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart a-new.mp4", []byte("words and words")},
		{"a.mp4", "empty", nil},
		{"a.mp4", "too early", good[:index+200]},
		{"a.mp4", "cut into parts", []byte(boxOf("ftyp", "iso5\x00\x00\x00\x00") + boxOf("moof", "x"))},
		{"a.mp4", "too early", []byte(boxOf("ftyp", "isom\x00\x00\x00\x00") + "\xff\xff\xff\xffmdat")},
		{"a.mp4", "no film", []byte(boxOf("ftyp", "isom\x00\x00\x00\x00") + boxOf("moov", boxOf("trak", deep("mdia", 1_000_000))))},
		{"a.mp4", "no film", []byte(boxOf("ftyp", "isom\x00\x00\x00\x00") + boxOf("moov", boxOf("mvhd", "")))},
	} {
		_, problems := MeasureFilm(file(t, c.name, c.data))
		if len(problems) != 1 || problems[0].Severity != source.Error || !strings.Contains(problems[0].Line("en"), c.want) ||
			problems[0].Text("zh") == problems[0].Text("en") || problems[0].Help.Zh == "" {
			t.Errorf("%s: %v, want %q", c.name, problems, c.want)
		}
	}
	hevc := bytes.ReplaceAll(good, []byte("avc1"), []byte("hvc1"))
	if film, problems := MeasureFilm(file(t, "a.mp4", hevc)); film.Width == 0 || len(problems) != 1 || problems[0].Severity != source.Warning {
		t.Errorf("HEVC: %v %v", film, problems)
	}
}

func FuzzFilm(f *testing.F) {
	f.Add(filmOfTest("isom"))
	f.Add(filmOfTest("qt  "))
	f.Fuzz(func(t *testing.T, data []byte) {
		pic := file(t, "a.mp4", data)
		film, problems := MeasureFilm(pic)
		if source.Errors(problems) == 0 && (film.Width <= 0 || film.Height <= 0) {
			t.Fatalf("%v", film)
		}
		if out, problems := EncodeFilm(pic); len(problems) == 0 && len(out) != len(data) {
			t.Fatal("something moved")
		}
	})
}
