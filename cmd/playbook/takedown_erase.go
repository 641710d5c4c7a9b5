package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/source"
)

// onRecord are the fields that stay when a post is erased: what it was, whose,
// and what happened to its permission.
var onRecord = []string{"url", "platform", "creator", "posted", "captured", "relationship", "rights", "kind", "slug", "draft"}

// below is the name of a post's file below the content.
func (f *folder) below(s *generator.Standing) string {
	return strings.TrimPrefix(s.File, f.content.Label("")+"/")
}

// erase deletes what the content has of the posts but for the record of what
// happened, and is the names of what is gone. What another post shows, or rests
// on, stays.
func (w *removal) erase() ([]string, error) {
	var gone []string
	drop := func(root *os.Root, name, label string) error {
		err := root.Remove(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		gone = append(gone, label)
		return err
	}
	media, proofs := w.shared()
	for _, s := range w.posts {
		if err := w.bare(s); err != nil {
			return gone, err
		}
		gone = append(gone, w.inContent(w.folder.below(s)))
		for _, name := range translations(w.folder.own.FS(), w.folder.below(s)) {
			if err := drop(w.folder.own, name, w.inContent(name)); err != nil {
				return gone, err
			}
		}
	}
	for _, m := range w.trail.Media {
		if !media[m.Name] {
			if err := drop(w.folder.own, m.Name, w.inContent(m.Name)); err != nil {
				return gone, err
			}
		}
	}
	return gone, w.dropProofs(proofs, drop)
}

// shared are the files and proofs that posts need which stay.
func (w *removal) shared() (media, proofs map[string]bool) {
	media, proofs = map[string]bool{}, map[string]bool{}
	for _, s := range w.ledger.Posts {
		if slices.ContainsFunc(w.posts, func(p *generator.Standing) bool { return p.Name == s.Name }) {
			continue
		}
		for _, m := range w.ledger.Media(s) {
			media[m] = true
		}
		note(proofs, s.Post.Rights)
		if s.Creator != nil {
			note(proofs, s.Creator.Creator.Grants)
		}
	}
	return media, proofs
}

func note(proofs map[string]bool, events []record.Event) {
	for _, e := range events {
		proofs[e.Proof] = true
	}
}

// bare leaves of a post's file what is on record.
func (w *removal) bare(s *generator.Standing) error {
	name := w.folder.below(s)
	data, err := w.folder.own.ReadFile(name)
	if err != nil {
		return err
	}
	rest, ok := source.KeepFields(data, onRecord)
	if !ok {
		w.show(w.folder.placed([]source.Problem{{Pos: source.Pos{File: s.File, Line: 1, Col: 1}, Rule: "rights", Key: msgNoRoom, Help: helpErase}}))
		return errProblems
	}
	return replace(w.folder.own, name, rest)
}

var helpErase = source.Message{En: "delete the caption and the fields by hand", Zh: "请手动删除原文和字段"}

// translations are the files of the same post in other languages.
func translations(fsys fs.FS, name string) []string {
	stem := strings.TrimSuffix(name, ".md")
	var list []string
	for _, lang := range []string{".en.md", ".zh.md"} {
		if _, err := fs.Stat(fsys, stem+lang); err == nil {
			list = append(list, stem+lang)
		}
	}
	return list
}

// dropProofs deletes the proofs of the posts. Their names stay on record.
func (w *removal) dropProofs(shared map[string]bool, drop func(*os.Root, string, string) error) error {
	dir := filepath.Join(w.folder.beside, ".proofs")
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	for _, s := range w.posts {
		for _, e := range s.Post.Rights {
			if e.Proof == "" || shared[e.Proof] {
				continue
			}
			if err := drop(root, e.Proof, path.Join(filepath.ToSlash(dir), e.Proof)); err != nil {
				return err
			}
		}
	}
	return nil
}
