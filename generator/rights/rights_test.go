package rights

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// question reads the lines of a post's rights, as an editor writes them, and of a
// creator after "---".
func question(t testing.TB, lines string, use record.Use, loc *time.Location) Question {
	t.Helper()
	post, creator, _ := strings.Cut(lines, "---\n")
	head := "relationship: organic\n"
	if strings.Contains(post, "relationship:") {
		head = ""
	}
	q := Question{Post: read(t, record.Posts, head+post).Post, Use: use, Loc: loc, AnswerWithin: 14, WarnBefore: 30}
	if creator != "" {
		q.Creator = read(t, record.Creators, creator).Creator
	}
	return q
}

func read(t testing.TB, kind record.Kind, yaml string) *record.Record {
	text, _ := source.NewText("x.en.md", []byte("---\n"+yaml+"---\n"))
	rec, _, problems := record.Parse(kind, text)
	for _, p := range problems {
		// Rows about what Parse refuses must hold for Evaluate as well.
		if p.Rule != "rights" {
			t.Fatal(p.Line("en"))
		}
	}
	return rec
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t testing.TB, s string, loc *time.Location) time.Time {
	t.Helper()
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, s, loc); err == nil {
			return at
		}
	}
	t.Fatalf("no instant: %s", s)
	return time.Time{}
}

const asked = "rights:\n- asked: 2026-03-12\n  use: [site, social]\n"

// A row is a sentence on permission: what it says, and an example of it.
type row struct {
	says   string
	rights string
	use    record.Use
	zone   string
	now    string
	want   string // state, then link, until, next where they matter
}

// Every sentence of the design is a row.
var rows = []row{
	{"no event is none", "", "site", "", "2026-03-12", "none"},
	{"nothing before the question", asked, "site", "", "2026-03-11 23:59:59", "none next 2026-03-12T00:00:00Z"},
	{"asked is requested", asked, "site", "", "2026-03-12", "requested next 2026-03-27T00:00:00Z"},
	{"the last day to answer", asked, "site", "", "2026-03-26 23:59:59", "requested next 2026-03-27T00:00:00Z"},
	{"silence lapses", asked, "site", "", "2026-03-27", "lapsed"},
	{"asked concerns only the uses asked", asked, "print", "", "2026-03-13", "none"},
	{"asking for the site asks for inside", asked, "internal", "", "2026-03-13", "requested next 2026-03-27T00:00:00Z"},
	{"an answer that is not clearly yes", asked + "- answered: 2026-03-13\n", "site", "", "2026-05-01", "unclear"},
	{"an answer concerns only the uses asked", asked + "- answered: 2026-03-13\n", "ad", "", "2026-05-01", "none"},
	{"declined", asked + "- declined: 2026-03-13\n", "social", "", "2026-05-01", "declined"},
	{"a refusal concerns only the uses asked", asked + "- declined: 2026-03-13\n", "ad", "", "2026-05-01", "none"},
	{"a refusal of one use", asked + "- declined: 2026-03-13\n  use: social\n", "site", "", "2026-03-14", "requested next 2026-03-27T00:00:00Z"},
	{"granted is active", asked + "- granted: 2026-03-13\n  words: ok\n", "site", "", "2026-03-13", "active shown"},
	{"granted grants what was asked", asked + "- granted: 2026-03-13\n  words: ok\n", "print", "", "2026-03-13", "none"},
	{"granted for one use only", asked + "- granted: 2026-03-13\n  use: social\n  words: ok\n", "site", "", "2026-03-30", "lapsed"},
	{"the site includes inside", "rights:\n- granted: 2026-03-13\n  use: site\n  words: ok\n", "internal", "", "2026-03-13", "active shown"},
	{"inside does not include the site", "rights:\n- granted: 2026-03-13\n  use: internal\n  words: ok\n", "site", "", "2026-03-13", "none"},
	{"social does not include the site", "rights:\n- granted: 2026-03-13\n  use: social\n  words: ok\n", "site", "", "2026-03-13", "none"},
	{"social does not include inside", "rights:\n- granted: 2026-03-13\n  use: [social, newsletter, print, ad]\n  words: ok\n", "internal", "", "2026-03-13", "none"},
	{"organic permission never implies ads", asked + "- granted: 2026-03-13\n  words: ok\n", "ad", "", "2026-03-14", "none"},
	{"not yet granted", asked + "- granted: 2026-03-20\n  words: ok\n", "site", "", "2026-03-19 23:59:59", "requested next 2026-03-20T00:00:00Z"},
	{"granted from a later day", asked + "- granted: 2026-03-13\n  from: 2026-04-01\n  words: ok\n", "site", "", "2026-03-31 23:59:59", "upcoming next 2026-04-01T00:00:00Z"},
	{"from begins with its day", asked + "- granted: 2026-03-13\n  from: 2026-04-01\n  words: ok\n", "site", "", "2026-04-01", "active shown"},
	{"active until warned", asked + "- granted: 2026-03-13\n  until: 2027-03-13\n  words: ok\n", "site", "", "2026-05-01", "active shown until 2027-03-13 next 2027-02-11T00:00:00Z"},
	{"expiring is shown", asked + "- granted: 2026-03-13\n  until: 2027-03-13\n  words: ok\n", "site", "", "2027-02-11", "expiring shown until 2027-03-13 next 2027-03-14T00:00:00Z"},
	{"until ends with its day", asked + "- granted: 2026-03-13\n  until: 2027-03-13\n  words: ok\n", "site", "", "2027-03-13 23:59:59", "expiring shown until 2027-03-13 next 2027-03-14T00:00:00Z"},
	{"after its time", asked + "- granted: 2026-03-13\n  until: 2027-03-13\n  words: ok\n", "site", "", "2027-03-14", "expired until 2027-03-13"},
	{"until an instant", asked + "- granted: 2026-03-13\n  until: 2027-03-13T12:00:00Z\n  words: ok\n", "site", "", "2027-03-13 11:59:59", "expiring shown until 2027-03-13T12:00:00Z next 2027-03-13T12:00:00Z"},
	{"from an instant on", "rights:\n- granted: 2026-03-13T12:00:00Z\n  use: site\n  words: ok\n", "site", "", "2026-03-13 11:59:59", "none next 2026-03-13T12:00:00Z"},
	{"asked again after it expired", asked + "- granted: 2026-03-13\n  until: 2026-04-01\n  words: ok\n- asked: 2026-05-01\n  use: site\n", "site", "", "2026-05-02", "requested next 2026-05-16T00:00:00Z"},
	{"asked again while active", asked + "- granted: 2026-03-13\n  words: ok\n- asked: 2026-05-01\n  use: site\n", "site", "", "2026-06-02", "active shown"},
	{"any active grant counts", asked + "- granted: 2026-03-13\n  words: ok\n- declined: 2026-05-01\n", "site", "", "2026-06-02", "active shown"},
	{"the longest grant counts", asked + "- granted: 2026-03-13\n  until: 2026-06-01\n  words: ok\n- granted: 2026-03-14\n  words: ok\n", "site", "", "2026-06-02", "active shown"},
	{"a longer grant does not expire with a shorter", asked + "- granted: 2026-03-13\n  until: 2026-04-01\n  words: ok\n- granted: 2026-03-14\n  until: 2027-04-01\n  words: ok\n", "site", "", "2026-03-20", "active shown until 2027-04-01 next 2027-03-02T00:00:00Z"},
	{"events of one day apply in file order", asked + "- declined: 2026-03-13\n- asked: 2026-03-13\n  use: site\n", "site", "", "2026-03-13", "requested next 2026-03-28T00:00:00Z"},
	{"events count by their date, not their place", "rights:\n- declined: 2026-03-14\n  use: site\n- asked: 2026-03-12\n  use: site\n", "site", "", "2026-03-15", "declined"},
	{"revoked ends it", asked + "- granted: 2026-03-13\n  words: ok\n- revoked: 2026-04-01\n", "site", "", "2026-04-01", "revoked"},
	{"until the day it is revoked", asked + "- granted: 2026-03-13\n  words: ok\n- revoked: 2026-04-01\n", "site", "", "2026-03-31 23:59:59", "active shown next 2026-04-01T00:00:00Z"},
	{"revoked ends it for good", asked + "- granted: 2026-03-13\n  words: ok\n- revoked: 2026-04-01\n- granted: 2026-05-01\n  words: ok\n", "site", "", "2026-05-02", "revoked"},
	{"revoked on the day it was granted", asked + "- revoked: 2026-03-13\n- granted: 2026-03-13\n  words: ok\n", "site", "", "2026-03-13", "revoked"},
	{"revoked ends inside too", asked + "- granted: 2026-03-13\n  words: ok\n- revoked: 2026-04-01\n", "internal", "", "2026-04-01", "revoked"},
	{"taken down", asked + "- granted: 2026-03-13\n  words: ok\n- taken-down: 2026-04-01\n", "site", "", "2026-04-01", "taken-down"},
	{"taken down with a notice", asked + "- taken-down: 2026-04-01\n  notice: Removed.\n", "site", "", "2026-04-01", "taken-down notice Removed."},
	{"taken down after it was revoked", asked + "- revoked: 2026-04-01\n- taken-down: 2026-04-02\n", "site", "", "2026-04-01", "revoked next 2026-04-02T00:00:00Z"},
	{"a standing grant", "---\ngrants:\n- granted: 2026-01-01\n  until: 2026-12-31\n  use: [internal, site]\n  basis: contract\n  proof: a.pdf\n", "site", "", "2026-02-01", "active shown until 2026-12-31 next 2026-12-01T00:00:00Z"},
	{"a standing grant has its uses", "---\ngrants:\n- granted: 2026-01-01\n  use: internal\n  proof: a.pdf\n", "site", "", "2026-02-01", "none"},
	{"a standing grant covers a lapsed question", asked + "---\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-06-01", "active shown"},
	{"revoked beats a standing grant", "rights:\n- revoked: 2026-02-01\n---\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-02-01", "revoked"},
	{"taken down beats a standing grant", "rights:\n- taken-down: 2026-02-01\n---\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-02-01", "taken-down"},
	{"do_not_use beats every grant", asked + "- granted: 2026-03-13\n  words: ok\n---\ndo_not_use: true\n", "site", "", "2026-03-13", "blocked do-not-use"},
	{"do_not_use beats a standing grant inside", "---\ndo_not_use: true\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", "internal", "", "2026-02-01", "blocked do-not-use"},
	{"our own needs no answer", "rights:\n- basis: own\n", "ad", "", "2026-02-01", "active shown translated"},
	{"our own from a day", "rights:\n- granted: 2026-03-01\n  basis: own\n  use: [site]\n", "site", "", "2026-02-01", "none next 2026-03-01T00:00:00Z"},
	{"a link needs no answer", "rights:\n- basis: link\n", "site", "", "2026-02-01", "active shown link"},
	{"a real grant beats a link", "rights:\n- basis: link\n- granted: 2026-02-01\n  until: 2026-03-01\n  use: site\n  words: ok\n", "site", "", "2026-01-31", "active shown link next 2026-02-01T00:00:00Z"},
	{"a link remains when a grant is over", "rights:\n- basis: link\n- granted: 2026-02-01\n  until: 2026-03-01\n  use: site\n  words: ok\n", "site", "", "2026-03-02", "active shown link"},
	{"an unknown relationship blocks the site", "relationship:\nrights:\n- granted: 2026-02-01\n  use: [site, social]\n  words: ok\n", "site", "", "2026-03-02", "blocked relationship"},
	{"an unknown relationship blocks social", "relationship:\nrights:\n- granted: 2026-02-01\n  use: [site, social]\n  words: ok\n", "social", "", "2026-03-02", "blocked relationship"},
	{"an unknown relationship does not block inside", "relationship:\nrights:\n- granted: 2026-02-01\n  use: [site, social]\n  words: ok\n", "internal", "", "2026-03-02", "active shown"},
	{"minors without proof block the site", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  minors: yes\n", "site", "", "2026-03-02", "blocked minors"},
	{"minors without proof block ads", "rights:\n- granted: 2026-02-01\n  use: [ad]\n  words: ok\n  minors: yes\n", "ad", "", "2026-03-02", "blocked minors"},
	{"minors with a guardian's proof", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  minors: yes\n  proof: guardian.pdf\n", "site", "", "2026-03-02", "active shown"},
	{"minors do not block inside", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  minors: yes\n", "internal", "", "2026-03-02", "active shown"},
	{"a video with music not cleared", "media:\n- file: a.MP4\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  music_cleared: no\n", "site", "", "2026-03-02", "blocked music"},
	{"a video whose music nobody spoke of", "media:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n", "site", "", "2026-03-02", "blocked music"},
	{"a video with music cleared", "media:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  music_cleared: yes\n", "site", "", "2026-03-02", "active shown"},
	{"music cleared later", "media:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n- asked: 2026-04-01\n  music_cleared: yes\n", "site", "", "2026-03-02", "blocked music next 2026-04-01T00:00:00Z"},
	{"a picture has no music", "media:\n- file: a.jpg\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  music_cleared: no\n", "site", "", "2026-03-02", "active shown"},
	{"music does not block a link", "media:\n- file: a.mp4\nrights:\n- basis: link\n", "site", "", "2026-03-02", "active shown link"},
	{"days are those of the site", asked + "- granted: 2026-03-13\n  until: 2026-03-13\n  words: ok\n", "site", "Asia/Shanghai", "2026-03-13T15:59:59Z", "expiring shown until 2026-03-13 next 2026-03-13T16:00:00Z"},
	{"and end with them", asked + "- granted: 2026-03-13\n  until: 2026-03-13\n  words: ok\n", "site", "Asia/Shanghai", "2026-03-13T16:00:00Z", "expired until 2026-03-13"},
	{"a day of 23 hours", asked + "- granted: 2026-03-07\n  until: 2026-03-08\n  use: site\n  words: ok\n", "site", "America/New_York", "2026-03-08T12:00:00Z", "expiring shown until 2026-03-08 next 2026-03-09T04:00:00Z"},
	{"a day of 25 hours", asked + "- granted: 2026-10-31\n  until: 2026-11-01\n  use: site\n  words: ok\n", "site", "America/New_York", "2026-11-01T12:00:00Z", "expiring shown until 2026-11-01 next 2026-11-02T05:00:00Z"},
	{"a day that begins at one", "rights:\n- granted: 2018-11-04\n  use: site\n  words: ok\n", "site", "America/Sao_Paulo", "2018-11-04T02:59:59Z", "none next 2018-11-04T03:00:00Z"},
	{"a leap day", asked + "- granted: 2024-02-01\n  until: 2024-02-29\n  use: site\n  words: ok\n", "site", "", "2024-02-29 23:00:00", "expiring shown until 2024-02-29 next 2024-03-01T00:00:00Z"},
	{"an instant falls on a day of the site", "rights:\n- asked: 2026-03-12T20:00:00Z\n  use: site\n", "site", "Asia/Shanghai", "2026-03-27T15:59:59Z", "requested next 2026-03-27T16:00:00Z"},
	{"an answer after the time to answer is an answer", asked + "- answered: 2026-05-01\n", "site", "", "2026-05-01", "unclear"},
	{"a yes after an unclear answer", asked + "- answered: 2026-03-13\n- granted: 2026-03-20\n  words: ok\n", "site", "", "2026-03-20", "active shown"},
	{"a yes after silence", asked + "- granted: 2026-06-01\n  words: ok\n", "site", "", "2026-06-01", "active shown"},
	{"a yes after a no", asked + "- declined: 2026-03-13\n- granted: 2026-06-01\n  use: site\n  words: ok\n", "site", "", "2026-06-01", "active shown"},
	{"a no when asked to go on", asked + "- granted: 2026-03-13\n  until: 2026-04-13\n  words: ok\n- asked: 2026-04-01\n  use: site\n- declined: 2026-04-02\n", "site", "", "2026-04-14", "declined"},
	{"a no counts once the yes is over", asked + "- granted: 2026-03-13\n  until: 2026-04-13\n  words: ok\n- declined: 2026-04-02\n", "site", "", "2026-04-13 23:59:59", "expiring shown until 2026-04-13 next 2026-04-14T00:00:00Z"},
	{"whoever was paid is shown", "relationship: paid\nrights:\n- granted: 2026-02-01\n  use: site\n  words: ok\n", "site", "", "2026-03-02", "active shown"},
	{"a paid post is no advertisement by itself", "relationship: paid\nrights:\n- granted: 2026-02-01\n  use: site\n  words: ok\n", "ad", "", "2026-03-02", "none"},
	{"an advertisement is granted by its name", "rights:\n- granted: 2026-02-01\n  use: ad\n  words: ok\n", "ad", "", "2026-03-02", "active shown"},
	{"an advertisement is no permission for the site", "rights:\n- granted: 2026-02-01\n  use: ad\n  words: ok\n", "site", "", "2026-03-02", "none"},
	{"a standing grant for the site is none for ads", "---\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", "ad", "", "2026-02-01", "none"},
	{"a standing grant from a later day", "---\ngrants:\n- granted: 2026-01-01\n  from: 2026-03-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-02-28 23:59:59", "upcoming next 2026-03-01T00:00:00Z"},
	{"a standing grant is over with its day", "---\ngrants:\n- granted: 2026-01-01\n  until: 2026-03-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-03-02", "expired until 2026-03-01"},
	{"do_not_use beats our own", "rights:\n- basis: own\n---\ndo_not_use: true\n", "site", "", "2026-02-01", "blocked do-not-use"},
	{"revoked beats a link", "rights:\n- basis: link\n- revoked: 2026-02-01\n", "site", "", "2026-02-01", "revoked"},
	{"a video with music not cleared blocks ads", "media:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: [ad]\n  words: ok\n", "ad", "", "2026-03-02", "blocked music"},
	{"music does not block inside", "media:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n", "internal", "", "2026-03-02", "active shown"},
	{"people who did not agree do not block by themselves", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  people_cleared: no\n", "site", "", "2026-03-02", "active shown"},
	{"a translation needs its permission", "rights:\n- granted: 2026-02-01\n  use: [site]\n  edit: [translate]\n  words: ok\n", "site", "", "2026-03-02", "active shown translated"},
	{"a permission for the site is one to translate inside", "rights:\n- granted: 2026-02-01\n  use: [site]\n  edit: [translate]\n  words: ok\n", "internal", "", "2026-03-02", "active shown translated"},
	{"to crop is not to translate", "rights:\n- granted: 2026-02-01\n  use: [site]\n  edit: [crop]\n  words: ok\n", "site", "", "2026-03-02", "active shown"},
	{"to translate inside is not to translate on the site", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n- granted: 2026-02-01\n  use: [internal]\n  edit: [translate]\n  words: ok\n", "site", "", "2026-03-02", "active shown"},
	{"any permission in its time lets translate", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n- granted: 2026-02-01\n  until: 2026-06-01\n  use: [site]\n  edit: [translate]\n  words: ok\n", "site", "", "2026-03-02", "active shown translated next 2026-06-02T00:00:00Z"},
	{"a translation ends with its permission", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n- granted: 2026-02-01\n  until: 2026-06-01\n  use: [site]\n  edit: [translate]\n  words: ok\n", "site", "", "2026-06-02", "active shown"},
	{"a translation begins with its permission", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n- granted: 2026-02-01\n  from: 2026-06-01\n  use: [site]\n  edit: [translate]\n  words: ok\n", "site", "", "2026-05-31 23:59:59", "active shown next 2026-06-01T00:00:00Z"},
	{"a standing grant lets translate", "rights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n---\ngrants:\n- granted: 2026-01-01\n  use: site\n  edit: [translate]\n  proof: a.pdf\n", "site", "", "2026-03-02", "active shown translated"},
	{"a link shows nothing to translate", "rights:\n- basis: link\n  edit: [translate]\n", "site", "", "2026-03-02", "active shown link"},
	{"what is revoked is not translated", "rights:\n- granted: 2026-02-01\n  use: [site]\n  edit: [translate]\n  words: ok\n- revoked: 2026-03-01\n", "site", "", "2026-03-02", "revoked"},
	{"granted grants what was asked last", asked + "- asked: 2026-03-13\n  use: print\n- granted: 2026-03-14\n  words: ok\n", "print", "", "2026-03-14", "active shown"},
	{"and not what was asked before", asked + "- asked: 2026-03-13\n  use: print\n- granted: 2026-03-14\n  words: ok\n", "social", "", "2026-03-14", "requested next 2026-03-27T00:00:00Z"},
	{"an answer is to what was asked last", asked + "- asked: 2026-03-13\n  use: print\n- answered: 2026-03-14\n", "print", "", "2026-03-14", "unclear"},
	{"a proof is as good as words", "rights:\n- granted: 2026-03-13\n  use: site\n  proof: a.pdf\n", "site", "", "2026-03-14", "active shown"},
	{"later events of one day apply later", asked + "- asked: 2026-03-13\n  use: site\n- declined: 2026-03-13\n", "site", "", "2026-03-13", "declined"},
	{"a no of a later day is not yet said", asked + "- declined: 2026-03-14\n", "site", "", "2026-03-13", "requested next 2026-03-14T00:00:00Z"},
	{"an unclear answer of a later day is not yet said", asked + "- answered: 2026-03-14\n", "site", "", "2026-03-13", "requested next 2026-03-14T00:00:00Z"},
	{"what is revoked later is shown until then", "rights:\n- granted: 2026-03-13\n  use: site\n  words: ok\n- taken-down: 2026-04-01\n", "site", "", "2026-03-31 23:59:59", "active shown next 2026-04-01T00:00:00Z"},
	{"granted after it was taken down", "rights:\n- taken-down: 2026-04-01\n- granted: 2026-05-01\n  use: site\n  words: ok\n", "site", "", "2026-05-02", "taken-down"},
	{"taken down ends inside too", "rights:\n- granted: 2026-03-13\n  use: site\n  words: ok\n- taken-down: 2026-04-01\n", "internal", "", "2026-04-01", "taken-down"},
	{"revoked beats our own", "rights:\n- basis: own\n- revoked: 2026-02-01\n", "site", "", "2026-02-01", "revoked"},
	{"do_not_use beats a link", "rights:\n- basis: link\n---\ndo_not_use: true\n", "site", "", "2026-02-01", "blocked do-not-use"},
	{"do_not_use that is false forbids nothing", "rights:\n- basis: link\n---\ndo_not_use: false\n", "site", "", "2026-02-01", "active shown link"},
	{"a standing grant is not ended by a refusal", asked + "- declined: 2026-03-13\n---\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-03-14", "active shown"},
	{"a standing grant of a later day is not yet granted", "---\ngrants:\n- granted: 2026-03-01\n  use: site\n  proof: a.pdf\n", "site", "", "2026-02-28", "none next 2026-03-01T00:00:00Z"},
	{"an unknown relationship blocks the newsletter", "relationship:\nrights:\n- granted: 2026-02-01\n  use: newsletter\n  words: ok\n", "newsletter", "", "2026-03-02", "blocked relationship"},
	{"an unknown relationship blocks a link", "relationship:\nrights:\n- basis: link\n", "site", "", "2026-03-02", "blocked link relationship"},
	{"minors block no other use", "rights:\n- granted: 2026-02-01\n  use: [social, newsletter, print]\n  words: ok\n  minors: yes\n", "print", "", "2026-03-02", "active shown"},
	{"no minors need no proof", "rights:\n- granted: 2026-02-01\n  use: site\n  words: ok\n  minors: no\n", "site", "", "2026-03-02", "active shown"},
	{"nobody said whether minors can be seen", "rights:\n- granted: 2026-02-01\n  use: site\n  words: ok\n  minors: unknown\n", "site", "", "2026-03-02", "active shown"},
	{"music blocks no other use", "media:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: social\n  words: ok\n", "social", "", "2026-03-02", "active shown"},
	{"granted without a use covers nothing", "rights:\n- granted: 2026-03-13\n  words: ok\n", "internal", "", "2026-03-14", "none"},
}

func TestEveryRule(t *testing.T) {
	t.Parallel()
	for _, row := range rows {
		loc := time.UTC
		if row.zone != "" {
			loc = zone(t, row.zone)
		}
		q := question(t, row.rights, row.use, loc)
		now := instant(t, row.now, loc)
		if got := words(q, Evaluate(q, now), now, row.want); got != row.want {
			t.Errorf("%s: got %q, want %q", row.says, got, row.want)
		}
	}
}

// Every state is the answer of some row, so that no sentence was forgotten.
func TestEveryStateHasARow(t *testing.T) {
	t.Parallel()
	for _, s := range States() {
		if !slices.ContainsFunc(rows, func(row row) bool { return strings.Fields(row.want)[0] == s.String() }) {
			t.Errorf("no row is %s", s)
		}
	}
}

// No use implies another, but what may be on the site may be seen inside; our own
// and mere links are for all.
func TestNoUseImpliesAnother(t *testing.T) {
	t.Parallel()
	now := instant(t, "2026-03-14", time.UTC)
	for _, granted := range record.Uses() {
		for _, use := range record.Uses() {
			lines := fmt.Sprintf("rights:\n- granted: 2026-03-13\n  use: %s\n  words: ok\n", granted)
			standing := fmt.Sprintf("---\ngrants:\n- granted: 2026-03-13\n  use: %s\n  words: ok\n", granted)
			want := granted == use || granted == record.UseSite && use == record.UseInternal
			for _, rights := range []string{lines, standing} {
				if a := Evaluate(question(t, rights, use, nil), now); a.Shown != want {
					t.Errorf("granted for %s, and for %s it is %s", granted, use, a.State)
				}
			}
		}
		for _, basis := range []string{record.BasisOwn, record.BasisLink} {
			if a := Evaluate(question(t, "rights:\n- basis: "+basis+"\n", granted, nil), now); !a.Shown || a.LinkOnly != (basis == record.BasisLink) {
				t.Errorf("%s for %s is %+v", basis, granted, a)
			}
		}
	}
}

// How long to wait for an answer, and how long before its end a permission is
// said to end, are the site's to say.
func TestDaysAreTheSites(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		within, before int
		rights, now    string
		want           string
	}{
		{7, 30, asked, "2026-03-19", "requested next 2026-03-20T00:00:00Z"},
		{7, 30, asked, "2026-03-20", "lapsed"},
		{0, 30, asked, "2030-01-01", "requested"}, // nobody said how long
		{14, 7, asked + "- granted: 2026-03-13\n  until: 2026-04-13\n  words: ok\n", "2026-04-05", "active shown next 2026-04-06T00:00:00Z"},
		{14, 7, asked + "- granted: 2026-03-13\n  until: 2026-04-13\n  words: ok\n", "2026-04-06", "expiring shown next 2026-04-14T00:00:00Z"},
		{14, 0, asked + "- granted: 2026-03-13\n  until: 2026-04-13\n  words: ok\n", "2026-04-13", "expiring shown next 2026-04-14T00:00:00Z"},
		{14, -1, asked + "- granted: 2026-03-13\n  until: 2026-04-13\n  words: ok\n", "2026-04-13", "active shown next 2026-04-14T00:00:00Z"},
	} {
		q := question(t, row.rights, "site", nil)
		q.AnswerWithin, q.WarnBefore = row.within, row.before
		now := instant(t, row.now, time.UTC)
		if got := words(q, Evaluate(q, now), now, row.want); got != row.want {
			t.Errorf("%d and %d days, on %s: got %q, want %q", row.within, row.before, row.now, got, row.want)
		}
	}
}

// words is an answer as rows write it; until and next only where the row has them or they are set.
func words(q Question, a Answer, now time.Time, want string) string {
	out := a.State.String()
	if a.Shown {
		out += " shown"
	}
	if a.LinkOnly {
		out += " link"
	}
	if a.Translate {
		out += " translated"
	}
	if a.State == Blocked {
		_, reasons := Explain(q, now)
		for _, r := range reasons {
			if r.Cause != "" {
				out += " " + string(r.Cause)
			}
		}
	}
	if !a.Until.IsZero() && a.State != Blocked && strings.Contains(want, "until") {
		out += " until " + a.Until.String()
	}
	if a.Notice != "" {
		out += " notice " + a.Notice
	}
	if !a.Next.IsZero() {
		out += " next " + a.Next.UTC().Format(time.RFC3339)
	}
	return out
}

// A sequence is random events within half a year, and where the site is.
func sequence(rng *rand.Rand, locs []*time.Location) Question {
	kinds := []record.EventKind{record.Asked, record.Answered, record.Granted, record.Granted, record.Granted, record.Declined}
	if rng.Intn(3) == 0 {
		kinds = append(kinds, record.Revoked, record.TakenDown)
	}
	q := Question{Post: &record.Post{}, Use: pick(rng, record.Uses()), Loc: pick(rng, locs), AnswerWithin: rng.Intn(20), WarnBefore: rng.Intn(40)}
	q.Post.Relationship = pick(rng, []string{"organic", "organic", "organic", "paid", ""})
	q.Video = rng.Intn(5) == 0
	for range rng.Intn(6) {
		q.Post.Rights = append(q.Post.Rights, event(rng, pick(rng, kinds)))
	}
	if rng.Intn(2) == 0 {
		q.Creator = &record.Creator{DoNotUse: rng.Intn(10) == 0}
		for range rng.Intn(3) {
			q.Creator.Grants = append(q.Creator.Grants, event(rng, record.Granted))
		}
	}
	return q
}

func event(rng *rand.Rand, kind record.EventKind) record.Event {
	e := record.Event{What: kind, On: date(rng)}
	for range rng.Intn(3) {
		e.Use = append(e.Use, pick(rng, record.Uses()))
	}
	e.Minors = record.Known(rng.Intn(3))
	e.MusicCleared = record.Known(rng.Intn(3))
	if kind != record.Granted {
		return e
	}
	if rng.Intn(2) == 0 {
		e.Until = date(rng)
	}
	if rng.Intn(3) == 0 {
		e.From = date(rng)
	}
	if rng.Intn(3) == 0 {
		e.Edit = []string{record.EditTranslate}
	}
	e.Proof = pick(rng, []string{"", "a.pdf"})
	e.Basis = pick(rng, []string{"", "", "", record.BasisOwn, record.BasisLink})
	return e
}

// date is a day around both changes of the clock of 2026, or an instant on it.
func date(rng *rand.Rand) record.Date {
	d, _ := record.Day(2026, 3, 1)
	d = d.AddDays(rng.Intn(250))
	if rng.Intn(4) == 0 {
		return record.Instant(d.Start(time.FixedZone("", (rng.Intn(25)-12)*3600)).Add(time.Duration(rng.Intn(86400)) * time.Second))
	}
	return d
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.Intn(len(list))] }

func zones(t testing.TB) []*time.Location {
	var out []*time.Location
	for _, name := range []string{"UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Pacific/Kiritimati", "Asia/Kathmandu"} {
		out = append(out, zone(t, name))
	}
	return out
}

func moments(rng *rand.Rand) time.Time {
	return time.Date(2026, 2, 25, 0, 0, 0, 0, time.UTC).Add(time.Duration(rng.Int63n(int64(270 * 24 * time.Hour))))
}

func TestLawsHoldForAnySequence(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewSource(1))
	locs := zones(t)
	seen := map[State]int{}
	for range 6_000 {
		q := sequence(rng, locs)
		now := moments(rng)
		a := Evaluate(q, now)
		seen[a.State]++
		checkLaws(t, rng, q, now, a)
		if t.Failed() {
			t.Fatalf("%+v\ncreator %+v\n%s in %s", *q.Post, q.Creator, now, q.Loc)
		}
	}
	for _, s := range States() {
		if seen[s] < 20 {
			t.Errorf("only %d sequences are %s", seen[s], s)
		}
	}
}

func checkLaws(t *testing.T, rng *rand.Rand, q Question, now time.Time, a Answer) {
	if a.Shown != (a.State == Active || a.State == Expiring) {
		t.Errorf("%s, shown %v", a.State, a.Shown)
	}
	until := now.Add(400 * 24 * time.Hour)
	if !a.Next.IsZero() {
		if !a.Next.After(now) {
			t.Errorf("next %s is not after now", a.Next)
		}
		until = a.Next
		if same(Evaluate(q, a.Next), a) {
			t.Errorf("nothing changes at %s", a.Next)
		}
	}
	for _, at := range []time.Time{until.Add(-1), now.Add(time.Duration(rng.Int63n(int64(until.Sub(now)))))} {
		if b := Evaluate(q, at); !same(a, b) {
			t.Errorf("%+v becomes %+v at %s, before next", a, b, at)
		}
	}
	for _, e := range q.Post.Rights {
		if (e.What == record.Revoked || e.What == record.TakenDown) && !now.Before(e.On.Start(q.Loc)) && a.Shown {
			t.Errorf("shown after %s", e.What)
		}
	}
	if q.Creator != nil && q.Creator.DoNotUse && a.Shown {
		t.Error("shown in spite of do_not_use")
	}
	if a.Translate && (!a.Shown || a.LinkOnly) {
		t.Error("nothing is shown, but in translation")
	}
	reordered(t, rng, q, now, a)
	later(t, rng, q, now, a)
	unrelated(t, rng, q, now, a)
	explained, reasons := Explain(q, now)
	if explained.Next = a.Next; explained != a || len(reasons) == 0 {
		t.Errorf("%v for %+v, told of %+v", reasons, explained, a)
	}
}

// reordered puts events of different days in another order, which says nothing;
// and asking again changes no answer.
func reordered(t *testing.T, rng *rand.Rand, q Question, now time.Time, a Answer) {
	if b := Evaluate(q, now); b != a {
		t.Errorf("asked twice: %+v, then %+v", a, b)
	}
	days := map[int]bool{}
	for _, e := range q.Post.Rights {
		if d := e.On.In(q.Loc).Number(); days[d] {
			return // of one day they apply as they stand
		} else {
			days[d] = true
		}
	}
	post := *q.Post
	post.Rights = slices.Clone(post.Rights)
	rng.Shuffle(len(post.Rights), func(i, j int) { post.Rights[i], post.Rights[j] = post.Rights[j], post.Rights[i] })
	q.Post = &post
	if b := Evaluate(q, now); b != a {
		t.Errorf("%+v becomes %+v in another order", a, b)
	}
}

// later adds an event after now: only Next may change, and not to before now.
func later(t *testing.T, rng *rand.Rand, q Question, now time.Time, a Answer) {
	post := *q.Post
	e := event(rng, pick(rng, []record.EventKind{record.Asked, record.Granted, record.Declined, record.Revoked, record.TakenDown}))
	e.On = record.Instant(now.Add(time.Second + time.Duration(rng.Intn(1e6))*time.Second))
	if rng.Intn(2) == 0 {
		e.On = record.Today(now.In(q.Loc)).AddDays(1 + rng.Intn(30))
	}
	if e.Basis != "" {
		e.Basis = ""
	}
	at := rng.Intn(len(post.Rights) + 1)
	post.Rights = slices.Insert(slices.Clone(post.Rights), at, e)
	q.Post = &post
	if b := Evaluate(q, now); !same(a, b) {
		t.Errorf("an event of %s changes %+v to %+v at %s", e.On, a, b, now)
	}
}

// unrelated adds an event that concerns another use, of any day: nothing changes.
func unrelated(t *testing.T, rng *rand.Rand, q Question, now time.Time, a Answer) {
	other := pick(rng, record.Uses())
	if other.Includes(q.Use) {
		return
	}
	e := event(rng, pick(rng, []record.EventKind{record.Asked, record.Answered, record.Granted, record.Declined}))
	e.Use, e.Minors, e.MusicCleared = []record.Use{other}, record.Unknown, record.Unknown
	post := *q.Post
	post.Rights = slices.Insert(slices.Clone(post.Rights), rng.Intn(len(post.Rights)+1), e)
	q.Post = &post
	if b := Evaluate(q, now); b != a {
		t.Errorf("%s of %s for %s changes %+v to %+v", e.What, e.On, other, a, b)
	}
}

func same(a, b Answer) bool {
	a.Next, b.Next = time.Time{}, time.Time{}
	return a == b
}

func TestReasonsAreInBothLanguages(t *testing.T) {
	t.Parallel()
	q := question(t, "relationship:\nmedia:\n- file: a.mp4\nrights:\n- granted: 2026-02-01\n  use: [site]\n  words: ok\n  minors: yes\n", "site", nil)
	var got []string
	_, reasons := Explain(q, instant(t, "2026-03-01", time.UTC))
	for _, r := range reasons {
		got = append(got, fmt.Sprintf("%s / %s", r.Text("en"), r.Text("zh")))
	}
	want := []string{
		"\"relationship\" is not known, so it is not shown in public / 没有写“relationship”（合作关系），不能公开展示",
		"minors can be seen, and there is no guardian's proof / 有未成年人出镜，缺少监护人凭证",
		"the music of the video is not cleared / 视频音乐未确认可用",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
	for _, s := range States() {
		if s.String() == "" || s.Message().En == "" || s.Message().Zh == "" {
			t.Errorf("%d has no words", s)
		}
	}
}

func TestReasonsNameTheirEvent(t *testing.T) {
	t.Parallel()
	q := question(t, asked+"---\ngrants:\n- granted: 2026-05-01\n  until: 2026-12-31\n  use: site\n  proof: a.pdf\n", "site", nil)
	for now, want := range map[string]string{
		"2026-03-20": "4:3 false asked on 2026-03-12, no answer yet",
		"2026-04-20": "4:3 false asked on 2026-03-12, no answer within 14 days",
		"2026-05-20": "3:3 true granted, in force since 2026-05-01",
		"2026-12-20": "3:3 true granted until 2026-12-31",
	} {
		_, reasons := Explain(q, instant(t, now, time.UTC))
		r := reasons[0]
		if got := fmt.Sprintf("%d:%d %v %s", r.Line, r.Col, r.Standing, r.Text("en")); got != want {
			t.Errorf("%s: got %s, want %s", now, got, want)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	q := question(b, asked+"- granted: 2026-03-13\n  until: 2027-03-13\n  words: ok\n", "site", zone(b, "Asia/Shanghai"))
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(q, now)
	}
}
