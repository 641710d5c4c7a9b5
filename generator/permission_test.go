package generator

import (
	"maps"
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// What blocks a post blocks it in the edition too, whichever way the film got into
// its folder and whoever said what.
func TestWhatBlocksAPostIsSeenInItsFolder(t *testing.T) {
	t.Parallel()
	const granted = "rights:\n- granted: 2026-03-01\n  use: [site]\n  words: ok\n"
	for _, row := range []struct {
		says, fields string
		files        string // beside the post
		public       bool
	}{
		{"a picture", granted, "1.jpg", true},
		{"a film that the post names", "media:\n- file: clip.mp4\n" + granted, "clip.mp4", false},
		{"a film that only lies there", granted, "1.jpg clip.mp4", false},
		{"a film in capitals", granted, "CLIP.MP4", false},
		{"a film whose music is cleared", granted + "  music_cleared: yes\n", "clip.mp4", true},
		{"a film that only lies there beside pictures that the post names", "media:\n- file: 1.jpg\n" + granted, "1.jpg clip.mp4", true},
		{"minors", granted + "  minors: yes\n", "1.jpg", false},
		{"minors and a guardian", granted + "  minors: yes\n  proof: guardian.pdf\n", "1.jpg", true},
		{"nobody knows why it was posted", "relationship:\n" + granted, "1.jpg", false},
	} {
		files := map[string]string{
			"site.yaml": "title: One\neditions:\n  public:\n    use: site\n    kinds: [posts]\n  internal:\n    use: internal\n",
		}
		if !strings.Contains(row.fields, "relationship:") {
			row.fields = "relationship: organic\n" + row.fields
		}
		files["posts/x/index.md"] = "---\nplatform: weibo\nposted: 2026-02-01\n" + row.fields + "---\nzqxcaption\n"
		for name := range strings.FieldsSeq(row.files) {
			files["posts/x/"+name] = photograph(len(name))
		}
		for edition, want := range map[string]bool{"public": row.public, "internal": true} {
			site, _ := Build(Input{Content: memoryTree(maps.Clone(files)), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: edition, Now: benchNow}, nil)
			if shown := namesShown(site)["x"]; shown != want {
				t.Errorf("%s, %s: shown %t, want %t", row.says, edition, shown, want)
			}
		}
	}
}
