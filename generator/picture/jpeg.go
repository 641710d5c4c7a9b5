package picture

import "bytes"

// readJPEG walks the segments up to the first scan (ITU-T T.81 annex B).
func readJPEG(s *scan, in *info) {
	s.skip(2)
	oriented := false
	for s.err == nil {
		marker := s.marker()
		switch {
		case marker == 0xda: // start of scan
			if in.components == 0 {
				s.fail(bad(msgBroken, helpResave, "no frame header"))
			}
			in.Opaque = true
			return
		case marker == 0xd9: // end of image
			s.fail(errTruncated)
			return
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7: // without a length
			continue
		}
		n := be16(s.bytes(2)) - 2
		switch {
		case s.err != nil:
			return
		case n < 0:
			s.fail(bad(msgBroken, helpResave, "a segment without a length"))
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			readSOF(s, in, marker, n)
		case marker == 0xe1 && !oriented:
			if data := s.bytes(n); bytes.HasPrefix(data, []byte("Exif\x00\x00")) {
				in.Orientation, oriented = orientation(data), true
			}
		case marker == 0xe2 && !in.profiled:
			if data := s.bytes(n); bytes.HasPrefix(data, []byte("ICC_PROFILE\x00")) {
				in.addProfile("", whole(data))
			}
		default:
			s.skip(int64(n))
		}
	}
}

// marker is the next marker. Fill bytes and, as decoders do, garbage before it
// are passed over, though not without end.
func (s *scan) marker() byte {
	for end := s.pos + maxEXIF; s.err == nil; {
		if s.pos > end {
			s.fail(bad(msgBroken, helpResave, "its segments are lost"))
		}
		if s.byte() != 0xff {
			continue
		}
		b := s.byte()
		for b == 0xff {
			b = s.byte()
		}
		if b != 0 {
			return b
		}
	}
	return 0
}

// readSOF reads a frame header. Its first byte is the precision; the marker
// tells the coding.
func readSOF(s *scan, in *info, marker byte, n int) {
	if n < 6 {
		s.fail(bad(msgBroken, helpResave, "a short frame header"))
		return
	}
	b := s.bytes(6)
	parts := s.bytes(min(n-6, 3*4))
	s.skip(int64(n - 6 - len(parts)))
	in.sample = jpegSample(parts, marker == 0xc2)
	switch {
	case in.components != 0:
		s.fail(bad(msgBroken, helpResave, "two frame headers"))
	case marker > 0xc2:
		s.fail(bad(msgKind, helpResave, "JPEG", sofNames[marker]))
	case b[0] != 8:
		s.fail(bad(msgKind, helpResave, "JPEG", digits(int(b[0]))+" bit"))
	case b[5] != 1 && b[5] != 3 && b[5] != 4:
		s.fail(bad(msgKind, helpResave, "JPEG", digits(int(b[5]))+" components"))
	}
	in.h, in.w, in.components = be16(b[1:]), be16(b[3:]), int(b[5])
}

// whole is a colour profile that one segment holds, and else its beginning.
func whole(segment []byte) []byte {
	const head = len("ICC_PROFILE\x00") + 2
	if len(segment) < head {
		return nil
	}
	return segment[head:min(len(segment), head+maxProfile)]
}

// jpegSample is four times the bytes that a pixel takes. A component has its
// share of samples, of a byte each; a progressive picture keeps four more for
// each until its end, and black is taken into the colours in a copy.
func jpegSample(components []byte, progressive bool) int {
	share, most := 0, 1
	for i := 0; i+2 < len(components); i += 3 {
		h, v := int(components[i+1]>>4), int(components[i+1]&15)
		share += h * v
		most = max(most, h*v)
	}
	sample := (4*share + most - 1) / most
	if progressive {
		sample *= 5
	}
	if len(components) == 12 {
		sample += 16
	}
	return sample
}

// sofNames are the codings that no browser shows (T.81 table B.1).
var sofNames = map[byte]string{
	0xc3: "lossless", 0xc5: "hierarchical", 0xc6: "hierarchical", 0xc7: "hierarchical",
	0xc9: "arithmetic coding", 0xca: "arithmetic coding", 0xcb: "lossless",
	0xcd: "hierarchical", 0xce: "hierarchical", 0xcf: "hierarchical",
}

// checkScans refuses a JPEG whose scans cost more time than its size tells.
// Inside coded data FF is always followed by 00 or a restart marker, so the
// count is at most too large by what metadata holds.
func checkScans(data []byte, in info) error {
	scans := bytes.Count(data, []byte{0xff, 0xda})
	if int64(scans)*int64(in.w)*int64(in.h) <= maxWork || scans <= 40 {
		return nil
	}
	return bad(msgScans, helpResave, digits(scans), digits(in.w), digits(in.h))
}
