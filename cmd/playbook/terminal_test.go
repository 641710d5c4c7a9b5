package main

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"time"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/serve"
	"playbook/generator/source"
)

func TestLanguageFollowsTheFirstVariableThatIsSet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ all, messages, lang, want string }{
		{"", "", "", "en"},
		{"", "", "zh_CN.UTF-8", "zh"},
		{"", "en_GB.UTF-8", "zh_CN.UTF-8", "en"},
		{"zh_TW", "en_GB.UTF-8", "C", "zh"},
		{"C", "zh_CN", "zh_CN", "en"},
		{"", "", "ZH", "zh"},
		{"", "", "fr_FR.UTF-8", "en"},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_MESSAGES": c.messages, "LANG": c.lang}
		if got := language(func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%v: %q, want %q", env, got, c.want)
		}
	}
}

func TestColourOnlyWhereItIsSeen(t *testing.T) {
	t.Parallel()
	p := source.Problem{
		Pos: source.Pos{File: "content/a.md", Line: 2, Col: 3}, Rule: "link",
		Key: source.Message{En: "no page"}, Excerpt: "中文字",
	}
	for _, c := range []struct {
		name   string
		colour bool
		want   string
	}{
		{"plain", false, "content/a.md:2:3: no page (link)\n    中文字\n        ^\n"},
		{"colour", true, "\x1b[1mcontent/a.md:2:3\x1b[0m: no page (link)\n    中文字\n\x1b[31m        ^\x1b[0m\n"},
	} {
		var b strings.Builder
		(&terminal{err: &b, lang: "en", colour: c.colour}).problem(p)
		if b.String() != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, b.String(), c.want)
		}
	}
}

func TestProgressTakesItselfAway(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	quiet := (&terminal{err: &b}).watch("building")
	quiet.set("writing")
	quiet.stop()
	quiet.stop()
	live := (&terminal{err: &b, live: true}).watch("building")
	live.set("writing")
	live.stop()
	live.stop()
	if b.Len() > 0 {
		t.Errorf("work of less than a second said %q", b.String())
	}
}

func TestNumbersAsPeopleSayThem(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1499: "1 kB", 1500: "2 kB", 999_499: "999 kB",
		1_000_000: "1.0 MB", 76_700_000: "76.7 MB", 1_260_000_000: "1.2 GB",
	} {
		if got := size(bytes); got != want {
			t.Errorf("%d bytes: %q, want %q", bytes, got, want)
		}
	}
	for took, want := range map[time.Duration]string{
		4 * time.Millisecond: "0.00 s", 1234 * time.Millisecond: "1.23 s", 75 * time.Second: "75 s",
	} {
		if got := seconds(took); got != want {
			t.Errorf("%v: %q, want %q", took, got, want)
		}
	}
}

func TestEveryStateHasWords(t *testing.T) {
	t.Parallel()
	a := &app{terminal: &terminal{lang: "zh"}}
	tally := generator.Tally{Withheld: map[rights.State]int{}}
	for s := rights.None; s <= rights.Blocked; s++ {
		if s == rights.Active || s == rights.Expiring {
			continue // these are shown
		}
		tally.Withheld[s] = int(s) + 1
		if w := stateWords[s]; w.En == "" || w.Zh == "" {
			t.Errorf("no words for %s", s)
		}
	}
	if got, want := a.withheld(tally), "（1 篇未征求授权，2 篇等待答复，"; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s…", got, want)
	}
}

// Whoever reaches a limit is told its name and how to raise it, in both languages.
func TestNoticesNameTheLimit(t *testing.T) {
	t.Parallel()
	for notice, limit := range map[serve.Notice]string{
		serve.TooManyFolders: "sudo sysctl fs.inotify.max_user_watches=", serve.TooManyWatches: "sudo sysctl fs.inotify.max_user_instances=",
		serve.NoEvents: "--poll", serve.LostEvents: "",
	} {
		for _, lang := range []string{"en", "zh"} {
			if text := notices[notice].Text(lang, nil); text == "" || !strings.Contains(text, limit) {
				t.Errorf("%d in %s: %q", notice, lang, text)
			}
		}
	}
}

func TestScheduleIsAfterMidnightAllYear(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{
		"UTC": "10 0 * * *", "Asia/Shanghai": "10 16 * * *", "Europe/Berlin": "10 23 * * *",
		"America/New_York": "10 5 * * *", "Asia/Kolkata": "40 18 * * *", "Australia/Sydney": "10 14 * * *", "Pacific/Kiritimati": "10 10 * * *",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		w := wishes{today: time.Date(2026, 3, 8, 12, 0, 0, 0, loc)}
		if got := w.Cron(); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
}

func TestInitAsksUntilItUnderstands(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	a := &app{terminal: &terminal{
		out: io.Discard, err: &said, lang: "en", asks: true,
		in: bufio.NewReader(strings.NewReader("fr\nzh,en\n\nred\n#2F5D50\nabsolut\nall\ngithub\n")),
	}, instant: "2026-03-08"}
	w := wishes{Timezone: "Asia/Shanghai"}
	if err := a.settleWishes(&w, false); err != nil {
		t.Fatal(err)
	}
	if strings.Join(w.Languages, ",") != "zh,en" || w.Title != defaultTitle.Zh || w.Accent != "#2F5D50" || w.CI != "github" || len(w.Packs) != 9 {
		t.Errorf("understood %+v", w)
	}
	for _, want := range []string{"Language: ", `--language cannot be "fr"`, "Title [品牌内容手册] ", `--accent cannot be "red"`, "[absolute-terms,disclosure,medical-claims] ", `--packs cannot be "absolut"`, "[none] "} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("did not say %q:\n%s", want, said.String())
		}
	}
}

func TestInitDoesNotAskForeverWithoutAnswers(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	a := &app{terminal: &terminal{out: io.Discard, err: &said, lang: "en", asks: true, in: bufio.NewReader(strings.NewReader("xx"))}}
	if err := a.settleWishes(&wishes{}, false); err != nil {
		t.Fatal(err)
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Perfect Diary":         "perfect-diary",
		"It’s  here: now!":      "its-here-now",
		"林夏":                    "林夏",
		"完美日记 × Animals":        "完美日记-animals",
		"Cafe\u0301":            "café",
		"../../etc/passwd":      "etc-passwd",
		"...":                   "",
		strings.Repeat("长", 99): strings.Repeat("长", 60),
	} {
		if got := record.FileName(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestDrawingTellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	g := generator.Progress{Pictures: 1240, AllPictures: 30_000}
	for _, c := range []struct {
		lang string
		left time.Duration
		want string
	}{
		{"en", 79 * time.Minute, "pictures: 1240 of 30000, 6.1 a second, 79 min left"},
		{"en", 300 * time.Millisecond, "pictures: 1240 of 30000, 6.1 a second, 1 s left"},
		{"zh", 42 * time.Second, "图片：1240/30000，每秒 6.1 张，还需 42 秒"},
	} {
		a := &app{terminal: &terminal{lang: c.lang}}
		if got := a.drawing(g, 6.06, c.left); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
