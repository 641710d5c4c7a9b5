package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"playbook/generator/source"
)

// A Refusal is why the writer would not touch the target: a sentence for the
// person at the keyboard, in the languages we speak. It concerns no source
// file, so it is an error and not a Problem.
type Refusal struct {
	Key  source.Message
	Args []string
}

// Error is the sentence in English.
func (r *Refusal) Error() string { return r.Text("en") }

// Text is the sentence in lang.
func (r *Refusal) Text(lang string) string { return r.Key.Text(lang, r.Args) }

func refuse(key source.Message, args ...string) error { return &Refusal{Key: key, Args: args} }

// wrap says what failed, unless the error is a sentence of ours already.
func wrap(what string, err error) error {
	if _, ok := errors.AsType[*Refusal](err); ok || err == nil {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

var (
	msgNotFolder    = source.Message{En: "{0} is not a folder", Zh: "{0} 不是文件夹"}
	msgHoldsProject = source.Message{
		En: "{0} holds the project itself and cannot be the output; name a folder of its own",
		Zh: "{0} 包含项目本身，不能作为输出文件夹；请另选一个单独的文件夹"}
	msgMountPoint = source.Message{
		En: "{0} cannot be replaced as a whole ({1}); if it is a mount point, name a folder inside it",
		Zh: "无法整体替换 {0}（{1}）；如果它是挂载点，请改用其中的一个文件夹"}
)

// outlet is a target and everything that State knows of it, locked against
// other builders. What lies in which place while a generation is being
// published, and who puts it right after a crash, is in publish.go.
type outlet struct {
	name   string // the target as the user wrote it, for messages
	target string // the folder that is published, without links
	state  string // our folder in State
	lock   *lock
	disk   disk
}

// disk is the operations by which a generation changes places, and those that
// not every file system has. Everything else that is written can be thrown away.
type disk struct {
	link     func(from, to string) error
	rename   func(from, to string) error
	exchange func(a, b string) error // errors.ErrUnsupported where folders cannot change places at once
	remove   func(name string) error
}

var osDisk = disk{os.Link, os.Rename, exchange, os.Remove}

// Names of what an outlet keeps in State.
const (
	currentManifest  = "current.manifest"  // what the target holds
	nextManifest     = "next.manifest"     // what it will hold after the swap
	previousManifest = "previous.manifest" // what the previous generation holds
	swapJournal      = "swap.json"         // a swap that began and did not end
	targetFile       = "target"            // which target it is
)

// A place is where the tree of a generation may lie, besides the target.
type place string

const (
	staged  place = "next"     // beside the target, being written
	aside   place = "aside"    // beside the target, between the two renames of a swap
	retired place = "previous" // the previous generation, in State
	beside  place = "beside"   // the previous generation, if State is on another file system
)

// at is the path of a place.
func (o *outlet) at(p place) string {
	if p == retired {
		return filepath.Join(o.state, "previous")
	}
	dir, base := filepath.Split(o.target)
	suffix := map[place]string{staged: "next", aside: "aside", beside: "previous"}[p]
	return filepath.Join(dir, "."+base+".playbook-"+suffix)
}

// openOutlet locks target and puts right what an interrupted command left.
func openOutlet(name, stateDir string, d disk) (*outlet, error) {
	if stateDir == "" {
		return nil, errors.New("no folder for the state of the output was named")
	}
	target, err := realPath(name)
	if err != nil {
		return nil, err
	}
	if err := apart(name, target, stateDir); err != nil {
		return nil, err
	}
	if err := MakeState(stateDir); err != nil {
		return nil, err
	}
	o := &outlet{name: name, target: target, disk: d}
	o.state = filepath.Join(stateDir, "targets", stateName(stateDir, target))
	if err := os.MkdirAll(o.state, 0o755); err != nil {
		return nil, fmt.Errorf("keep the state of %s: %w", name, err)
	}
	if o.lock, err = takeLock(filepath.Join(o.state, "lock"), name); err != nil {
		return nil, err
	}
	err = o.recover()
	if err == nil {
		err = o.sign(stateDir)
	}
	if err != nil {
		o.close()
		return nil, wrap("finish what an interrupted command began in "+name, err)
	}
	return o, nil
}

// sign notes which target the state is of, for a takedown that finds it.
func (o *outlet) sign(stateDir string) error {
	key := []byte(targetKey(stateDir, o.target))
	if data, err := os.ReadFile(o.file(targetFile)); err == nil && bytes.Equal(data, key) {
		return nil
	}
	return o.save(targetFile, key)
}

// apart refuses a target that our own state lies in: a swap would move the lock
// and the journal away, and the content with them.
func apart(name, target, stateDir string) error {
	state, err := realPath(stateDir)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(target, state); err == nil && filepath.IsLocal(rel) {
		return refuse(msgHoldsProject, name)
	}
	return nil
}

func (o *outlet) close() { o.lock.release() }

// MakeState makes the folder of caches, manifests and locks, which ignores
// itself in Git.
func MakeState(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the state folder: %w", err)
	}
	ignore := filepath.Join(dir, ".gitignore")
	if info, err := os.Stat(ignore); err == nil && info.Size() > 0 {
		return nil
	}
	if err := os.WriteFile(ignore, []byte("*\n"), 0o644); err != nil {
		return fmt.Errorf("make the state folder: %w", err)
	}
	return nil
}

// realPath is target as an absolute path without links, whether or not its
// last parts exist yet: a swap must replace the folder, not a link to it.
func realPath(target string) (string, error) {
	full, err := filepath.Abs(target)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", target, err)
	}
	rest := ""
	for dir := full; ; dir = filepath.Dir(dir) {
		real, err := filepath.EvalSymlinks(dir)
		if err == nil {
			full = filepath.Join(real, rest)
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return "", fmt.Errorf("find %s: %w", target, err)
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
	if info, err := os.Stat(full); err == nil && !info.IsDir() {
		return "", refuse(msgNotFolder, target)
	}
	return full, nil
}

// stateName is the name of a target's folder in State: for people the last
// part of the path, and a digest.
func stateName(stateDir, target string) string {
	sum := sha256.Sum256([]byte(targetKey(stateDir, target)))
	return strings.TrimLeft(filepath.Base(target), ".") + "-" + hex.EncodeToString(sum[:5])
}

// targetKey tells targets apart. One within the project goes by its relative path,
// so that the project may move.
func targetKey(stateDir, target string) string {
	if project, err := realPath(filepath.Dir(stateDir)); err == nil {
		if rel, err := filepath.Rel(project, target); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return target
}

// targetAt is the target that a key means.
func targetAt(stateDir, key string) string {
	if key == "" || filepath.IsAbs(key) {
		return key
	}
	return filepath.Join(filepath.Dir(stateDir), filepath.FromSlash(key))
}

// file is the path of one of our files in State.
func (o *outlet) file(name string) string { return filepath.Join(o.state, name) }

// save writes a file in State, whole or not at all.
func (o *outlet) save(name string, data []byte) error {
	tmp := o.file(name) + ".tmp"
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		return err
	}
	return o.disk.rename(tmp, o.file(name))
}

// move renames from to to, and is content if that was done before.
func (o *outlet) move(from, to string) error {
	if !exists(from) {
		return nil
	}
	return o.disk.rename(from, to)
}

// discard takes a tree out of its place at once; sweep deletes it later, since
// deleting takes long and may be interrupted.
func (o *outlet) discard(tree string) error {
	if !exists(tree) {
		return nil
	}
	old := tree + ".old"
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	return o.disk.rename(tree, old)
}

// sweep deletes what no command needs any more. During a swap the staged tree
// may be the old site; then finish has to come first.
func (o *outlet) sweep() error {
	if exists(o.file(swapJournal)) {
		return nil
	}
	var errs []error
	for _, p := range []place{staged, aside, retired, beside} {
		errs = append(errs, os.RemoveAll(o.at(p)+".old"))
	}
	return errors.Join(append(errs, os.RemoveAll(o.at(staged)))...)
}

// held is where the previous generation lies, or "".
func (o *outlet) held() place {
	for _, p := range []place{retired, beside} {
		if exists(o.at(p)) {
			return p
		}
	}
	return ""
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
