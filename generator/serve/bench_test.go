package serve

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// From the writing of a file to its new text over HTTP, as a browser learns of
// it: by an event, and then by asking. The median is reported.
func BenchmarkBodyEdit1k(b *testing.B)   { benchmarkEdit(b, 1000, bodyEdit) }
func BenchmarkBodyEdit10k(b *testing.B)  { benchmarkEdit(b, 10_000, bodyEdit) }
func BenchmarkThemeEdit10k(b *testing.B) { benchmarkEdit(b, 10_000, themeEdit) }
func BenchmarkBodyEdit100k(b *testing.B) {
	if os.Getenv("PLAYBOOK_BENCH_100K") == "" {
		b.Skip("takes minutes and 2 GB: set PLAYBOOK_BENCH_100K")
	}
	benchmarkEdit(b, 100_000, bodyEdit)
}

func bodyEdit(w *world, name, mark string) {
	w.write(name, strings.TrimRight(w.read(name), "\n")+"\n\n"+mark+"\n")
}

func themeEdit(w *world, _, mark string) {
	w.write("themes/law/templates/parts/footer.html", "<p>"+mark+"</p>\n")
}

func benchmarkEdit(b *testing.B, posts int, edit func(w *world, name, mark string)) {
	w := newWorld(b, archive(posts))
	w.write("themes/law/theme.yaml", strings.Replace(w.read("themes/law/theme.yaml"), "page_size: 3", "page_size: 60", 1))
	name := all(w, "posts/2")[posts/2]
	page := "/sub/posts/" + strings.TrimSuffix(name[strings.LastIndex(name, "/")+1:], ".md") + ".html"
	begun := time.Now()
	s := serveWorld(b, w.options("public"))
	s.get(page)
	first := time.Since(begun)
	l := s.listen(page)
	l.patience = time.Hour // the machine decides how long all pages take
	l.whole()
	all := time.Since(begun)
	var times []time.Duration
	n := 0
	for b.Loop() {
		n++
		mark := fmt.Sprintf("mark-%d-of-bench", n)
		begun := time.Now()
		edit(w, name, mark)
		for {
			l.until(func(e event) bool { return true })
			if _, text := s.get(page); strings.Contains(text, mark) {
				break
			}
		}
		times = append(times, time.Since(begun))
		b.StopTimer()
		if !s.view.Load().whole {
			l.whole()
		}
		s.quiet()
		b.StartTimer()
	}
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(times[len(times)/2]), "ms-median")
	b.ReportMetric(ms(times[len(times)-1]), "ms-worst")
	b.ReportMetric(ms(first), "ms-first-page")
	b.ReportMetric(ms(all), "ms-all-pages")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "MB-heap")
	b.ReportMetric(float64(resident())/1e6, "MB-peak")
}

// quiet waits until nothing is left to do, as it is between two edits of a person.
func (r *running) quiet() {
	r.finishing.Lock() // which is held until it is known whether garbage is collected
	defer r.finishing.Unlock()
	r.resting.Lock()
	defer r.resting.Unlock()
}

// resident is the most memory that the process had, where the system tells.
func resident() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kB int
	if _, err := fmt.Sscan(after, &kB); err != nil {
		return 0
	}
	return kB * 1000
}
