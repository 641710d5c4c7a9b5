//go:build darwin || freebsd || netbsd

package source

import (
	"syscall"
	"time"
)

func statusTime(s *syscall.Stat_t) time.Time { return time.Unix(s.Ctimespec.Unix()) }
