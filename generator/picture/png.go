package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// readPNG walks the chunks to the end, since orientation may follow the pixels
// (PNG 3rd edition §5.3, §11.3). Chunks of pixels are passed over unread.
func readPNG(s *scan, in *info) {
	s.skip(8)
	in.Opaque = true
	colour := byte(0)
	for first := true; s.err == nil; first = false {
		head := s.bytes(8)
		n, kind := be32(head), string(head[4:])
		if s.err == nil && first != (kind == "IHDR") || n > 1<<31-1 {
			s.fail(bad(msgBroken, helpResave, "its chunks are out of order"))
			return
		}
		read := 0
		switch {
		case kind == "IHDR" && n == 13:
			b := s.bytes(13)
			read = 13
			in.w, in.h, colour = be32(b), be32(b[4:]), b[9]
			in.sample = pngSample(b[8], colour, b[12] != 0)
			if s.err == nil {
				s.failIf(checkSize(in.w, in.h))
			}
			if colour == 4 || colour == 6 {
				in.Opaque = false
			}
		case kind == "IHDR":
			s.fail(bad(msgBroken, helpResave, "a header of the wrong length"))
		case kind == "tRNS":
			in.Opaque = false
		case kind == "acTL" && n == 8:
			in.Animated = be32(s.bytes(8)) > 1
			read = 8
		case kind == "eXIf" && n <= maxEXIF:
			in.Orientation = orientation(s.bytes(n))
			read = n
		case kind == "iCCP" && n <= maxEXIF:
			name, packed, _ := bytes.Cut(s.bytes(n), []byte{0})
			read = n
			in.addProfile(string(name), inflated(packed[min(1, len(packed)):]))
		case kind == "IEND":
			return
		}
		s.skip(int64(n - read + 4))
	}
}

// pngSample is four times the bytes that a pixel takes. Grey stays grey unless
// some of it is transparent, and interlaced pictures are put together from parts.
func pngSample(depth, colour byte, interlaced bool) int {
	sample := 16
	if colour == 3 {
		sample = 4
	}
	if depth == 16 {
		sample = 32
	}
	if interlaced {
		sample += sample / 2
	}
	return sample
}

// pngChunk is a chunk with its length and checksum.
func pngChunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}
