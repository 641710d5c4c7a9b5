//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// fifo makes a named pipe.
func fifo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fifo FILE")
	}
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o666))
}

// TestInterruptStopsAtOnce holds the command in the middle of its work by not
// reading what it prints, and interrupts it.
func TestInterruptStopsAtOnce(t *testing.T) {
	t.Parallel()
	for _, sig := range []struct {
		signal syscall.Signal
		status int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		t.Run(sig.signal.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "content", "site.yaml"), "title: T\n")
			write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: T\n---\n"+strings.Repeat("[x](nowhere.md)\n", 5000))
			cmd := exec.Command("playbook", "build", "--format", "github")
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "LC_ALL=C")
			var stderr strings.Builder
			cmd.Stderr = &stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig.signal); err != nil {
				t.Fatal(err)
			}
			// Not cmd.Wait: it would close the pipe and so let the command go on.
			state, err := cmd.Process.Wait()
			if err != nil {
				t.Fatal(err)
			}
			if got := state.ExitCode(); got != sig.status {
				t.Errorf("exit status %d, want %d", got, sig.status)
			}
			if err := cmd.Wait(); err == nil {
				t.Error("the command ended well")
			}
			if want := "playbook: interrupted; nothing was written\n"; stderr.String() != want {
				t.Errorf("it said %q, want %q", stderr.String(), want)
			}
			if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
				t.Error("there is an output")
			}
		})
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
