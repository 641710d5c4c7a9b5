//go:build unix && !linux && !darwin && !freebsd && !netbsd

package source

import (
	"syscall"
	"time"
)

func statusTime(*syscall.Stat_t) time.Time { return time.Time{} }
