package generator

import (
	"slices"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgTerms = source.Message{
		En: "Shown here by permission. Any other use needs the permission of its creator.",
		Zh: "经授权在此展示；其他任何使用须另行取得创作者许可。"}
	msgTermsUntil = source.Message{
		En: "Shown here by permission until {0}. Any other use needs the permission of its creator.",
		Zh: "经授权在此展示，至 {0} 为止；其他任何使用须另行取得创作者许可。"}
)

// develop settles how every picture of the content is published, which pages
// refer to by name: what it says of itself depends on the posts that are shown.
func (l *linker) develop() {
	credits := l.credits()
	names := sortedKeys(l.pictures)
	fan(l.in.Jobs, len(names), func(i int) {
		l.pictures[names[i]].develop(l.build, credits[names[i]])
	})
}

// credits is whose the pictures of the shown posts are, by name. A picture of no
// post has none.
func (l *linker) credits() map[string]*picture.Credit {
	signed := make([]*picture.Credit, len(l.things))
	fan(l.in.Jobs, len(signed), func(i int) { signed[i] = l.signature(l.things[i]) })
	all := make(map[string]*picture.Credit, len(l.pictures))
	for i, t := range l.things {
		if signed[i] == nil {
			continue
		}
		l.eachPicture(t, func(name string) {
			if l.pictures[name] != nil {
				all[name] = joint(all[name], signed[i])
			}
		})
	}
	return all
}

// eachPicture calls f for the files that a post names, and those in its folder.
func (l *linker) eachPicture(t *thing, f func(name string)) {
	for _, m := range t.rec.Post.Media {
		f(inFolder(t.original.Front, m.File))
		f(inFolder(t.original.Front, m.Poster))
	}
	f(inFolder(t.original.Front, t.rec.Cover))
	if t.original.folder {
		for _, name := range l.within[t.original.dir] {
			f(name)
		}
	}
}

// signature is the credit of a post's pictures: as its page prints it, with what
// paid for it. Nil if no picture of it is shown, or it is not known whose it is.
func (l *linker) signature(t *thing) *picture.Credit {
	if t.kind != record.Posts || t.name == "" || !t.visible || !t.permission.Shown || t.permission.LinkOnly {
		return nil
	}
	name := l.credit(t)
	if name == "" {
		return nil
	}
	c := &picture.Credit{Creators: []string{name}, Line: name, Copyright: "© " + name}
	if r := t.rec.Post.Relationship; r != "" && r != "organic" {
		c.Line += " (" + l.look.Word(l.c.primary(), "relationship."+r) + ")"
	}
	terms, args := msgTerms, []string(nil)
	if until := t.permission.Until; !until.IsZero() {
		terms, args = msgTermsUntil, []string{until.String()}
	}
	for _, lang := range l.c.Languages {
		c.Terms = append(c.Terms, picture.Terms{Lang: tag(lang), Text: terms.Text(lang, args)})
	}
	if l.c.BaseURL != "" {
		c.Page = absolute(l.c.BaseURL, l.url(t, 0)) + "#permission"
	}
	return c
}

// joint is the credit of a picture that two posts show: both, and what they have
// in common of the rest.
func joint(a, b *picture.Credit) *picture.Credit {
	if a == nil || a == b || a.Digest() == b.Digest() {
		return b
	}
	c := *a
	if !slices.Contains(a.Creators, b.Creators[0]) {
		c.Creators = append(slices.Clip(a.Creators), b.Creators...)
		c.Copyright += ", " + b.Creators[0]
	}
	if b.Line != a.Line {
		c.Line += ", " + b.Line
	}
	if !slices.Equal(a.Terms, b.Terms) {
		c.Terms = nil
	}
	if a.Page != b.Page {
		c.Page = ""
	}
	return &c
}
