package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"
)

// maxProfile is how long a colour profile may be that is looked at. Those that
// describe a colour space by three primaries and a curve are far shorter; longer
// ones hold tables for a device.
const maxProfile = 1 << 14

// wide are the colour spaces, met in real pictures, whose colours look clearly
// wrong when their numbers are taken for sRGB.
var wide = []string{"Display P3", "Adobe RGB", "ProPhoto", "Rec. 2020", "Rec.2020", "BT.2020", "Wide Gamut"}

// addProfile takes in an ICC profile; the first counts. One that cannot be kept
// and is not near sRGB is warned of. Profiles spell their names in ASCII or in
// UTF-16; a PNG names its profile beside it.
func (in *info) addProfile(name string, profile []byte) {
	if in.profiled {
		return
	}
	in.profiled = true
	kept, known := plainProfile(profile)
	if known {
		in.profile = kept
		return
	}
	text := name + string(bytes.ReplaceAll(profile, []byte{0}, nil))
	for _, space := range wide {
		if strings.Contains(text, space) {
			in.warnings = append(in.warnings, warn(msgProfile, helpProfile, space))
			return
		}
	}
}

// colourTags are what makes a colour space (ICC.1:2022 §8.4.3), in the order of
// the table: primaries, white, adaptation, curves.
var colourTags = []string{"rXYZ", "gXYZ", "bXYZ", "wtpt", "chad", "rTRC", "gTRC", "bTRC"}

// plainProfile is a profile of an RGB space with everything dropped that is not
// the space itself: names, dates, makers, texts. Nil stands for one that is
// sRGB's, which needs none. Known is false for profiles of other kinds.
func plainProfile(p []byte) (plain []byte, known bool) {
	const headLen = 128
	if len(p) < headLen+4 || be32(p) > len(p) || string(p[16:24]) != "RGB XYZ " || string(p[36:40]) != "acsp" {
		return nil, false
	}
	tags := map[string][]byte{}
	for i := range min(be32(p[headLen:]), 64) {
		row := headLen + 4 + 12*i
		if row+12 > len(p) {
			return nil, false
		}
		from, n := be32(p[row+4:]), be32(p[row+8:])
		if from > len(p) || n > len(p)-from || n < 8 {
			return nil, false
		}
		tags[string(p[row:row+4])] = p[from : from+n]
	}
	var list []string
	for _, name := range colourTags {
		if tags[name] != nil {
			list = append(list, name)
		} else if name != "chad" {
			return nil, false
		}
	}
	if isSRGB(tags) {
		return nil, true
	}
	return writeProfile(p, list, tags), true
}

// sRGB's primaries as profiles hold them: XYZ relative to D50, in 1/65536
// (IEC 61966-2-1, adapted as in ICC's own profile).
var sRGB = map[string][3]int{
	"rXYZ": {0x6fa2, 0x38f5, 0x0390}, "gXYZ": {0x6299, 0xb785, 0x18da}, "bXYZ": {0x24a0, 0x0f84, 0xb6cf},
}

func isSRGB(tags map[string][]byte) bool {
	for name, want := range sRGB {
		tag := tags[name]
		if len(tag) < 20 {
			return false
		}
		for i, w := range want {
			if d := be32(tag[8+4*i:]) - w; d < -0x200 || d > 0x200 {
				return false
			}
		}
	}
	return true
}

// writeProfile makes a profile of some tags. A description and a copyright have
// to be there; they say as little as they can.
func writeProfile(p []byte, list []string, tags map[string][]byte) []byte {
	desc := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00\x04RGB\x00"), make([]byte, 4+4+2+1+67)...)
	cprt := []byte("text\x00\x00\x00\x00-\x00")
	if p[8] >= 4 {
		desc = []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS\x00\x00\x00\x06\x00\x00\x00\x1c\x00R\x00G\x00B")
		cprt = []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS\x00\x00\x00\x02\x00\x00\x00\x1c\x00-")
	}
	out := make([]byte, 128, 1024)
	copy(out[8:24], p[8:24])   // version, class, spaces
	copy(out[36:40], p[36:40]) // signature
	copy(out[64:80], p[64:80]) // intent, illuminant
	list = append([]string{"desc", "cprt"}, list...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(list)))
	at := len(out) + 12*len(list)
	var bodies []byte
	for _, name := range list {
		body := tags[name]
		switch name {
		case "desc":
			body = desc
		case "cprt":
			body = cprt
		}
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, uint32(at+len(bodies)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
		bodies = append(bodies, body...)
		for len(bodies)%4 != 0 {
			bodies = append(bodies, 0)
		}
	}
	out = append(out, bodies...)
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

// withProfile puts a colour profile into a picture that has no metadata.
func withProfile(data []byte, format string, profile []byte) []byte {
	if profile == nil {
		return data
	}
	switch format {
	case "jpeg":
		segment := append([]byte("\xff\xe2\x00\x00ICC_PROFILE\x00\x01\x01"), profile...)
		binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))
		return bytes.Join([][]byte{data[:2], segment, data[2:]}, nil)
	case "png":
		const afterHeader = 8 + 25
		return bytes.Join([][]byte{data[:afterHeader], pngChunk("iCCP", append([]byte("RGB\x00\x00"), deflated(profile)...)), data[afterHeader:]}, nil)
	}
	return webpWithProfile(data, profile)
}

// inflated is the beginning of a zlib stream, as far as it can be read.
func inflated(data []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	defer z.Close()
	out, _ := io.ReadAll(io.LimitReader(z, maxProfile))
	return out
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	// A buffer takes everything.
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}
