package rights

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"playbook/generator/record"
)

func letter(task Task, lang, channel string) Letter {
	day, _ := record.Day(2027, 3, 13)
	asked, _ := record.Day(2026, 3, 2)
	return Letter{Task: task, Lang: lang, Channel: channel, To: "林夏", Handle: "linxia_", From: "桂月Guiyue", Title: "黄皮枫叶色",
		URL: "https://example.com/1", Contact: "playbook@guiyue.example", Uses: []record.Use{record.UseInternal, record.UseSite, record.UseSocial},
		Until: day, Ends: day, Asked: asked, Credit: "林夏 @linxia_"}
}

// Whatever asks says what for, until when, how they are named, that ads are
// another thing, and how to say no.
func TestALetterSaysWhatItMust(t *testing.T) {
	t.Parallel()
	must := map[string][]string{
		"en": {"on our website and reposts on our own accounts", "never in advertising", "13 March 2027", "林夏 @linxia_", "just say no", "unanswered", "playbook@guiyue.example", "reply “yes”"},
		"zh": {"品牌网站展示、官方账号转发", "不用于广告", "2027年3月13日", "林夏 @linxia_", "回复“不同意”", "不回复", "playbook@guiyue.example", "回复“同意”"},
	}
	for lang, words := range must {
		for _, task := range []Task{Ask, Remind, Clarify, Renew} {
			for _, channel := range []string{"comment", "message", "mail"} {
				text := letter(task, lang, channel).Text()
				for _, w := range words {
					if !strings.Contains(text, w) {
						t.Errorf("%s %s %s: no %q in\n%s", task, lang, channel, w, text)
					}
				}
				if channel == "comment" && (strings.Contains(text, "\n") || !strings.Contains(text, "@linxia_")) {
					t.Errorf("a comment is one paragraph that mentions them:\n%s", text)
				}
			}
		}
		if text := letter(Thank, lang, "message").Text(); strings.Contains(text, words[3]) == false || strings.Contains(text, words[4]) {
			t.Errorf("thanks ask for nothing:\n%s", text)
		}
	}
	for lang, want := range map[string]string{"en": "one year from your yes", "zh": "自你同意之日起一年"} {
		l := letter(Ask, lang, "message")
		if l.Until = (record.Date{}); !strings.Contains(l.Text(), want) {
			t.Error(l.Text())
		}
	}
	l := letter(Ask, "en", "mail")
	l.Uses = []record.Use{record.UseAd}
	if text := l.Text(); strings.Contains(text, "never in advertising") || !strings.Contains(text, "paid advertising") {
		t.Errorf("an ad is called an ad:\n%s", text)
	}
	if text := letter(Remind, "en", "message").Text(); !strings.Contains(text, "On 2 March 2026") {
		t.Error(text)
	}
}

func TestTheCalendar(t *testing.T) {
	t.Parallel()
	day, _ := record.Day(2028, 2, 29)
	stamp := time.Date(2026, 12, 1, 8, 0, 0, 0, time.FixedZone("", 8*3600))
	long := strings.Repeat("枫叶色；", 30) + "a,b;c\\d\ne"
	list := []Renewal{{Key: "posts/a 2028-02-29", Day: day, Summary: long, Text: "x", Warn: 30}}
	text := string(Calendar("权限", list, stamp))
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(text, "\r\n ", "")
	for _, want := range []string{"DTSTART;VALUE=DATE:20280229\r\n", "DTEND;VALUE=DATE:20280301\r\n", "DTSTAMP:20261201T000000Z\r\n", `a\,b\;c\\d\ne`, "TRIGGER:-P30D"} {
		if !strings.Contains(whole, want) {
			t.Errorf("no %q in\n%s", want, whole)
		}
	}
	list[0].Summary, list[0].Warn = "another", 0
	again := string(Calendar("权限", list, stamp.Add(time.Hour)))
	uid := func(s string) string {
		_, rest, _ := strings.Cut(s, "UID:")
		id, _, _ := strings.Cut(rest, "\r\n")
		return id
	}
	if uid(text) == "" || uid(text) != uid(again) {
		t.Errorf("%s becomes %s", uid(text), uid(again))
	}
}
