package record

// A Creator is a person whose posts are reposted.
type Creator struct {
	Accounts []Account `yaml:"accounts" new:"accounts" doc:"Where they post." zh:"平台账号。"`
	Tier     string    `yaml:"tier" doc:"celebrity and koc are not counts; else computed from followers." zh:"明星和 KOC 不按粉丝数算，可以直接写；不写则按粉丝数计算。"`
	Credit   string    `yaml:"credit" new:"text" doc:"How they want to be named." zh:"署名方式。"`
	Focus    []string  `yaml:"focus" new:"[]" doc:"What they post about." zh:"内容方向。"`
	Vetting  []Vet     `yaml:"vetting" is:"internal" doc:"Dated observations; never one score." zh:"按日期记录的观察，不打总分。"`
	Grants   []Event   `yaml:"grants" is:"internal" doc:"Standing permission for all their posts; each entry begins with granted." zh:"对其全部笔记的长期授权，每条以 granted 开头。"`
	DoNotUse bool      `yaml:"do_not_use" is:"internal" doc:"true hides every post of theirs at the next build." zh:"写 true，下次生成时隐藏其全部笔记。"`
}

// Refuses reports whether nothing of theirs may be used. Nobody known refuses nothing.
func (c *Creator) Refuses() bool { return c != nil && c.DoNotUse }

// An Account is a place where somebody posts.
type Account struct {
	Platform  string      `yaml:"platform" is:"required platform" doc:"The platform." zh:"平台。"`
	ID        string      `yaml:"id" doc:"The number or code that stays when the name changes." zh:"平台 ID，改名也不变。"`
	Handle    string      `yaml:"handle" doc:"The name with which they are mentioned." zh:"账号名。"`
	URL       string      `yaml:"url" is:"url" doc:"Their page." zh:"主页链接。"`
	Followers []Followers `yaml:"followers" is:"one" doc:"Counts by day." zh:"按日期记录的粉丝数。"`
}

// Followers are how many followed an account on a day.
type Followers struct {
	On    Date  `yaml:"on" is:"required" doc:"The day of the count." zh:"统计日期。"`
	Count Count `yaml:"count" is:"required" doc:"As copied: 8600, 1.2万, 13万+." zh:"照抄即可：8600、1.2万、13万+。"`
}

// A Vet is one observation about a creator.
type Vet struct {
	On      Date   `yaml:"on" is:"required" doc:"The day of the observation." zh:"观察日期。"`
	Check   string `yaml:"check" is:"required" oneof:"comments saves growth commercial-share fit voice" doc:"What was looked at." zh:"观察的方面。"`
	Verdict string `yaml:"verdict" is:"required" oneof:"pass warn unknown" doc:"What was found." zh:"结论。"`
	Note    string `yaml:"note" doc:"In words." zh:"文字说明。"`
}

// A Case tells how a brand did something, with sourced facts.
type Case struct {
	Brand     string   `yaml:"brand" new:"text" doc:"The brand." zh:"品牌。"`
	Category  string   `yaml:"category" new:"text" doc:"Its trade." zh:"品类。"`
	Platforms []string `yaml:"platforms" is:"platform" new:"[]" doc:"Where it happened." zh:"涉及的平台。"`
	Period    string   `yaml:"period" new:"text" doc:"When it happened: 2017–2020." zh:"时间段，如 2017–2020。"`
	Facts     []Fact   `yaml:"facts" new:"facts" doc:"What is said, with its source." zh:"事实与出处。"`
	Lessons   []Ref    `yaml:"lessons" ref:"voice" doc:"Voice pages that follow from it." zh:"由此得出的品牌语气条目。"`
	Posts     []Ref    `yaml:"posts" ref:"posts" doc:"Posts that show it." zh:"相关的用户笔记。"`
	Timeline  []Moment `yaml:"timeline" doc:"What happened when." zh:"时间线。"`
}

// A Fact is a statement and where it comes from.
type Fact struct {
	ID         string     `yaml:"id" is:"slug" doc:"Its name, if the body marks it with :fact." zh:"正文用 :fact 标注时的名字。"`
	Says       string     `yaml:"says" is:"required" doc:"The statement." zh:"陈述。"`
	Value      string     `yaml:"value" doc:"The number or name in it." zh:"其中的数值或名称。"`
	Source     Ref        `yaml:"source" ref:"sources" doc:"The short name of its source." zh:"出处的短名。"`
	Confidence string     `yaml:"confidence" oneof:"measured reported estimate disputed" doc:"How far it can be trusted." zh:"可信程度。"`
	AsOf       Date       `yaml:"as_of" is:"loose" doc:"The day it was true, if not that of the source." zh:"数据截至日期；与出处日期不同时填写。"`
	Conflicts  []Conflict `yaml:"conflicts" doc:"What other sources say; shown, not hidden." zh:"其他出处的不同说法，会一并展示。"`
}

// A Conflict is what another source says.
type Conflict struct {
	Value  string `yaml:"value" is:"required" doc:"What it says." zh:"它的说法。"`
	Source Ref    `yaml:"source" ref:"sources" doc:"The short name of the source." zh:"出处的短名。"`
}

// A Moment is something that happened, or changed.
type Moment struct {
	On     Date   `yaml:"on" is:"required loose" doc:"A day, a month or a year." zh:"日期、月份或年份。"`
	What   string `yaml:"what" is:"required" doc:"What happened." zh:"发生了什么。"`
	Source Ref    `yaml:"source" ref:"sources" doc:"The short name of its source." zh:"出处的短名。"`
}

// A Campaign is something a brand plans with creators.
type Campaign struct {
	Type     string   `yaml:"type" oneof:"launch lucky-draw free-trial promotion experiment always-on" new:"text" doc:"What sort of campaign." zh:"活动类型。"`
	From     Date     `yaml:"from" new:"text" doc:"Its first day." zh:"开始日期。"`
	Until    Date     `yaml:"until" new:"text" doc:"Its last day." zh:"结束日期。"`
	Accounts []string `yaml:"accounts" is:"platform" doc:"The brand's accounts that take part, by platform." zh:"参与的品牌账号（写平台）。"`
	Products []Ref    `yaml:"products" ref:"products" new:"[]" doc:"Products it is about." zh:"相关产品。"`
	Hashtags []string `yaml:"hashtags" new:"[]" doc:"Topics it uses, without #." zh:"话题，不带 #。"`
	Brief    string   `yaml:"brief" new:"block" doc:"What creators should know, in five lines." zh:"给创作者的说明，五行以内。"`
	Targets  *Targets `yaml:"targets" is:"internal" doc:"What it should reach." zh:"目标。"`
	Draw     *Draw    `yaml:"draw" doc:"The rules of a prize draw." zh:"抽奖规则。"`
	Expected string   `yaml:"expected" doc:"What we thought would happen." zh:"事前的预期。"`
	Learned  string   `yaml:"learned" doc:"What we know afterwards." zh:"事后的收获。"`
	Checks   []Check  `yaml:"checks" doc:"Steps of the platforms' checklists that are done." zh:"平台检查清单中已完成的步骤。"`
}

// Targets are what a campaign should reach.
type Targets struct {
	Posts int          `yaml:"posts" doc:"How many posts." zh:"笔记篇数。"`
	Tiers []TierTarget `yaml:"tiers" doc:"How many creators of each tier." zh:"各层级创作者人数。"`
}

// A TierTarget is how many creators of a tier are wanted.
type TierTarget struct {
	Name  string `yaml:",key" doc:"The tier." zh:"层级。"`
	Count int    `yaml:",value" doc:"How many." zh:"人数。"`
}

// A Draw is a prize draw.
type Draw struct {
	PrizeValue int    `yaml:"prize_value" doc:"Worth of the top prize in yuan; the law allows 50,000." zh:"最高奖价值（元）；法规上限 5 万元。"`
	WinnersBy  Date   `yaml:"winners_by" doc:"When winners are announced." zh:"公布中奖名单的日期。"`
	Tool       string `yaml:"tool" doc:"What draws the winners; official is the platform's own." zh:"抽奖工具；official 指平台官方工具。"`
}

// A Check is a step of a checklist.
type Check struct {
	ID   Ref    `yaml:"id" is:"required" ref:"setup" doc:"The id of the step." zh:"步骤的 id。"`
	Done Date   `yaml:"done" doc:"When it was done." zh:"完成日期。"`
	Note string `yaml:"note" doc:"What to know about it." zh:"备注。"`
}

// A Product is what posts are about.
type Product struct {
	SKU          string     `yaml:"sku" new:"text" doc:"Its number." zh:"货号。"`
	Keywords     []Keywords `yaml:"keywords" new:"keywords" doc:"Words people search for, by group: function, ingredient." zh:"用户会搜的词，按组写：功效、成分。"`
	Shops        []Shop     `yaml:"shops" doc:"Where it is sold, by platform." zh:"各平台的购买链接。"`
	Registration string     `yaml:"registration" doc:"The registration number, where a claim needs one." zh:"功效宣称需要时的注册证号。"`
}

// Keywords are words of one group.
type Keywords struct {
	Group string   `yaml:",key" doc:"The group." zh:"分组。"`
	Words []string `yaml:",value" doc:"The words." zh:"词。"`
}

// A Shop is where a product is sold.
type Shop struct {
	Platform string `yaml:",key" is:"platform" doc:"The platform." zh:"平台。"`
	URL      string `yaml:",value" is:"url" doc:"The address." zh:"链接。"`
}

// A Platform is the rules of one channel, as dated data.
type Platform struct {
	Like      []Ref    `yaml:"like" ref:"platforms" doc:"Platforms that work alike." zh:"类似的平台。"`
	Facts     []Fact   `yaml:"facts" doc:"What is true of it, with sources." zh:"平台事实与出处。"`
	Limits    []Limit  `yaml:"limits" doc:"How long or how many things may be." zh:"字数与数量限制。"`
	Topic     string   `yaml:"topic" doc:"How a topic is written; {} stands for its words." zh:"话题写法，{} 代表话题文字。"`
	Emoticons string   `yaml:"emoticons" is:"pattern" doc:"A pattern of its emoticon codes." zh:"表情代码的匹配式。"`
	Setup     []Step   `yaml:"setup" doc:"A checklist to begin with." zh:"开通清单。"`
	Changes   []Moment `yaml:"changes" doc:"What changed in its rules." zh:"规则变更记录。"`
}

// A Limit is how long or how many something may be on a platform.
type Limit struct {
	What   string      `yaml:"what" is:"required" doc:"title, body, topics, images …" zh:"限制的对象：title、body、topics、images 等。"`
	Max    int         `yaml:"max" is:"required" doc:"The largest number allowed." zh:"上限。"`
	Count  string      `yaml:"count" is:"required" oneof:"xhs-units characters words topics images" doc:"How it is counted." zh:"计数方式。"`
	Source Ref         `yaml:"source" ref:"sources" doc:"The short name of its source." zh:"出处的短名。"`
	AsOf   Date        `yaml:"as_of" doc:"The day it was true." zh:"核对日期。"`
	Grade  string      `yaml:"grade" oneof:"A B C low" doc:"How good the source is; A is best." zh:"出处等级，A 最高。"`
	Test   []LimitTest `yaml:"test" doc:"Pairs of a text and its count, which the build tries." zh:"文字与计数结果的对照，生成时会验证。"`
}

// A LimitTest is a text and what it counts, written [text, count].
type LimitTest struct {
	Text  string
	Count int
}

// A Step is one item of a checklist.
type Step struct {
	ID   string `yaml:"id" is:"required slug" doc:"Its name." zh:"名字。"`
	What string `yaml:"what" is:"required" doc:"What to do." zh:"要做什么。"`
}
