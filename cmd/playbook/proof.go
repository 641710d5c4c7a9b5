package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"playbook/generator/source"
)

var (
	msgProofRead = source.Message{En: "the proof cannot be read: {0}", Zh: "无法读取凭证：{0}"}
	msgProofSize = source.Message{En: "{0} has {1}; a proof may have {2}", Zh: "{0} 有 {1}，凭证最大 {2}"}
)

// maxProof bounds a proof, which is read at once: a contract or a screenshot.
const maxProof = 100 << 20

// A proof is a file on its way to .proofs/.
type proof struct {
	dir, name string
	data      []byte
}

// proof reads the file that e names as proof, and names it by its digest.
func (a *app) proof(f *folder, e *event) (proof, error) {
	if e.proof == "" {
		return proof{}, nil
	}
	info, err := os.Stat(e.proof)
	if err == nil && info.IsDir() {
		err = errors.New(a.text(msgNotAFile, e.proof))
	}
	if err == nil && info.Size() > maxProof {
		return proof{}, usageError{a.text(msgProofSize, e.proof, size(info.Size()), size(maxProof)), ""}
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(e.proof)
	}
	if err != nil {
		return proof{}, usageError{a.text(msgProofRead, err), ""}
	}
	ext := strings.ToLower(filepath.Ext(e.proof))
	p := proof{filepath.Join(f.beside, ".proofs"), source.DigestBytes(data).String() + ext, data}
	e.proof = p.name
	return p, nil
}

var msgNotAFile = source.Message{En: "{0} is a folder", Zh: "{0} 是文件夹"}

// keep copies the proof, whole or not at all. The folder ignores itself in Git.
func (p proof) keep() error {
	if p.name == "" {
		return nil
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return err
	}
	// It is only written to through files of its own.
	defer root.Close()
	if _, err := root.Stat(".gitignore"); errors.Is(err, fs.ErrNotExist) {
		if err := root.WriteFile(".gitignore", []byte("*\n"), 0o644); err != nil {
			return err
		}
	}
	if _, err := root.Stat(p.name); err == nil {
		return nil // the same bytes
	}
	if err := root.WriteFile(p.name+".tmp", p.data, 0o600); err != nil {
		return err
	}
	return root.Rename(p.name+".tmp", p.name)
}

// replace writes a file of the content anew, whole or not at all, with the mode
// that it has.
func replace(root *os.Root, name string, data []byte) error {
	info, err := root.Stat(name)
	if err != nil {
		return err
	}
	dir, base := filepath.Split(filepath.FromSlash(name))
	tmp := filepath.ToSlash(dir) + "." + base + ".tmp"
	if err := root.WriteFile(tmp, data, info.Mode().Perm()); err != nil {
		return err
	}
	if err := root.Rename(tmp, name); err != nil {
		// What is left is ignored by every build.
		_ = root.Remove(tmp)
		return err
	}
	return nil
}
