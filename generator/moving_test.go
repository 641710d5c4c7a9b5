package generator

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/source"
)

// Days on which calendars and clocks do something: years end, February is long,
// and somewhere an hour is missing or comes twice, even that of midnight.
var (
	turningDays = []string{"2026-12-31", "2027-01-01", "2027-02-28", "2028-02-28", "2028-02-29", "2028-03-01", "2027-03-14", "2027-03-28",
		"2027-04-04", "2027-09-05", "2027-10-31", "2027-11-07"}
	turningZones = []string{"Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Honolulu"}
)

// An agreement is what a post says of its permission; a day that is "" is not said.
type agreement struct {
	use                                string
	granted, from, until, revoked      string
	published, expires                 string
	draft, unknown, asLink, onlyNotice bool
	translated                         bool
}

// randomAgreement is one that most often holds on some of the days.
func randomAgreement(rng *rand.Rand) agreement {
	day := func(often int) string {
		if rng.IntN(10) >= often {
			return ""
		}
		return pick(rng, turningDays)
	}
	a := agreement{use: "[site]", granted: day(3), from: day(3), until: day(5), revoked: day(2), published: day(1), expires: day(1),
		draft: rng.IntN(12) == 0, unknown: rng.IntN(12) == 0, asLink: rng.IntN(10) == 0, onlyNotice: rng.IntN(2) == 0, translated: rng.IntN(2) == 0}
	if rng.IntN(8) == 0 {
		a.use = "[social, ad, internal]"
	}
	a.granted = cmp.Or(a.granted, "2026-01-03")
	return a
}

// fields is the agreement in front matter; addSecret knows the first lines.
func (a agreement) fields() string {
	line := func(indent, key, day string) string {
		if day == "" {
			return ""
		}
		return indent + key + ": " + day + "\n"
	}
	text := ""
	if a.unknown {
		text = "unknown\n"
	}
	if a.draft {
		text += "draft: true\n"
	}
	text += line("", "publish", a.published) + line("", "expire", a.expires) + "rights:\n"
	event := "  - granted: " + a.granted + "\n    use: " + a.use + "\n    words: ok\n" + line("    ", "from", a.from) + line("    ", "until", a.until)
	if a.translated {
		event += "    edit: [translate]\n"
	}
	if a.asLink {
		event = "  - granted: " + a.granted + "\n    basis: link\n"
	}
	text += event
	if a.revoked != "" && a.revoked >= a.granted {
		text += "  - taken-down: " + a.revoked + "\n"
		if a.onlyNotice {
			text += "    notice: It is gone.\n"
		}
	}
	return text
}

// on is what becomes of the post on a day: a day is the same day everywhere, so
// there is no instant in it.
func (a agreement) on(day string) (shown, linked, stone bool) {
	over := a.revoked != "" && a.revoked >= a.granted && day >= a.revoked
	if a.draft || a.published != "" && day < a.published || a.expires != "" && day > a.expires {
		return false, false, false
	}
	if over {
		return false, false, a.onlyNotice
	}
	if a.unknown || day < a.granted {
		return false, false, false
	}
	if a.asLink {
		return true, true, false
	}
	return a.use == "[site]" && (a.from == "" || day >= a.from) && (a.until == "" || day <= a.until), false, false
}

// Whatever editors write about permissions, wherever they are and whatever the
// time is: no byte of a post that may not be shown is in any file.
func TestWithheldWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	rounds := 12
	if n, err := strconv.Atoi(os.Getenv("PLAYBOOK_SOAK")); err == nil {
		rounds = n / 10
	}
	rng := rand.New(rand.NewPCG(7, 7))
	store := picture.NewStore("")
	agreements := make([]agreement, 24)
	for i := range agreements {
		agreements[i] = randomAgreement(rng)
	}
	var memo Memo
	seen := map[bool]int{}
	for round := range rounds {
		for range 1 + rng.IntN(6) {
			agreements[rng.IntN(len(agreements))] = randomAgreement(rng)
		}
		zone, err := time.LoadLocation(pick(rng, turningZones))
		if err != nil {
			t.Fatal(err)
		}
		now := turningInstant(t, rng, zone)
		day := now.In(zone).Format(time.DateOnly)
		files, posts := agreed(agreements, zone.String(), day)
		in := Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "public", Now: now, Pictures: store}
		o := produceFiles(in, &memo)
		shown := namesShown(o.site)
		for id, s := range posts {
			seen[s.shown]++
			if shown[s.name] != s.shown {
				t.Errorf("round %d, %s in %s: shown %t\n%s", round, now.Format(time.RFC3339), zone, shown[s.name], posts[id].fields)
			}
		}
		leaks(t, o, posts)
		leaks(t, &output{files: decodedTerms(t, o.files)}, posts)
		translationsOf(t, o, posts)
		if round%8 == 0 {
			leaksOfPictures(t, o)
		}
		sameUntilNext(t, o.site, agreements, zone)
		if t.Failed() {
			return
		}
	}
	if seen[true] < rounds || seen[false] < rounds {
		t.Errorf("%d posts were shown and %d were not", seen[true], seen[false])
	}
}

// turningInstant is about when a day begins or ends, there or in Greenwich.
func turningInstant(t *testing.T, rng *rand.Rand, zone *time.Location) time.Time {
	day, err := time.ParseInLocation(time.DateOnly, pick(rng, turningDays), pick(rng, []*time.Location{zone, zone, time.UTC}))
	if err != nil {
		t.Fatal(err)
	}
	day = day.AddDate(0, 0, rng.IntN(3)-1)
	return day.Add(pick(rng, []time.Duration{0, -1, 1, -time.Second, time.Second, -time.Hour, time.Hour, 90 * time.Minute, 12 * time.Hour}))
}

// agreed is a site whose posts have these agreements, and what is to be seen of
// each on a day.
func agreed(list []agreement, zone, day string) (map[string]string, map[string]secret) {
	files := map[string]string{"site.yaml": strings.Replace(archiveSettings([]string{"en", "zh"}), "Asia/Shanghai", zone, 1), "products/p0000.md": "---\ntitle: P\n---\n"}
	files["campaigns/push.md"] = "---\ntitle: A push\nfrom: 2027-01-01\nuntil: 2027-12-31\n---\nIn public.\n"
	files["site.yaml"] = strings.Replace(files["site.yaml"], "products, platforms", "products, campaigns, cases, voice, platforms", 1)
	posts := map[string]secret{}
	for i, a := range list {
		s := secret{id: fmt.Sprintf("%04d", i), fields: a.fields()}
		s.name = s.mark("n")
		s.shown, s.linked, s.stone = a.on(day)
		posts[s.id] = s
		addSecret(files, s, i%2 == 0)
	}
	return files, posts
}

// sameUntilNext looks whether nothing changes before the instant at which the
// site says that it will.
func sameUntilNext(t *testing.T, site *Site, list []agreement, zone *time.Location) {
	t.Helper()
	last := site.Next.Add(-1)
	if site.Next.IsZero() {
		last = time.Date(2030, 1, 1, 0, 0, 0, 0, zone)
	}
	what := func(at time.Time) (all []string) {
		for _, a := range list {
			shown, linked, stone := a.on(at.In(zone).Format(time.DateOnly))
			all = append(all, fmt.Sprint(shown, linked, stone))
		}
		return all
	}
	if !slices.Equal(what(site.Now), what(last)) {
		t.Errorf("at %s in %s it says that nothing changes before %s", site.Now, zone, site.Next)
	}
}
