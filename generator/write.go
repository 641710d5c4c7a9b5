package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync/atomic"

	"playbook/generator/source"
)

// WriteOptions says how a site is written.
type WriteOptions struct {
	State string   // the .playbook folder, beside content
	Keep  []string // patterns of foreign files that may stay in the target; ".git*" always may
	Jobs  int      // workers; 0 means one per processor

	// Proofs is the folder of what proves permissions. It makes no difference to
	// the output, but that nothing in it may be there.
	Proofs *source.Tree

	// Progress, if not nil, is told how far it is. Several workers may call it
	// at once, so what they say may not arrive in order.
	Progress func(Progress)
}

// Progress is how far the making of a site is.
type Progress struct {
	Files, AllFiles       int
	Pictures, AllPictures int // those that are decoded: in Files, counted once for all their widths, and withheld ones
}

// Report is what Write did.
type Report struct {
	Files   int   // in the target, without foreign ones
	Changed int   // that are new or differ from what was there
	Removed int   // that were there and are not any more
	Bytes   int64 // of Files
}

var (
	msgPreview = source.Message{
		En: "a preview shows posts without permission and cannot be written; name an edition",
		Zh: "预览包含未获授权的内容，不能写出；请指定一个版本"}
	msgOutside = source.Message{
		En: "the site has a file {0}, which is not a path below {1}",
		Zh: "站点中的文件 {0} 不在 {1} 之内"}
)

// Write publishes site at target: whole, or not at all. It makes every file
// beside the target, and lets the folders change places once all is well. A
// file that is the same as before keeps its inode and time.
//
// The problems are those of making the files. If one of them is an error,
// nothing is published, and the error is nil all the same. A *Refusal is an
// error that the user can do something about.
func Write(site *Site, target string, o WriteOptions) (Report, []source.Problem, error) {
	return writeTo(osDisk, site, target, o)
}

// Check makes every file of site, as Write does, and writes nothing.
func Check(site *Site, o WriteOptions) ([]source.Problem, error) {
	s, err := newStage(site, o)
	if err != nil {
		return nil, err
	}
	s.make(func(int, made) error { return nil })
	return s.outcome()
}

func writeTo(d disk, site *Site, target string, o WriteOptions) (Report, []source.Problem, error) {
	if site.Preview {
		return Report{}, nil, refuse(msgPreview)
	}
	k, err := newKeeping(o.Keep)
	if err != nil {
		return Report{}, nil, err
	}
	out, err := openOutlet(target, o.State, d)
	if err != nil {
		return Report{}, nil, err
	}
	defer out.close()
	report, problems, err := out.write(site, k, o)
	return report, problems, wrap("write "+target, err)
}

// write is Write, with the lock held.
func (o *outlet) write(site *Site, k keeping, options WriteOptions) (Report, []source.Problem, error) {
	was, err := o.known(currentManifest)
	if err != nil {
		return Report{}, nil, err
	}
	guests, err := o.guests(was, k)
	if err != nil {
		return Report{}, nil, err
	}
	if err := o.fits(site, guests); err != nil {
		return Report{}, nil, err
	}
	s, err := newStage(site, options)
	if err != nil {
		return Report{}, nil, err
	}
	s.outlet, s.was = o, was
	problems, err := s.fill()
	if err == nil && source.Errors(problems) == 0 {
		report := s.report()
		if err = s.publish(guests); err == nil {
			return report, problems, o.forget(site.TakenDown)
		}
	}
	o.sweep() // what cannot be deleted now, the next command will delete
	return Report{}, problems, err
}

// fits refuses a site with a file that is not below the target, or where a
// guest is.
func (o *outlet) fits(site *Site, guests []foreign) error {
	for _, f := range site.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) || path.Clean(f.Path) != f.Path {
			return refuse(msgOutside, f.Path, o.name)
		}
	}
	for _, g := range guests {
		_, taken := slices.BinarySearchFunc(site.Files, g.path, func(f *File, p string) int { return cmp.Compare(f.Path, p) })
		if taken && !g.dir {
			return refuse(msgTaken, o.within(g.path))
		}
	}
	return nil
}

// A stage is a generation being made. Workers fill its slices by index, so that
// nothing depends on who was first.
type stage struct {
	site   *Site
	gate   *gate
	jobs   int
	tell   func(Progress)
	all    Progress // how far it will be in the end
	outlet *outlet
	was    *manifest // what the target holds

	files    []written
	same     []bool // file i is in the target already
	problems [][]source.Problem
	errs     []error
	failed   atomic.Bool // there is an error among the problems: go on, for all of them, but write nothing
	broken   atomic.Bool // the disk failed: stop
	done     atomic.Int64
	drawn    atomic.Int64 // pictures
}

func newStage(site *Site, o WriteOptions) (*stage, error) {
	n := len(site.Files)
	s := &stage{
		site: site, jobs: o.Jobs, tell: o.Progress, all: Progress{AllFiles: n, AllPictures: site.Pictures},
		files: make([]written, n), same: make([]bool, n), problems: make([][]source.Problem, n), errs: make([]error, n),
	}
	withheld := append(proofs(o), site.Withheld...)
	for _, w := range withheld {
		if isPicture(w.File.Name) {
			s.all.AllPictures++
		}
	}
	var err error
	s.gate, err = newGate(context.Background(), withheld, site.store(), o.Jobs, func(f *source.File) { s.count(0, isPicture(f.Name)) })
	return s, err
}

// proofs is what proves permissions, which is withheld by nature. What cannot be
// read of it nobody can have copied.
func proofs(o WriteOptions) []Withheld {
	if o.Proofs == nil {
		return nil
	}
	o.Proofs.LookAll()
	files, _ := o.Proofs.Read(func(n int, f func(int)) { fan(o.Jobs, n, f) })
	var list []Withheld
	for _, f := range files {
		list = append(list, Withheld{File: f, Post: source.Pos{File: f.Label, Line: 1, Col: 1}, Proof: true})
	}
	return list
}

// make makes every file and gives those that may leave to put.
func (s *stage) make(put func(i int, m made) error) {
	n := len(s.site.Files)
	fan(s.jobs, n, func(i int) {
		if s.broken.Load() {
			return
		}
		m := s.one(i)
		if !s.failed.Load() {
			if s.errs[i] = put(i, m); s.errs[i] != nil {
				s.broken.Store(true)
			}
		}
		v, ok := s.site.Files[i].step.(variant)
		s.count(1, ok && v.i == 0)
	})
}

// count tells that more files are made, or a picture.
func (s *stage) count(files int64, drawn bool) {
	now := s.all
	now.Files = int(s.done.Add(files))
	if now.Pictures = int(s.drawn.Load()); drawn {
		now.Pictures = int(s.drawn.Add(1))
	}
	if s.tell != nil {
		s.tell(now)
	}
}

// one makes one file and takes it through the gate.
func (s *stage) one(i int) made {
	f := s.site.Files[i]
	m := f.outcome()
	s.problems[i] = append(slices.Clip(m.problems), s.gate.check(f.Path, m)...)
	if source.Errors(s.problems[i]) > 0 {
		s.failed.Store(true)
	}
	return m
}

// outcome is the problems of all files and what the disk said first.
func (s *stage) outcome() ([]source.Problem, error) {
	for _, err := range s.errs {
		if err != nil {
			return nil, err
		}
	}
	problems := slices.Concat(s.problems...)
	return source.Sort(append(problems, s.site.lookalikes(context.Background(), s.jobs)...)), nil
}

// fill makes the staged tree. Files that stay are only linked once it is known
// that anything changed at all.
func (s *stage) fill() ([]source.Problem, error) {
	if err := s.folders(); err != nil {
		return nil, err
	}
	s.make(s.put)
	problems, err := s.outcome()
	if err != nil || source.Errors(problems) > 0 {
		return problems, err
	}
	if !s.changed() {
		return problems, nil
	}
	s.each(func(i int) error {
		if !s.same[i] {
			return nil
		}
		return s.outlet.linkOrCopy(s.path(s.outlet.target, i), s.path(s.outlet.at(staged), i))
	})
	s.each(s.verify)
	_, err = s.outcome()
	return problems, err
}

// each calls f for every file until one fails.
func (s *stage) each(f func(i int) error) {
	fan(s.jobs, len(s.files), func(i int) {
		if s.broken.Load() {
			return
		}
		if s.errs[i] = f(i); s.errs[i] != nil {
			s.broken.Store(true)
		}
	})
}

func (s *stage) path(dir string, i int) string {
	return filepath.Join(dir, filepath.FromSlash(s.site.Files[i].Path))
}

// folders makes the staged tree's folders, so that workers need not.
func (s *stage) folders() error {
	root := s.outlet.at(staged)
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	if info, err := os.Stat(s.outlet.target); err == nil {
		if err := os.Chmod(root, info.Mode().Perm()|0o700); err != nil {
			return err
		}
	}
	last := "."
	for _, f := range s.site.Files {
		dir := path.Dir(f.Path)
		if dir == last {
			continue
		}
		if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(dir)), 0o755); err != nil {
			return err
		}
		last = dir
	}
	return nil
}

// put writes file i, unless the target has it.
func (s *stage) put(i int, m made) error {
	now := written{path: s.site.Files[i].Path, size: m.stamp.Size, digest: m.stamp.Digest}
	old, ok := s.was.find(now.path)
	if ok && old.size == now.size && old.digest == now.digest && old.untouched(s.outlet.target) {
		s.files[i], s.same[i] = old, true
		return nil
	}
	data := m.data
	if data == nil {
		data, _ = s.site.Files[i].Bytes()
	}
	if int64(len(data)) != now.size {
		return fmt.Errorf("%s changed while it was being written", now.path)
	}
	var err error
	now.time, err = writeNew(s.path(s.outlet.at(staged), i), data)
	s.files[i] = now
	return err
}

// writeNew writes a file that does not exist, and returns its time.
func writeNew(name string, data []byte) (int64, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return 0, err
	}
	return info.ModTime().UnixNano(), f.Close()
}

// verify looks whether file i of the staged tree is as the manifest will say.
func (s *stage) verify(i int) error {
	if s.files[i].untouched(s.outlet.at(staged)) {
		return nil
	}
	return fmt.Errorf("%s is not as it was written; did something else change it?", s.path(s.outlet.at(staged), i))
}

// changed reports whether the target would differ from what it is.
func (s *stage) changed() bool {
	return !exists(s.outlet.target) || slices.Contains(s.same, false) || len(s.files) != len(s.was.files)
}

func (s *stage) report() Report {
	r := Report{Files: len(s.files)}
	now := s.manifest()
	for i, f := range s.files {
		r.Bytes += f.size
		if !s.same[i] {
			r.Changed++
		}
	}
	for _, f := range s.was.files {
		if !now.has(f.path) {
			r.Removed++
		}
	}
	return r
}

func (s *stage) manifest() *manifest {
	return &manifest{edition: s.site.Edition.Name, shown: s.site.Shown, files: s.files}
}

// publish swaps the staged tree in, or leaves everything where it is if the
// target would not change: the previous generation is then one that differs.
func (s *stage) publish(guests []foreign) error {
	o, data := s.outlet, s.manifest().encode()
	if !s.changed() {
		return errors.Join(o.save(currentManifest, data), o.sweep())
	}
	if err := o.carry(guests, staged); err != nil {
		return err
	}
	if err := o.save(nextManifest, data); err != nil {
		return err
	}
	return o.publish(staged, exists(o.file(currentManifest)))
}
