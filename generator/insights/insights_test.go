package insights

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"playbook/generator/record"
	"playbook/generator/rights"
)

func TestParseCadence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Cadence{
		"2-3 a week":      {2, 3, Week},
		"2–3 per week":    {2, 3, Week},
		"1 a day":         {1, 1, Day},
		"4 posts a month": {4, 4, EveryMonth},
		"每周 2-3 篇":        {2, 3, Week},
		"每天1篇":            {1, 1, Day},
		"2～3 篇/周":         {2, 3, Week},
		"often":           {},
		"3":               {},
		"3-2 a week":      {},
		"0 a week":        {},
		"":                {},
	} {
		got, ok := ParseCadence(text)
		if ok != (want != Cadence{}) || ok && got != want {
			t.Errorf("%q is %v, %t", text, got, ok)
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	twoOrThree := Cadence{2, 3, Week}
	for _, c := range []struct {
		cadence     Cadence
		posts, days int
		want        Verdict
	}{
		{twoOrThree, 8, 30, Below}, {twoOrThree, 9, 30, Within}, {twoOrThree, 12, 30, Within}, {twoOrThree, 13, 30, Above},
		{twoOrThree, 8, 28, Within}, {Cadence{1, 1, Day}, 30, 30, Within}, {Cadence{1, 1, Day}, 31, 30, Above},
		{Cadence{4, 5, EveryMonth}, 4, 31, Within}, {Cadence{4, 5, EveryMonth}, 3, 28, Below}, {Cadence{}, 3, 28, Unknown},
	} {
		if got := c.cadence.Judge(c.posts, c.days); got != c.want {
			t.Errorf("%d posts in %d days for %v is %s, want %s", c.posts, c.days, c.cadence, got, c.want)
		}
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for at := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2031; at = at.AddDate(0, 0, 1) {
		day := record.Today(at)
		m := MonthOf(day)
		last := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC)
		if m.String() != at.Format("2006-01") || m.Days() != last.Day() || m.Last().String() != last.Format(time.DateOnly) {
			t.Fatalf("%s is in %s of %d days to %s", day, m, m.Days(), m.Last())
		}
		if monday := Monday(day); monday.Start(time.UTC).Weekday() != time.Monday || day.Number()-monday.Number() < 0 || day.Number()-monday.Number() > 6 {
			t.Fatalf("%s is in the week of %s", day, monday)
		}
	}
}

// Tallies of any parts of an archive add up to that of the whole.
func TestTalliesAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 1))
		posts := make([]Post, rng.IntN(60))
		for i := range posts {
			posts[i] = randomPost(rng)
		}
		words := Keywords{"a": {"显白", "spf50"}, "b": {"x"}}
		whole := Count(posts, words)
		parts := Count(nil, words)
		for rest := posts; len(rest) > 0; {
			n := 1 + rng.IntN(len(rest))
			parts.Add(Count(rest[:n], words))
			rest = rest[n:]
		}
		today := record.DayNumber(20400 + rng.IntN(300))
		a := Archive{Today: today, Products: []Product{{Name: "a"}}, Shows: []string{"voice/v"}, Accounts: []record.SiteAccount{{Platform: "weibo"}}}
		if one, sum := Of(a, whole), Of(a, parts); !reflect.DeepEqual(one, sum) {
			t.Fatalf("seed %d: %+v\nis not %+v", seed, sum, one)
		}
	}
}

func randomPost(rng *rand.Rand) Post {
	day := func() record.Date { return record.DayNumber(20300 + rng.IntN(400)) }
	r := &record.Post{Platform: []string{"weibo", "douyin"}[rng.IntN(2)], Style: []string{"", "vlog"}[rng.IntN(2)]}
	if rng.IntN(2) == 0 {
		r.Captured, r.Posted = day(), day()
		r.Metrics = []record.Metrics{{Likes: record.Count{N: int64(rng.IntN(9)), Text: "1"}}, {On: day(), Saves: record.Count{N: 3, Text: "3"}}}
		r.Reposted = []record.Repost{{On: day(), Account: "weibo"}}
	}
	for range rng.IntN(4) {
		r.Rights = append(r.Rights, record.Event{On: day(), What: []record.EventKind{record.Asked, record.Granted, record.Declined, record.Revoked}[rng.IntN(4)], Use: []record.Use{record.UseSite}})
	}
	return Post{Question: rights.Question{Post: r, Use: record.UseSite, Loc: time.UTC, AnswerWithin: 14, WarnBefore: 30}, Live: rng.IntN(2) == 0,
		Products: []string{"a", "b"}[:rng.IntN(3)], Evidence: []string{"voice/v"}[:rng.IntN(2)], Says: func() []string { return []string{"显白", "ＳＰＦ５０ X"} }}
}

// A number is null, empty or absent where nobody recorded it, and 0 only where
// somebody did.
func TestUnknownIsNotZero(t *testing.T) {
	t.Parallel()
	a := Archive{Today: must(t, "2026-02-16"), Accounts: []record.SiteAccount{{Platform: "weibo", Published: []record.Published{{Month: must(t, "2026-01"), Posts: 0}, {Month: must(t, "2025-12"), Posts: 4}}}}}
	tally := Count([]Post{{Question: rights.Question{Post: &record.Post{Reposted: []record.Repost{{On: must(t, "2025-11-03"), Account: "weibo"}}}, Loc: time.UTC}, Says: func() []string { return nil }}}, nil)
	months := Of(a, tally).Accounts[0].Months
	want := []AccountMonth{
		{Month: MonthOf(must(t, "2025-11")), Reposts: 1, Pace: Unknown},
		{Month: MonthOf(must(t, "2025-12")), Published: Exactly(4), Share: Exactly(0), PerWeek: Exactly(9), Pace: Unknown},
		{Month: MonthOf(must(t, "2026-01")), Published: Exactly(0), PerWeek: Exactly(0), Pace: Unknown},
	}
	if !reflect.DeepEqual(months, want) {
		t.Errorf("%+v, want %+v", months, want)
	}
	data, err := json.Marshal([]Number{{}, Exactly(0), Exactly(-3)})
	if err != nil || string(data) != "[null,0,-3]" {
		t.Errorf("%s, %v", data, err)
	}
}

func must(t *testing.T, s string) record.Date {
	t.Helper()
	d, err := record.ParseLooseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A text that a spreadsheet would calculate stays a text.
func TestCSVIsInert(t *testing.T) {
	t.Parallel()
	a := Archive{Products: []Product{{Name: "=1+1", Keywords: []record.Keywords{{Group: "+a", Words: []string{"w"}}}}}}
	var b bytes.Buffer
	if err := Of(a, Count(nil, nil)).WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.Contains(text, ",=") || strings.Contains(text, ",+") || !strings.Contains(text, "'=1+1") {
		t.Error(text)
	}
}

// BenchmarkReport is a hundred thousand posts, tallied and told.
func BenchmarkReport(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	posts := make([]Post, 100_000)
	for i := range posts {
		posts[i] = randomPost(rng)
	}
	words := Keywords{"a": {"显白", "不沾杯", "角鲨烷"}, "b": {"spf50"}}
	a := Archive{Today: record.DayNumber(20600), Accounts: []record.SiteAccount{{Platform: "weibo"}}}
	for i := range 50 {
		a.Products = append(a.Products, Product{Name: fmt.Sprint(i)})
	}
	for b.Loop() {
		t := Count(nil, words)
		for i := 0; i < len(posts); i += 256 {
			t.Add(Count(posts[i:min(len(posts), i+256)], words))
		}
		Of(a, t)
	}
}
