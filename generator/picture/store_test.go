package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"playbook/generator/source"
)

func jobOf(t testing.TB, name string, data []byte, r Recipe) Job {
	t.Helper()
	f := file(t, name, data)
	h, problems := Measure(f)
	if len(problems) > 0 {
		t.Fatal(problems[0].Line("en"))
	}
	return Job{File: f, Header: h, Recipe: r}
}

// all is every file of a job, as a store gives them.
func all(t testing.TB, s *Store, j Job) [][]byte {
	t.Helper()
	var files [][]byte
	for i := range j.Header.Variants(j.Recipe) {
		data, r, problems, err := s.File(t.Context(), j, i, i%2 == 0)
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		if (Stamp{int64(len(data)), source.DigestBytes(data)}) != r.Files[i] {
			t.Fatalf("file %d is not what its stamp says", i)
		}
		files = append(files, data)
	}
	return files
}

// files are the files of a store's folder.
func files(t testing.TB, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestStoreDecodesOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	j := jobOf(t, "a.png", pngOf(t, photo(700, 500)), Recipe{WebP: WebP})
	s := NewStore(folder)
	first := all(t, s, j)
	if s.Decoded() != 1 {
		t.Errorf("decoded %d times", s.Decoded())
	}
	alone := NewStore("")
	if !slices.EqualFunc(first, all(t, alone, j), bytes.Equal) || alone.Decoded() != 1 {
		t.Error("without a folder it comes out otherwise")
	}
	again := NewStore(folder)
	if !slices.EqualFunc(first, all(t, again, j), bytes.Equal) || again.Decoded() != 0 {
		t.Errorf("another process decoded %d pictures, or made others", again.Decoded())
	}
	want, _, _ := s.Result(t.Context(), j, false)
	got, _, _ := again.Result(t.Context(), j, false)
	if fmt.Sprint(want) != fmt.Sprint(got) || got.Pixels == (source.Digest{}) || got.Looks.Plain == (Look{}) {
		t.Errorf("results %v and %v", want, got)
	}
	other := j
	other.Recipe.Quality = 60
	all(t, again, other)
	if again.Decoded() != 1 {
		t.Error("another recipe is taken for the same")
	}
}

// Whatever happens to the folder, what comes out is the same.
func TestStoreOutlivesDamage(t *testing.T) {
	t.Parallel()
	j := jobOf(t, "a.jpg", jpegOf(t, photo(400, 300)), Recipe{})
	want := all(t, NewStore(""), j)
	folder := t.TempDir()
	all(t, NewStore(folder), j)
	name := files(t, folder)[0]
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	many := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(many[tableStart:], 1<<31)
	for _, damage := range [][]byte{nil, whole[:10], whole[:tableStart+20], whole[:len(whole)-1], flipped(0), flipped(len(diskHead)),
		flipped(tableStart + 10), flipped(len(whole) - 1), many, bytes.Repeat([]byte("x"), len(whole))} {
		if err := os.WriteFile(name, damage, 0o644); err != nil {
			t.Fatal(err)
		}
		s := NewStore(folder)
		if !slices.EqualFunc(want, all(t, s, j), bytes.Equal) || s.Decoded() != 1 {
			t.Fatalf("a file of %d bytes: decoded %d times, or something else came out", len(damage), s.Decoded())
		}
		if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, whole) {
			t.Fatalf("the file was not put right: %v", err)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o644); err != nil { // no folder can be made here
		t.Fatal(err)
	}
	if !slices.EqualFunc(want, all(t, NewStore(folder), j), bytes.Equal) {
		t.Error("something else comes out where nothing can be kept")
	}
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := NewStore(folder)
	j := jobOf(t, "a.png", pngOf(t, photo(330, 200)), Recipe{})
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Result(canceled, j, true); err == nil || s.Decoded() != 0 {
		t.Error("nobody waits, and it is decoded")
	}
	var done sync.WaitGroup
	for i := range 24 {
		done.Go(func() {
			ctx := t.Context()
			if i%3 == 0 {
				ctx = canceled
			}
			_, r, problems, err := s.File(ctx, j, 0, i%2 == 0)
			if err != nil && i%3 > 0 || len(problems) > 0 || err == nil && len(r.Files) != 1 {
				t.Errorf("%d: %v, %v, %v", i, r, problems, err)
			}
		})
	}
	done.Wait()
	if s.Decoded() != 1 {
		t.Errorf("decoded %d times", s.Decoded())
	}
	if list := files(t, folder); len(list) != 1 {
		t.Errorf("the folder has %v", list)
	}
}

func TestQueue(t *testing.T) {
	t.Parallel()
	q := newQueue()
	var order []string
	tickets := map[string]*ticket{}
	enter := func(name string, weight int64, hurry bool) {
		k := newTicket(hurry)
		tickets[name] = k
		q.mu.Lock()
		k.weight = weight
		q.waiting[k.line()] = append(q.waiting[k.line()], k)
		q.admit()
		q.mu.Unlock()
	}
	look := func() {
		for _, name := range []string{"large", "small", "late", "asked", "hurried"} {
			if k := tickets[name]; k != nil && k.inside && !slices.Contains(order, name) {
				order = append(order, name)
			}
		}
	}
	full := newTicket(false)
	if err := q.enter(t.Context(), full, 10*MaxMemory); err != nil { // alone, however large
		t.Fatal(err)
	}
	enter("large", MaxMemory, false)
	enter("small", 1, false)
	enter("late", MaxMemory, false)
	enter("hurried", MaxMemory, true)
	enter("asked", MaxMemory, false)
	q.promote(tickets["asked"])
	if look(); len(order) != 0 {
		t.Fatalf("%v did not wait", order)
	}
	q.leave(full)
	for range tickets {
		look()
		q.leave(tickets[order[len(order)-1]])
	}
	if want := []string{"hurried", "asked", "large", "small", "late"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	if q.free != MaxMemory || q.first() != nil {
		t.Errorf("%d bytes are free", q.free)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := q.enter(ctx, newTicket(false), MaxMemory); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := q.enter(ctx, newTicket(true), 1); err == nil || q.first() != nil {
		t.Error("a ticket stays that nobody holds")
	}
}

func TestTrim(t *testing.T) {
	t.Parallel()
	d := disk{t.TempDir()}
	now := time.Now()
	age := func(name string, old time.Duration) {
		if err := os.Chtimes(name, now.Add(-old), now.Add(-old)); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for i := range 5 {
		key := key{of: source.Digest{byte(i)}}
		data := [][]byte{bytes.Repeat([]byte{1}, 1000)}
		if !d.save(key, resultOf(Made{Files: data}), data) {
			t.Fatal("nothing is saved")
		}
		names = append(names, d.name(key))
		age(d.name(key), time.Duration(10-i)*24*time.Hour)
	}
	dead, alive := filepath.Join(d.folder, "00", "1.tmp"), filepath.Join(d.folder, "00", "2.tmp")
	for _, name := range []string{dead, alive} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	age(dead, 2*time.Hour)
	if _, _, ok := d.load(key{}, 0); !ok { // used: now the newest
		t.Fatal("cannot be loaded")
	}
	d.trim(4000)
	var left []bool
	for _, name := range append(names, dead, alive) {
		_, err := os.Stat(name)
		left = append(left, err == nil)
	}
	if want := []bool{true, false, false, true, true, false, true}; !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}

// What was made of a file is gone, and of no other.
func TestPurge(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := NewStore(folder)
	gone := jobOf(t, "a.png", pngOf(t, photo(700, 500)), Recipe{})
	stays := jobOf(t, "b.png", pngOf(t, photo(500, 700)), Recipe{})
	other := gone
	other.Recipe.Quality = 60
	for _, j := range []Job{gone, stays, other} {
		all(t, s, j)
	}
	if _, ok, err := s.Inspect(t.Context(), gone.File); !ok || err != nil {
		t.Fatal("cannot be looked at", err)
	}
	half := filepath.Join(filepath.Dir(s.disk.name(gone.task().key)), filepath.Base(s.disk.name(gone.task().key))+"-1"+tempSuffix)
	if err := os.WriteFile(half, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Purge(gone.File.Digest, source.Digest{1}); n != 4 || err != nil {
		t.Errorf("%d results were purged, %v", n, err)
	}
	if left := files(t, folder); len(left) != 1 || left[0] != s.disk.name(stays.task().key) {
		t.Errorf("left %q", left)
	}
	before := s.Decoded()
	all(t, s, stays)
	if s.Decoded() != before {
		t.Error("another picture was forgotten")
	}
	if all(t, s, gone); s.Decoded() != before+1 {
		t.Error("memory remembers what was purged")
	}
}
