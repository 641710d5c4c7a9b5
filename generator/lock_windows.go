package generator

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockFile locks f until unlockFile or the end of the process, or fails with
// errHeld. Windows forbids others to read what is locked, so it is a byte far
// behind the signature.
func lockFile(f *os.File) error {
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errHeld
	}
	return err
}

func unlockFile(f *os.File) {
	at := windows.Overlapped{OffsetHigh: 1}
	windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}
