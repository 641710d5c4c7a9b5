package search

import (
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// A posting list is the numbers of the passages that have a term, ascending, in
// three lists by how much the term counts there (see impact). It is coded as
// three Elias-gamma counts and the gaps of the three lists in a Rice code, in a
// stream of bits that a browser reads from base64.
//
// Whatever is computed here the client computes too, in 32-bit integers.

// alphabet64 is base64 as for addresses, six bits a character.
const alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// bitWriter writes bits, the highest first, as characters of six.
type bitWriter struct {
	out   []byte
	held  uint64 // not written yet, in the lowest places
	count uint   // how many bits are held
}

func (w *bitWriter) write(v uint64, n uint) {
	for n > 32 {
		n -= 32
		w.write(v>>n&0xffffffff, 32)
	}
	w.held = w.held<<n | v&(1<<n-1)
	for w.count += n; w.count >= 6; {
		w.count -= 6
		w.out = append(w.out, alphabet64[w.held>>w.count&63])
	}
}

// gamma writes a number from 1.
func (w *bitWriter) gamma(v uint32) {
	n := uint(bits.Len32(v)) - 1
	w.write(0, n)
	w.write(uint64(v), n+1)
}

// rice writes a number from 0.
func (w *bitWriter) rice(v uint32, k uint) {
	for q := v >> k; ; q -= 16 {
		if q < 16 {
			w.write(1<<(q+1)-2, uint(q+1)) // q ones and a zero
			break
		}
		w.write(0xffff, 16)
	}
	w.write(uint64(v), k)
}

// list writes ascending ids without their count.
func (w *bitWriter) list(ids []uint32, total uint32) {
	k, next := riceK(uint32(len(ids)), total), uint32(0)
	for _, id := range ids {
		w.rice(id-next, k)
		next = id + 1
	}
}

func (w *bitWriter) end() string {
	if w.count > 0 {
		w.out = append(w.out, alphabet64[w.held<<(6-w.count)&63])
	}
	w.count = 0
	return string(w.out)
}

// bitReader reads what a bitWriter wrote.
type bitReader struct {
	in   string
	at   int // next bit
	fail bool
}

func (r *bitReader) bit() uint32 {
	if r.at/6 >= len(r.in) {
		r.fail = true
		return 0
	}
	v := strings.IndexByte(alphabet64, r.in[r.at/6])
	bit := uint32(v) >> (5 - r.at%6) & 1
	r.at++
	return bit
}

func (r *bitReader) bits(n uint) uint32 {
	v := uint32(0)
	for range n {
		v = v<<1 | r.bit()
	}
	return v
}

func (r *bitReader) gamma() uint32 {
	n := uint(0)
	for r.bit() == 0 && !r.fail && n < 31 {
		n++
	}
	return 1<<n | r.bits(n)
}

func (r *bitReader) list(count, total uint32) []uint32 {
	k, next := riceK(count, total), uint32(0)
	ids := make([]uint32, 0, min(count, total))
	for range count {
		q := uint32(0)
		for r.bit() == 1 && !r.fail {
			q++
		}
		id := next + q<<k + r.bits(k)
		if r.fail || id >= total {
			r.fail = true
			return ids
		}
		ids = append(ids, id)
		next = id + 1
	}
	return ids
}

// riceK is the parameter for count of total ids: the largest k with
// 100·count·2^k ≤ 69·total, which is the best one for gaps at random.
func riceK(count, total uint32) uint {
	k := uint(0)
	for count > 0 && k < 24 && 200*uint64(count)<<k <= 69*uint64(total) {
		k++
	}
	return k
}

// roundUp is n on a scale of eight steps an octave. Codes depend on it and not
// on n, so that one more post does not write every list anew.
func roundUp(n uint32) uint32 {
	step := stepAt(n)
	return (n + step - 1) / step * step
}

// roundDown is n on the same scale.
func roundDown(n uint32) uint32 { return n / stepAt(n) * stepAt(n) }

func stepAt(n uint32) uint32 {
	step := uint32(1)
	for n > 16*step {
		step *= 2
	}
	return step
}

// mix is a hash of a term, whose lowest bits say which shard it is in.
func mix(term string) uint32 {
	h := uint32(0)
	for _, r := range term {
		h = (h ^ uint32(r)) * 0x9E3779B1
		h ^= h >> 15
	}
	return h
}

// front writes terms that are in order: for each how many characters it shares
// with the one before, at most nine and none that JavaScript counts as two, and
// the rest. Tail is what follows the term.
type front struct {
	b    strings.Builder
	last []rune
}

func (f *front) add(term, tail string) {
	runes := []rune(term)
	n := 0
	for n < len(runes) && n < len(f.last) && n < 9 && runes[n] == f.last[n] && runes[n] < 0x10000 {
		n++
	}
	f.b.WriteByte(byte('0' + n))
	f.b.WriteString(string(runes[n:]))
	f.b.WriteString(tail)
	f.b.WriteByte(' ')
	f.last = runes
}

// unfront reads what front wrote: every term, with what follows it after a mark.
func unfront(s string, each func(term, tail string)) error {
	var last []rune
	for entry := range strings.FieldsSeq(s) {
		n := int(entry[0] - '0')
		if n > 9 || n > len(last) {
			return fmt.Errorf("entry %q shares %d characters of %q", entry, n, string(last))
		}
		rest, tail := entry[1:], ""
		if i := strings.IndexAny(rest, "~="); i >= 0 {
			rest, tail = rest[:i], rest[i:]
		}
		last = append(last[:n:n], []rune(rest)...)
		each(string(last), tail)
	}
	return nil
}

// first is the first n characters of s.
func first(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// glyphs reports whether a term is of characters and not a word.
func glyphs(term string) bool {
	r, _ := utf8.DecodeRuneInString(term)
	return letters().class(r) == glyph
}
