package record

import (
	"fmt"
	"testing"
	"time"

	"playbook/generator/source"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-03-08":                "2026-03-08",
		" 2026/3/8 ":                "2026-03-08",
		"2026年3月8日":                 "2026-03-08",
		"2026年03月08号":               "2026-03-08",
		"2026年 3月 8日":               "2026-03-08",
		"2024-02-29":                "2024-02-29",
		"2026-03-08T09:30:00+08:00": "2026-03-08T09:30:00+08:00",
		"2026-03-08 09:30:00Z":      "2026-03-08T09:30:00Z",
		"2026-02-30":                "no such day",
		"2026-02-29":                "no such day",
		"2026-13-01":                "no such day",
		"2026-00-01":                "no such day",
		"2026-02-30T00:00:00Z":      "no such day",
		"2026-03":                   "not a date",
		"2026":                      "not a date",
		"2026年3月":                   "not a date",
		"26-03-08":                  "not a date",
		"2026-3-8-1":                "not a date",
		"2026/03-08":                "not a date",
		"03/08/2026":                "not a date",
		"2026-03-08T25:00:00Z":      "not a date",
		"yesterday":                 "not a date",
		"":                          "not a date",
		"年月日":                       "not a date",
		"2026-+3-08":                "not a date",
	} {
		d, err := ParseDate(in)
		got := d.String()
		if IsNoSuchDay(err) {
			got = "no such day"
		} else if err != nil {
			got = "not a date"
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"2019-08": "2019-08", "2020": "2020", "2019年8月": "2019-08", "2019年": "2019", "2019/8": "2019-08"} {
		if d, err := ParseLooseDate(in); err != nil || d.String() != want {
			t.Errorf("loose %q: got %s, %v", in, d, err)
		}
	}
}

func TestDatesStartAndEndWithTheirDay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ date, zone, start, end string }{
		{"2026-03-08", "Asia/Shanghai", "2026-03-07T16:00:00Z", "2026-03-08T16:00:00Z"},
		{"2026-03-08", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},  // 23 hours
		{"2026-11-01", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"},  // 25 hours
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"}, // begins at one
		{"2018-11-03", "America/Sao_Paulo", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
		{"2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"}, // a day that was left out
		{"2024-02-29", "UTC", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"},
		{"2024-02", "UTC", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
		{"2024", "UTC", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"},
		{"2026-03-08T09:30:00+08:00", "UTC", "2026-03-08T01:30:00Z", "2026-03-08T01:30:00Z"},
	} {
		loc, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		d, err := ParseLooseDate(test.date)
		start, end := d.Start(loc).UTC().Format(time.RFC3339), d.End(loc).UTC().Format(time.RFC3339)
		if err != nil || start != test.start || end != test.end {
			t.Errorf("%s in %s: %s to %s, want %s to %s", test.date, test.zone, start, end, test.start, test.end)
		}
	}
}

// A day starts at the first instant that the calendar of the place shows it.
func TestEveryDayStartsWhenItIsFirstSeen(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Amman", "Asia/Beirut",
		"Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kwajalein", "Asia/Tehran", "America/Asuncion", "Atlantic/Azores"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for d, _ := Day(1993, 1, 1); d.Year() < 2027; d = d.AddDays(1) {
			start := d.Start(loc)
			if got := Today(start); got.Before(d) || Today(start.Add(-1)).day >= d.day && name != "Pacific/Kwajalein" {
				t.Errorf("%s in %s starts %s", d, name, start)
			}
		}
	}
}

func TestParseCount(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"8600": "8600 exact", "1,234": "1234 exact", "0": "0 exact", "１２３": "123 exact", "1,234,567": "1234567 exact",
		"1.2万": "12000 rounded", "13万+": "130000 at least", "2.3k": "2300 rounded", "3.4亿": "340000000 rounded",
		"1.2w": "12000 rounded", "1.25M": "1250000 rounded", "10万＋": "100000 at least", "999+": "999 at least",
		" 1.2 万 ": "12000 rounded", "2千": "2000 rounded", "1.0001万": "10001 rounded",
		"": "error", "many": "error", "-1": "error", "1.2": "error", "1.2.3万": "error", "1,23": "error", "12,345万": "123450000 rounded",
		"1.00001万": "error", "万": "error", "+": "error", "1e3": "error", "0x10": "error", "99999999999999999999": "error",
		"99999999999999亿": "error", "1_000": "error", "1.万": "error", ".5万": "error",
	} {
		c, err := ParseCount(in)
		got := fmt.Sprint(c.N, " ", []string{"exact", "rounded", "at least"}[c.Bound])
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestSmallValues(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"50%": "50%", "12.5%": "12.5%", "0.05 %": "0.05%", "50": "", "101%": "", "-1%": "", "１０％": "10%"} {
		p, ok := ParsePercent(in)
		if got := p.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s %v", in, got, ok)
		}
	}
	for in, want := range map[string]int{"14d": 14, "2w": 14, "14": 14, "14天": 14, "3 days": 3, "soon": -1, "": -1, "d": -1, "99999d": -1, "-1d": -1} {
		d, ok := ParseDays(in)
		if ok != (want >= 0) || ok && int(d) != want {
			t.Errorf("%q: %d %v", in, d, ok)
		}
	}
	for in, want := range map[string]int{"0.5 per 10000": 50, "2 per 1000": 2000, "1 per 0": -1, "often": -1} {
		r, ok := ParseRate(in)
		if ok != (want >= 0) || ok && r.PerMillion != want {
			t.Errorf("%q: %+v %v", in, r, ok)
		}
	}
	for in, want := range map[string]string{"试色、黄皮": "[试色 黄皮]", "试色，黄皮": "[试色 黄皮]", "#试色 #黄皮": "[试色 黄皮]", "#试色#黄皮#": "[试色 黄皮]", "a, b c": "[a b c]", " ": "[]"} {
		if got := fmt.Sprint(splitWords(in)); got != want {
			t.Errorf("%q: %s", in, got)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-03-08", "2026/3/8", "2026年3月8日", "2026-02-30", "2026-03-08T09:30:00+08:00", "2019-08", "2020", "年", "--", "//", "0001-01-01", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseLooseDate(s)
		if err != nil {
			if !d.IsZero() {
				t.Error("a date and an error")
			}
			return
		}
		again, err := ParseLooseDate(d.String())
		if err != nil || again.String() != d.String() {
			t.Errorf("%q is %s, which is %s, %v", s, d, again, err)
		}
		if d.End(beijing).Before(d.Start(beijing)) {
			t.Errorf("%q ends before it starts", s)
		}
	})
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{"8600", "1,234", "1.2万", "13万+", "2.3k", "3.4亿", "０", "+", "万", "1.2.3", ",", "9223372036854775807"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCount(s)
		if err == nil && (c.N < 0 || c.Text == "") {
			t.Errorf("%q is %+v", s, c)
		}
	})
}

// Documents may be read on any machine, so the zone data is in the program.
func TestZonesAreEmbedded(t *testing.T) {
	t.Parallel()
	text, _ := source.NewText("content/site.yaml", []byte("title: A\ntimezone: America/St_Johns\n"))
	if s, problems := ParseSite(text); len(problems) > 0 || s.Location().String() != "America/St_Johns" {
		t.Error(problems)
	}
}
