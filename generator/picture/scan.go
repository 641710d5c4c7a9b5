package picture

import (
	"bufio"
	"io"
)

// scan reads a stream front to back, seeking over what it need not see where
// the stream can. After the first error every read gives zeros, so readers
// test err once per turn of a loop.
type scan struct {
	r    io.Reader
	buf  *bufio.Reader
	pos  int64
	size int64
	err  error
}

func newScan(r io.Reader, size int64) *scan {
	return &scan{r: r, buf: bufio.NewReaderSize(r, 1024), size: size}
}

// peek is up to n of the next bytes; fewer at the end of the stream.
func (s *scan) peek(n int) []byte {
	b, err := s.buf.Peek(n)
	if err != nil && err != io.EOF {
		s.fail(err)
	}
	return b
}

func (s *scan) fail(err error) {
	if s.err != nil {
		return
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = errTruncated
	}
	s.err = err
}

// bytes is the next n bytes, n being small: fixed parts, and metadata that
// its caller has bounded.
func (s *scan) bytes(n int) []byte {
	b := make([]byte, n)
	if s.err != nil {
		return b
	}
	if _, err := io.ReadFull(s.buf, b); err != nil {
		s.fail(err)
		clear(b)
	}
	s.pos += int64(n)
	return b
}

// byte is the next byte.
func (s *scan) byte() byte {
	if s.err != nil {
		return 0
	}
	b, err := s.buf.ReadByte()
	if err != nil {
		s.fail(err)
	}
	s.pos++
	return b
}

// skip passes over n bytes.
func (s *scan) skip(n int64) {
	if s.err == nil && (n < 0 || s.pos+n > s.size) {
		s.fail(io.ErrUnexpectedEOF)
	}
	if s.err != nil {
		return
	}
	s.pos += n
	near := min(n, int64(s.buf.Buffered()))
	_, _ = s.buf.Discard(int(near))
	if n -= near; n == 0 {
		return
	}
	seeker, ok := s.r.(io.Seeker)
	if !ok {
		_, err := io.CopyN(io.Discard, s.buf, n)
		s.failIf(err)
		return
	}
	_, err := seeker.Seek(n, io.SeekCurrent)
	s.failIf(err)
	s.buf.Reset(s.r)
}

func (s *scan) failIf(err error) {
	if err != nil {
		s.fail(err)
	}
}

func be16(b []byte) int { return int(b[0])<<8 | int(b[1]) }
func be32(b []byte) int { return be16(b)<<16 | be16(b[2:]) }
func le16(b []byte) int { return int(b[1])<<8 | int(b[0]) }
func le24(b []byte) int { return int(b[2])<<16 | le16(b) }
func le32(b []byte) int { return le16(b[2:])<<16 | le16(b) }
