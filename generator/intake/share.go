package intake

import (
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A share is what the text tells that an app puts on the clipboard.
type share struct {
	url    string // as it is in the text
	author string
	title  string
	body   string
}

// addressForm is an address in a text. Chinese punctuation ends it, for people
// and apps set none between an address and what follows.
var addressForm = regexp.MustCompile(`https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+;=%,]+`)

// findAddress is the first address in a text that leads to a platform that we
// know, else the first at all; "" if there is none.
func findAddress(s string) string {
	best := ""
	for _, a := range addressForm.FindAllString(s, -1) {
		a = strings.TrimRight(a, ".,;:!?'()[]")
		if link, ok := record.ParseLink(a); ok && (link.ID != "" || isShort(a)) {
			return a
		}
		if best == "" {
			best = a
		}
	}
	if best == "" {
		if m := bareForm.FindString(s); m != "" {
			best = "https://" + strings.TrimRight(m, ".,;:!?'()[]")
		}
	}
	return best
}

// bareForm is an address of which an app left the scheme out.
var bareForm = regexp.MustCompile(`\b(?:www\.)?(?:xhslink\.com|xhslink\.cn|xiaohongshu\.com|v\.douyin\.com|douyin\.com|weibo\.com|m\.weibo\.cn|instagram\.com|tiktok\.com|vm\.tiktok\.com|vt\.tiktok\.com|b23\.tv|bilibili\.com|mp\.weixin\.qq\.com|pin\.it)/[A-Za-z0-9\-._~:/?#@!$&*+;=%]+`)

// noise is what apps write around a share: calls to open them, passwords of
// theirs, and counts.
var noise = []*regexp.Regexp{
	regexp.MustCompile(`[，,]?\s*复制(?:本条|这条|此条)?(?:信息|口令|内容)?[，,]?\s*(?:后|并)?打开(?:【小红书】|小红书|「小红书」)(?:App|APP|app)?(?:查看|看看)?(?:精彩内容|笔记|更多)?[！!。]?`),
	regexp.MustCompile(`[，,]?\s*复制后打开【?小红书】?(?:App|APP)?(?:查看笔记|查看|看看)?[！!。]?`),
	regexp.MustCompile(`\d+(?:\.\d+)?\s*复制打开(?:抖音|Dou音)(?:极速版)?[，,]?\s*看看`),
	regexp.MustCompile(`复制打开(?:抖音|Dou音)(?:极速版)?[，,]?\s*看看`),
	regexp.MustCompile(`(?:长按)?复制(?:此条消息|此链接|该链接)[，,]?\s*(?:长按)?打开(?:Dou音|抖音)(?:搜索|短视频)?(?:极速版)?[，,]?\s*(?:直接)?(?:观看|查看)?(?:视频|图文|全部内容)?(?:一起看支付宝)?[！!。~]*`),
	regexp.MustCompile(`(?:该作品在快手被播放过[^，,]*[，,])?\s*点击链接[，,]?\s*打开【快手】(?:直接)?观看[！!。]?`),
	regexp.MustCompile(`点击链接(?:直接打开|打开)?(?:\s*或者\s*(?:淘宝|天猫)搜索直接打开)?[，,！!。]?`),
	regexp.MustCompile(`来自@?[^\s]*的?微博(?:视频)?\s*$`),
	regexp.MustCompile(`(?i)(?:this post is shared via tiktok lite\.?|download tiktok lite to enjoy more posts:?|open tiktok to watch.*$|#tiktok\b)`),
	regexp.MustCompile(`\b[A-Za-z]{1,4}:[/0-9A-Za-z]*/?(?:\s|$)`),
	regexp.MustCompile(`(?:^|\s)[0-1][0-9]/[0-3][0-9](?:\s|$)`),
	regexp.MustCompile(`(?:^|\s)[A-Za-z]@[A-Za-z]\.[A-Za-z]{2}(?:\s|$)`),
	regexp.MustCompile(`^\s*\d\.\d{1,2}\s+`),
	regexp.MustCompile(`[\x{1F300}-\x{1FAFF}]\s*[0-9A-Za-z]{12,20}\s*[\x{1F300}-\x{1FAFF}]`),
}

// authors are how apps say whose post it is; the group is the name.
var authors = []*regexp.Regexp{
	regexp.MustCompile(`^\s*(?:\d{1,3}\+?)?\s*(\S.{0,30}?)(?:在小红书)?(?:发布了一篇|发了一篇|分享了一篇|发表了一篇)(?:超赞的)?小红书(?:笔记|视频)[，,]?\s*(?:快来看(?:看)?吧?|快来看|一起来看看?)?[！!。~]*`),
	regexp.MustCompile(`【([^】]{1,40}?)的(?:作品|图文作品|视频作品|图文)】`),
	regexp.MustCompile(`(?i)check out (.{1,40}?)(?:'|’)s (?:video|post|photo|reel)s?[!.]?`),
	regexp.MustCompile(`(?i)\bsee this instagram (?:post|photo|video|reel) by @?([\w.]+)`),
	regexp.MustCompile(`分享\s*@?(\S{1,30}?)\s*的(?:微博|图文|视频)`),
	regexp.MustCompile(`@(\S{1,30}?)的(?:微博视频|精彩微博)`),
	regexp.MustCompile(`"(.{1,30}?)\s*"\s*$`),
}

// xhsTitle is how the web page of Xiaohongshu names itself in a share.
var xhsTitle = regexp.MustCompile(`【(.+?)(?:\s+-\s+([^|】]+?))?\s*\|\s*小红书[^】]*】`)

// goods is the name of a product in a share of a shop.
var goods = regexp.MustCompile(`「(.+?)」`)

// looseEnd is what stood behind the address.
var looseEnd = regexp.MustCompile(`\s[.,;:，。；]$`)

var brackets = regexp.MustCompile(`^[【「『\s]*(.*?)[】」』\s]*$`)

// readShare takes a share text apart.
func readShare(s string) share {
	out := share{url: findAddress(s)}
	if out.url == "" {
		return out
	}
	link, _ := record.ParseLink(out.url)
	rest := strings.Replace(strings.Replace(s, out.url, "\x01", 1), strings.TrimPrefix(out.url, "https://"), "\x01", 1)
	if m := xhsTitle.FindStringSubmatch(rest); m != nil {
		out.title, out.author = strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
		return out
	}
	for _, form := range authors {
		if form == authors[len(authors)-1] && link.Platform != "kuaishou" {
			continue
		}
		if m := form.FindStringSubmatchIndex(rest); m != nil {
			out.author = strings.TrimSpace(rest[m[2]:m[3]])
			rest = rest[:m[0]] + " " + rest[m[1]:]
			break
		}
	}
	for _, form := range noise {
		rest = form.ReplaceAllString(rest, " ")
	}
	rest = addressForm.ReplaceAllString(strings.ReplaceAll(rest, "\x01", " "), " ")
	var lines []string
	for line := range strings.SplitSeq(rest, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	rest = looseEnd.ReplaceAllString(strings.TrimSpace(strings.Trim(strings.Join(lines, "\n"), "，,：:>|")), "")
	switch link.Platform {
	case "douyin", "tiktok", "kuaishou", "weibo", "instagram":
		out.body = rest
	default:
		first, more, _ := strings.Cut(rest, "\n")
		if m := goods.FindStringSubmatch(first); m != nil && shared[link.Platform] {
			first = m[1]
		}
		out.title = strings.TrimSuffix(brackets.ReplaceAllString(first, "$1"), "-哔哩哔哩")
		out.body = strings.TrimSpace(more)
	}
	return out
}

// shares cuts a text that may hold several shares, each with its address.
func shares(s string) []string {
	var out []string
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if findAddress(line) != "" && len(lines) > 0 && findAddress(strings.Join(lines, "\n")) != "" {
			out = append(out, strings.Join(lines, "\n"))
			lines = nil
		}
		lines = append(lines, line)
	}
	if rest := strings.TrimSpace(strings.Join(lines, "\n")); rest != "" {
		out = append(out, rest)
	}
	return out
}

// A pictureFolder opens pictures by the names that a person typed.
type pictureFolder struct{}

// Open opens a file of the system.
func (pictureFolder) Open(name string) (fs.File, error) { return os.Open(name) }

// Paste makes a post of the text that an app puts on the clipboard, with
// pictures that lie at hand.
func Paste(text string, pictures []string, o Options) (*Report, error) {
	i := begin(o)
	f := &file{name: "-", fsys: pictureFolder{}, path: "-", piped: []byte(text)}
	if findAddress(text) == "" {
		i.report(source.Problem{Pos: source.Pos{File: "-", Line: 1, Col: 1}, Rule: "import", Key: msgNoAddress, Help: helpNoAddress})
		return i.out, nil
	}
	it := pasted(strings.TrimSpace(text), f, source.Pos{File: "-", Line: 1, Col: 1})
	it.local, it.hints = pictures, true
	i.out.Records = 1
	err := i.take(it)
	i.out.sort()
	return i.out, err
}

var (
	msgNoAddress  = source.Message{En: "there is no address of a post in this text", Zh: "这段文字里没有笔记链接"}
	helpNoAddress = source.Message{En: "share the post in its app with \"copy link\" and paste all of it", Zh: "请在 App 里点“分享”→“复制链接”，把整段文字粘贴过来"}
)

// share imports share texts.
func (i *intake) share(f *file, rep *FileReport) error {
	in, err := decoded(f, i.report)
	if err != nil {
		return err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, 16<<20))
	if err != nil {
		return err
	}
	for n, s := range shares(string(data)) {
		if findAddress(s) == "" {
			i.report(source.Problem{Pos: source.Pos{File: f.name, Line: n + 1, Col: 1}, Rule: "import", Key: msgNoAddress, Help: helpNoAddress})
			continue
		}
		rep.layout("share text")
		rep.Records++
		i.out.Records++
		if err := i.take(pasted(s, f, source.Pos{File: f.name, Line: n + 1, Col: 1})); err != nil {
			return err
		}
	}
	return nil
}

// pasted is the item of a share text. The text itself stays under extra, for
// what we take from it is a reading.
func pasted(s string, f *file, at source.Pos) *item {
	v := &value{kind: object}
	v.set("text", newText(s))
	r := &raw{value: v, at: at, file: f}
	x := readShare(s)
	it := r.begin("share", "")
	it.address(x.url)
	it.title, it.body = x.title, x.body
	it.author.name = x.author
	it.author.platform = it.platform
	if link, ok := record.ParseLink(x.url); ok && link.User != "" {
		if handles[link.Platform] {
			it.author.handle = link.User
		} else {
			it.author.id = link.User
		}
	}
	it.tags = topicsOf(it.platform, strings.ReplaceAll(it.body, "# ", "#"))
	return it
}
