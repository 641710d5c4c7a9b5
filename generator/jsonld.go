package generator

import (
	"strings"

	"playbook/generator/record"
)

// jsonLD is the page as data for search engines (schema.org), or nil where the
// site has no address, or the page is none of its own or broken.
func (v *view) jsonLD() map[string]any {
	if v.Site.BaseURL == "" || v.Record == nil || v.Name == "" || len(v.Problems) > 0 {
		return nil
	}
	switch v.Kind {
	case record.Posts:
		return v.postData()
	case record.Cases, record.Voice, record.Platforms, record.Campaigns:
		return v.articleData()
	}
	return nil
}

// articleData is an Article: https://schema.org/Article.
func (v *view) articleData() map[string]any {
	data := map[string]any{
		"@context": "https://schema.org", "@type": "Article", "headline": v.Title, "inLanguage": tag(v.Summary.Lang),
		"url": string(v.Abs(v.Canonical)), "publisher": map[string]any{"@type": "Organization", "name": v.Site.Title},
	}
	put(data, "description", v.Excerpt)
	put(data, "dateModified", v.Record.Updated.String())
	put(data, "datePublished", v.Date)
	put(data, "keywords", strings.Join(v.Tags, ", "))
	v.putImage(data)
	return data
}

// postData is a SocialMediaPosting with creator, credit and licence, as image
// search reads them: https://schema.org/SocialMediaPosting.
func (v *view) postData() map[string]any {
	data := map[string]any{
		"@context": "https://schema.org", "@type": "SocialMediaPosting", "headline": v.Title,
		"inLanguage": tag(v.Summary.Lang), "url": string(v.Abs(v.Canonical)),
	}
	put(data, "datePublished", v.Date)
	put(data, "sharedContent", v.Post.Source)
	if v.LinkOnly {
		return data
	}
	put(data, "keywords", strings.Join(v.Tags, ", "))
	put(data, "expires", v.Until)
	v.putImage(data)
	v.putCredit(data)
	if image, ok := data["image"].(map[string]any); ok {
		v.putCredit(image)
	}
	if v.Disclosure != "" {
		data["sponsor"] = map[string]any{"@type": "Organization", "name": v.Site.Title}
	}
	return data
}

// putCredit names the creator of a post or of its picture, and where one reads
// what may be done with it. That it was paid for is part of the credit: whoever
// shows one shows the other.
func (v *view) putCredit(data map[string]any) {
	if v.Credit == "" {
		return
	}
	credit := v.Credit
	if v.Disclosure != "" {
		credit += " (" + v.T("relationship."+v.Disclosure) + ")"
	}
	data["creditText"] = credit
	data["creator"] = map[string]any{"@type": "Person", "name": v.Credit}
	data["copyrightHolder"] = data["creator"]
	data["copyrightNotice"] = "© " + v.Credit
	data["license"] = string(v.Abs(v.URL)) + "#permission"
	data["acquireLicensePage"] = data["license"]
}

func (v *view) putImage(data map[string]any) {
	if v.Cover != nil {
		data["image"] = map[string]any{"@type": "ImageObject", "url": string(v.Abs(v.Cover.URL)),
			"width": v.Cover.Width, "height": v.Cover.Height}
	}
}

func put(data map[string]any, key, value string) {
	if value != "" {
		data[key] = value
	}
}
