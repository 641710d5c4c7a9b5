//go:build unix

package source

import (
	"io/fs"
	"syscall"
)

// IdentityOf is what the system tells of a file besides its size and time.
func IdentityOf(info fs.FileInfo) Identity {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return Identity{uint64(s.Ino), statusTime(s)}
	}
	return Identity{}
}
