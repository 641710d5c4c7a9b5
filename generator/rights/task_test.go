package rights

import (
	"math/rand"
	"testing"
	"time"

	"playbook/generator/record"
)

func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		says, rights, now string
		want              Task
	}{
		{"nobody asked", "", "2026-03-12", Ask},
		{"just asked", asked, "2026-03-14", ""},
		{"half of the time is over", asked, "2026-03-19", Remind},
		{"after all of it, still once", asked, "2026-06-19", Remind},
		{"never a third time", asked + "- asked: 2026-03-19\n  use: [internal, site]\n", "2026-03-30", ""},
		{"an unclear answer", asked + "- answered: 2026-03-14\n", "2026-03-15", Clarify},
		{"asked again after an unclear answer", asked + "- answered: 2026-03-14\n- asked: 2026-03-15\n", "2026-03-16", ""},
		{"and reminded once", asked + "- answered: 2026-03-14\n- asked: 2026-03-15\n", "2026-03-25", Remind},
		{"a yes", asked + "- granted: 2026-03-13\n  words: ok\n", "2026-03-14", Thank},
		{"a yes of last week", asked + "- granted: 2026-03-13\n  words: ok\n", "2026-03-20", ""},
		{"our own says no thanks", "rights:\n- granted: 2026-03-13\n  basis: own\n", "2026-03-14", ""},
		{"it ends soon", asked + "- granted: 2026-03-13\n  until: 2026-08-01\n  words: ok\n", "2026-07-10", Renew},
		{"asked for longer", asked + "- granted: 2026-03-13\n  until: 2026-08-01\n  words: ok\n- asked: 2026-07-05\n", "2026-07-10", ""},
		{"and no answer yet", asked + "- granted: 2026-03-13\n  until: 2026-08-01\n  words: ok\n- asked: 2026-07-05\n", "2026-07-15", Remind},
		{"it ended a week ago", asked + "- granted: 2026-03-13\n  until: 2026-08-01\n  words: ok\n", "2026-08-08", Renew},
		{"it ended long ago", asked + "- granted: 2026-03-13\n  until: 2026-08-01\n  words: ok\n", "2026-10-08", ""},
		{"declined", asked + "- declined: 2026-03-14\n", "2026-03-15", ""},
		{"revoked", asked + "- revoked: 2026-03-14\n", "2026-03-15", ""},
		{"a question of tomorrow", "rights:\n- asked: 2026-03-13\n  use: site\n", "2026-03-12", Ask},
		{"do_not_use", "---\ndo_not_use: true\n", "2026-03-12", ""},
	} {
		q := question(t, row.rights, "site", time.UTC)
		if got := Due(q, instant(t, row.now, time.UTC)); got != row.want {
			t.Errorf("%s: got %q, want %q", row.says, got, row.want)
		}
	}
}

// Nobody who said no, took it back or may not be used is ever written to, and
// what happens later changes nothing.
func TestTasksLeaveInPeace(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewSource(2))
	locs := zones(t)
	for range 3000 {
		q, now := sequence(rng, locs), moments(rng)
		task := Due(q, now)
		switch s := Evaluate(q, now).State; {
		case task != "" && (s == Declined || s == Revoked || s == TakenDown || s == Blocked || q.Creator != nil && q.Creator.DoNotUse):
			t.Fatalf("%s although %s: %+v", task, s, *q.Post)
		case task == "" && s == None && (q.Creator == nil || !q.Creator.DoNotUse):
			t.Fatalf("nobody is asked: %+v", *q.Post)
		}
		post := *q.Post
		e := event(rng, record.Granted)
		e.On, e.Basis = record.Instant(now.Add(time.Hour)), ""
		post.Rights = append([]record.Event{e}, post.Rights...)
		q.Post = &post
		if again := Due(q, now); again != task {
			t.Fatalf("%q becomes %q by an event of %s", task, again, e.On)
		}
	}
}

func TestWhenItLapses(t *testing.T) {
	t.Parallel()
	q := question(t, asked+"- granted: 2026-03-13\n  until: 2026-08-01\n  words: ok\n- granted: 2026-05-01\n  until: 2026-09-01\n  use: site\n  words: ok\n", "site", time.UTC)
	until := instant(t, "2026-12-01", time.UTC)
	if got := Lapses(q, instant(t, "2026-07-01", time.UTC), until); got.Format(time.DateOnly) != "2026-09-02" {
		t.Errorf("got %s", got)
	}
	if got := Lapses(q, instant(t, "2026-07-01", time.UTC), instant(t, "2026-08-15", time.UTC)); !got.IsZero() {
		t.Errorf("got %s", got)
	}
	if got := Lapses(q, instant(t, "2026-10-01", time.UTC), until); !got.IsZero() {
		t.Errorf("got %s", got)
	}
}

// From an instant to just before DueNext the task is the same, and there it is another.
func TestTasksChangeWhenTheySayTheyDo(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewSource(3))
	locs := zones(t)
	changes := 0
	for range 3000 {
		q, now := sequence(rng, locs), moments(rng)
		task, next := Due(q, now), DueNext(q, now)
		until := now.Add(400 * 24 * time.Hour)
		if !next.IsZero() {
			changes++
			if until = next; Due(q, next) == task || !next.After(now) {
				t.Fatalf("%q stays at %s after %s: %+v", task, next, now, *q.Post)
			}
		}
		for _, then := range []time.Time{until.Add(-1), now.Add(time.Duration(rng.Int63n(int64(until.Sub(now)))))} {
			if other := Due(q, then); other != task {
				t.Fatalf("%q of %s becomes %q at %s, before %s: %+v", task, now, other, then, until, *q.Post)
			}
		}
	}
	if changes < 300 {
		t.Errorf("only %d changes", changes)
	}
}
