package generator

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/rights"
)

// Letter is a message to the creator of a post, for a task and its uses, asking
// for a permission until a day.
func (l *Ledger) Letter(s *Standing, task rights.Task, uses []record.Use, until record.Date) rights.Letter {
	return l.survey.letter(s, task, uses, until)
}

func (l *linker) letter(s *Standing, task rights.Task, uses []record.Use, until record.Date) rights.Letter {
	p := s.Post
	name, handle := party(s, p.Platform)
	v := rights.Letter{Task: task, Lang: s.Lang, Channel: channelOf(p), To: name, Handle: handle, From: l.ourName(p.Platform, s.Lang),
		Title: strings.TrimSpace(s.thing.rec.Title), URL: cmp.Or(p.Permalink, p.URL), Contact: strings.TrimPrefix(l.c.Contact, "mailto:"),
		Uses: uses, Until: until, Credit: cmp.Or(l.credit(s.thing), name)}
	if len(uses) > 0 {
		v.Ends = s.Judge(uses[0]).Until
		v.All = task == rights.Renew && s.StandsBy(uses[0]) != ""
	}
	for _, e := range p.Rights {
		if e.What == record.Asked && !l.c.now.Before(e.On.Start(l.c.loc)) {
			v.Asked = e.On.In(l.c.loc)
		}
	}
	return v
}

// party is how a creator is called, and mentioned on a platform.
func party(s *Standing, platform string) (name, handle string) {
	if s.Creator == nil {
		return s.Post.Creator.Name, s.Post.Creator.Name
	}
	for _, a := range s.Creator.Creator.Accounts {
		if a.Platform == platform || handle == "" {
			handle = cmp.Or(a.Handle, handle)
		}
	}
	name = cmp.Or(s.Creator.Title, handle, s.CreatorName)
	return name, cmp.Or(handle, name)
}

// ourName is who writes: our account on the platform, or the name of the site.
func (l *linker) ourName(platform, lang string) string {
	i := slices.IndexFunc(l.c.Accounts, func(a record.SiteAccount) bool { return a.Platform == platform && a.Handle != "" })
	if i < 0 {
		i = slices.IndexFunc(l.c.Accounts, func(a record.SiteAccount) bool { return a.Handle != "" })
	}
	if i < 0 {
		return l.c.Title.In(lang)
	}
	return l.c.Accounts[i].Handle
}

// channelOf is how we write to them: as the last time, else by a private message.
func channelOf(p *record.Post) string {
	for _, e := range slices.Backward(p.Rights) {
		switch strings.ToLower(e.Via) {
		case "comment", "评论":
			return "comment"
		case "mail", "email", "e-mail", "邮件":
			return "mail"
		case "":
			continue
		}
		return "message"
	}
	return "message"
}

// Profile is the page of a creator on the platform of the post, or "".
func (s *Standing) Profile() string {
	if s.Creator != nil {
		for _, a := range s.Creator.Creator.Accounts {
			if a.Platform == s.Post.Platform {
				return a.URL
			}
		}
	}
	return ""
}
