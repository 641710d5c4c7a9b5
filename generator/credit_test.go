package generator

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/source"
)

// packetOf is the XMP of a picture and its parts; "" if it has none. The parts say
// that it lies where its format has such packets.
func packetOf(t *testing.T, name, data string) string {
	t.Helper()
	parts := partsOf(t, name, data)
	places := 0
	for _, part := range parts {
		if slices.Contains([]string{"xmp", "iTXt", "XMP ", "XMP DataXMP"}, part) {
			places++
		}
	}
	from, to := strings.Index(data, "<?xpacket begin="), strings.Index(data, `<?xpacket end="r"?>`)
	if places == 0 && from < 0 {
		return ""
	}
	if places != 1 || from < 0 || to < from {
		t.Errorf("%s: a packet of XMP at %d to %d, in parts %q", name, from, to, parts)
		return ""
	}
	return data[from:to]
}

// properties are all that a packet may say, in the order in which it does.
var properties = []string{"dc creator", "photoshop Credit", "dc rights", "rights Marked", "rights UsageTerms", "rights WebStatement", "xmp Licensor"}

// saysOf is what a packet says, by property. Anything but a property of ours, with
// nothing but text in lists, is an error.
func saysOf(t *testing.T, name, packet string) map[string][]string {
	t.Helper()
	says := map[string][]string{}
	var path []string
	d := xml.NewDecoder(strings.NewReader(packet))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v in %q", name, err, packet)
		}
		switch x := token.(type) {
		case xml.StartElement:
			space := strings.Split(strings.Trim(strings.NewReplacer("elements/1.1", "dc", "photoshop/1.0", "photoshop", "xmp/1.0", "xmp").Replace(x.Name.Space), "/"), "/")
			path = append(path, space[len(space)-1]+" "+x.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if text := strings.Trim(string(x), "\ufeff"); text != "" {
				if len(path) < 4 || !slices.Contains(properties, path[3]) {
					t.Fatalf("%s: %q in %q", name, text, path)
				}
				says[path[3]] = append(says[path[3]], text)
			}
		case xml.ProcInst:
			if x.Target != "xpacket" {
				t.Errorf("%s: %s", name, x.Target)
			}
		default:
			t.Errorf("%s: %v", name, x)
		}
	}
	return says
}

// onlyCredit fails if a picture says anything of itself but a credit.
func onlyCredit(t *testing.T, name, data string) {
	t.Helper()
	if packet := packetOf(t, name, data); packet != "" {
		if says := saysOf(t, name, packet); len(says["dc creator"]) == 0 {
			t.Errorf("%s says %v", name, says)
		}
	}
}

func creditSite(t *testing.T) map[string]string {
	same := scene(t, 3, 700, 500, 90)
	content := album(map[string]string{
		"plain": scene(t, 1, 400, 500, 90), "gift": scene(t, 2, 400, 500, 90), "here": same, "there": same, "secret": scene(t, 4, 400, 500, 90),
	})
	content["site.yaml"] = "title: T\nlanguages: [en, zh]\nbase_url: https://example.com/book/\n"
	content["creators/yu.md"] = "---\ntitle: Real Name\ncredit: 雨 <&> @yu\n---\n"
	for _, post := range []string{"gift", "there", "secret"} {
		content["posts/"+post+"/index.md"] = strings.Replace(content["posts/"+post+"/index.md"], "creator: lin", "creator: yu", 1)
	}
	content["posts/gift/index.md"] = strings.NewReplacer("organic", "gifted", "words: ok", "words: ok\n    until: 2027-03-13").Replace(content["posts/gift/index.md"])
	content["posts/here/index.md"] = strings.Replace(content["posts/here/index.md"], "posted:", "media:\n  - file: 1.jpg\n  - file: ../shared.png\n  - file: moves.gif\nposted:", 1)
	content["posts/there/index.md"] = strings.Replace(content["posts/there/index.md"], "posted:", "media:\n  - file: 1.jpg\n  - file: ../shared.png\nposted:", 1)
	content["posts/shared.png"] = deepPNG(t)
	content["posts/here/moves.gif"] = gifFilm(t, 3)
	content["cases/c.md"] = "---\ntitle: A case\ncover: c.jpg\n---\nText.\n"
	content["cases/c.jpg"] = scene(t, 5, 400, 500, 90)
	return content
}

func writeCredits(t *testing.T, content map[string]string, dir string) (folder, *picture.Store, Report) {
	t.Helper()
	store := picture.NewStore(filepath.Join(dir, "pictures"))
	site, problems := Build(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "built-in"), Theme: defaultLook(), Now: benchNow, WebP: picture.WebP, Pictures: store}, nil)
	report, more, err := Write(site, filepath.Join(dir, "public"), WriteOptions{State: filepath.Join(dir, ".playbook")})
	if err != nil || source.Errors(problems)+source.Errors(more) > 0 {
		t.Fatal(err, problems, more)
	}
	return readFolder(t, filepath.Join(dir, "public")), store, report
}

// creditsOf is every credit in a folder, with how many files carry it.
func creditsOf(t *testing.T, files folder) map[string]int {
	t.Helper()
	found := map[string]int{}
	for name, data := range files {
		if !strings.HasPrefix(name, "media/") {
			continue
		}
		onlyCredit(t, name, data)
		says := saysOf(t, name, packetOf(t, name, data))
		var lines []string
		for _, p := range properties {
			if len(says[p]) > 0 {
				lines = append(lines, p+": "+strings.Join(says[p], " | "))
			}
		}
		found[strings.Join(lines, "\n")]++
	}
	return found
}

// Every file of a picture says whose it is as the page of its post does, however
// often the same bytes were posted; a picture of no post says nothing.
func TestPicturesCarryTheCreditOfTheirPost(t *testing.T) {
	t.Parallel()
	signed := func(creator, line, copyright, until, post string) string {
		en, zh := "Shown here by permission", "经授权在此展示"
		if until != "" {
			en, zh = en+" until "+until, zh+"，至 "+until+" 为止"
		}
		en, zh = en+". Any other use needs the permission of its creator.", zh+"；其他任何使用须另行取得创作者许可。"
		text := fmt.Sprintf("dc creator: %s\nphotoshop Credit: %s\ndc rights: %s\nrights Marked: True\nrights UsageTerms: %s | %s | %s", creator, line, copyright, en, en, zh)
		if post != "" {
			page := "https://example.com/book/posts/" + post + ".html#permission"
			text += "\nrights WebStatement: " + page + "\nxmp Licensor: " + page
		}
		return text
	}
	files, _, _ := writeCredits(t, creditSite(t), t.TempDir())
	got := creditsOf(t, files)
	formats := 1
	if picture.WebP != "" {
		formats = 2
	}
	want := map[string]int{
		signed("Lin", "Lin", "© Lin", "", "plain"):                                             2 * formats,
		signed("雨 <&> @yu", "雨 <&> @yu (Gifted product)", "© 雨 <&> @yu", "2027-03-13", "gift"): 2 * formats,
		signed("Lin", "Lin", "© Lin", "", "here"):                                              2*formats + formats + 1, // its picture, and an animation with its first frame
		signed("雨 <&> @yu", "雨 <&> @yu", "© 雨 <&> @yu", "", "there"):                           2 * formats,
		signed("Lin | 雨 <&> @yu", "Lin, 雨 <&> @yu", "© Lin, 雨 <&> @yu", "", ""):                formats, // shown by two posts
		"": 2 * formats, // the case's
	}
	if !maps.Equal(got, want) {
		t.Errorf("credits in files:\n%v\nwant\n%v", got, want)
	}
	for name, data := range files {
		if strings.Contains(data, "Real Name") {
			t.Errorf("%s has the name that its bearer does not go by", name)
		}
	}
}

// Another credit makes other files under other names, and decodes nothing; the
// same one writes nothing.
func TestAnotherCreditEncodesNothing(t *testing.T) {
	t.Parallel()
	content, dir := creditSite(t), t.TempDir()
	before, _, _ := writeCredits(t, content, dir)
	if _, store, report := writeCredits(t, content, dir); store.Decoded() != 0 || report.Changed != 0 {
		t.Errorf("a second build decoded %d and changed %d", store.Decoded(), report.Changed)
	}
	content["creators/lin.md"] = "---\ntitle: Lin\ncredit: 林 @lin\n---\n"
	after, store, _ := writeCredits(t, content, dir)
	if store.Decoded() != 0 {
		t.Errorf("%d pictures were decoded for a new credit", store.Decoded())
	}
	for name, data := range before {
		if strings.HasPrefix(name, "media/") && after[name] != "" && after[name] != data {
			t.Errorf("%s has other bytes under the same name", name)
		}
	}
	if credits := fmt.Sprint(creditsOf(t, after)); strings.Contains(credits, ": Lin") || !strings.Contains(credits, "林 @lin") {
		t.Errorf("credits are %s", credits)
	}
}
