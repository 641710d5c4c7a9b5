package generator

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"playbook/generator/defaults"
	"playbook/generator/record"
	"playbook/generator/source"
)

// movingDays is a published table of the lunar holidays (China and Hong Kong,
// general holidays and almanacs).
var movingDays = map[string][]string{
	"Chinese New Year":     {"2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"},
	"Lantern Festival":     {"2024-02-24", "2025-02-12", "2026-03-03", "2027-02-20", "2028-02-09", "2029-02-27", "2030-02-17"},
	"Dragon Boat Festival": {"2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"},
	"Qixi":                 {"2024-08-10", "2025-08-29", "2026-08-19", "2027-08-08", "2028-08-26", "2029-08-16", "2030-08-05"},
	"Mid-Autumn Festival":  {"2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"},
}

// afterNewMoon is how many days after a new moon each of them is.
var afterNewMoon = map[string]int{"Chinese New Year": 0, "Lantern Festival": 14, "Dragon Boat Festival": 4, "Qixi": 6, "Mid-Autumn Festival": 14}

func defaultCalendar(t *testing.T) *record.Calendar {
	t.Helper()
	data, err := defaults.Files.ReadFile("calendar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := source.NewText("calendar.yaml", data)
	c, problems := record.ParseCalendar(text)
	for _, p := range problems {
		t.Error(p.Line("en"))
	}
	return c
}

// The days that ship are those of the table, and each lies as many days after a
// new moon in China as its day of the month says.
func TestMovingDays(t *testing.T) {
	t.Parallel()
	moons := newMoons(2023, 2031)
	found := 0
	for _, o := range defaultCalendar(t).Days {
		want := movingDays[o.Name.En]
		if len(o.Dates) == 0 {
			continue
		}
		found++
		if got := fmt.Sprint(o.Dates); got != fmt.Sprint(want) {
			t.Errorf("%s is on %s, want %s", o.Name.En, got, want)
		}
		for _, d := range o.Dates {
			if !moons[d.AddDays(-afterNewMoon[o.Name.En]).String()] {
				t.Errorf("%s: the moon is not new %d days before %s", o.Name.En, afterNewMoon[o.Name.En], d)
			}
		}
	}
	if found != len(movingDays) {
		t.Errorf("%d moving days, want %d", found, len(movingDays))
	}
}

func TestFixedDays(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	for _, o := range defaultCalendar(t).Days {
		if o.Name.Zh == "" || o.Name.En == "" {
			t.Errorf("%v has no name in one language", o.Name)
		}
		if o.Month > 0 {
			have[fmt.Sprintf("%02d-%02d", o.Month, o.Day)] = true
		}
	}
	for _, day := range []string{"01-01", "02-14", "03-08", "03-15", "05-20", "06-18", "08-18", "09-09", "10-01", "11-11", "12-12", "12-25"} {
		if !have[day] {
			t.Errorf("%s is missing", day)
		}
		delete(have, day)
	}
	if len(have) > 0 {
		t.Errorf("and %v", have)
	}
}

// newMoons are the days, in China, on which the moon is new (Meeus,
// Astronomical Algorithms, ch. 49, with the largest terms: good to a minute).
func newMoons(from, to int) map[string]bool {
	days := map[string]bool{}
	china := time.FixedZone("CST", 8*3600)
	for k := math.Floor(float64(from-2000) * 12.3685); k < float64(to-2000)*12.3685; k++ {
		t := k / 1236.85
		rad := func(deg float64) float64 { return math.Mod(deg, 360) * math.Pi / 180 }
		e := 1 - 0.002516*t - 0.0000074*t*t
		m := rad(2.5534 + 29.10535670*k - 0.0000014*t*t)
		mm := rad(201.5643 + 385.81693528*k + 0.0107582*t*t)
		f := rad(160.7108 + 390.67050284*k - 0.0016118*t*t)
		om := rad(124.7746 - 1.56375588*k + 0.0020672*t*t)
		jde := 2451550.09766 + 29.530588861*k + 0.00015437*t*t -
			0.40720*math.Sin(mm) + 0.17241*e*math.Sin(m) + 0.01608*math.Sin(2*mm) + 0.01039*math.Sin(2*f) +
			0.00739*e*math.Sin(mm-m) - 0.00514*e*math.Sin(mm+m) + 0.00208*e*e*math.Sin(2*m) - 0.00111*math.Sin(mm-2*f) -
			0.00057*math.Sin(mm+2*f) + 0.00056*e*math.Sin(2*mm+m) - 0.00042*math.Sin(3*mm) + 0.00042*e*math.Sin(m+2*f) +
			0.00038*e*math.Sin(m-2*f) - 0.00024*e*math.Sin(2*mm-m) - 0.00017*math.Sin(om) +
			0.000325*math.Sin(rad(299.77+0.107408*k-0.009173*t*t)) + 0.000165*math.Sin(rad(251.88+0.016321*k)) +
			0.000164*math.Sin(rad(251.83+26.651886*k)) + 0.000126*math.Sin(rad(349.42+36.412478*k)) + 0.000110*math.Sin(rad(84.66+18.206239*k))
		const dynamical = 70 // seconds by which the clock of the sky is ahead
		at := time.Unix(int64((jde-2440587.5)*86400)-dynamical, 0).In(china)
		days[at.Format(time.DateOnly)] = true
	}
	return days
}

// calendarSite has a campaign, a permission that ends, and a page to come.
func calendarSite() map[string]string {
	files := archive(3, "en", "zh")
	files["campaigns/moon.md"] = "---\ntitle: Moon, draw; and more\nfrom: 2026-09-20\nuntil: 2026-09-27\n---\n"
	files["campaigns/red.md"] = "---\ntitle: Secret red\nfrom: 2027-01-20\npublish: 2026-12-28\n---\n"
	files["posts/2026/late.md"] = "---\ntitle: |-\n  " + strings.Repeat("枫叶色", 20) + "\nplatform: weibo\ncreator: c00001\nrelationship: organic\nrights:\n  - granted: 2026-01-02\n    until: 2026-12-05\n    use: [site]\n    words: ok\n---\nx\n"
	files["site.yaml"] = strings.Replace(files["site.yaml"], "products, platforms", "products, campaigns, platforms", 1)
	return files
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	at := func(edition string) map[string]string {
		site, problems := Build(Input{Content: source.NewTree(mapFS(calendarSite()), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: edition, Now: benchNow}, nil)
		if source.Errors(problems) > 0 {
			t.Fatal(problems[0].Line("en"))
		}
		files := map[string]string{}
		for _, name := range []string{"calendar.html", "zh/calendar.html", "calendar.ics", "zh/calendar.ics"} {
			files[name] = page(t, site, name)
		}
		return files
	}
	outside, inside := at("public"), at("internal")
	for name, wants := range map[string][]string{
		"calendar.html":    {"Chinese New Year", `datetime="2027-02-06"`, "campaigns/moon.html", `href="calendar.ics"`, `datetime="2026-11-11"`},
		"zh/calendar.html": {"春节", "双十一"},
		"calendar.ics":     {"SUMMARY:Moon\\, draw\\; and more\r\n", "DTSTART;VALUE=DATE:20260920\r\nDTEND;VALUE=DATE:20260928\r\n", "DTSTART;VALUE=DATE:20270206\r\n", "URL:https://archive.example/campaigns/moon.html\r\n"},
	} {
		for _, want := range wants {
			if !strings.Contains(outside[name], want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
	for name, text := range outside {
		for _, secret := range []string{"Secret red", "枫叶色枫叶色", "2026-12-05", "20261205", "is-ending", "is-plan"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s of the public edition has %s", name, secret)
			}
		}
	}
	for _, want := range []string{"Secret red", "枫叶色枫叶色", `datetime="2026-12-05"`} {
		if !strings.Contains(inside["calendar.html"], want) {
			t.Errorf("the team's calendar lacks %s", want)
		}
	}
	for name, text := range inside {
		if strings.HasSuffix(name, ".ics") {
			foldedWell(t, name, text)
		}
	}
}

// foldedWell checks what RFC 5545 says of lines.
func foldedWell(t *testing.T, name, text string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%s: %d octets, %q", name, len(line), line)
		}
	}
	plain := strings.ReplaceAll(text, "\r\n ", "")
	if begins, ends := strings.Count(plain, "BEGIN:VEVENT"), strings.Count(plain, "END:VEVENT"); begins != ends || begins < 100 {
		t.Errorf("%s: %d events begin and %d end", name, begins, ends)
	}
	seen := map[string]bool{}
	for line := range strings.SplitSeq(plain, "\r\n") {
		if strings.HasPrefix(line, "UID:") {
			if seen[line] {
				t.Errorf("%s: %s twice", name, line)
			}
			seen[line] = true
		}
	}
}

// Folding loses nothing and cuts no letter in two.
func FuzzFolding(f *testing.F) {
	f.Add("plain")
	f.Add(strings.Repeat("枫叶", 60) + "; , \\ \n")
	f.Add(strings.Repeat("😀", 40))
	f.Fuzz(func(t *testing.T, value string) {
		if !utf8.ValidString(value) {
			return
		}
		b := &icalLines{}
		b.text("SUMMARY", value)
		for line := range strings.SplitSeq(strings.TrimSuffix(string(b.data), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Fatalf("%d octets: %q", len(line), line)
			}
		}
		if got := strings.TrimSuffix(strings.ReplaceAll(string(b.data), "\r\n ", ""), "\r\n"); got != "SUMMARY:"+icalText.Replace(value) {
			t.Fatalf("%q became %q", value, got)
		}
	})
}
