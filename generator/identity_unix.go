//go:build unix

package generator

import (
	"os"
	"syscall"
)

// identity is a number that a folder keeps when it is renamed, and 0 if there
// is no such folder.
func identity(name string) uint64 {
	info, err := os.Lstat(name)
	if err != nil {
		return 0
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino)
	}
	return 0
}
