package rights

import (
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A Letter is what a message to a creator must say. Text writes it.
type Letter struct {
	Task    Task
	Lang    string // en or zh: the creator's
	Channel string // comment, message or mail

	To      string // how they are called: "林夏"
	Handle  string // to mention them by: "linxia_"
	From    string // who we are: "桂月Guiyue"
	Title   string // of the post; "" if it has none
	URL     string // of the post
	All     bool   // it is about all of their posts: what they granted is for all of them
	Contact string // where they can reach us later

	Uses   []record.Use
	Until  record.Date // the last day that we ask for; zero asks for a year from their answer
	Ends   record.Date // of what they granted, if it ends
	Asked  record.Date // when we asked last
	Credit string      // how we mean to name them
}

var useWords = map[record.Use]source.Message{
	record.UseInternal:   {En: "inside our team", Zh: "团队内部参考"},
	record.UseSite:       {En: "on our website", Zh: "品牌网站展示"},
	record.UseSocial:     {En: "reposts on our own accounts", Zh: "官方账号转发"},
	record.UseNewsletter: {En: "in our newsletter", Zh: "邮件与推送"},
	record.UsePrint:      {En: "in print", Zh: "印刷品"},
	record.UseAd:         {En: "paid advertising", Zh: "付费广告投放"},
}

// UseWords is what a use is called in a sentence.
func UseWords(u record.Use, lang string) string { return useWords[u].Text(lang, nil) }

// Text is the message, ready to be sent. Whatever it asks for it names: the
// uses, the term, the credit, and how to say no.
func (l Letter) Text() string {
	text := l.english
	if l.Lang == "zh" {
		text = l.chinese
	}
	lines := text()
	if l.Channel == "comment" {
		return strings.Join(lines, map[bool]string{true: "", false: " "}[l.Lang == "zh"])
	}
	return strings.Join(lines, "\n\n")
}

// Subject is the first line of a mail.
func (l Letter) Subject() string {
	if l.Task == Thank {
		return source.Message{En: "Thank you, from {0}", Zh: "谢谢你，来自{0}"}.Text(l.Lang, []string{l.From})
	}
	if l.All {
		return source.Message{En: "May {0} go on sharing your posts?", Zh: "{0}想续期你的转载授权"}.Text(l.Lang, []string{l.From})
	}
	return source.Message{En: "May {0} share your post?", Zh: "{0}想征求你的转载授权"}.Text(l.Lang, []string{l.From})
}

// uses are the words for what we ask for; what may be on the site may be seen
// inside, and nobody need be asked twice.
func (l Letter) uses() string {
	var words []string
	for _, u := range l.Uses {
		if u == record.UseInternal && len(l.Uses) > 1 {
			continue
		}
		words = append(words, UseWords(u, l.Lang))
	}
	if l.Lang == "zh" {
		return strings.Join(words, "、")
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

func (l Letter) ads() bool {
	for _, u := range l.Uses {
		if u == record.UseAd {
			return true
		}
	}
	return false
}

func (l Letter) chinese() []string {
	post := "你的这篇笔记"
	switch {
	case l.All:
		post = "你的笔记"
	case l.Title != "":
		post = "你的《" + l.Title + "》"
	}
	at := ""
	if l.URL != "" && l.Channel != "comment" && !l.All {
		at = "（" + l.URL + "）"
	}
	hello := l.To + "你好呀，我们是" + l.From + "。"
	if l.Channel == "comment" {
		hello = "@" + l.Handle + " 你好呀，我们是" + l.From + "。"
	}
	if l.Task == Thank {
		return []string{hello + "谢谢你同意我们转载" + post + at + "！", "我们会署名“" + l.Credit + "”，原图原文不改动。以后想撤回，随时" + l.reach() + "告诉我们就好。"}
	}
	no := "不愿意也完全没关系：回复“不同意”，或者不回复，我们都不会用。同意以后也可以随时撤回，" + l.reach() + "说一声，我们就撤下。"
	return []string{hello + l.chineseWhy(post+at), l.chineseTerms(), "同意的话，回复“同意”就可以；想少用一点、短一点，直接说。" + no}
}

func (l Letter) chineseWhy(post string) string {
	switch l.Task {
	case Remind:
		return chineseDay(l.Asked) + "我们问过能不能转载" + post + "，怕你没看到，再问这一次，之后不再打扰。"
	case Clarify:
		return "谢谢你回复我们关于转载" + post + "的询问。我们不太确定你的意思，不想会错意，所以再确认一下。"
	case Renew:
		return "你允许我们转载" + post + "，到" + chineseDay(l.Ends) + "为止。我们想继续展示" + map[bool]string{true: "它们", false: "它"}[l.All] + "，所以来问问能不能续期。"
	}
	return "我们很喜欢" + post + "，想征得你的同意转载。"
}

func (l Letter) chineseTerms() string {
	terms := "用途：" + l.uses()
	if !l.ads() {
		terms += "，不用于广告"
	}
	until := "自你同意之日起一年"
	if !l.Until.IsZero() {
		until = "到" + chineseDay(l.Until)
	}
	return terms + "；期限：" + until + "；署名：" + l.Credit + "；原图原文不改动。"
}

func (l Letter) reach() string {
	switch {
	case l.Contact == "" && l.Lang == "zh":
		return "在这里"
	case l.Contact == "":
		return "here"
	case l.Lang == "zh":
		return "在这里或发邮件到 " + l.Contact + " "
	}
	return "here or at " + l.Contact
}

func (l Letter) english() []string {
	post := "your post"
	switch {
	case l.All:
		post = "your posts"
	case l.Title != "":
		post += " “" + l.Title + "”"
	}
	if l.URL != "" && l.Channel != "comment" && !l.All {
		post += " (" + l.URL + ")"
	}
	hello := "Hello " + l.To + ", we are " + l.From + "."
	if l.Channel == "comment" {
		hello = "@" + l.Handle + " Hello, we are " + l.From + "."
	}
	if l.Task == Thank {
		return []string{hello + " Thank you for letting us share " + post + "!", "We credit you as " + l.Credit + " and change nothing. Should you want it back, tell us " + l.reach() + " at any time."}
	}
	no := "If you would rather not, just say no, or leave this unanswered: then we do not use it. You can also change your mind at any time: tell us " + l.reach() + ", and we take it down."
	return []string{hello + " " + l.englishWhy(post), l.englishTerms(), "If that is fine with you, please reply “yes”; if you want less, or shorter, say so. " + no}
}

func (l Letter) englishWhy(post string) string {
	switch l.Task {
	case Remind:
		return "On " + englishDay(l.Asked) + " we asked whether we may share " + post + ". In case you missed it, we ask this once more and then leave you in peace."
	case Clarify:
		return "Thank you for answering about sharing " + post + ". We are not sure that we understood you, and would rather ask than guess."
	case Renew:
		return "You let us share " + post + " until " + englishDay(l.Ends) + ". We would love to keep " + map[bool]string{true: "them", false: "it"}[l.All] + " for longer."
	}
	return "We like " + post + " very much and would love to share it, if you agree."
}

func (l Letter) englishTerms() string {
	where := l.uses()
	if !l.ads() {
		where += "; never in advertising"
	}
	until := "Until: " + englishDay(l.Until)
	if l.Until.IsZero() {
		until = "For: one year from your yes"
	}
	return "Where: " + where + ". " + until + ". Credit: " + l.Credit + ". We change nothing in the picture or the words."
}

func chineseDay(d record.Date) string {
	return source.Message{Zh: "{0}年{1}月{2}日"}.Text("zh", parts(d))
}

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func englishDay(d record.Date) string {
	p := parts(d)
	if len(p) < 3 {
		return d.String()
	}
	return p[2] + " " + months[number(p[1])-1] + " " + p[0]
}

// parts are the year, month and day of a date, without leading zeros.
func parts(d record.Date) []string {
	day, _, _ := strings.Cut(d.String(), "T")
	list := strings.Split(day, "-")
	for i := range list {
		list[i] = strings.TrimLeft(list[i], "0")
	}
	return list
}

func number(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
