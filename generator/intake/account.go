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
	msgMonth    = source.Message{En: "{0} of {1} says {2 post|posts}, the export {3}; it was left as it is", Zh: "{1} 的 {0} 写的是 {2} 篇，导出文件是 {3} 篇；没有改动"}
	msgNoYAML   = source.Message{En: "site.yaml cannot be added to; its posts by month: {0}", Zh: "无法写入 site.yaml；每月发布数：{0}"}
	helpNoYAML  = source.Message{En: "mend what `playbook check` says about it", Zh: "请先按 `playbook check` 的提示修正"}
	msgMonthGot = source.Message{En: "{0}: {1 post|posts} in {2}", Zh: "{0}：{2} 发布 {1} 篇"}
	msgFollGot  = source.Message{En: "{0}: {1 follower|followers} on {2}", Zh: "{0}：{2} 有粉丝 {1} 人"}
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

// told is what an item has to say of its creator, which is heard once in a run.
func (it *item) told(name string) string {
	who := &it.author
	return strings.Join([]string{name, who.platform, it.tool, who.id, who.handle, who.url, who.name, who.followers.Text, it.capturedDay().String()}, "\x00")
}

// know adds to a creator that is known what an export knows more: the id and
// address of an account, followers of another day, and what no field has.
func (i *intake) know(it *item, name string) error {
	who, k := &it.author, it.told(name)
	file := i.archive.fileOf(record.Creators, name)
	if i.told[k] || file == "" { // made in this run and --dry-run
		return nil
	}
	i.told[k] = true
	t, plain, err := i.archive.editable(file)
	if err != nil {
		return err
	}
	r, _, _ := record.Parse(record.Creators, t)
	e, ok := openEdit(t)
	if !ok || !plain || r.Creator == nil {
		return nil
	}
	changed := e.account(r.Creator.Accounts, who, it.capturedDay())
	who.extra.purge()
	if who.name != r.Title {
		who.extra.say("shown_as", who.name)
	}
	added, _ := e.block(it.tool, who.extra)
	if !added && !changed || i.DryRun {
		return nil
	}
	return i.archive.put(file, e.bytes(""))
}

// account adds to an account of a creator the fields that it has not, and
// followers of a day that it has not.
func (e *edit) account(have []record.Account, who *author, day record.Date) (changed bool) {
	n := slices.IndexFunc(have, who.owns)
	list := e.tree.Get("accounts")
	if n < 0 || list == nil || n >= len(list.Items) || len(list.Items[n].Pairs) == 0 || list.Items[n].Flow {
		return false
	}
	node, a := list.Items[n], have[n]
	key := node.Pairs[0].Key
	for _, f := range []struct{ name, have, new string }{{"id", a.ID, who.id}, {"handle", a.Handle, who.handle}, {"url", a.URL, who.url}} {
		if f.have == "" && f.new != "" && !strings.HasPrefix(who.id, "h:") && node.Pairs[0].Value.Line == key.Line {
			e.insert(key.Line, strings.Repeat(" ", key.Col-1)+f.name+": "+scalar(f.new)+"\n")
			changed = true
		}
	}
	if who.followers.IsZero() || day.IsZero() || slices.ContainsFunc(a.Followers, func(f record.Followers) bool { return f.On.In(east) == day }) {
		return changed
	}
	return e.item(node, key.Col-1, "followers", "- on: "+day.String()+"\n  count: "+figure(who.followers), -1) || changed
}

// owns reports whether an account is the author's, and not another that the
// creator has on the platform.
func (who *author) owns(a record.Account) bool {
	differ := func(x, y string) bool { return x != "" && y != "" && x != y }
	return a.Platform == who.platform && !differ(a.ID, who.id) && !differ(strings.ToLower(a.Handle), strings.ToLower(who.handle))
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
