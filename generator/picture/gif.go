package picture

// readGIF reads the first frame's header and walks on to see whether another
// follows (GIF89a §15, §20–27). A first frame that leaves part of the canvas
// open, or names a transparent colour, makes the picture not opaque.
func readGIF(s *scan, in *info) {
	s.skip(6)
	b := s.bytes(7)
	in.w, in.h = le16(b), le16(b[2:])
	in.sample = 4 + 16 // indices, and a canvas if the frame does not fill it
	s.failIf(checkSize(in.w, in.h))
	s.skip(colours(b[4]))
	frames, transparent := 0, false
	for s.err == nil {
		switch s.byte() {
		case 0x21: // extension
			label := s.byte()
			if n := s.byte(); label == 0xf9 && n == 4 && frames == 0 {
				transparent = s.bytes(4)[0]&1 != 0
			} else {
				s.skip(int64(n))
				if n == 0 {
					continue
				}
			}
			s.blocks()
		case 0x2c: // image
			if frames++; frames > 1 {
				in.Animated = true
				return
			}
			d := s.bytes(9)
			in.frame = frame{x: le16(d), y: le16(d[2:]), w: le16(d[4:]), h: le16(d[6:])}
			in.Opaque = !transparent && in.frame.w == in.w && in.frame.h == in.h
			s.skip(colours(d[8]) + 1)
			s.blocks()
		default: // the end, or what decoders stop at
			if frames == 0 {
				s.fail(errTruncated)
			}
			return
		}
		if frames == 1 && s.err == errTruncated && s.pos >= s.size {
			// Whatever follows the frame is cut off; the frame's own data is
			// tested by decoding it.
			s.err = nil
			return
		}
	}
}

// colours is the length of the colour table that a GIF's flags announce.
func colours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// blocks passes over data blocks up to the empty one.
func (s *scan) blocks() {
	for s.err == nil {
		n := s.byte()
		if n == 0 {
			return
		}
		s.skip(int64(n))
	}
}
