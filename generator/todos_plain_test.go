package generator

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// todos are what should follow from the numbers of a plain loop, question by
// question.
func (x *plainPage) todos() map[string][]string {
	list := map[string][]string{}
	say := func(key, text string) { list[key] = append(list[key], text) }
	// some says it of so many, of one if there is one, and nothing of none.
	some := func(key string, n int, one, more string) {
		if n > 0 {
			say(key, strings.Replace(plural(n, one, more), "#", strconv.Itoa(n), 1))
		}
	}
	for _, a := range x.site.Accounts {
		x.shareTodos(say, a.Platform)
		x.rhythmTodos(say, a.Platform, a.Cadence)
	}
	for tier, word := range plainTiers {
		if n := atoi(x.n["tiers|"+tier+"||target"]) - atoi(x.n["tiers|"+tier+"||creators"]); n > 0 {
			say("tiers", fmt.Sprintf("Find %d more of the tier “%s” for %s.", n, word, x.aim))
		}
	}
	some("tiers", atoi(x.n["tiers|unknown||creators"]), "# creator is of no tier: write down their followers.", "# creators are of no tier: write down their followers.")
	for _, p := range x.subjects("engagement") {
		name := strings.ToUpper(p[:1]) + p[1:]
		some("engagement", atoi(x.n["engagement|"+p+"|unknown|posts"]), "# post on "+name+" has numbers without a day: write captured and posted.", "# posts on "+name+" have numbers without a day: write captured and posted.")
	}
	for _, name := range x.subjects("products") {
		some("products", x.site.UGCFloor-atoi(x.n["products|"+name+"||live"]), x.titles["products/"+name]+": find # more.", x.titles["products/"+name]+": find # more.")
	}
	if x.site.UGCFloor == 0 && len(x.subjects("products")) > 0 {
		say("products", "Say how many live posts a product should have (site.yaml, ugc_floor).")
	}
	for _, text := range x.unsaid(func(product string, words []string, more int) string {
		said := x.titles["products/"+product] + ": no live post says " + strings.Join(words, ", ")
		if more > 0 {
			said += fmt.Sprintf(" and %d more", more)
		}
		return said + ". Ask for it in the next brief."
	}) {
		say("keywords", text)
	}
	some("styles", atoi(x.n["styles|unknown||all"]), "# post does not say what sort it is.", "# posts do not say what sort they are.")
	x.permissionTodos(some)
	some("answers", atoi(x.n["answers|||waiting"]), "# question has had no answer so far.", "# questions have had no answer so far.")
	for _, name := range x.subjects("evidence") {
		switch all := x.n["evidence|"+name+"||all"]; {
		case x.n["evidence|"+name+"||live"] != "0":
		case all == "0":
			say("evidence", x.titles[name]+" has none yet: mark a post as evidence for it.")
		default:
			say("evidence", fmt.Sprintf("%s has none left; %s that it had may not be shown any more.", x.titles[name], all))
		}
	}
	return list
}

func (x *plainPage) shareTodos(say func(key, text string), platform string) {
	at := func(month, measure string) string { return x.n["share|"+platform+"|"+month+"|"+measure] }
	months := x.parts("share|" + platform + "|")
	if len(months) == 0 {
		return
	}
	key, last := "share-"+platform, ""
	var missing, wrong []string
	for _, m := range months {
		switch published := at(m, "published"); {
		case published == "":
			missing = append(missing, m)
		case published != "0":
			if last = m; atoi(at(m, "percent")) > 100 {
				wrong = append(wrong, m)
			}
		}
	}
	target := x.n["share|"+platform+"||target"]
	if last != "" && target != "" {
		// As many more as make their part of all posts what is aimed at.
		n := 0
		for 100*(atoi(at(last, "reposts"))+n) < atoi(target)*atoi(at(last, "published")) {
			n++
		}
		if n > 0 {
			say(key, strconv.Itoa(n)+plural(n, " more repost in place of one of our own", " more reposts in place of our own posts")+" would have reached the target in "+writtenMonth(last)+".")
		}
	}
	if len(missing) > 0 {
		say(key, "Write down how many posts the account published in "+spans(missing)+" (site.yaml, published).")
	}
	if len(wrong) > 0 {
		say(key, "In "+spans(wrong)+" there are more reposts than posts: one of the two numbers is wrong.")
	}
	if target == "" {
		say(key, "Say what share to aim at (site.yaml, ugc_share).")
	}
}

func (x *plainPage) rhythmTodos(say func(key, text string), platform, cadence string) {
	key := "rhythm-" + platform
	if _, asked := x.answers[key]; !asked {
		return
	}
	if cadence == "" {
		say(key, "Say how often the account should post (site.yaml, cadence): 2-3 a week.")
	}
	of := func(verdict string) (list []string) {
		for _, row := range x.tables[key] {
			if cells := strings.Split(row, " | "); cells[len(cells)-1] == verdict {
				list = append(list, monthOn(cells[0]))
			}
		}
		slices.Sort(list)
		return list
	}
	if list := of("Below"); len(list) > 0 {
		say(key, "Fewer than meant in "+spans(list)+": keep a repost or two in reserve.")
	}
	if list := of("Above"); len(list) > 0 {
		say(key, "More than meant in "+spans(list)+": see whether people minded.")
	}
}

func (x *plainPage) permissionTodos(some func(key string, n int, one, more string)) {
	months := x.parts("permissions|")
	if len(months) == 0 {
		return
	}
	all := 0
	for _, s := range x.subjects("permissions") {
		n := atoi(x.n["permissions|"+s+"|"+months[len(months)-1]+"|posts"])
		all += n
		switch s {
		case "expiring":
			some("permissions", n, "Ask again for # post whose permission ends soon.", "Ask again for # posts whose permission ends soon.")
		case "unclear":
			some("permissions", n, "Ask # person whose answer was not clearly yes or no.", "Ask # people whose answer was not clearly yes or no.")
		case "lapsed":
			some("permissions", n, "Ask once more, or let go: # post without an answer in time.", "Ask once more, or let go: # posts without an answer in time.")
		case "none":
			some("permissions", n, "Ask for # post that nobody has asked for.", "Ask for # posts that nobody has asked for.")
		}
	}
	dateless := 0
	for _, post := range x.posts {
		if post.Post.Captured.IsZero() && post.Post.Posted.IsZero() && len(post.Post.Rights) == 0 {
			dateless++
		}
	}
	some("permissions", dateless, "# post has no date at all and is in no month: write captured.", "# posts have no date at all and are in no month: write captured.")
}

// spans writes months, in order, as spans of them, of which six are named.
func spans(months []string) string {
	var list []string
	first := ""
	for i, m := range months {
		at, _ := time.Parse("2006-01", m)
		if first == "" {
			first = m
		}
		if next := at.AddDate(0, 1, 0).Format("2006-01"); i+1 < len(months) && months[i+1] == next {
			continue
		}
		if list = append(list, writtenMonth(m)); first != m {
			list[len(list)-1] = writtenMonth(first) + " to " + writtenMonth(m)
		}
		first = ""
	}
	text := strings.Join(list[:min(6, len(list))], ", ")
	if len(list) > 6 {
		text += fmt.Sprintf(" and %d more", len(list)-6)
	}
	return text
}

var (
	questionTag = regexp.MustCompile(`(?s)<section class="question" aria-labelledby="Ask-([a-z-]+)">.*?\n</section>`)
	todoTag     = regexp.MustCompile(`(?s)<div class="todo">.*?</div>`)
	todoLine    = regexp.MustCompile(`<li>(?:<a [^>]*>)?([^<]*)`)
)

// todosOf is what a page says to do next after each question, in no order.
func todosOf(text string) map[string][]string {
	list := map[string][]string{}
	for _, m := range questionTag.FindAllStringSubmatch(text, -1) {
		var got []string
		for _, line := range todoLine.FindAllStringSubmatch(todoTag.FindString(m[0]), -1) {
			got = append(got, html.UnescapeString(line[1]))
		}
		slices.Sort(got)
		list[m[1]] = got
	}
	return list
}

// follows compares what a page says to do next with a plain loop.
func (x *plainPage) follows(t *testing.T, text string) (compared int) {
	t.Helper()
	want := x.todos()
	for key, got := range todosOf(text) {
		slices.Sort(want[key])
		if !slices.Equal(got, want[key]) {
			t.Errorf("to do next after %s:\n  %s\na plain loop has\n  %s", key, strings.Join(got, "\n  "), strings.Join(want[key], "\n  "))
		}
		compared += len(got)
		delete(want, key)
	}
	for key, list := range want {
		t.Errorf("the page does not say %v after %s", list, key)
	}
	return compared
}
