package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// An archive is the content that an import adds to: which posts and creators
// are there, under which names.
type archive struct {
	root    *os.Root
	label   string              // before names below root
	address func(string) string // the last part of the address of a page

	sums      map[string]string // SHA-256 of pictures that imports took along → file
	looks     []looked          // of them
	posts     map[string]string // record.Key, or an address → file
	creators  map[string]string // platform and id, handle or address → name
	people    map[string][]person
	names     map[record.Kind]map[string]bool // folded names and addresses in use
	platforms map[string]bool
	pages     map[string]string // id of a page of Notion → file
}

// A person is a creator as posts without an id can find them: by name.
type person struct {
	name, platform string
	bare           bool // nothing but the name is known of them
}

// openArchive looks at what is there. What cannot be read is for check to tell.
func openArchive(root *os.Root, label string, address func(string) string, platforms []string) *archive {
	a := &archive{root: root, label: label, address: address, sums: map[string]string{}, posts: map[string]string{}, creators: map[string]string{},
		people: map[string][]person{}, platforms: map[string]bool{}, pages: map[string]string{},
		names: map[record.Kind]map[string]bool{record.Posts: {}, record.Creators: {}, record.Pages: {}}}
	for _, p := range platforms {
		a.platforms[p] = true
	}
	fsys := root.FS()
	for _, kind := range []record.Kind{record.Posts, record.Creators, record.Platforms, record.Pages} {
		// A kind without a folder has no files.
		_ = fs.WalkDir(fsys, string(kind), func(file string, d fs.DirEntry, err error) error {
			base := path.Base(file)
			if err != nil || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
				if err == nil && d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if !d.IsDir() && strings.HasSuffix(file, ".md") {
				a.look(kind, file)
			}
			return nil
		})
	}
	return a
}

// nameOf is what other files call the thing that a file is about.
func nameOf(file string) string {
	stem := strings.TrimSuffix(strings.TrimSuffix(file, ".md"), "/index")
	stem = strings.TrimSuffix(strings.TrimSuffix(stem, ".zh"), ".en")
	return path.Base(strings.TrimSuffix(stem, "/index"))
}

// look files one page of the archive under what it can be found by.
func (a *archive) look(kind record.Kind, file string) {
	name := nameOf(file)
	if kind == record.Platforms {
		a.platforms[name] = true
		return
	}
	a.use(kind, name)
	t, err := a.text(file)
	if err != nil {
		return
	}
	r, _, _ := record.Parse(kind, t)
	switch {
	case r.Post != nil:
		a.remember(path.Dir(file), r.Extra)
		for _, k := range postKeys(r) {
			if a.posts[k] == "" {
				a.posts[k] = file
			}
		}
	case r.Creator != nil:
		for _, acc := range r.Creator.Accounts {
			a.meet(name, r.Title, acc.Platform, acc.ID, acc.Handle, acc.URL)
		}
		if len(r.Creator.Accounts) == 0 {
			a.meet(name, r.Title, "", "", "", "")
		}
	default:
		for _, k := range extraIDs(r.Extra) {
			a.pages[k] = file
		}
	}
}

func (a *archive) text(file string) (*source.Text, error) {
	t, _, err := a.editable(file)
	return t, err
}

// editable is a text, and whether it can be written back as it was: what is not
// text throughout would not be.
func (a *archive) editable(file string) (t *source.Text, ok bool, err error) {
	data, err := a.root.ReadFile(file)
	if err != nil {
		return nil, false, err
	}
	t, problems := source.NewText(path.Join(a.label, file), data)
	mark := func(p source.Problem) bool { return p.Fix == nil || *p.Fix != source.Fix{} }
	return t, !slices.ContainsFunc(problems, mark), nil
}

// postKeys are what a post of the archive can be found by.
func postKeys(r *record.Record) []string {
	var keys []string
	if k := record.Key(r.Post.Platform, r.Post.PostID); k != "" {
		keys = append(keys, k)
	}
	for _, id := range extraIDs(r.Extra) {
		if k := record.Key(r.Post.Platform, id); k != "" {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 && r.Post.Permalink != "" {
		keys = append(keys, r.Post.Permalink)
	}
	return keys
}

// remember files the pictures that an import listed under extra by their hashes
// and looks.
func (a *archive) remember(dir string, extra map[string]any) {
	for _, block := range extra {
		fields, _ := block.(map[string]any)
		taken, _ := fields["taken"].([]any)
		for _, x := range taken {
			note, _ := x.(map[string]any)
			sum, _ := note["sha256"].(string)
			name, _ := note["file"].(string)
			shown, _ := note["look"].(string)
			if sum == "" || name == "" {
				continue
			}
			a.sums[sum] = path.Join(dir, name)
			if l, ok := parseLook(shown); ok {
				a.looks = append(a.looks, looked{path.Join(dir, name), l})
			}
		}
	}
}

// extraIDs are the ids that imports have left under extra, by tool.
func extraIDs(extra map[string]any) []string {
	var ids []string
	for _, block := range extra {
		if fields, ok := block.(map[string]any); ok {
			switch id := fields["id"].(type) {
			case string:
				ids = append(ids, id)
			case int:
				ids = append(ids, itoa(id))
			}
		}
	}
	return ids
}

// use marks a name, and the address that follows from it, as taken.
func (a *archive) use(kind record.Kind, name string) {
	a.names[kind][source.FoldName(name)] = true
	a.names[kind]["/"+a.address(name)] = true
}

var pageName = regexp.MustCompile(`^(?:page-\d+|index)$`)

// free reports whether a new page can have a name.
func (a *archive) free(kind record.Kind, name string) bool {
	return name != "" && !pageName.MatchString(name) && !source.Reserved(name) &&
		!a.names[kind][source.FoldName(name)] && !a.names[kind]["/"+a.address(name)]
}

// meet files a creator under what they can be found by.
func (a *archive) meet(name, title, platform, id, handle, address string) {
	for _, k := range creatorKeys(platform, id, handle, address) {
		if a.creators[k] == "" {
			a.creators[k] = name
		}
	}
	a.people[title] = append(a.people[title], person{name, platform, id == "" && handle == "" && address == ""})
}

// creatorKeys are what an account is known by. A hash of an id, which newer
// exports have instead, is reckoned from the id.
func creatorKeys(platform, id, handle, address string) []string {
	var keys []string
	if id == "" {
		id = profileID(platform, address)
	}
	if id != "" {
		keys = append(keys, platform+" id "+id)
		if !strings.HasPrefix(id, "h:") {
			sum := sha256.Sum256([]byte(id))
			keys = append(keys, platform+" id h:"+hex.EncodeToString(sum[:8]))
		}
	}
	if handle = strings.ToLower(strings.TrimPrefix(handle, "@")); handle != "" {
		keys = append(keys, platform+" handle "+handle)
	}
	if address != "" {
		keys = append(keys, strings.TrimSuffix(address, "/"))
	}
	return keys
}

// handles are platforms in whose addresses people have the name that they chose;
// in those of others they have an id.
var handles = map[string]bool{"tiktok": true, "instagram": true, "x": true, "pinterest": true}

// profileID is the id of an account in its address, or "".
func profileID(platform, address string) string {
	link, _ := record.ParseLink(webAddress(address))
	if link.Platform != platform || handles[platform] {
		return ""
	}
	return link.User
}

// creator is the name of the file of an author who is known already, or "".
func (a *archive) creator(who *author) string {
	keys := creatorKeys(who.platform, who.id, who.handle, who.url)
	if who.platform == "weibo" && who.name != "" { // names are handles there: no two have the same
		keys = append(keys, creatorKeys(who.platform, "", who.name, "")...)
	}
	for _, k := range keys {
		if name := a.creators[k]; name != "" {
			for _, other := range keys {
				if a.creators[other] == "" {
					a.creators[other] = name
				}
			}
			return name
		}
	}
	if who.name == "" {
		return ""
	}
	// There may be two of the same name, so that a name alone is enough only if
	// one of the two sides knows no more than that.
	known := who.id != "" || who.handle != ""
	found := ""
	for _, p := range a.people[who.name] {
		if (p.platform == who.platform || p.platform == "") && (p.bare || !known) {
			if found != "" && found != p.name {
				return ""
			}
			found = p.name
		}
	}
	return found
}

// put writes a file whole: beside its place, then into it. A kill leaves the
// old file or the new one.
func (a *archive) put(file string, data []byte) error {
	beside := path.Join(path.Dir(file), "."+path.Base(file)+"~")
	err := a.root.WriteFile(beside, data, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		if err := a.root.MkdirAll(path.Dir(file), 0o777); err != nil {
			return err
		}
		err = a.root.WriteFile(beside, data, 0o666)
	}
	if err != nil {
		return err
	}
	return a.root.Rename(beside, file)
}
