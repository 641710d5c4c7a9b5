package markdown

import (
	"strings"
	"testing"

	"playbook/generator/source"
)

const benchCaption = `黄皮真的可以涂枫叶色！！[害羞R] 之前一直不敢买，怕显黑，结果上嘴的瞬间就被惊艳到了
素颜涂也不挑皮，通勤一周都在用，喝水也不怎么沾杯[赞R]
——
色号：04 枫叶红
肤色：黄二白，偏橄榄
推荐指数：五颗星
最喜欢的是它的质地，薄薄一层很润，两小时补一次就够了。
#试色[话题]# #黄皮[话题]# #枫叶色试色[话题]# #口红[话题]# @桂月Guiyue
`

var benchPage = "# How Perfect Diary made its customers the channel\n\n" + strings.Repeat(
	"完美日记的**一半**内容来自用户。The brand account reposts *real* customers, see [the voice](../voice/friend.md#warmth).\n\n"+
		"## Why it 为什么\n\n- first point with `code`\n- second point, 第二点\n\n:fact[About half]{id=half} of the posts — \"really\".\n\n"+
		":::note\nKeep it short, 说人话。\n:::\n\n", 4)

func BenchmarkCaption(b *testing.B) {
	bench(b, benchCaption, Options{Post: "xiaohongshu", Topic: "#{}[话题]#", Emoticons: `\[\p{Han}{1,6}[RH]?\]`})
}

func BenchmarkPage(b *testing.B) { bench(b, benchPage, Options{}) }

func bench(b *testing.B, body string, o Options) {
	data := []byte("---\nurl: x\n---\n" + body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(&source.Text{Name: "a.md", Data: data}, 15, o)
	}
}

func BenchmarkHighlight(b *testing.B) {
	code := "server {\n  listen 80;\n  root /srv/public;\n  error_page 404 /404.html;\n}\n"
	Highlight("nginx", code)
	for b.Loop() {
		Highlight("nginx", code)
	}
}
