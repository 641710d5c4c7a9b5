package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/search"
	"playbook/generator/source"
)

var (
	msgSearch     = source.Message{En: "search the built site", Zh: "搜索已构建的网站"}
	msgSearchLong = source.Message{
		En: `Search the site in the output folder as its own search page does: the same
index, the same results in the same order.

A query finds every word by its beginning, every part of Chinese text, names by
their pinyin, and words with a slip. Without a query, --filter lists pages.
Filters: kind, platform, product, campaign, tier, tag, style, year, lang.`,
		Zh: `像网站自己的搜索页一样搜索输出文件夹里的网站：同一份索引，同样的结果和顺序。

单词输入开头即可，中文任意一段都能找到，名称可用拼音或首字母，拼写有误也能纠正。
不写搜索词时，--filter 会列出页面。
可用的筛选：kind、platform、product、campaign、tier、tag、style、year、lang。`,
	}
	msgFilter      = source.Message{En: "only pages with this `name=value`; repeat it for more", Zh: "只要符合`名称=值`的页面；可重复使用"}
	msgSort        = source.Message{En: "put first what is newest or liked most: `date|likes`", Zh: "排序方式：`date|likes`（最新或点赞最多在前）"}
	msgMost        = source.Message{En: "show at most so `many`", Zh: "最多显示的`数量`"}
	msgNoIndex     = source.Message{En: `{0} has no search index; run "playbook build" first`, Zh: `{0} 里没有搜索索引；请先运行 "playbook build"`}
	msgNoFacet     = source.Message{En: "there is no filter {0}", Zh: "没有 {0} 这个筛选"}
	msgNoValue     = source.Message{En: "no page has {0} {1}", Zh: "没有 {0} 为 {1} 的页面"}
	msgNoHits      = source.Message{En: "nothing found", Zh: "没有找到"}
	msgAboutPages  = source.Message{En: "about {0} pages", Zh: "约 {0} 个页面"}
	msgSearchMeant = source.Message{En: "nothing for what was written; this is for {0}", Zh: "没有找到原词；以下是 {0} 的结果"}
	msgLoose       = source.Message{En: "no page has all of it; these come nearest", Zh: "没有完全符合的页面；以下最接近"}
)

func (a *app) searchCommand() *cobra.Command {
	var filters []string
	var q search.Query
	cmd := &cobra.Command{
		Use:     "search [QUERY]",
		Short:   a.text(msgSearch),
		Long:    a.text(msgSearchLong),
		Example: "  playbook search 枫叶色\n  playbook search \"talk like a friend\" --limit 3\n  playbook search --filter platform=weibo --filter year=2026 --sort likes",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text, q.Lang = strings.Join(args, " "), a.lang
			for _, f := range filters {
				name, value, ok := strings.Cut(f, "=")
				if !ok || value == "" {
					return a.wrong(cmd, a.text(msgBadValue, "--filter", quote(f)))
				}
				if q.Filters == nil {
					q.Filters = map[string][]string{}
				}
				q.Filters[name] = append(q.Filters[name], value)
			}
			switch {
			case q.Sort != "" && q.Sort != "date" && q.Sort != "likes":
				return a.wrong(cmd, a.text(msgBadValue, "--sort", quote(q.Sort)))
			case q.Limit < 1:
				return a.wrong(cmd, a.text(msgBadValue, "--limit", q.Limit))
			case strings.TrimSpace(q.Text) == "" && q.Filters == nil:
				return a.wrong(cmd, a.text(msgMissingArgs, "QUERY"))
			}
			return a.runSearch(cmd, q)
		},
	}
	cmd.Flags().StringArrayVar(&filters, "filter", nil, a.text(msgFilter))
	cmd.Flags().StringVar(&q.Sort, "sort", "", a.text(msgSort))
	cmd.Flags().IntVar(&q.Limit, "limit", 10, a.text(msgMost))
	return cmd
}

// hit and found are the lines of --json.
type hit struct {
	Type    string `json:"type"`
	Page    string `json:"page"`
	Title   string `json:"title"`
	Heading string `json:"heading,omitempty"`
	Kind    string `json:"kind"`
	Lang    string `json:"lang"`
	Date    string `json:"date,omitempty"`
	Text    string `json:"text,omitempty"`
	Score   int    `json:"score"`
}

type found struct {
	Type  string `json:"type"`
	Total int    `json:"total"`
	About bool   `json:"about"`
	How   string `json:"how,omitempty"`
	Meant string `json:"meant,omitempty"`
}

// excerptLength is what fits two lines of a terminal.
const excerptLength = 100

func (a *app) runSearch(cmd *cobra.Command, q search.Query) error {
	r, err := search.Open(os.DirFS(a.public))
	if errors.Is(err, fs.ErrNotExist) {
		return &generator.Refusal{Key: msgNoIndex, Args: []string{a.public}}
	}
	if err != nil {
		return err
	}
	result, err := r.Search(q)
	if filter, ok := errors.AsType[*search.FilterError](err); ok {
		if filter.Value == "" {
			return a.wrong(cmd, a.orMean(a.text(msgNoFacet, quote(filter.Facet)), filter.Facet, filter.Known))
		}
		return errors.New(a.orMean(a.text(msgNoValue, filter.Facet, quote(filter.Value)), filter.Value, filter.Known))
	}
	if err != nil {
		return err
	}
	a.showResult(&result)
	return nil
}

func (a *app) showResult(r *search.Result) {
	for i := range r.Hits {
		h := &r.Hits[i]
		page := h.Page
		if h.Anchor != "" {
			page += "#" + h.Anchor
		}
		if a.format == formatJSON {
			a.line(hit{"hit", page, h.Title, h.Heading, h.Kind, h.Lang, h.Date, h.Excerpt(excerptLength), h.Score})
			continue
		}
		title := h.Title
		if h.Heading != "" {
			title += " › " + h.Heading
		}
		a.say(a.paint(bold, title) + "  " + page)
		if text := h.Excerpt(excerptLength); text != "" {
			a.say("    " + text)
		}
	}
	if a.format == formatJSON {
		a.line(found{"found", r.Total, r.About, r.How, r.Meant})
		return
	}
	switch {
	case r.How == "typo" && len(r.Hits) > 0:
		a.note(a.text(msgSearchMeant, quote(r.Meant)))
	case r.How == "loose" && len(r.Hits) > 0:
		a.note(a.text(msgLoose))
	}
	switch {
	case len(r.Hits) == 0:
		a.note(a.text(msgNoHits))
	case r.About && r.More:
		a.note(a.text(msgAboutPages, r.Total))
	default:
		a.note(a.text(msgPages, r.Total))
	}
}
