package generator

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"playbook/generator/source"
)

var (
	msgBusy = source.Message{
		En: "process {1} has been writing {0} since {2}; wait for it, or end it",
		Zh: "进程 {1} 自 {2} 起正在写入 {0}；请等它结束，或先终止它"}
	msgBusyUnknown = source.Message{
		En: "another process is writing {0}; wait for it, or end it",
		Zh: "另一个进程正在写入 {0}；请等它结束，或先终止它"}
)

// errHeld is that somebody else holds a lock.
var errHeld = errors.New("held by another process")

// lock keeps a second builder out. The operating system holds it for the
// process, so that it ends with the process, however that ends; the file says
// who it is, for the message to the second.
type lock struct{ file *os.File }

// takeLock takes the lock on the file name for the target that is called that.
func takeLock(name, target string) (*lock, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", target, err)
	}
	err = lockFile(f)
	if errors.Is(err, errHeld) {
		defer f.Close()
		return nil, busy(f, target)
	}
	if err == nil {
		err = sign(f)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", target, err)
	}
	return &lock{f}, nil
}

// sign writes who holds the lock, over what a dead process left.
func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+" "+time.Now().Format(time.RFC3339)+"\n"), 0)
	return err
}

// busy says who holds the lock, if they have got around to signing.
func busy(f *os.File, target string) error {
	text, _ := io.ReadAll(io.LimitReader(f, 100))
	pid, since, ok := strings.Cut(strings.TrimSpace(string(text)), " ")
	if !ok {
		return refuse(msgBusyUnknown, target)
	}
	return refuse(msgBusy, target, pid, since)
}

// release gives the lock up. The file stays: to remove it would let a third
// process lock a file that the second no longer sees.
func (l *lock) release() {
	l.file.Truncate(0)
	unlockFile(l.file) // closing is not enough: a process that is being started has a copy until it runs
	l.file.Close()
}
