package generator

import (
	"html"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	grouping     = regexp.MustCompile(`(\d)(\d{3})\b`)
	plainLimits  = map[string]string{"title": "Title", "body": "Text", "digest": "Summary", "topics": "Topics", "images": "Pictures", "author": "Author name", "visible": "Shown before “more”"}
	plainCounts  = map[string]string{"xhs-units": "Xiaohongshu characters", "characters": "characters", "words": "words", "topics": "topics", "images": "pictures"}
	platformLink = regexp.MustCompile(`href="platforms/([a-z]+)\.html"`)
	columnTag    = regexp.MustCompile(`<th scope="col">([^<]*)</th>`)
)

// allows is a limit in words.
func allows(limit record.Limit) string {
	word := plainCounts[limit.Count]
	if limit.Max == 1 {
		word = strings.TrimSuffix(word, "s")
	}
	return strconv.Itoa(limit.Max) + " " + word
}

// platforms are those of the site side by side, and each by itself.
func (x *plainPages) platforms() {
	text := page(x.t, x.site, "platforms.html")
	_, table, _ := strings.Cut(text, `<table class="people" data-plain>`)
	table, _, _ = strings.Cut(table, "</table>")
	if table == "" {
		x.t.Fatal("no platforms were compared")
	}
	columns := columnTag.FindAllStringSubmatch(table, -1)
	var names, days []string
	all := map[string]*record.Platform{}
	for _, m := range platformLink.FindAllStringSubmatch(table, -1) {
		r := x.platform(m[1])
		names, all[m[1]] = append(names, m[1]), r
		x.limits(m[1], r)
		for what := range plainLimits {
			if l := slices.IndexFunc(r.Limits, func(l record.Limit) bool { return l.What == what }); l >= 0 {
				days = append(days, r.Limits[l].AsOf.String())
			}
		}
	}
	usual := mostDays(days)
	if asOf := "As of " + writtenDay(usual) + ", unless"; usual != "" && !strings.Contains(text, asOf) {
		x.t.Errorf("the comparison does not say %q", asOf)
	}
	var want []string
	for _, name := range names {
		row := []string{x.titles["platforms/"+name]}
		for _, c := range columns[1 : len(columns)-3] {
			cell := "unknown"
			for _, l := range slices.Backward(all[name].Limits) {
				if plainLimits[l.What] != html.UnescapeString(c[1]) {
					continue
				}
				if cell = allows(l); l.What == l.Count {
					cell = strconv.Itoa(l.Max) // the column says of what
				}
				if !l.AsOf.IsZero() && l.AsOf.String() != usual {
					cell += " as of " + writtenDate(l.AsOf)
				}
			}
			row = append(row, cell)
		}
		ours, steps, changed := "none", len(all[name].Setup), ""
		for _, a := range x.plainly.site.Accounts {
			if a.Platform == name && a.Handle != "" {
				ours = "@" + a.Handle
			}
		}
		for _, c := range all[name].Changes {
			if on := c.On.String(); on > changed {
				changed = on
			}
		}
		if changed == "" {
			changed = "unknown"
		}
		want = append(want, strings.Join(append(row, ours, strconv.Itoa(steps)+plural(steps, " step", " steps"), writtenMonth(writtenDay(changed))), " | "))
	}
	x.same("platforms side by side", peopleRows(text, "people"), want)
	for _, post := range x.posts {
		if shown, _ := x.seen(post); shown && plainPlatforms[post.Post.Platform] != "" && !slices.Contains(names, post.Post.Platform) {
			x.t.Errorf("%s has a post and is not compared", post.Post.Platform)
		}
	}
}

// platform reads a platform of the site, or else the one that comes with every site.
func (x *plainPages) platform(name string) *record.Platform {
	x.t.Helper()
	if r := x.channels[name]; r != nil {
		return r
	}
	data, err := fs.ReadFile(defaults.Files, "platforms/"+name+".en.md")
	if err != nil {
		x.t.Fatal(err)
	}
	text, _ := source.NewText(name, data)
	r, _, _ := record.Parse(record.Platforms, text)
	x.titles["platforms/"+name] = r.Title
	return r.Platform
}

// limits are those on the page of a platform, and how many facts that has.
func (x *plainPages) limits(name string, r *record.Platform) {
	text := page(x.t, x.site, "platforms/"+name+".html")
	var got, want []string
	for _, row := range peopleRows(text, "ledger") {
		if cells := strings.Split(row, " | "); len(cells) == 5 && slices.Contains(slices.Collect(maps.Values(plainLimits)), cells[0]) {
			got = append(got, strings.Join([]string{cells[0], cells[1], cells[3]}, " | "))
		}
	}
	for _, l := range r.Limits {
		asOf := writtenDate(l.AsOf)
		if days := daysBetween(l.AsOf.String(), x.now.In(x.loc).Format(time.DateOnly)); !l.AsOf.IsZero() && x.plainly.site.ReviewEvery > 0 && days > int(x.plainly.site.ReviewEvery) {
			asOf += " Check again"
		}
		want = append(want, strings.Join([]string{plainLimits[l.What], allows(l), asOf}, " | "))
	}
	x.same("the limits of "+name, got, want)
	steps := between(text, `<li id="setup-`, "</li>")
	changes := between(text, `<li id="Change-`, "</li>")
	if len(steps) != len(r.Setup) || len(changes) != len(r.Changes) {
		x.t.Errorf("%s has %d steps and %d changes, a plain loop %d and %d", name, len(steps), len(changes), len(r.Setup), len(r.Changes))
	}
	if said := strconv.Itoa(len(r.Facts)) + plural(len(r.Facts), " fact", " facts"); len(r.Facts) > 0 && !strings.Contains(text, "<p>"+said+"</p>") {
		x.t.Errorf("%s does not say %q", name, said)
	}
}
