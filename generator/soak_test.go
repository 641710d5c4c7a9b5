package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/source"
)

// An archive with three pictures to a post, built twice: the second build, by
// another process as far as the store can tell, decodes none. PLAYBOOK_SOAK makes
// it ten thousand posts, for a machine of two processors and 1 GB; see Makefile.
func TestArchiveOfPictures(t *testing.T) {
	posts := 4
	if n, err := strconv.Atoi(os.Getenv("PLAYBOOK_SOAK")); err == nil {
		posts = n
	} else {
		t.Parallel()
	}
	dir := t.TempDir()
	content := filepath.Join(dir, "content")
	album := folder{"site.yaml": "title: T\nlanguages: [en]\n", "creators/lin.md": "---\ntitle: Lin\n---\n"}
	for i := range posts {
		name := fmt.Sprintf("posts/%03d/p%05d/", i/100, i)
		album[name+"index.md"] = fmt.Sprintf("---\ntitle: Post %d\nurl: https://weibo.com/1/%d\ncreator: lin\nplatform: weibo\nposted: 2026-03-01\n"+
			"relationship: organic\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n---\nA caption.\n", i, 1000+i)
	}
	album.store(t, content)
	for i := range posts {
		for k := range 3 {
			name := filepath.Join(content, fmt.Sprintf("posts/%03d/p%05d/%d.jpg", i/100, i, k+1))
			if err := os.WriteFile(name, []byte(scene(t, 3*i+k+1, 900, 1200, 88)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	clear(album)
	files, last := 0, Report{}
	for round := range 2 {
		begun := time.Now()
		store := picture.NewStore(filepath.Join(dir, ".playbook", "pictures"))
		site, problems := Build(Input{Content: source.NewTree(os.DirFS(content), "content"), Base: source.NewTree(defaults.Files, "defaults"),
			Theme: defaultLook(), Now: benchNow, WebP: picture.WebP, Pictures: store}, nil)
		report, more, err := Write(site, filepath.Join(dir, "public"), WriteOptions{State: filepath.Join(dir, ".playbook")})
		if err != nil || source.Errors(problems)+source.Errors(more) > 0 {
			t.Fatal(err, problems, more)
		}
		if want := 3 * posts * (1 - round); store.Decoded() != want {
			t.Errorf("build %d decoded %d pictures, want %d", round+1, store.Decoded(), want)
		}
		files, last = report.Files, report
		t.Logf("build %d: %d files, %d changed, %d decoded, %.1f s, peak memory %s", round+1, report.Files, report.Changed, store.Decoded(), time.Since(begun).Seconds(), peak())
	}
	each := 2 // widths of a picture of 900 pixels: 320, 640, 900
	if picture.WebP != "" {
		each *= 2
	}
	if last.Changed != 0 || files < 3*posts*each {
		t.Errorf("%d files, %d of them changed by building again", files, last.Changed)
	}
}

// peak is the most memory that the process had, where the system tells.
func peak() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
