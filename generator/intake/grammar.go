package intake

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"playbook/generator/record"
)

func itoa(n int) string { return strconv.Itoa(n) }

// unknowns are what tools write for a number that they do not know. The words
// are labels that an app shows where the number is zero or hidden.
var unknowns = map[string]bool{
	"": true, "-1": true, "none": true, "null": true, "nan": true, "-": true, "--": true, "n/a": true, "未知": true,
	"赞": true, "点赞": true, "评论": true, "分享": true, "收藏": true, "转发": true,
}

// count reads a number as a tool wrote it. ok is false if it cannot be read; an
// unknown number is the zero Count and fine.
func count(s string) (c record.Count, ok bool) {
	s = strings.TrimSpace(s)
	if unknowns[strings.ToLower(s)] {
		return record.Count{}, true
	}
	if whole, isFloat := strings.CutSuffix(s, ".0"); isFloat {
		s = whole // a sheet that was through a program of numbers
	}
	c, err := record.ParseCount(s)
	return c, err == nil
}

// east is the time of Chinese platforms and of tools that run in China. It has
// had no summer time since 1991.
var east = time.FixedZone("", 8*3600)

// zoneOf is the zone in which a platform shows times, and in which we write them.
func zoneOf(platform string) *time.Location {
	switch platform {
	case "xiaohongshu", "weibo", "douyin", "bilibili", "kuaishou", "wechat", "jd", "tmall", "taobao", "tieba", "zhihu":
		return east
	}
	return time.UTC
}

// A moment is a time of an export, and how we know it.
type moment struct {
	date  record.Date
	basis string // "" for what is exact
}

// The bases of a time, as they are written under extra.
const (
	basisZone = "the export names no zone; taken as +08:00"
	basisUTC  = "the export names no zone; taken as UTC"
	basisDay  = "the export names only the day"
	basisID   = "the id of the post"
	basisFile = "the time of the file"
	basisNow  = "the time of the import"
)

// stamps are forms of a time without a zone.
var stamps = []string{
	"2006-01-02 15:04:05", "2006-01-02_15:04:05", "2006-01-02 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006-1-2 15:04:05", "2006-1-2 15:04",
	"2006.01.02 15:04:05", "2006.01.02 15:04", "2006年1月2日 15:04:05", "2006年1月2日 15:04", "2006年01月02日15:04:05", "2006年01月02日15时04分05秒",
	"2006-01-02_15.04.05", "2006-01-02T15:04:05", "January 2, 2006 3:04 PM", "January 2, 2006 15:04", "Jan 2, 2006 3:04 PM", "1/2/2006 15:04", "20060102150405",
	"2006-01-02 15:04:05.999999", "2006-01-02 15:04:05 UTC",
}

// zoned are forms of a time with a zone.
var zoned = []string{
	time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05-0700", "Mon Jan 2 15:04:05 -0700 2006", time.RFC1123Z, time.RFC1123,
	"Mon, 2 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05.000-0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST",
}

// days are forms of a day.
var days = []string{"2006-01-02", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102", "January 2, 2006", "Jan 2, 2006", "2006-1-2"}

// when reads a time in any form that an export has it in. local is the zone of
// a time that names none; in is the zone that it is written in.
func when(s string, local, in *time.Location) (moment, bool) {
	s = strings.TrimSpace(s)
	if n, ok := digitsOf(s); ok {
		if t, ok := unix(n, len(s)); ok {
			return moment{record.Instant(t.In(in)), ""}, true
		}
		return serial(s, local, in)
	}
	for _, layout := range zoned {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(moment{record.Instant(t.In(in)), ""})
		}
	}
	for _, layout := range stamps {
		if t, err := time.ParseInLocation(layout, s, local); err == nil {
			basis := basisZone
			if local == time.UTC {
				basis = basisUTC
			}
			return plausible(moment{record.Instant(t.In(in)), basis})
		}
	}
	for _, layout := range days {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(moment{record.Today(t), basisDay})
		}
	}
	return serial(s, local, in)
}

func plausible(m moment) (moment, bool) {
	y := m.date.Year()
	return m, y >= 1990 && y <= 2100
}

// digitsOf reads a whole number, also one that a program wrote as 1760956160.0.
func digitsOf(s string) (int64, bool) {
	s = strings.TrimSuffix(s, ".0")
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// unix reads seconds or milliseconds by their size, for columns lie: the same
// one holds either in files of the same tool. Below 1e9 is no time.
func unix(n int64, length int) (time.Time, bool) {
	switch {
	case length == 8 || length == 14:
		return time.Time{}, false // 20250513
	case n >= 1e12 && n < 5e12:
		return time.UnixMilli(n), true
	case n >= 1e9 && n < 5e9:
		return time.Unix(n, 0), true
	}
	return time.Time{}, false
}

var serialForm = regexp.MustCompile(`^[3-7][0-9]{4}(\.[0-9]{1,17})?$`)

// serial reads the days since 1899-12-30 that a workbook keeps for a date, and
// days that are all digits.
func serial(s string, local, in *time.Location) (moment, bool) {
	for _, layout := range []string{"20060102", "20060102150405"} {
		if t, err := time.ParseInLocation(layout, s, local); err == nil && len(s) == len(layout) {
			if len(layout) == 8 {
				return plausible(moment{record.Today(t), basisDay})
			}
			return plausible(moment{record.Instant(t.In(in)), basisZone})
		}
	}
	if !serialForm.MatchString(s) {
		return moment{}, false
	}
	whole, part, _ := strings.Cut(s, ".")
	n, _ := strconv.Atoi(whole)
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, local).AddDate(0, 0, n)
	if part == "" {
		return plausible(moment{record.Today(start), basisDay})
	}
	// Seconds of the day, rounded, without a float: the same on every machine.
	fraction, _ := strconv.ParseInt((part + "0000000000")[:10], 10, 64)
	sec := (fraction*86400 + 5e9) / 1e10
	basis := basisZone
	if local == time.UTC {
		basis = basisUTC
	}
	return plausible(moment{record.Instant(start.Add(time.Duration(sec) * time.Second).In(in)), basis})
}

// topic is a topic of Xiaohongshu as the text has it.
var topic = regexp.MustCompile(`#([^#\[\]\n]+?)\[话题\]#`)

// hashTopic is a topic that ends with a blank, and closedTopic Weibo's.
var (
	hashTopic   = regexp.MustCompile(`[#＃]([\p{L}\p{N}\p{M}_·]+)`)
	closedTopic = regexp.MustCompile(`#([^#\n]{1,60})#`)
)

// topicsOf finds the topics in a text, each once, in order, in their own case.
func topicsOf(platform, s string) []string {
	form := hashTopic
	switch {
	case platform == "xiaohongshu" && strings.Contains(s, "[话题]#"):
		form = topic
	case platform == "weibo":
		form = closedTopic
	case platform == "xiaohongshu":
		return nil // a bare # is no topic there
	}
	var all []string
	for _, m := range form.FindAllStringSubmatch(s, -1) {
		all = append(all, m[1])
	}
	return once(all)
}

// once drops what is empty or was there before.
func once(words []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, w := range words {
		w = strings.TrimSpace(w)
		if w != "" && !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// pieces takes a list apart: JSON has a list; sheets have text that is joined
// by a character, or a list as Python prints it.
func pieces(v *value, separators string) []string {
	if v == nil {
		return nil
	}
	if v.kind == list {
		var out []string
		for _, x := range v.items {
			w := x.words()
			if x.kind == object {
				w = first(x.get("name").words(), x.get("text").words(), x.get("url").words(), x.get("title").words())
			}
			out = append(out, w)
		}
		return out
	}
	s := strings.TrimSpace(v.text)
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		return pythonList(s)
	}
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

var pythonItem = regexp.MustCompile(`'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"`)

// pythonList reads ['a', 'b'] as Python prints it, and JSON's ["a", "b"].
func pythonList(s string) []string {
	var out []string
	for _, m := range pythonItem.FindAllStringSubmatch(s, -1) {
		out = append(out, first(m[1], m[2]))
	}
	return out
}

// addresses takes a list of addresses apart. A comma is left alone that is not
// followed by the beginning of an address: addresses may hold commas.
func addresses(v *value) []string {
	if v == nil {
		return nil
	}
	if v.kind == list {
		var out []string
		for _, x := range v.items {
			w := x.words()
			if x.kind == object {
				w = first(x.get("url").words(), x.get("imgUrl").words(), x.get("link").words(), x.get("src").words(), x.get("remark").words())
			}
			out = append(out, webAddress(w))
		}
		return out
	}
	s := strings.TrimSpace(v.text)
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		return pythonList(s)
	}
	var out []string
	for _, x := range strings.Split(addressStart.ReplaceAllString(s, "\x00$1"), "\x00") {
		if x = strings.Trim(x, " ,;|\n\t，；、"); x != "" {
			out = append(out, webAddress(x))
		}
	}
	return out
}

var addressStart = regexp.MustCompile(`(?:^|[\s,;|，；、]+)((?:https?:)?//|NaN)`)

// webAddress gives an address without a scheme the usual one.
func webAddress(s string) string {
	if strings.HasPrefix(s, "//") {
		return "https:" + s
	}
	return s
}

// expiry is when a signed address stops leading anywhere; zero if it does not say.
func expiry(address string) time.Time {
	u, err := url.Parse(address)
	if err != nil {
		return time.Time{}
	}
	q := u.Query()
	sane := func(n int64, err error) time.Time {
		if err != nil || n < 1e9 || n > 5e9 {
			return time.Time{}
		}
		return time.Unix(n, 0).UTC()
	}
	switch {
	case q.Get("oe") != "":
		return sane(strconv.ParseInt(q.Get("oe"), 16, 64))
	case q.Get("Expires") != "":
		return sane(strconv.ParseInt(q.Get("Expires"), 10, 64))
	case q.Get("x-expires") != "":
		return sane(strconv.ParseInt(q.Get("x-expires"), 10, 64))
	case q.Get("sign") != "" && q.Get("t") != "":
		return sane(strconv.ParseInt(q.Get("t"), 16, 64))
	case q.Get("expire") != "":
		return sane(strconv.ParseInt(q.Get("expire"), 10, 64))
	}
	return time.Time{}
}

// masked is a name of which a tool or a shop shows only the ends: 青***学, 青*, *.
var masked = regexp.MustCompile(`^(?:\*+|.\*|.{1,3}\*{2,}.{0,3})$`)

func isMasked(name string) bool { return masked.MatchString(strings.TrimSpace(name)) }

// undamaged undoes what Meta's exports do to text: UTF-8 bytes written as
// characters of their own.
func undamaged(s string) string {
	plain := true
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		plain = plain && r < 0x80
		out = append(out, byte(r))
	}
	if plain || !validUTF8(out) {
		return s
	}
	return string(out)
}

func validUTF8(b []byte) bool { return strings.ToValidUTF8(string(b), "") == string(b) }
