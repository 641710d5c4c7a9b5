package picture

import "bytes"

// maxFrames is how many pictures an animation may have: five minutes of ten a
// second, which nobody watches without a film's controls.
const maxFrames = 3_000

// moving is an animation without anything but what moves: comments, texts and
// metadata are left out, and whatever follows the end.
func moving(data []byte, in info, name string) ([]byte, error) {
	s := newScan(bytes.NewReader(data), int64(len(data)))
	var out []byte
	var frames int
	if in.Format == "gif" {
		out, frames = movingGIF(s, data)
	} else {
		out, frames = movingWebP(s, data, in.profile)
	}
	if s.err != nil {
		return nil, s.err
	}
	if frames > maxFrames {
		args := append([]string{digits(frames), digits(maxFrames)}, convert(name, "."+in.Format, ".mp4")...)
		return nil, bad(msgFrames, helpFrames, args...)
	}
	return out, nil
}

// movingGIF copies the header, the colour tables, the frames with how they are
// shown, and how often all is repeated (GIF89a; the last by Netscape's extension).
func movingGIF(s *scan, data []byte) (out []byte, frames int) {
	keep := func(from int64) { out = append(out, data[from:min(s.pos, int64(len(data)))]...) }
	s.skip(10)
	s.skip(2 + colours(s.byte()))
	keep(0)
	for s.err == nil {
		from := s.pos
		switch s.byte() {
		case 0x21: // extension
			label := s.byte()
			first := s.bytes(int(s.byte()))
			loop := label == 0xff && string(first) == "NETSCAPE2.0"
			if len(first) > 0 {
				s.blocks()
			}
			if s.err == nil && (label == 0xf9 || loop && s.pos-from <= 19) {
				keep(from)
			}
		case 0x2c: // frame
			frames++
			s.skip(8)
			s.skip(colours(s.byte()) + 1)
			s.blocks()
			if s.err == nil {
				keep(from)
			}
		case 0x3b:
			return append(out, 0x3b), frames
		default:
			s.fail(bad(msgBroken, helpResave, "its blocks are out of order"))
		}
	}
	return out, frames
}

// movingWebP copies the chunks that are pixels or say how they move, with the
// colour profile in its place (RFC 9649 §2).
func movingWebP(s *scan, data, profile []byte) (out []byte, frames int) {
	out = []byte("RIFF\x00\x00\x00\x00WEBP")
	end := int64(le32(s.bytes(12)[4:])) + 8
	s.chunks(end, func(kind string, n int64) {
		body := data[s.pos : s.pos+n]
		switch kind {
		case "VP8X":
			const animation, alpha, icc = 0x02, 0x10, 0x20
			flags := s.bytes(1)[0] & (animation | alpha)
			if profile != nil {
				flags |= icc
			}
			out = appendChunk(out, kind, append([]byte{flags, 0, 0, 0}, body[4:10]...))
			if profile != nil {
				out = appendChunk(out, "ICCP", profile)
			}
		case "ANIM":
			out = appendChunk(out, kind, body[:min(6, len(body))])
		case "ANMF":
			frames++
			frame := append([]byte{}, s.bytes(16)...)
			s.chunks(s.pos+n-16, func(kind string, n int64) {
				if kind == "ALPH" || kind == "VP8 " || kind == "VP8L" {
					frame = appendChunk(frame, kind, data[s.pos:s.pos+n])
				}
			})
			out = appendChunk(out, kind, frame)
		}
	})
	return riff(out), frames
}
