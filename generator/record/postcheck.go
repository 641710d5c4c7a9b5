package record

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"playbook/generator/source"
)

var (
	msgBidi        = source.Message{En: "an invisible character (U+{0}) that turns text around", Zh: "有看不见的、会打乱文字方向的字符（U+{0}）"}
	helpBidi       = source.Message{En: "`playbook check --fix` removes it", Zh: "运行 `playbook check --fix` 可去掉"}
	msgDateDiffer  = source.Message{En: "posted {0}, but the id in the url says {1}", Zh: "写的发布日期是 {0}，但链接里的 ID 显示 {1}"}
	msgPlatform    = source.Message{En: "platform {0}, but the url is of {1}", Zh: "平台写的是 {0}，但链接属于 {1}"}
	msgNoRelation  = source.Message{En: "allowed in public, but without \"relationship\" no public edition shows it", Zh: "已获公开授权，但没有写“relationship”（合作关系），公开版不会展示"}
	helpNoRelation = source.Message{En: "write what the post has to do with the brand: organic if nobody asked for it, else gifted, paid, employee, affiliate or contest", Zh: "请写明这篇和品牌的关系：自发分享写 organic，否则写 gifted、paid、employee、affiliate 或 contest"}
	msgPictured    = source.Message{En: "allowed in public, though not everybody who can be seen agreed", Zh: "已获公开授权，但出镜者并未全部同意"}
	helpPictured   = source.Message{En: "ask them too and write people_cleared: yes; until they agree, grant it for use: [internal] alone", Zh: "请也征得他们同意，再写 people_cleared: yes；在此之前，授权请只写 use: [internal]"}
	msgTemporary   = source.Message{En: "a temporary link, which soon leads nowhere", Zh: "这是临时链接，很快就会失效"}
	helpTemporary  = source.Message{En: "open it while it works, and copy the permanent link from there", Zh: "请趁还能打开时打开它，复制文章的永久链接"}
	msgAuthor      = source.Message{En: "this is the page of its author, not the post", Zh: "这是作者主页的链接，不是这一篇的链接"}
	helpAuthor     = source.Message{En: "open the post itself and copy its link", Zh: "请打开那一篇，复制它的链接"}
	helpPlatform   = source.Message{En: "leave \"platform\" out, or correct one of them", Zh: "可以不写“platform”，或者改正其中一个"}
)

func itoa(n int) string { return strconv.Itoa(n) }

// post fills in what the url of a post tells, and checks what concerns several fields.
func (d *decoder) post(r *Record) {
	p := r.Post
	written := p.Posted
	if link, ok := derive(p); ok {
		d.agree(r, link, written)
	}
	d.rights(p.Rights)
	d.tooEarly(p)
	d.unrelated(p)
	d.pictured(p)
	d.bidi()
}

// unrelated warns of a post that is allowed in public, and yet in no public
// edition: nobody wrote down whether it has to disclose something.
func (d *decoder) unrelated(p *Post) {
	var public *Event
	for i := range p.Rights {
		e := &p.Rights[i]
		switch {
		case e.What == Granted && slices.ContainsFunc(e.Use, func(u Use) bool { return u != UseInternal }):
			public = e
		case e.What == Revoked || e.What == TakenDown:
			return
		}
	}
	if public != nil && p.Relationship == "" {
		d.report(&source.Node{Line: public.Line, Col: public.Col}, source.Warning, "rights", msgNoRelation, helpNoRelation)
	}
}

// pictured warns of a post that is allowed in public although somebody who can be
// seen in it did not agree: a likeness is theirs, whoever took the picture.
func (d *decoder) pictured(p *Post) {
	var said *Event
	public := false
	for i := range p.Rights {
		e := &p.Rights[i]
		if e.PeopleCleared != Unknown && (said == nil || e.On.day >= said.On.day) {
			said = e
		}
		public = public || e.What == Granted && slices.ContainsFunc(e.Use, func(u Use) bool { return u != UseInternal })
		if e.What == Revoked || e.What == TakenDown {
			return
		}
	}
	if public && said != nil && said.PeopleCleared == No {
		d.report(&source.Node{Line: said.Line, Col: said.Col}, source.Warning, "rights", msgPictured, helpPictured)
	}
}

// tooEarly warns of permission for what was not there yet. Days begin at
// different times where the creator, the platform and the editor are, so a day
// that is only read from the id may be one off.
func (d *decoder) tooEarly(p *Post) {
	born := p.Posted.day
	if p.PostedFromID {
		born--
	}
	for i := range p.Rights {
		e := &p.Rights[i]
		if e.What == Granted && !p.Posted.IsZero() && !e.On.IsZero() && e.On.day < born {
			d.report(&source.Node{Line: e.Line, Col: e.Col}, source.Warning, "rights", msgBeforePost, helpBefore, e.On.String(), p.Posted.String())
		}
	}
}

// derive sets what follows from the url: platform, id, permalink and, unless it is written, the date.
func derive(p *Post) (link Link, ok bool) {
	if p.URL == "" {
		return Link{}, false
	}
	if link, ok = ParseLink(p.URL); !ok {
		p.Permalink = StripTracking(p.URL)
		return link, false
	}
	p.PostID, p.Permalink = link.ID, link.Permalink
	if p.Platform == "" {
		p.Platform = link.Platform
	}
	if p.Posted.IsZero() && !link.Created.IsZero() {
		p.Posted, p.PostedFromID = Today(link.Created.In(platformZone(link.Platform))), true
	}
	return link, true
}

// agree warns where what is written and what the url says differ. An id is made
// when a draft is, and zones differ, so two days are let pass.
func (d *decoder) agree(r *Record, link Link, written Date) {
	at := func(path string) *source.Node {
		for _, m := range d.marks {
			if m.path == hashPath(path) {
				return &source.Node{Line: int(m.line), Col: int(m.col)}
			}
		}
		return &source.Node{Line: 1, Col: 1}
	}
	if r.Post.Platform != link.Platform {
		d.report(at("platform"), source.Warning, "post", msgPlatform, helpPlatform, r.Post.Platform, link.Platform)
	}
	switch {
	case link.Temporary:
		d.report(at("url"), source.Warning, "post", msgTemporary, helpTemporary)
	case link.ID == "" && link.User != "":
		d.report(at("url"), source.Warning, "post", msgAuthor, helpAuthor)
	}
	if written.IsZero() || link.Created.IsZero() {
		return
	}
	made := Today(link.Created.In(platformZone(link.Platform)))
	if days := written.Number() - made.Number(); days > 2 || days < -2 {
		d.report(at("posted"), source.Warning, "post", msgDateDiffer, helpBefore, written.String(), made.String())
	}
}

// platformZone is where the days of a platform begin: Chinese platforms show
// Beijing time, which has had no summer time since 1991.
func platformZone(platform string) *time.Location {
	switch platform {
	case "xiaohongshu", "weibo", "douyin", "bilibili", "kuaishou", "wechat":
		return beijing
	}
	return time.UTC
}

var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

// bidi reports invisible characters that reorder text, in the whole file: a
// caption with them does not read as what it says.
func (d *decoder) bidi() {
	data := d.t.Data
	for i := 0; i < len(data); {
		// All of them begin with one of these two bytes.
		if data[i] != 0xe2 && data[i] != 0xd8 {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if source.IsBidiControl(r) {
			p := d.t.Problem(i, source.Warning, "bidi", msgBidi, helpBidi, hex(r))
			p.Fix = &source.Fix{Start: i, End: i + size}
			d.problems = append(d.problems, p)
		}
		i += size
	}
}

func hex(r rune) string {
	s := strconv.FormatInt(int64(r), 16)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}
