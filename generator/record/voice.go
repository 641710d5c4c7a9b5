package record

// A VoicePage is a principle of how the brand speaks, and the rules that run.
type VoicePage struct {
	Trait      string      `yaml:"trait" new:"text" doc:"The trait in one word." zh:"用一个词概括。"`
	WeAre      []string    `yaml:"we_are" new:"[]" doc:"What we are." zh:"我们是怎样的。"`
	WeAreNot   []string    `yaml:"we_are_not" new:"[]" doc:"What we are not." zh:"我们不是怎样的。"`
	Channels   []Channel   `yaml:"channels" doc:"How it differs by platform." zh:"各平台的差别。"`
	Situations []Situation `yaml:"situations" doc:"What to say when." zh:"不同场合怎么说。"`
	Pairs      []Pair      `yaml:"pairs" new:"pairs" doc:"The same thing said badly and well." zh:"同一句话的两种写法。"`
	Rules      []Rule      `yaml:"rules" doc:"Wording rules; they run over the site's copy and over drafts." zh:"用词规则，会检查站内文字和草稿。"`
	Changes    []Moment    `yaml:"changes" doc:"What changed in it." zh:"变更记录。"`
}

// A Channel is how a principle reads on one platform.
type Channel struct {
	Platform string `yaml:",key" is:"platform" doc:"The platform." zh:"平台。"`
	Text     string `yaml:",value" doc:"How it differs there." zh:"在那里的差别。"`
}

// A Situation is something said to us, and what we answer.
type Situation struct {
	When  string `yaml:"when" is:"required" doc:"The situation in a word." zh:"场合。"`
	Said  string `yaml:"said" doc:"What the other says." zh:"对方说了什么。"`
	Reply string `yaml:"reply" is:"required" doc:"What we answer." zh:"我们怎么回。"`
	Why   string `yaml:"why" doc:"Why so." zh:"理由。"`
}

// A Pair is the same thing said badly and well.
type Pair struct {
	Dont string `yaml:"dont" is:"required" doc:"Not like this." zh:"不这么写。"`
	Do   string `yaml:"do" is:"required" doc:"But like this." zh:"这么写。"`
	Why  string `yaml:"why" doc:"Why so." zh:"理由。"`
}

// A Rule is a wording rule. It has one of Match and Pattern, Near, Limit and Require.
type Rule struct {
	ID        string      `yaml:"id" is:"required slug" doc:"Its name; :allow uses it." zh:"规则名，:allow 会用到。"`
	Level     string      `yaml:"level" is:"required" oneof:"error warning suggestion" doc:"How much it weighs." zh:"级别。"`
	Match     []string    `yaml:"match" is:"texts" doc:"Plain words." zh:"直接匹配的词。"`
	Pattern   string      `yaml:"pattern" is:"pattern" doc:"Or a regular expression (RE2) without \\b." zh:"或者正则表达式（RE2），不用 \\b。"`
	Near      *Near       `yaml:"near" doc:"Words that only together are wrong." zh:"相距很近才算的词。"`
	Unless    []Condition `yaml:"unless" doc:"Fields and values that lift it: a product's registration: yes, a campaign's until: yes, a relationship." zh:"满足时不再检查的字段和值：产品有 registration: yes，活动有 until: yes，或 relationship。"`
	Limit     *RuleLimit  `yaml:"limit" doc:"A length that must not be exceeded." zh:"长度限制。"`
	Require   *Require    `yaml:"require" doc:"Words of which one must be there." zh:"必须出现其一的词。"`
	Except    []string    `yaml:"except" is:"texts" doc:"Words that pass." zh:"例外。"`
	Replace   string      `yaml:"replace" doc:"Words to put in its place; the draft checker does it at a click." zh:"可以直接替换成的文字；草稿检查页点一下就换。"`
	Reasons   []Reason    `yaml:"reasons" doc:"Reasons for which :allow may except a text, by a short name." zh:"可以用 :allow 放行的理由，每条起一个短名。"`
	Platforms []string    `yaml:"platforms" is:"platform" doc:"Only on these." zh:"只用于这些平台。"`
	In        []string    `yaml:"in" oneof:"drafts site" doc:"Where it runs." zh:"检查范围。"`
	Why       string      `yaml:"why" doc:"The reason, shown with every hit." zh:"理由，命中时会显示。"`
	Instead   string      `yaml:"instead" doc:"What to write instead." zh:"改写建议。"`
	Since     Date        `yaml:"since" is:"loose" doc:"When it was added or last looked over." zh:"加入或最近核对的日期。"`
	Source    Ref         `yaml:"source" ref:"sources" doc:"The short name of the law or rule behind it." zh:"法规或平台规则的短名。"`
	Changes   []Moment    `yaml:"changes" doc:"What changed in this rule." zh:"这条规则的变更记录。"`
	Expect    Rate        `yaml:"expect" doc:"Warns if the site's own copy has more: 0.5 per 10000." zh:"站内文字超出此频率时提醒：0.5 per 10000。"`
	Bad       []string    `yaml:"bad" is:"texts" doc:"Sentences that must be caught." zh:"必须命中的句子。"`
	Good      []string    `yaml:"good" is:"texts" doc:"Sentences that must pass." zh:"不该命中的句子。"`
}

// A Reason is why a text may break a rule.
type Reason struct {
	Name string `yaml:",key" doc:"The short name, for :allow." zh:"短名，供 :allow 使用。"`
	Text string `yaml:",value" doc:"When it holds." zh:"适用的情形。"`
}

// Near is words that are wrong only within a distance of the rule's others.
type Near struct {
	Words  []string `yaml:"words" is:"required texts" doc:"The other words." zh:"另一组词。"`
	Within int      `yaml:"within" is:"required" doc:"The distance in characters." zh:"相距的字数。"`
}

// A RuleLimit is a length that a text must not exceed.
type RuleLimit struct {
	What  string `yaml:"what" is:"required" doc:"title, body, topics, images …" zh:"限制的对象。"`
	Max   int    `yaml:"max" is:"required" doc:"The largest number allowed." zh:"上限。"`
	Count string `yaml:"count" is:"required" oneof:"xhs-units characters words topics images" doc:"How it is counted." zh:"计数方式。"`
}

// Require asks for one of several words when a record has certain values.
type Require struct {
	Any  []string    `yaml:"any" is:"required texts" doc:"Words of which one must be there." zh:"必须出现其一。"`
	When []Condition `yaml:"when" doc:"Fields and their values." zh:"字段及其值。"`
}
