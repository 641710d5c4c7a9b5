package generator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A generation is published in this order, and a process may die between any
// two lines:
//
//	next.manifest   is written
//	swap.json       is written: from here, recover looks at where things lie
//	target          changes places with the staged tree
//	foreign files   that arrived in the old tree meanwhile follow
//	previous        leaves its place to the old tree
//	manifests       move up
//	swap.json       is removed
//	older trees     are deleted
//
// Everything after the swap may be done twice.

// journal is a swap in progress.
type journal struct {
	From     place  // where the tree to publish lies
	Exchange bool   // by exchange, which leaves the old tree there; else by two renames
	Identity uint64 // of the tree to publish, to see whether an exchange happened
	Retire   bool   // the old tree is a whole generation, to be kept as the previous one
	Done     bool   // the swap happened; what follows may have been interrupted
}

// old is where the swap puts the tree that was in the target.
func (j journal) old() place {
	if j.Exchange {
		return j.From
	}
	return aside
}

// publish makes the tree at from the target. Unless it returns an error before
// the swap, the manifest in next.manifest is then the target's.
func (o *outlet) publish(from place, retire bool) error {
	target := exists(o.target)
	j := journal{From: from, Exchange: target, Identity: identity(o.at(from)), Retire: retire && target}
	if !target {
		if err := os.MkdirAll(filepath.Dir(o.target), 0o755); err != nil {
			return err
		}
	}
	err := o.swap(j)
	if errors.Is(err, errors.ErrUnsupported) {
		j.Exchange = false
		err = o.swap(j)
	}
	if err != nil {
		o.disk.remove(o.file(swapJournal))
		return o.explain(err)
	}
	if err := o.finish(j); err != nil {
		return fmt.Errorf("%s is published, but the old site could not be put away: %w", o.name, err)
	}
	return nil
}

// explain turns what the system says of a folder that cannot move into advice.
func (o *outlet) explain(err error) error {
	for _, e := range []syscall.Errno{syscall.EBUSY, syscall.EXDEV} {
		if errors.Is(err, e) {
			return refuse(msgMountPoint, o.name, e.Error())
		}
	}
	return err
}

// swap notes what it is about to do, and does it.
func (o *outlet) swap(j journal) error {
	if err := o.note(j); err != nil {
		return err
	}
	if j.Exchange {
		return o.disk.exchange(o.at(j.From), o.target)
	}
	if err := o.move(o.target, o.at(aside)); err != nil {
		return err
	}
	if err := o.disk.rename(o.at(j.From), o.target); err != nil {
		if back := o.move(o.at(aside), o.target); back != nil {
			return fmt.Errorf("%w; and the old site, now in %s, could not be put back: %w", err, o.at(aside), back)
		}
		return err
	}
	return nil
}

func (o *outlet) note(j journal) error {
	data, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return o.save(swapJournal, data)
}

// recover finishes a swap that happened, forgets one that did not, and removes
// what was being written when a command died.
func (o *outlet) recover() error {
	data, err := os.ReadFile(o.file(swapJournal))
	if errors.Is(err, fs.ErrNotExist) {
		return o.sweep()
	}
	if err != nil {
		return err
	}
	var j journal
	if err := json.Unmarshal(data, &j); err != nil {
		j = journal{From: staged} // lost with the machine's power; judge by what lies where
	}
	happened, err := o.happened(j)
	if err != nil {
		return err
	}
	if happened {
		return o.finish(j)
	}
	if err := o.disk.remove(o.file(swapJournal)); err != nil {
		return err
	}
	return o.sweep()
}

// happened reports whether the swap of j took place, and completes one that
// died between its two renames.
func (o *outlet) happened(j journal) (bool, error) {
	if j.Done {
		return true, nil
	}
	if j.Exchange {
		return identity(o.target) == j.Identity, nil
	}
	if exists(o.at(aside)) && exists(o.at(j.From)) {
		if err := os.Remove(o.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err // somebody made a folder in the gap, and put something in it
		}
		return true, o.disk.rename(o.at(j.From), o.target)
	}
	return exists(o.target) && !exists(o.at(j.From)), nil
}

// finish does everything after the swap. It may find any part of it done.
func (o *outlet) finish(j journal) error {
	j.Done = true
	if err := o.note(j); err != nil {
		return err
	}
	if err := o.putAway(j); err != nil {
		return err
	}
	if exists(o.file(nextManifest)) {
		if j.Retire {
			if err := o.move(o.file(currentManifest), o.file(previousManifest)); err != nil {
				return err
			}
		}
		if err := o.disk.rename(o.file(nextManifest), o.file(currentManifest)); err != nil {
			return err
		}
	}
	if err := o.disk.remove(o.file(swapJournal)); err != nil {
		return err
	}
	return o.sweep()
}

// putAway makes the old tree the previous generation, or discards it.
func (o *outlet) putAway(j journal) error {
	old := o.at(j.old())
	if !exists(old) {
		return nil
	}
	if err := o.rescue(old, j.Retire); err != nil {
		return err
	}
	if !j.Retire {
		return o.discard(old)
	}
	for _, p := range []place{retired, beside} {
		if p == j.old() {
			return nil // a rollback: it lies where it should
		}
	}
	for _, p := range []place{retired, beside} {
		if err := o.discard(o.at(p)); err != nil {
			return err
		}
	}
	if err := o.disk.rename(old, o.at(retired)); err == nil {
		return nil
	}
	return o.disk.rename(old, o.at(beside)) // State is on another file system
}

// rescue brings what others wrote into the old tree after its foreign files
// were carried over, and leaves there only what is ours.
func (o *outlet) rescue(old string, retire bool) error {
	if !exists(o.file(nextManifest)) {
		return nil // done: the manifests have moved up since
	}
	name := currentManifest
	if retire && !exists(o.file(name)) {
		name = previousManifest // the manifests were moving up
	}
	ours, err := o.manifest(name)
	if errors.Is(err, errDamaged) {
		return nil // nobody can tell the files apart
	}
	if err != nil {
		return err
	}
	theirs, err := foreignIn(old, ours)
	if err != nil {
		return err
	}
	next, err := o.manifest(nextManifest)
	if err != nil {
		return err
	}
	for _, f := range theirs {
		if f.dir || next.has(f.path) {
			continue
		}
		if err := o.rescueFile(filepath.Join(old, f.path), filepath.Join(o.target, f.path)); err != nil {
			return err
		}
	}
	return nil
}

func (o *outlet) rescueFile(from, to string) error {
	a, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if b, err := os.Lstat(to); err == nil && (os.SameFile(a, b) || !a.Mode().IsRegular()) {
		return o.disk.remove(from)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return o.disk.rename(from, to)
}
