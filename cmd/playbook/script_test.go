package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"playbook": main})
}

// TestScript runs the command as a person would: one script for every verb,
// flag and kind of problem.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                filepath.Join("testdata", "script"),
		RequireUniqueNames: true,
		Condition: func(cond string) (bool, error) {
			if cond == "samples" {
				_, err := os.Stat("../../../shared/samples/imports")
				return err == nil, nil
			}
			if cond == "root" {
				return os.Getuid() == 0, nil
			}
			return false, errors.New("unknown condition " + cond)
		},
		Setup: func(e *testscript.Env) error {
			// Real exports lie beside the repository and are read in place.
			samples, err := filepath.Abs("../../../shared/samples/imports")
			if err != nil {
				return err
			}
			e.Setenv("SAMPLES", samples)
			shipped, err := filepath.Abs("../../content")
			if err != nil {
				return err
			}
			e.Setenv("SHIPPED", shipped)
			for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG", "CI", "NO_COLOR", "TERM", "TZ"} {
				e.Setenv(name, "")
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"put":    put,
			"fifo":   fifo,
			"same":   same,
			"absent": absent,
		},
	})
}

// status runs a command that must end with just this exit status: status 2 playbook build.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [arguments]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// put adds bytes that a script cannot hold to a file: put FILE TEXT [TIMES],
// where FILE and TEXT have the escapes of Go.
func put(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: put FILE TEXT [TIMES]")
	}
	name, text := unescape(ts, args[0]), unescape(ts, args[1])
	times := 1
	if len(args) == 3 {
		var err error
		times, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	file := ts.MkAbs(name)
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o777))
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	ts.Check(err)
	_, err = f.WriteString(strings.Repeat(text, times))
	ts.Check(err)
	ts.Check(f.Close())
}

func unescape(ts *testscript.TestScript, s string) string {
	s, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	ts.Check(err)
	return s
}

// same fails unless two folders hold the same files: same DIR DIR.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same DIR DIR")
	}
	if a, b := listing(ts, args[0]), listing(ts, args[1]); a != b {
		ts.Fatalf("%s:\n%s\n%s:\n%s", args[0], a, args[1], b)
	}
}

// listing is the names and contents of a folder as one text.
func listing(ts *testscript.TestScript, dir string) string {
	var b strings.Builder
	root := os.DirFS(ts.MkAbs(dir))
	ts.Check(fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		b.WriteString(name + " " + strconv.Quote(string(data)) + "\n")
		return err
	}))
	return b.String()
}

// absent fails if a word is in a file of a folder, or in its name: absent DIR WORD…
func absent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: absent DIR WORD...")
	}
	all := listing(ts, args[0])
	for _, word := range args[1:] {
		if strings.Contains(all, word) {
			ts.Fatalf("%q is in %s", word, args[0])
		}
	}
}
