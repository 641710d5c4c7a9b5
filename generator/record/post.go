package record

// A Post is one reposted piece of user content.
type Post struct {
	Platform      string    `yaml:"platform" is:"platform" doc:"Where it was posted; the url usually says it." zh:"平台；一般从链接就能看出。"`
	URL           string    `yaml:"url" is:"url" new:"text" doc:"The link to the post, as copied." zh:"笔记链接，照抄即可。"`
	Creator       Ref       `yaml:"creator" ref:"creators" new:"text" doc:"Who made it: a file of creators/." zh:"创作者，对应 creators/ 下的文件。"`
	Posted        Date      `yaml:"posted" doc:"When it was posted; else read from the id in the url." zh:"发布日期；不写则从链接里的 ID 推算。"`
	Captured      Date      `yaml:"captured" new:"today" doc:"When we copied it; the numbers are as of this day." zh:"收录日期，互动数据以这天为准。"`
	Gist          Local     `yaml:"gist" doc:"One editorial sentence for readers of another language." zh:"给另一种语言读者的一句话说明（编辑撰写）。"`
	Style         string    `yaml:"style" oneof:"tutorial swatch unboxing review empties vlog question other" doc:"What sort of post." zh:"笔记类型。"`
	Media         []Media   `yaml:"media" doc:"Pictures and videos in order; else those of the folder by name." zh:"图片和视频，按顺序写；不写则按文件名取文件夹里的。"`
	TextInMedia   string    `yaml:"text_in_media" doc:"Words on the picture or spoken." zh:"画面里或口播的文字。"`
	Metrics       []Metrics `yaml:"metrics" is:"one" doc:"Numbers as copied, for one day or several." zh:"互动数据，照抄即可；可记录多天。"`
	Insights      []Metrics `yaml:"insights" is:"one internal" doc:"Numbers that only the account's owner sees." zh:"只有账号主人能看到的数据。"`
	Products      []Ref     `yaml:"products" ref:"products" new:"[]" doc:"Products it shows." zh:"涉及的产品。"`
	Campaigns     []Ref     `yaml:"campaigns" ref:"campaigns" doc:"Campaigns it belongs to." zh:"所属活动。"`
	Relationship  string    `yaml:"relationship" oneof:"organic gifted paid employee affiliate contest" new:"text" doc:"organic gifted paid employee affiliate contest; absent means unknown, and keeps it out of public editions." zh:"合作关系：organic（自发）gifted（赠品）paid（付费）employee（员工）affiliate（分佣）contest（活动参与）；不写表示未知，不进公开版。"`
	Reposted      []Repost  `yaml:"reposted" doc:"Where our accounts reposted it." zh:"我们转发的记录。"`
	EvidenceFor   []Ref     `yaml:"evidence_for" ref:"voice" doc:"Voice pages it is evidence for." zh:"可作为哪些品牌语气条目的例证。"`
	SamePictureOK string    `yaml:"same_picture_ok" is:"internal" doc:"Why a picture that looks like one of this post's may be shown elsewhere: though this post may not be shown, or beside it. A copy of a file of a post that may not be shown is an error all the same." zh:"为什么别处可以展示与本篇图片相似的图片（本篇不可展示时，或两篇同时展示时）。若直接复制不可展示笔记的原文件，仍然报错。"`
	Why           string    `yaml:"why" doc:"Why we repost it." zh:"转发理由。"`
	Rights        []Event   `yaml:"rights" new:"rights" doc:"Permission: dated events in order. Never a state; that is computed." zh:"授权记录：按日期写事件，不写状态，状态由程序计算。"`

	// PostID is the platform's id of the post, and Permalink its address without
	// tracking; both are read from URL.
	PostID    string
	Permalink string
	// PostedFromID says that Posted was not written but read from the id.
	PostedFromID bool
}

// Media is a picture or a video of a post.
type Media struct {
	File     string `yaml:"file" is:"required file" doc:"The file, beside this one." zh:"文件名，与本文件同一文件夹。"`
	Alt      string `yaml:"alt" doc:"What can be seen, for those who cannot see it." zh:"画面内容的文字描述，供看不到图的人使用。"`
	Poster   string `yaml:"poster" is:"file" doc:"A still of a video." zh:"视频封面。"`
	Captions string `yaml:"captions" is:"file" doc:"Subtitles of a video (WebVTT)." zh:"视频字幕（WebVTT）。"`
}

// Metrics are the numbers of a post on a day. One that is not known is not there.
type Metrics struct {
	On       Date  `yaml:"on" doc:"The day of the numbers; else that of captured." zh:"数据日期；不写则同收录日期。"`
	Likes    Count `yaml:"likes" doc:"Likes." zh:"点赞。"`
	Saves    Count `yaml:"saves" doc:"Saves." zh:"收藏。"`
	Comments Count `yaml:"comments" doc:"Comments." zh:"评论。"`
	Shares   Count `yaml:"shares" doc:"Shares." zh:"分享。"`
	Views    Count `yaml:"views" doc:"Views." zh:"浏览。"`
}

// A Repost is one place where our own account reposted it.
type Repost struct {
	On      Date   `yaml:"on" is:"required" doc:"When." zh:"日期。"`
	Account string `yaml:"account" is:"required platform" doc:"Which of our accounts, by platform." zh:"哪个账号（写平台）。"`
	URL     string `yaml:"url" is:"url" doc:"The link." zh:"链接。"`
}

// An EventKind is what happened to a permission.
type EventKind string

// The kinds of events.
const (
	Asked     EventKind = "asked"
	Answered  EventKind = "answered" // and it was not clearly yes
	Granted   EventKind = "granted"
	Declined  EventKind = "declined"
	Revoked   EventKind = "revoked"
	TakenDown EventKind = "taken-down"
)

// A Use is what a post may be shown in.
type Use string

// The uses. None implies another, but UseSite includes UseInternal.
const (
	UseInternal   Use = "internal"
	UseSite       Use = "site"
	UseSocial     Use = "social"
	UseNewsletter Use = "newsletter"
	UsePrint      Use = "print"
	UseAd         Use = "ad"
)

// Known is yes, no or unknown.
type Known uint8

// What is known; the zero value is unknown, which is not no.
const (
	Unknown Known = iota
	Yes
	No
)

// Bases of a permission that need no answer.
const (
	BasisOwn  = "own"  // our own content
	BasisLink = "link" // platform, date and link only
)

// What a permission lets be changed.
const (
	EditCrop      = "crop"
	EditTranslate = "translate" // the whole caption; a sentence of our own needs none
)

// An Event is one dated step of a permission. Use of a granted, answered or
// declined event that names none is filled from the last asked before it.
type Event struct {
	What          EventKind
	On            Date
	Use           []Use    `yaml:"use" oneof:"internal site social newsletter print ad" doc:"What for; else what was last asked." zh:"用途；不写则同上一次询问。"`
	Words         string   `yaml:"words" is:"internal" doc:"Their exact words." zh:"对方的原话。"`
	Proof         string   `yaml:"proof" is:"internal" doc:"A file in .proofs/." zh:"凭证文件名，放在 .proofs/ 里。"`
	Via           string   `yaml:"via" doc:"How: comment, message, form, mail." zh:"渠道：评论、私信、表单、邮件。"`
	By            string   `yaml:"by" is:"internal" doc:"Who of us did it." zh:"我方经办人。"`
	From          Date     `yaml:"from" doc:"The first day on which it may be shown." zh:"从哪天起可以展示。"`
	Until         Date     `yaml:"until" doc:"The last day on which it may be shown." zh:"可以展示到哪天（含当天）。"`
	Edit          []string `yaml:"edit" oneof:"crop translate" doc:"What may be changed." zh:"允许的改动。"`
	Credit        string   `yaml:"credit" doc:"How to name them here, if they asked for it." zh:"对方要求的署名方式。"`
	Compensation  string   `yaml:"compensation" is:"internal" doc:"What they got for it." zh:"报酬或赠品。"`
	GrantedBy     string   `yaml:"granted_by" oneof:"author person-pictured both" doc:"Whose permission it is." zh:"由谁授权：author（作者）person-pictured（出镜者）both（两者）。"`
	Minors        Known    `yaml:"minors" doc:"Whether minors can be seen; yes needs a guardian's proof." zh:"是否有未成年人出镜；yes 需要监护人的凭证。"`
	MusicCleared  Known    `yaml:"music_cleared" doc:"Whether the music of a video may be used." zh:"视频音乐是否可用。"`
	PeopleCleared Known    `yaml:"people_cleared" doc:"Whether everybody who can be seen agreed." zh:"出镜者是否都同意。"`
	Basis         string   `yaml:"basis" oneof:"comment message form email contract contest own link" doc:"What the permission rests on; own and link need no answer." zh:"授权依据；own（自有内容）和 link（只放链接）不需要答复。"`
	Note          string   `yaml:"note" is:"internal" doc:"For ourselves." zh:"内部备注。"`
	Notice        string   `yaml:"notice" doc:"Of taken-down: what stays to be read under the old address." zh:"用于 taken-down：旧网址上保留的说明。"`
	Line          int
	Col           int
}
