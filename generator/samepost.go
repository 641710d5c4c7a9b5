package generator

import (
	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgSamePost  = source.Message{En: "this is the same post as {0}", Zh: "与 {0} 是同一篇笔记"}
	helpSamePost = source.Message{
		En: "keep one of them: what is revoked in one, the other would go on showing",
		Zh: "请只保留一个：在其中一处撤回授权，另一处仍会展示"}
)

// samePosts warns of a post that two files have: addresses of many forms lead to one
// id, and a permission that ends in one file does not end in the other.
func (l *linker) samePosts() {
	seen := map[string]string{}
	for _, t := range l.things {
		if t.kind != record.Posts || t.broken() || t.rec.Post == nil {
			continue
		}
		p := t.rec.Post
		k := record.Key(p.Platform, p.PostID)
		if k == "" {
			continue
		}
		if other, ok := seen[k]; ok {
			l.report(source.Problem{Pos: t.rec.At("url"), Severity: source.Warning, Rule: "post", Key: msgSamePost, Args: []string{other}, Help: helpSamePost})
			continue
		}
		seen[k] = t.pos().File
	}
}
