package record

import (
	"cmp"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a site's days must not depend on the machine's zone files

	"playbook/generator/source"
)

// A Site is content/site.yaml: what concerns all files.
type Site struct {
	Title       Local         `yaml:"title" is:"required" doc:"The name of the site, once or by language." zh:"站点名称，可按语言分写。"`
	Languages   []string      `yaml:"languages" oneof:"en zh" default:"en" doc:"The languages; the first one owns the root." zh:"语言；第一个占用根目录。"`
	Timezone    string        `yaml:"timezone" default:"UTC" doc:"The zone in which days begin and end." zh:"时区，日期以它为准。"`
	BaseURL     string        `yaml:"base_url" is:"url" doc:"The address of the site, for feeds and search engines." zh:"站点网址，用于订阅源和搜索引擎。"`
	Contact     string        `yaml:"contact" doc:"Where “ask for removal” leads: a mailto: or https: address." zh:"“申请移除”的联系方式：mailto: 或 https: 地址。"`
	Note        Local         `yaml:"note" doc:"A sentence for the foot of every page." zh:"显示在每页页脚的一句话。"`
	Theme       string        `yaml:"theme" is:"slug" default:"default" doc:"A folder of themes/." zh:"themes/ 下的文件夹。"`
	Accent      string        `yaml:"accent" doc:"The accent colour, six hexadecimal digits in quotes: \"#BC2E1D\"." zh:"主题色，用引号写六位十六进制：\"#BC2E1D\"。"`
	Menu        []Kind        `yaml:"menu" oneof:"cases posts voice creators campaigns products platforms pages" default:"cases, posts, voice, products, campaigns" doc:"The sections of the menu." zh:"菜单栏目。"`
	Editions    []Edition     `yaml:"editions" doc:"What can be built; the first is what build makes. Default: public, for site." zh:"可生成的版本；build 默认生成第一个。默认只有用于 site 的 public。"`
	Accounts    []SiteAccount `yaml:"accounts" doc:"The brand's own accounts." zh:"品牌自己的账号。"`
	Tiers       []Tier        `yaml:"tiers" doc:"Creators by followers; sources disagree, so this is data. Largest first." zh:"按粉丝数划分的创作者层级；说法不一，可自行调整。"`
	Rights      RightsRules   `yaml:"rights" doc:"Times that permission goes by." zh:"授权的期限规则。"`
	UGCFloor    int           `yaml:"ugc_floor" default:"0" doc:"A product with fewer live posts is reported; 0 reports none." zh:"在展笔记少于此数的产品会被提醒；0 表示不提醒。"`
	ReviewEvery Days          `yaml:"review_every" default:"180d" doc:"A voice page reviewed longer ago says so." zh:"品牌语气条目超过此期限未复核会标注。"`
	Packs       []string      `yaml:"packs" is:"placed" doc:"Packs of wording rules that come with the program and run here; each is a page of the voice section." zh:"启用哪些随程序附带的用词规则包，每个都是品牌语气栏目里的一页。"`
	Sources     []Source      `yaml:"sources" doc:"Sources shared by all files." zh:"所有文件共用的出处。"`
	Synonyms    [][]string    `yaml:"synonyms" doc:"Words that search takes for each other." zh:"搜索时视为相同的词。"`
	Keep        []string      `yaml:"keep" is:"advanced texts" doc:"Foreign files in the output folder that stay." zh:"输出目录里保留的其他文件。"`
	Search      SearchRules   `yaml:"search" is:"advanced" doc:"How the search index is cut." zh:"搜索索引的切分方式。"`
	HTML        bool          `yaml:"html" is:"advanced" doc:"Lets editors' pages carry HTML, sanitised." zh:"允许页面正文使用 HTML（会过滤）。"`

	file  string
	marks []mark
}

// An Edition is one way to build the site.
type Edition struct {
	Name  string `yaml:",key" doc:"Its name, for --edition." zh:"版本名，用于 --edition。"`
	Use   Use    `yaml:"use" is:"required" oneof:"internal site social newsletter print ad" doc:"The permission that a post needs to be in it." zh:"笔记进入此版本所需的授权用途。"`
	Kinds []Kind `yaml:"kinds" oneof:"cases posts voice creators campaigns products platforms pages" doc:"The kinds in it. Default: all; without creators unless internal." zh:"包含的类型。默认全部，非内部版不含 creators。"`
	Index bool   `yaml:"index" doc:"Whether search engines may index it. Default: true, for internal false." zh:"是否允许搜索引擎收录。默认 true，内部版为 false。"`
}

// Internal reports whether e shows internal fields.
func (e Edition) Internal() bool { return e.Use == UseInternal }

// A SiteAccount is one of the brand's own accounts.
type SiteAccount struct {
	Platform  string      `yaml:"platform" is:"required platform" doc:"The platform." zh:"平台。"`
	ID        string      `yaml:"id" doc:"The number or code that stays when the name changes." zh:"平台 ID，改名也不变。"`
	Handle    string      `yaml:"handle" doc:"The name with which it is mentioned." zh:"账号名。"`
	URL       string      `yaml:"url" is:"url" doc:"Its page." zh:"主页链接。"`
	Verified  Date        `yaml:"verified" doc:"The day the platform verified it." zh:"平台认证日期。"`
	Cadence   string      `yaml:"cadence" doc:"How often it should post: 2-3 a week." zh:"计划发布频率，如 2-3 a week。"`
	UGCShare  Percent     `yaml:"ugc_share" doc:"The share of reposted posts it aims at: 50%." zh:"转发内容的目标占比，如 50%。"`
	Published []Published `yaml:"published" doc:"How many posts it published, by month." zh:"每月发布的笔记数。"`
	Followers []Followers `yaml:"followers" is:"one" doc:"Counts by day." zh:"按日期记录的粉丝数。"`
}

// Published is how many posts an account published in a month.
type Published struct {
	Month Date `yaml:"month" is:"required loose" doc:"The month: 2026-03." zh:"月份，如 2026-03。"`
	Posts int  `yaml:"posts" is:"required" doc:"All posts, ours and reposted." zh:"全部笔记，包括自制和转发。"`
}

// A Tier is a size of creators.
type Tier struct {
	Name string `yaml:"name" is:"required" doc:"Its name." zh:"名称。"`
	From int    `yaml:"from" is:"required" doc:"The fewest followers." zh:"最低粉丝数。"`
}

// RightsRules are the times that permission goes by.
type RightsRules struct {
	AnswerWithin Days `yaml:"answer_within" default:"14d" doc:"After so long without an answer, a question lapses." zh:"询问后超过此期限未答复即失效。"`
	WarnBefore   Days `yaml:"warn_before" default:"30d" doc:"So long before its end, a permission is reported." zh:"授权到期前多久开始提醒。"`
}

// SearchRules bound the files of the search index; zero leaves it to the program.
type SearchRules struct {
	MaxFiles int `yaml:"max_files" doc:"How many files at most." zh:"最多多少个文件。"`
	ShardKB  int `yaml:"shard_kb" doc:"How large a file may be." zh:"单个文件大小上限（KB）。"`
}

var (
	msgTimezone   = source.Message{En: "there is no time zone \"{0}\"", Zh: "没有“{0}”这个时区"}
	helpTimezone  = source.Message{En: "write one like Asia/Shanghai", Zh: "请写成 Asia/Shanghai 这样"}
	msgAccent     = source.Message{En: "\"{0}\" is not a colour", Zh: "“{0}”不是颜色值"}
	helpAccent    = source.Message{En: "write six hexadecimal digits in quotes: \"#BC2E1D\"", Zh: "请用引号写六位十六进制：\"#BC2E1D\""}
	msgContact    = source.Message{En: "\"{0}\" is not an address to write to", Zh: "“{0}”不是可用的联系地址"}
	helpContact   = source.Message{En: "write mailto:name@example.com or https://…", Zh: "请写 mailto:name@example.com 或 https://…"}
	msgBase       = source.Message{En: "\"{0}\" is not the address of a site", Zh: "“{0}”不是站点网址"}
	helpBase      = source.Message{En: "write https://host/ or https://host/path/, without ? and #", Zh: "请写 https://主机/ 或 https://主机/路径/，不带 ? 和 #"}
	msgTwice      = source.Message{En: "\"{0}\" is listed twice", Zh: "“{0}”列了两次"}
	msgNoEditions = source.Message{En: "there must be an edition", Zh: "至少要有一个版本"}
)

// ParseSite reads content/site.yaml and fills in what it does not say. The
// site is never nil.
func ParseSite(t *source.Text) (*Site, []source.Problem) {
	tree, problems := source.ParseYAML(t, 0, len(t.Data))
	s := &Site{file: t.Name}
	setDefaults(reflect.ValueOf(s).Elem(), tableOf(siteType), false)
	d := decoder{t: t, problems: problems}
	d.root(tree, s)
	s.marks = d.marks
	s.check(&d)
	s.fill()
	if s.Title == (Local{}) && !(tree == nil && len(problems) > 0) && !(tree != nil && tree.Partial) {
		d.absent(s.At(""), "title")
	}
	return s, d.problems
}

// fill sets what is not said.
func (s *Site) fill() {
	setDefaults(reflect.ValueOf(s).Elem(), tableOf(siteType), true)
	if len(s.Editions) == 0 {
		s.Editions = []Edition{{Name: "public", Use: UseSite, Index: true}}
	}
	for i := range s.Editions {
		e := &s.Editions[i]
		if len(e.Kinds) == 0 {
			e.Kinds = slices.DeleteFunc(Kinds(), func(k Kind) bool { return k == Creators && !e.Internal() })
		}
		if !has(s.marks, "editions."+e.Name+".index") {
			e.Index = !e.Internal()
		}
	}
	slices.SortStableFunc(s.Tiers, func(a, b Tier) int { return cmp.Compare(b.From, a.From) })
	if s.BaseURL != "" && !strings.HasSuffix(s.BaseURL, "/") {
		s.BaseURL += "/"
	}
}

func (s *Site) check(d *decoder) {
	at := func(path string) *source.Node {
		p := s.At(path)
		return &source.Node{Line: p.Line, Col: p.Col}
	}
	if _, err := time.LoadLocation(s.Timezone); err != nil || s.Timezone == "Local" {
		d.error(at("timezone"), "value", msgTimezone, helpTimezone, s.Timezone)
		s.Timezone = "UTC"
	}
	if s.Accent != "" && !isColour(s.Accent) {
		d.error(at("accent"), "value", msgAccent, helpAccent, s.Accent)
		s.Accent = ""
	}
	if u, err := url.Parse(s.Contact); s.Contact != "" && (err != nil || u.Scheme != "mailto" && u.Scheme != "https" && u.Scheme != "http") {
		d.error(at("contact"), "value", msgContact, helpContact, s.Contact)
		s.Contact = ""
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		d.error(at("base_url"), "value", msgBase, helpBase, s.BaseURL)
		s.BaseURL = ""
	}
	if has(s.marks, "editions") && len(s.Editions) == 0 {
		d.error(at("editions"), "value", msgNoEditions, source.Message{})
	}
	for i, lang := range s.Languages {
		if slices.Contains(s.Languages[:i], lang) {
			d.error(at("languages."+strconv.Itoa(i)), "value", msgTwice, source.Message{}, lang)
		}
	}
	s.Languages = once(s.Languages)
}

// once drops what was there before, in order.
func once(list []string) []string {
	var out []string
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func isColour(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 16, 32)
	return err == nil
}

// Location is the zone in which the site's days begin and end.
func (s *Site) Location() *time.Location {
	loc, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Edition is the edition of a name.
func (s *Site) Edition(name string) (Edition, bool) {
	for _, e := range s.Editions {
		if e.Name == name {
			return e, true
		}
	}
	return Edition{}, false
}

// At is the position of a field as written, or of the nearest thing around it.
func (s *Site) At(path string) source.Pos { return position(s.file, s.marks, path) }
