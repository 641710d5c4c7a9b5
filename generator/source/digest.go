package source

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Digest is 128 bits of SHA-256: enough to name contents, and nothing is
// decided by it that an attacker could gain from.
type Digest [16]byte

// DigestBytes is the digest of b.
func DigestBytes(b []byte) Digest {
	sum := sha256.Sum256(b)
	return Digest(sum[:16])
}

// String is the digest in 32 hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short is the first ten hexadecimal digits, as file names carry them.
func (d Digest) Short() string { return hex.EncodeToString(d[:5]) }

// ParseDigest reads what String wrote.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	b, err := hex.DecodeString(s)
	if err == nil && len(b) != len(d) {
		err = hex.ErrLength
	}
	copy(d[:], b)
	return d, err
}

// Sum collects the fields of a value, each with its length or at fixed width,
// so that no two lists of fields collect to the same bytes. The zero Sum is
// ready to use; Reset lets a caller in a loop keep the buffer.
type Sum struct{ b []byte }

// room is for what most sums collect, so that few grow.
const room = 256

func (s *Sum) bytes() []byte {
	if s.b == nil {
		s.b = make([]byte, 0, room)
	}
	return s.b
}

// Str adds a string.
func (s *Sum) Str(v string) *Sum {
	s.b = binary.AppendUvarint(s.bytes(), uint64(len(v)))
	s.b = append(s.b, v...)
	return s
}

// Strs adds a list of strings.
func (s *Sum) Strs(v []string) *Sum {
	s.Int(len(v))
	for _, x := range v {
		s.Str(x)
	}
	return s
}

// Bytes adds a byte slice.
func (s *Sum) Bytes(v []byte) *Sum {
	s.b = binary.AppendUvarint(s.bytes(), uint64(len(v)))
	s.b = append(s.b, v...)
	return s
}

// Int adds a number.
func (s *Sum) Int(v int) *Sum {
	s.b = binary.LittleEndian.AppendUint64(s.bytes(), uint64(v))
	return s
}

// Bool adds a truth value.
func (s *Sum) Bool(v bool) *Sum {
	if v {
		s.b = append(s.bytes(), 1)
	} else {
		s.b = append(s.bytes(), 0)
	}
	return s
}

// Digest adds a digest.
func (s *Sum) Digest(v Digest) *Sum {
	s.b = append(s.bytes(), v[:]...)
	return s
}

// Reset empties s and keeps its buffer.
func (s *Sum) Reset() *Sum {
	s.b = s.b[:0]
	return s
}

// Sum is the digest of everything added since the last Reset.
func (s *Sum) Sum() Digest { return DigestBytes(s.b) }
