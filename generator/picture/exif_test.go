package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"
)

func TestOrientationStaysInBounds(t *testing.T) {
	t.Parallel()
	good := exifOf(binary.LittleEndian, 6)
	far := []byte(good)
	binary.LittleEndian.PutUint32(far[4:], 1<<31)
	many := []byte(good)
	binary.LittleEndian.PutUint16(many[8:], 65535)
	long := []byte(good)
	long[24] = 4 // the orientation, given as a number of four bytes
	for _, c := range []struct {
		name, data string
		want       int
	}{
		{"little endian", good, 6},
		{"big endian", exifOf(binary.BigEndian, 8), 8},
		{"with the name of its segment", "Exif\x00\x00" + good, 6},
		{"zero", exifOf(binary.LittleEndian, 0), 1},
		{"nine", exifOf(binary.LittleEndian, 9), 1},
		{"empty", "", 1},
		{"of another order", "IM*\x00" + good[4:], 1},
		{"directory far away", string(far), 1},
		{"directory at the very end", "II*\x00\x08\x00\x00\x00\x01\x00", 1},
		{"more entries than bytes", string(many), 6},
		{"cut in the entry", good[:30], 1},
		{"of another type", string(long), 1},
	} {
		if got := orientation([]byte(c.data)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	for n := range good {
		orientation([]byte(good[:n]))
	}
}

func TestFrameHeadersOfJPEG(t *testing.T) {
	t.Parallel()
	good := jpegOf(t, paint(8, "abc"))
	sof := bytes.Index(good, []byte{0xff, 0xc0})
	change := func(at int, to byte) []byte {
		b := bytes.Clone(good)
		b[sof+at] = to
		return b
	}
	for _, c := range []struct {
		want string
		data []byte
	}{
		{"this kind of JPEG is not supported: 12 bit", change(4, 12)},
		{"this kind of JPEG is not supported: 2 components", change(9, 2)},
		{"this kind of JPEG is not supported: lossless", change(1, 0xc3)},
		{"the picture is damaged: a short frame header", bytes.Join([][]byte{good[:sof], []byte("\xff\xc0\x00\x05abc"), good[sof:]}, nil)},
		{"the picture is damaged: two frame headers", bytes.Join([][]byte{good[:sof], good[sof : sof+19], good[sof:]}, nil)},
		{"the picture is damaged: no frame header", bytes.Join([][]byte{good[:sof], good[sof+19:]}, nil)},
		{"the picture is damaged: a segment without a length", bytes.Join([][]byte{good[:2], []byte("\xff\xe0\x00\x01"), good[2:]}, nil)},
		{"the picture ends too early: the file is incomplete", append(bytes.Clone(good[:sof]), 0xff, 0xd9)},
	} {
		if _, err := Pixels(c.data); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

func TestPackedColourProfile(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	for range 60 { // a profile that grows by far is read as far as its name
		_, _ = z.Write([]byte("....Display P3...." + string(make([]byte, 1<<16))))
	}
	z.Close()
	data := withChunk(pngOf(t, paint(8, "abc")), "iCCP", append([]byte("icc\x00\x00"), packed.Bytes()...), false)
	if _, problems := Measure(file(t, "a.png", data)); len(problems) != 1 {
		t.Errorf("%v", problems)
	}
}
