//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const patience = 30 * time.Second

// command is a playbook that goes on until it is interrupted.
type command struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func start(t *testing.T, dir string, args ...string) *command {
	t.Helper()
	cmd := exec.Command("playbook", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &command{t, cmd, bufio.NewScanner(out)}
	stuck := time.AfterFunc(2*patience, func() { cmd.Process.Kill() })
	t.Cleanup(func() {
		stuck.Stop()
		cmd.Process.Kill()
	})
	return c
}

// until reads lines up to one that contains part.
func (c *command) until(part string) string {
	c.t.Helper()
	for c.lines.Scan() {
		if strings.Contains(c.lines.Text(), part) {
			return c.lines.Text()
		}
	}
	c.t.Fatalf("no line with %q", part)
	return ""
}

// interrupt ends the command, which must be no failure.
func (c *command) interrupt() {
	c.t.Helper()
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		c.t.Fatal(err)
	}
	for c.lines.Scan() {
	}
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("interrupted: %v", err)
	}
}

func smallSite(t *testing.T) string {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "content", "site.yaml"), "title: T\n")
	write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: Home\n---\nold words\n")
	return dir
}

func TestServe(t *testing.T) {
	t.Parallel()
	dir := smallSite(t)
	c := start(t, dir, "serve", "--addr", "localhost:0")
	address := c.until("http://")
	c.until("preview")
	c.until("pages, ")
	get := func() string {
		response, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if !strings.Contains(get(), "old words") {
		t.Error("the page is not served")
	}
	write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: Home\n---\nnew words\n")
	c.until("content/index.md: 1 page changed, ")
	if !strings.Contains(get(), "new words") {
		t.Error("the old page is served")
	}
	write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: Home\nnonsense: 1\n---\nnew words\n")
	c.until("; 1 error")
	c.interrupt()
}

func TestServeTellsMachines(t *testing.T) {
	t.Parallel()
	c := start(t, smallSite(t), "serve", "--addr", "localhost:0", "--json", "--edition", "public")
	var line map[string]any
	if err := json.Unmarshal([]byte(c.until("serving")), &line); err != nil || line["edition"] != "public" {
		t.Errorf("first line is %v, %v", line, err)
	}
	if err := json.Unmarshal([]byte(c.until("rebuilt")), &line); err != nil || line["number"] != 1.0 {
		t.Errorf("second line is %v, %v", line, err)
	}
	c.interrupt()
}

// build --watch keeps the folder as a build from nothing makes it.
func TestBuildWatch(t *testing.T) {
	t.Parallel()
	dir := smallSite(t)
	c := start(t, dir, "build", "--watch")
	c.until("edition public")
	write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: Home\n---\nnew words\n")
	c.until("content/index.md: ")
	write(t, filepath.Join(dir, "content", "pages", "more.md"), "---\ntitle: More\n---\nmore\n")
	c.until("content/pages/more.md: ")
	write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: Home\nnonsense: 1\n---\n")
	c.until("nothing was written")
	write(t, filepath.Join(dir, "content", "index.md"), "---\ntitle: Home\n---\nlast words\n")
	c.until("content/index.md: ")
	c.interrupt()
	clean := exec.Command("playbook", "build", "--out", "clean")
	clean.Dir = dir
	if out, err := clean.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.Command("diff", "-r", filepath.Join(dir, "public"), filepath.Join(dir, "clean")).CombinedOutput(); err != nil {
		t.Errorf("the folder is not what a build makes: %s", out)
	}
}
