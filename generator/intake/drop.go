package intake

import (
	"regexp"
	"strings"

	"playbook/generator/source"
)

type message = source.Message

// Reasons why a value is left out. They are keys; dropWords says them.
const (
	dropToken    = "token"
	dropIP       = "ip"
	dropDevice   = "device"
	dropPlace    = "place"
	dropContact  = "contact"
	dropPerson   = "person"
	dropViewer   = "viewer"
	dropComments = "comments"
	dropTool     = "tool"
	dropEmpty    = "empty"
	dropRecord   = "record"
	dropWhole    = "whole"
	dropFollower = "follower"
)

// dropWords are the reasons as an editor reads them.
var dropWords = map[string]message{
	dropToken:    {En: "access tokens and signatures", Zh: "访问令牌和签名"},
	dropIP:       {En: "IP addresses and regions", Zh: "IP 地址和属地"},
	dropDevice:   {En: "devices and cameras", Zh: "设备和相机信息"},
	dropPlace:    {En: "map coordinates", Zh: "地图坐标"},
	dropContact:  {En: "contact details", Zh: "联系方式"},
	dropPerson:   {En: "gender, age and the like", Zh: "性别、年龄等个人信息"},
	dropViewer:   {En: "what the account that exported did itself", Zh: "导出账号自己的操作记录"},
	dropComments: {En: "comments of others", Zh: "其他人的评论"},
	dropTool:     {En: "notes of the tool about itself", Zh: "工具自己的运行信息"},
	dropWhole:    {En: "what the export says of the list as a whole", Zh: "导出文件对整个列表的说明"},
	dropFollower: {En: "who the followers are", Zh: "粉丝名单"},
	dropRecord:   {En: "records of a kind that is not imported", Zh: "不导入的记录类型"},
	dropEmpty:    {En: "empty", Zh: "空值"},
}

// dropNames are the keys that are left out wherever they stand, by the last
// part of their path in lower case. A key is private by what it holds in any of
// the tools that we know; the list is fixed, and what it drops is reported.
var dropNames = func() map[string]string {
	names := map[string]string{}
	for reason, words := range map[string]string{
		dropToken:   "xsec_token xsec_source access_token token sign signature msToken a_bogus x-bogus cookies cookie http_headers file_token tmp_url secret authorization password tracking_params csrf sessionid",
		dropIP:      "ip ip_location ip_label ip_region ip_address ip地址 ip归属地 ip属地 归属地 upload_ip author_ip region_name region_opt location_ip client_ip",
		dropDevice:  "device device_id device_info deviceid camera_make camera_model camera_metadata camera_position exif_data lens_model lens_make serial_number software user_agent useragent 工具 源微博工具",
		dropPlace:   "latitude longitude lat lng lon gps gps_latitude gps_longitude coordinate coordinates geo 经度 纬度",
		dropContact: "联系方式 email e-mail mail phone mobile tel telephone phone_number contact contacts 邮箱 手机 手机号 电话 微信 微信号 wechat qq reviewer_email author_email public_email public_phone_number business_email business_phone_number contact_phone_number customer_email",
		dropPerson:  "gender 性别 sex birthday 生日 birth_date age 年龄 education company sunshine registration_time marital",
		dropViewer:  "liked collected followed pinned subscription audience user_digged viewer_can_reshare viewer_has_liked viewer_has_saved viewer_has_saved_to_collection viewer_in_photo_of_you blocked_by_viewer followed_by_viewer requested_by_viewer has_blocked_viewer has_requested_viewer follows_viewer restricted_by_viewer sharing_friction_info",
	} {
		for _, w := range strings.Fields(words) {
			names[strings.ToLower(w)] = reason
		}
	}
	return names
}()

var (
	mailForm  = regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`)
	phoneForm = regexp.MustCompile(`(?:\+?86[ -]?)?\b1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}\b|\+[0-9]{1,3}[ -]?[0-9]{2,4}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}`)
	chatForm  = regexp.MustCompile(`(?i)(?:微信|薇信|威信|vx|v信|wechat|weixin|qq|whatsapp|line id|合作|商务|商业).{0,6}?[:：]?\s*[a-z0-9_\-+]{5,}`)
)

// hasContact reports whether a profile text tells how to reach somebody.
func hasContact(s string) bool {
	return mailForm.MatchString(s) || phoneForm.MatchString(s) || chatForm.MatchString(s)
}

// purge drops what is private among what no field took, at any depth, and the
// tokens inside addresses.
func (v *value) purge() {
	for _, m := range v.fields {
		if reason := dropNames[strings.ToLower(strings.TrimSpace(m.name))]; reason != "" {
			m.value.settle(dropped, reason)
			continue
		}
		m.value.purge()
	}
	for _, x := range v.items {
		x.purge()
	}
	if v.kind == text && v.fate == unseen && strings.Contains(v.text, "xsec_token=") {
		v.text = tokenForm.ReplaceAllString(v.text, "")
	}
}

var tokenForm = regexp.MustCompile(`[?&]xsec_(?:token|source)=[^&\s"']*`)

// DropWords says why a value was left out.
func DropWords(reason string) source.Message { return dropWords[reason] }
