package generator

import (
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/record"
	"playbook/generator/source"
)

// BenchmarkPermissions is what "playbook rights" does before it prints: read a
// hundred thousand posts, their front matter, and the state of each for every use.
func BenchmarkPermissions(b *testing.B) {
	_, content := onDisk(b, archive(100_000, "zh"))
	for b.Loop() {
		ledger, _ := Permissions(Input{Content: content, Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow})
		shown := 0
		for _, s := range ledger.Posts {
			for _, use := range record.Uses() {
				if s.Answer(use).Shown {
					shown++
				}
			}
		}
		if len(ledger.Posts) != 100_000 || shown == 0 {
			b.Fatal(len(ledger.Posts), shown)
		}
	}
}
