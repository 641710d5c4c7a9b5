//go:build unix

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"playbook/generator"
	"playbook/generator/defaults"
	"playbook/generator/source"
	"playbook/themes"
)

// importPages are the pages of the manual that show imports, the fixture that
// their commands are tried on, which of its files, and the folder they lie in.
var importPages = []struct{ page, fixture, only, dir string }{
	{"import", "mediacrawler_xhs", "", "data/xhs"},
	{"import-paste", "", "", ""},
	{"import-mediacrawler", "mediacrawler_xhs", "", "data/xhs"},
	{"import-xhs-downloader", "xhs_downloader", "", ""},
	{"import-spider-xhs", "spider_xhs", "", ""},
	{"import-douk", "douk", "", ""},
	{"import-weibo-crawler", "weibo_crawler", "", "weibo"},
	{"import-yt-dlp", "yt_dlp", "", "videos"},
	{"import-gallery-dl", "gallery_dl", "", "gallery-dl"},
	{"import-instaloader", "instaloader", "", "mira.pages"},
	{"import-instagram", "meta_own", "your_instagram_activity|connections", "instagram-guiyue"},
	{"import-facebook", "meta_own", "posts/", "facebook-guiyue"},
	{"import-tiktok", "tiktok_own", "", ""},
	{"import-own-list", "own_list", "", ""},
	{"import-shops", "shops", "", ""},
	{"import-review-tools", "reviews", "", ""},
	{"import-wechat", "wechat", "", ""},
	{"import-analysts", "sheets", "", ""},
	{"import-feishu", "sheets", "feishu", ""},
	{"import-sheets", "mapped", "", ""},
	{"import-notion", "notion", "", "Export-1b2c"},
}

// manualDay is the day on which the commands of the manual are run, and their
// files were made.
var manualDay = time.Date(2026, 3, 12, 2, 14, 0, 0, time.UTC)

// TestManualOfImports runs every command on the pages of the manual about
// imports: what they print, and what they write, is what the page shows below.
// A line … stands for any lines.
func TestManualOfImports(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(top(t), "content/pages/manual/import*.md"))
	if err != nil || len(pages) != 2*len(importPages) {
		t.Errorf("%d pages, want %d", len(pages), 2*len(importPages))
	}
	for _, p := range importPages {
		for _, lang := range []string{"en", "zh"} {
			t.Run(p.page+" "+lang, func(t *testing.T) {
				t.Parallel()
				dir := importSite(t, lang)
				if p.fixture != "" {
					layExports(t, dir, p.fixture, regexp.MustCompile(p.only), p.dir)
				}
				name := p.page + ".md"
				if lang == "zh" {
					name = p.page + ".zh.md"
				}
				data, err := os.ReadFile(filepath.Join(top(t), "content/pages/manual", name))
				if err != nil {
					t.Fatal(err)
				}
				tryPage(t, dir, lang, string(data))
			})
		}
	}
}

var fenced = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// tryPage runs the commands of a page, and compares the blocks below them.
func tryPage(t *testing.T, dir, lang, page string) {
	said, ran := "", 0
	for _, m := range fenced.FindAllStringSubmatch(page, -1) {
		switch block := m[2]; m[1] {
		case "sh":
			for line := range strings.Lines(block) {
				if strings.Contains(line, "playbook ") {
					said = runLine(t, dir, lang, line)
					ran++
				}
			}
		case "text":
			if ran == 0 { // what is on the clipboard
				write(t, filepath.Join(dir, "clipboard"), block)
			} else if !shows(said, block) {
				t.Errorf("the page shows\n%s\nbut it says\n%s", block, said)
			}
		case "yaml":
			if files := contentOf(t, dir); !slices.ContainsFunc(files, func(f string) bool { return shows(f, block) }) {
				t.Errorf("the page shows\n%s\nbut it wrote\n%s", block, strings.Join(files, "\n"))
			}
		}
	}
	if ran == 0 {
		t.Error("no command")
	}
}

// runLine is what a command prints.
func runLine(t *testing.T, dir, lang, line string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", strings.Replace(strings.TrimSpace(line), "playbook ", "playbook --now 2026-03-12 ", 1))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL="+map[string]string{"en": "C", "zh": "zh_CN.UTF-8"}[lang], "PATH="+filepath.Join(dir, ".bin")+":"+os.Getenv("PATH"))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil && out.Len() == 0 && errs.Len() == 0 {
		t.Fatal(err)
	}
	return out.String() + errs.String()
}

// shows reports whether a block is in a text, line by line.
func shows(text, block string) bool {
	at := 0
	for part := range strings.SplitSeq("\n"+block, "\n…\n") {
		part = strings.Trim(part, "\n") + "\n"
		n := strings.Index("\n"+text[at:], "\n"+part)
		if n < 0 {
			return false
		}
		at += n + len(part)
	}
	return true
}

// importSite is a new site in one language, with pictures to paste.
func importSite(t *testing.T, lang string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "content/site.yaml"), "title: T\ntimezone: Asia/Shanghai\nlanguages: ["+lang+"]\n")
	write(t, filepath.Join(dir, "content/index.md"), "---\ntitle: Home\n---\n")
	write(t, filepath.Join(dir, "odd.csv"), "作品,谁写的,文案\n试色,林夏,好看\n")
	write(t, filepath.Join(dir, "shares.txt"), "素颜涂也好看 http://xhslink.com/a/AbCdEf12345 复制后打开【小红书】查看笔记！\n7.43 复制打开抖音，看看【林夏的作品】三支口红空瓶记 # 空瓶记 https://v.douyin.com/iRNBho6u/ Wkp:/ 06/12 O@x.FH\n")
	picture := onePicture(t)
	for _, name := range []string{"photo1.jpg", "photo2.jpg"} {
		write(t, filepath.Join(dir, name), picture+name)
	}
	bin := filepath.Join(dir, ".bin/pbpaste")
	write(t, bin, "#!/bin/sh\ncat clipboard\n")
	if err := os.Chmod(bin, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// onePicture is a small JPEG.
func onePicture(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(top(t), "content/posts/2026/picnic/3.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var localMedia = regexp.MustCompile(`"uri":"([^"]+)"`)

// layExports writes the exports of a fixture into a folder, with the pictures
// that they name, as of the day of the manual.
func layExports(t *testing.T, dir, fixture string, only *regexp.Regexp, in string) {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join(top(t), "generator/intake/testdata", fixture+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		name := filepath.Join(dir, in, f.Name)
		switch {
		case strings.HasPrefix(f.Name, "want/"):
			continue
		case f.Name == "content/site.yaml":
			write(t, filepath.Join(dir, f.Name), strings.Replace(string(f.Data), "menu: [posts]\n", "", 1)+siteLanguage(t, dir))
			continue
		case !only.MatchString(f.Name):
			continue
		}
		write(t, name, string(f.Data))
		if err := os.Chtimes(name, manualDay, manualDay); err != nil {
			t.Fatal(err)
		}
		for n, m := range localMedia.FindAllSubmatch(f.Data, -1) {
			write(t, filepath.Join(dir, in, string(m[1])), onePicture(t)+string(rune('a'+n)))
		}
	}
}

func siteLanguage(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "content/site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?m)^languages:.*\n`).FindString(string(data))
}

// contentOf is the text of every page and setting of a site.
func contentOf(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "content"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".md", ".yaml"}, filepath.Ext(name)) {
			return err
		}
		data, err := os.ReadFile(name)
		files = append(files, string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestImportsBuild imports every fixture, and the samples where they are, into
// one site. It has no error; the preview has a page of each post; and no edition
// has a word of any.
func TestImportsBuild(t *testing.T) {
	t.Parallel()
	dir := importSite(t, "en")
	site, err := os.ReadFile(filepath.Join(dir, "content/site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	site = append(site, "editions:\n  public:\n    use: site\n    kinds: [posts, pages]\n  internal:\n    use: internal\n    kinds: [posts, pages, creators]\n"...)
	write(t, filepath.Join(dir, "content/site.yaml"), string(site))
	names, err := filepath.Glob(filepath.Join(top(t), "generator/intake/testdata/*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"import", "--json"}
	for _, name := range names {
		fixture := strings.TrimSuffix(filepath.Base(name), ".txtar")
		layExports(t, dir, fixture, regexp.MustCompile(`^[^/]*$|^(jsonl|posts|your_|conn|Guide)`), "exports/"+fixture)
		args = append(args, "exports/"+fixture)
	}
	write(t, filepath.Join(dir, "content/site.yaml"), string(site))
	if samples := filepath.Join(top(t), "../shared/samples/imports"); exists(samples) {
		args = append(args, samples)
	}
	cmd := exec.Command("playbook", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	posts := madePosts(t, out)
	if len(posts) < 25 {
		t.Fatalf("%d posts", len(posts))
	}
	for _, edition := range []string{"", "public", "internal"} {
		below, err := fs.Sub(themes.Files, builtinDefault)
		if err != nil {
			t.Fatal(err)
		}
		site, problems := generator.Build(generator.Input{Content: source.NewTree(os.DirFS(filepath.Join(dir, "content")), "content"), Base: source.NewTree(defaults.Files, builtin),
			Theme: []*source.Tree{source.NewTree(below, builtin)}, Edition: edition, Preview: edition == "", Now: manualDay}, new(generator.Memo))
		for _, f := range site.Files {
			// The team's desk names the file of a post that waits, which has the words of its title.
			desk := edition == "internal" && path.Base(f.Path) == "permissions.html"
			if data, more := f.Bytes(); edition != "" && !desk && bytes.Contains(data, []byte("枫叶色")) {
				t.Errorf("%s of the %s edition holds words of a post that nobody allowed", f.Path, edition)
			} else {
				problems = append(problems, more...)
			}
		}
		for _, p := range problems {
			if p.Severity == source.Error {
				t.Error(cmp.Or(edition, "preview"), p.Line("en"))
			}
		}
		pages := 0
		for _, f := range site.Files {
			if strings.HasPrefix(f.Path, "posts/") && strings.HasSuffix(f.Path, ".html") && !strings.HasPrefix(f.Path, "posts/page-") {
				pages++
			}
		}
		if want := map[bool]int{true: len(posts)}[edition == ""]; pages != want {
			t.Errorf("%d pages of posts in %s, want %d", pages, cmp.Or(edition, "the preview"), want)
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// madePosts are the posts that an import says it made.
func madePosts(t *testing.T, out []byte) (posts []string) {
	t.Helper()
	for line := range bytes.Lines(out) {
		var x struct{ Made []string }
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		for _, name := range x.Made {
			if strings.HasPrefix(name, "content/posts/") {
				posts = append(posts, name)
			}
		}
	}
	return posts
}
