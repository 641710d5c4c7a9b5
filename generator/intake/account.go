package intake

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgMonth    = source.Message{En: "{0} of {1} says {2} posts, the export {3}; it was left as it is", Zh: "{1} 的 {0} 写的是 {2} 篇，导出文件是 {3} 篇；没有改动"}
	msgNoYAML   = source.Message{En: "site.yaml cannot be added to; its posts by month: {0}", Zh: "无法写入 site.yaml；每月发布数：{0}"}
	helpNoYAML  = source.Message{En: "mend what `playbook check` says about it", Zh: "请先按 `playbook check` 的提示修正"}
	msgMonthGot = source.Message{En: "{0}: {1} posts in {2}", Zh: "{0}：{2} 发布 {1} 篇"}
	msgFollGot  = source.Message{En: "{0}: {1} followers on {2}", Zh: "{0}：{2} 有粉丝 {1} 人"}
)

// publish counts a post of our own account for its month, once.
func (i *intake) publish(it *item) {
	on := it.posted.date
	if on.IsZero() {
		if t := it.created(); !t.IsZero() {
			on = record.Instant(t)
		}
	}
	platform := it.platform
	if platform == "" {
		platform = i.Own
	}
	if on.IsZero() {
		return
	}
	for _, k := range it.keys() {
		if i.counted[k] {
			return
		}
		i.counted[k] = true
	}
	month := on.In(i.zone(platform)).String()[:len("2006-01")]
	if i.months[platform] == nil {
		i.months[platform] = map[string]int{}
	}
	i.months[platform][month]++
}

// account writes what an export of our own account tells into site.yaml: how
// many posts by month, and how many followers.
func (i *intake) account() error {
	var platforms []string
	for p := range i.months {
		platforms = append(platforms, p)
	}
	for p := range i.followers {
		if !slices.Contains(platforms, p) {
			platforms = append(platforms, p)
		}
	}
	slices.Sort(platforms)
	for _, p := range platforms {
		if err := i.platformPage(p); err != nil {
			return err
		}
		if err := i.accountOf(p); err != nil {
			return err
		}
	}
	return nil
}

func (i *intake) accountOf(platform string) error {
	var months []string
	for m := range i.months[platform] {
		months = append(months, m)
	}
	slices.Sort(months)
	t, plain, err := i.archive.editable("site.yaml")
	if err != nil {
		t = &source.Text{Name: path.Join(i.Label, "site.yaml")}
	}
	e, ok := openSettings(t)
	if !ok || !plain {
		i.report(source.Problem{Pos: source.Pos{File: t.Name, Line: 1, Col: 1}, Severity: source.Warning, Rule: "import", Key: msgNoYAML, Help: helpNoYAML,
			Args: []string{i.monthly(platform, months)}})
		return nil
	}
	site, _ := record.ParseSite(t)
	var lines []Line
	changed := false
	at := slices.IndexFunc(site.Accounts, func(a record.SiteAccount) bool { return a.Platform == platform })
	if at < 0 {
		changed = e.item(e.tree, 0, "accounts", i.newAccount(platform, months, &lines), -1)
	} else {
		changed = i.addTo(e, site, at, platform, months, &lines)
	}
	if !changed {
		return nil
	}
	i.out.Settings = append(i.out.Settings, lines...)
	if i.DryRun {
		return nil
	}
	return i.archive.put("site.yaml", e.bytes(""))
}

// newAccount is an account that site.yaml does not have yet.
func (i *intake) newAccount(platform string, months []string, lines *[]Line) string {
	var w writer
	w.line(0, "- platform: ", platform)
	if len(months) > 0 {
		w.line(2, "published:")
	}
	for _, m := range months {
		w.line(4, "- month: ", m)
		w.line(6, "posts: ", itoa(i.months[platform][m]))
		*lines = append(*lines, Line{msgMonthGot, []string{platform, itoa(i.months[platform][m]), m}})
	}
	if n := i.followers[platform]; n > 0 {
		w.line(2, "followers:")
		w.WriteString(indented(i.followed(platform, n), 4))
		*lines = append(*lines, Line{msgFollGot, []string{platform, itoa(n), i.today(platform)}})
	}
	return strings.TrimSuffix(w.String(), "\n")
}

// monthly is the posts of an account by month in one line.
func (i *intake) monthly(platform string, months []string) string {
	parts := make([]string, len(months))
	for n, m := range months {
		parts[n] = m + ": " + itoa(i.months[platform][m])
	}
	return platform + " (" + strings.Join(parts, ", ") + ")"
}

func (i *intake) today(platform string) string {
	return record.Today(i.Now.In(i.zone(platform))).String()
}

func (i *intake) followed(platform string, n int) string {
	return fmt.Sprintf("- on: %s\n  count: %d", i.today(platform), n)
}

// addTo adds to an account what it does not have; a month that has another
// number stays as the editor wrote it.
func (i *intake) addTo(e *edit, site *record.Site, at int, platform string, months []string, lines *[]Line) bool {
	accounts := e.tree.Get("accounts")
	if accounts == nil || at >= len(accounts.Items) || accounts.Items[at].Kind != source.Map || accounts.Items[at].Flow {
		i.report(source.Problem{Pos: site.At("accounts"), Severity: source.Warning, Rule: "import", Key: msgNoYAML, Help: helpNoYAML, Args: []string{i.monthly(platform, months)}})
		return false
	}
	node, have := accounts.Items[at], site.Accounts[at]
	indent := node.Pairs[0].Key.Col - 1
	var added []string
	for _, m := range months {
		n := i.months[platform][m]
		old := slices.IndexFunc(have.Published, func(p record.Published) bool { return p.Month.String() == m })
		if old >= 0 {
			if have.Published[old].Posts != n {
				i.report(source.Problem{Pos: site.At(fmt.Sprintf("accounts.%d.published.%d", at, old)), Severity: source.Warning, Rule: "import", Key: msgMonth,
					Args: []string{m, platform, itoa(have.Published[old].Posts), itoa(n)}})
			}
			continue
		}
		added = append(added, fmt.Sprintf("- month: %s\n  posts: %d", m, n))
		*lines = append(*lines, Line{msgMonthGot, []string{platform, itoa(n), m}})
	}
	changed := len(added) > 0 && e.item(node, indent, "published", strings.Join(added, "\n"), -1)
	if n := i.followers[platform]; n > 0 && !slices.ContainsFunc(have.Followers, func(f record.Followers) bool { return f.On.String() == i.today(platform) }) {
		if e.item(node, indent, "followers", i.followed(platform, n), -1) {
			*lines = append(*lines, Line{msgFollGot, []string{platform, itoa(n), i.today(platform)}})
			changed = true
		}
	}
	return changed
}

// follow adds a count of followers to a creator that is known, once a day.
func (i *intake) follow(it *item, name string) error {
	who := &it.author
	day := it.capturedDay()
	k := name + " " + who.platform + " " + day.String()
	if who.followers.IsZero() || day.IsZero() || i.told[k] {
		return nil
	}
	i.told[k] = true
	file := i.archive.fileOf(record.Creators, name)
	if file == "" {
		return nil // made in this run and --dry-run
	}
	t, plain, err := i.archive.editable(file)
	if err != nil {
		return err
	}
	r, _, _ := record.Parse(record.Creators, t)
	e, ok := openEdit(t)
	if !ok || !plain || r.Creator == nil {
		return nil
	}
	accounts := e.tree.Get("accounts")
	for n, a := range r.Creator.Accounts {
		if a.Platform != who.platform || slices.ContainsFunc(a.Followers, func(f record.Followers) bool { return f.On.In(east) == day }) ||
			accounts == nil || n >= len(accounts.Items) || len(accounts.Items[n].Pairs) == 0 || accounts.Items[n].Flow {
			continue
		}
		node := accounts.Items[n]
		if !e.item(node, node.Pairs[0].Key.Col-1, "followers", "- on: "+day.String()+"\n  count: "+figure(who.followers), -1) || i.DryRun {
			return nil
		}
		return i.archive.put(file, e.bytes(""))
	}
	return nil
}

// fileOf is the file of a creator; "" if it is not there.
func (a *archive) fileOf(kind record.Kind, name string) string {
	for _, file := range []string{path.Join(string(kind), name+".md"), path.Join(string(kind), name, "index.md")} {
		if _, err := a.root.Stat(file); err == nil {
			return file
		}
	}
	return ""
}

// zone is where the days of our own account on a platform begin: where the site is.
func (i *intake) zone(platform string) *time.Location {
	if i.Site != nil {
		return i.Site.Location()
	}
	return zoneOf(platform)
}
