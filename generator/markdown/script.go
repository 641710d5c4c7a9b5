package markdown

import "unicode"

// isHan reports whether r is a Chinese character. Ranges instead of tables:
// it runs for every character of every text.
func isHan(r rune) bool {
	switch {
	case r < 0x3005:
		return false
	case r >= 0x4e00 && r <= 0x9fff, r >= 0x3400 && r <= 0x4dbf:
		return true
	}
	return r <= 0x3007 || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}

func isHangul(r rune) bool {
	return r >= 0xac00 && r <= 0xd7a3 || r >= 0x1100 && r <= 0x11ff || r >= 0x3130 && r <= 0x318f
}

// isCJK reports whether r is a letter of Chinese, Japanese or Korean.
func isCJK(r rune) bool {
	if r < 0x1100 {
		return false
	}
	return isHan(r) || isHangul(r) || r >= 0x3041 && r <= 0x312f || r >= 0x31a0 && r <= 0x31ff || r >= 0xff66 && r <= 0xff9f
}

// isCJKMark reports whether r is punctuation that only East Asian text has.
// Curly quotes, dashes and ellipses are not: English shares them.
func isCJKMark(r rune) bool {
	switch {
	case r < 0x3000:
		return false
	case r <= 0x3003, r >= 0x3008 && r <= 0x3020, r == 0x3030, r == 0x303d, r == 0x30fb:
		return true
	}
	return r >= 0xfe30 && r <= 0xfe4f || r >= 0xff00 && r <= 0xff0f || r >= 0xff1a && r <= 0xff20 ||
		r >= 0xff3b && r <= 0xff40 || r >= 0xff5b && r <= 0xff65
}

// isShared reports whether r is punctuation that Chinese and English share;
// beside Chinese it is as wide as a character.
func isShared(r rune) bool {
	switch r {
	case '“', '”', '‘', '’', '—', '…', '·':
		return true
	}
	return false
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isWord reports whether r is a letter, digit or mark of any script.
func isWord(r rune) bool {
	if r < 0x80 {
		return isAlnum(byte(r))
	}
	if isCJK(r) {
		return true
	}
	// Punctuation, symbols and emoji come often; asking the tables costs more.
	if r >= 0x2000 && r < 0x2c00 || isCJKMark(r) || r >= 0x1f000 && r < 0x1fb00 {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// joins reports whether a line break between a and b is none: Chinese and
// Japanese have no spaces. It follows the segment break rules of CSS Text 3,
// and keeps a space between a Chinese and a Latin word, and in Korean.
func joins(a, b rune) bool {
	if a == 0x200b || b == 0x200b || isCJKMark(a) || isCJKMark(b) {
		return true
	}
	if isHangul(a) || isHangul(b) {
		return false
	}
	return isCJK(a) && (isCJK(b) || isShared(b)) || isShared(a) && isCJK(b)
}
