package source

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// NFC is s with composed characters: macOS writes file names decomposed.
func NFC(s string) string {
	if isASCII(s) {
		return s
	}
	return norm.NFC.String(s)
}

// FoldName is what two names share that some file system holds for the same:
// case and composition do not count.
func FoldName(s string) string { return strings.ToLower(NFC(s)) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
