package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// readWebP walks the chunks of the container (RFC 9649 §2) and reads the
// headers of the first frame. It is the frame's own size that decoders
// allocate, so it is held against the canvas here.
func readWebP(s *scan, in *info) {
	end := int64(le32(s.bytes(12)[4:])) + 8
	in.Opaque = true
	in.sample = 2 * 16 // pixels and what lossless ones are decoded from; a canvas if the frame does not fill it
	frames := 0
	s.chunks(end, func(kind string, n int64) {
		switch kind {
		case "VP8X":
			b := s.bytes(10)
			in.w, in.h = le24(b[4:])+1, le24(b[7:])+1
			s.failIf(checkSize(in.w, in.h))
		case "ANMF":
			if frames++; frames > 1 {
				in.Animated = true
				return
			}
			end := s.pos + n
			b := s.bytes(16)
			in.frame.x, in.frame.y = 2*le24(b), 2*le24(b[3:])
			s.chunks(end, func(kind string, n int64) { readFrame(s, in, kind, n) })
		case "EXIF":
			if n <= maxEXIF {
				in.Orientation = orientation(s.bytes(int(n)))
			}
		case "ICCP":
			in.addProfile("", s.bytes(int(min(n, maxProfile))))
		default:
			if frames == 0 {
				readFrame(s, in, kind, n)
			}
		}
	})
	if s.err == nil {
		s.failIf(in.fit(frames > 0))
	}
}

// chunks calls read at the beginning of the body of every chunk up to end.
func (s *scan) chunks(end int64, read func(kind string, n int64)) {
	for s.err == nil && s.pos+8 <= end {
		head := s.bytes(8)
		n := int64(le32(head[4:]))
		next := s.pos + n
		if next > min(end, s.size) {
			s.fail(errTruncated)
			return
		}
		read(string(head[:4]), n)
		// Some writers leave out the padding of the last chunk.
		s.skip(min(next+n&1, s.size) - s.pos)
	}
}

// readFrame reads the header of a chunk of pixels or transparency, and notes
// where it lies.
func readFrame(s *scan, in *info, kind string, n int64) {
	f := &in.frame
	chunk := span{s.pos, s.pos + n}
	if f.data.to != 0 {
		return
	}
	switch kind {
	case "ALPH":
		f.alpha = chunk
		in.Opaque = false
	case "VP8 ": // RFC 6386 §9.1
		b := s.bytes(10)
		if s.err == nil && (b[0]&1 != 0 || string(b[3:6]) != "\x9d\x01\x2a") {
			s.fail(bad(msgBroken, helpResave, "its first frame is no picture"))
		}
		f.data, f.w, f.h = chunk, le16(b[6:])&0x3fff, le16(b[8:])&0x3fff
	case "VP8L": // RFC 9649 §3.4
		b := s.bytes(5)
		if s.err == nil && b[0] != 0x2f {
			s.fail(bad(msgBroken, helpResave, "its first frame is no picture"))
		}
		size := le32(b[1:])
		f.data, f.lossless = chunk, true
		f.w, f.h = size&0x3fff+1, size>>14&0x3fff+1
		in.Opaque = size>>28&1 == 0
	}
}

// fit checks the frame against the canvas; a picture without one is its own.
func (in *info) fit(animation bool) error {
	f := in.frame
	if f.data.to == 0 {
		return errTruncated
	}
	if in.w == 0 {
		in.w, in.h = f.w, f.h
	}
	whole := f.w == in.w && f.h == in.h
	if f.x+f.w > in.w || f.y+f.h > in.h || !animation && !whole {
		return bad(msgBroken, helpResave, "the frame does not fit its canvas")
	}
	in.Opaque = in.Opaque && whole
	return checkSize(f.w, f.h)
}

// webpFrame is the first frame as a file of its own, without anything else
// that the container held.
func webpFrame(data []byte, f frame) []byte {
	pixels := data[f.data.from:f.data.to]
	out := []byte("RIFF\x00\x00\x00\x00WEBP")
	switch {
	case f.lossless:
		out = appendChunk(out, "VP8L", pixels)
	case f.alpha.to != 0:
		const alphaFlag = 0x10
		w, h := f.w-1, f.h-1
		out = appendChunk(out, "VP8X", []byte{alphaFlag, 0, 0, 0,
			byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
		out = appendChunk(out, "ALPH", data[f.alpha.from:f.alpha.to])
		fallthrough
	default:
		out = appendChunk(out, "VP8 ", pixels)
	}
	return riff(out)
}

// webpWithProfile puts a colour profile into a file that webpFrame or an encoder
// made: with or without a VP8X chunk, but without any other profile.
func webpWithProfile(data, profile []byte) []byte {
	const alpha, icc = 0x10, 0x20
	s := newScan(bytes.NewReader(data), int64(len(data)))
	var in info
	readWebP(s, &in)
	f := in.frame
	w, h := in.w-1, in.h-1
	head := []byte{0, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}
	if !in.Opaque {
		head[0] |= alpha
	}
	if profile != nil {
		head[0] |= icc
	}
	out := appendChunk([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", head)
	if profile != nil {
		out = appendChunk(out, "ICCP", profile)
	}
	if f.alpha.to != 0 {
		out = appendChunk(out, "ALPH", data[f.alpha.from:f.alpha.to])
	}
	kind := "VP8 "
	if f.lossless {
		kind = "VP8L"
	}
	out = appendChunk(out, kind, data[f.data.from:f.data.to])
	return riff(out)
}

// xmpFlag is in the first byte of VP8X, which lies at flagsAt.
const xmpFlag, flagsAt = 0x04, 20

// webpWithXMP adds a chunk of XMP to a file that Encode made: behind everything
// else, as the container wants it.
func webpWithXMP(data, chunk []byte) []byte {
	if string(data[12:16]) != "VP8X" {
		data = webpWithProfile(data, nil)
	}
	out := slices.Concat(data, chunk)
	out[flagsAt] |= xmpFlag
	return riff(out)
}

// webpWithoutXMP undoes webpWithXMP, whose chunk was cut off already. What says
// that there is no more than pixels is left out, as encoders do.
func webpWithoutXMP(data []byte) []byte {
	const container, head = 12, 18
	if len(data) <= container+head || string(data[container:container+4]) != "VP8X" {
		return data
	}
	out := slices.Clone(data)
	if out[flagsAt] &^= xmpFlag; out[flagsAt] == 0 {
		out = slices.Delete(out, container, container+head)
	}
	return riff(out)
}

// riff writes the size of a container into its head.
func riff(out []byte) []byte {
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func appendChunk(out []byte, kind string, body []byte) []byte {
	out = append(out, kind...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(body)))
	out = append(out, body...)
	if len(body)&1 != 0 {
		out = append(out, 0)
	}
	return out
}

// fullRange stretches the planes of a lossy WebP in place. VP8 keeps luma in
// 16–235 and chroma in 16–240, where everything else of Go's image library,
// and JPEG, take 0–255; left alone, black is grey (Go issues 19672, 40173).
func fullRange(luma []byte, chroma ...[]byte) {
	var y, c [256]byte
	for i := range 256 {
		y[i] = stretch(i-16, 255, 219, 0)
		c[i] = stretch(i-128, 255, 224, 128)
	}
	for i, v := range luma {
		luma[i] = y[v]
	}
	for _, plane := range chroma {
		for i, v := range plane {
			plane[i] = c[v]
		}
	}
}

// stretch is v·num/den + zero, rounded half away from zero and kept in a byte.
func stretch(v, num, den, zero int) byte {
	half := den / 2
	if v < 0 {
		half = -half
	}
	return byte(min(max((v*num+half)/den+zero, 0), 255))
}
