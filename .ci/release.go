// Command release builds the archives of a release into dist/: six platforms,
// each with the binary, README, LICENSE and completion scripts, and SHA256SUMS.
// The same commit gives the same bytes, on any machine.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

var (
	systems    = []string{"darwin", "linux", "windows"}
	processors = []string{"amd64", "arm64"}
	shells     = map[string]string{"bash": "playbook.bash", "zsh": "_playbook", "fish": "playbook.fish", "powershell": "playbook.ps1"}
)

// member is one file of an archive.
type member struct {
	name string
	mode fs.FileMode
	data []byte
}

func main() {
	log.SetFlags(0)
	if err := release("dist"); err != nil {
		log.Fatal("release: ", err)
	}
}

func release(dist string) error {
	when, err := committed()
	if err != nil {
		return err
	}
	// The folder is ours alone: what an earlier release left there must not be taken for this one's.
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.Mkdir(dist, 0o777); err != nil {
		return err
	}
	version, shared, err := sharedMembers()
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, system := range systems {
		for _, processor := range processors {
			name, data, err := archive(version, system, processor, shared, when)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dist, name), data, 0o666); err != nil {
				return err
			}
			fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), name)
			fmt.Printf("%s %d bytes\n", name, len(data))
		}
	}
	return os.WriteFile(filepath.Join(dist, "SHA256SUMS"), []byte(sums.String()), 0o666)
}

// committed is the time of the commit, which all files of the archives carry.
func committed() (time.Time, error) {
	out, err := output("git", "log", "-1", "--format=%ct")
	if err != nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

// sharedMembers is the version, and the files that are the same on all platforms.
func sharedMembers() (version string, shared []member, err error) {
	for _, name := range []string{"LICENSE", "README.md"} {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", nil, err
		}
		shared = append(shared, member{name, 0o644, data})
	}
	temp, err := os.MkdirTemp("", "playbook-release")
	if err != nil {
		return "", nil, err
	}
	defer os.RemoveAll(temp)
	program := filepath.Join(temp, "playbook")
	if _, err := output("go", "build", "-o", program, "./cmd/playbook"); err != nil {
		return "", nil, err
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		script, err := output(program, "completion", shell)
		if err != nil {
			return "", nil, err
		}
		shared = append(shared, member{"completions/" + shells[shell], 0o644, script})
	}
	line, err := output(program, "version")
	if err != nil {
		return "", nil, err
	}
	return strings.Fields(string(line))[1], shared, nil
}

// output runs a command as everybody's machine would, in English.
func output(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return out, nil
}

// archive builds for one platform and packs.
func archive(version, system, processor string, shared []member, when time.Time) (name string, data []byte, err error) {
	temp, err := os.MkdirTemp("", "playbook-release")
	if err != nil {
		return "", nil, err
	}
	defer os.RemoveAll(temp)
	program := "playbook"
	if system == "windows" {
		program = "playbook.exe"
	}
	file := filepath.Join(temp, program)
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file, "./cmd/playbook")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+processor)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", nil, fmt.Errorf("build for %s/%s: %w", system, processor, err)
	}
	binary, err := os.ReadFile(file)
	if err != nil {
		return "", nil, err
	}
	folder := strings.Join([]string{"playbook", version, system, processor}, "_")
	members := append([]member{{program, 0o755, binary}}, shared...)
	if system == "windows" {
		data, err = zipped(folder, members, when)
		return folder + ".zip", data, err
	}
	data, err = tarred(folder, members, when)
	return folder + ".tar.gz", data, err
}

func tarred(folder string, members []member, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	gz, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(gz)
	for _, m := range members {
		header := &tar.Header{Name: folder + "/" + m.name, Mode: int64(m.mode), Size: int64(len(m.data)), ModTime: when, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(m.data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	err = gz.Close()
	return b.Bytes(), err
}

func zipped(folder string, members []member, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		header := &zip.FileHeader{Name: folder + "/" + m.name, Method: zip.Deflate, Modified: when}
		header.SetMode(m.mode)
		f, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(m.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}
