package serve

import (
	"path"
	"path/filepath"
	"strings"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// A Source is what a site is made from, and where on disk that lies.
type Source struct {
	Input    generator.Input
	Folders  []Folder
	Problems []source.Problem // found in opening it
}

// A Folder is a folder on disk that a tree of the Input reads.
type Folder struct {
	Dir  string       // absolute
	Tree *source.Tree // nil as long as there is no such folder
}

// Options says what to keep current, and how.
type Options struct {
	// Open opens what the site is made from. It is called again when the
	// settings or the folders themselves changed, and may return the trees that
	// it returned before.
	Open func() (*Source, error)

	// Now is the instant that permissions are judged at; nil is that of the
	// Source, for good.
	Now func() time.Time

	Poll   bool // look at the folders every half second instead of being told
	Follow bool // browsers go to the page that was just edited

	// Ready is called once, when there is something to serve. May be nil.
	Ready func()

	// Built is told of every build, once all its files were made or a newer one
	// is on its way. May be nil.
	Built func(Report)

	// Notice is told what the user should know of the watching itself. May be nil.
	Notice func(Notice)
}

// A Report is what one rebuild came to.
type Report struct {
	Number   int              // of the build, from 1
	Changed  []string         // labels of the files that changed since the last Report, in order
	Pages    int              // how many pages became others
	Took     time.Duration    // from the first event until the site was there to be served
	Site     *generator.Site  // nil if there is none yet
	Problems []source.Problem // all there are
	New      []source.Problem // those of Problems that the last Report did not have
}

// A Notice is something about watching that the user should know.
type Notice int

// What can be said of watching.
const (
	TooManyFolders Notice = iota // the system's limit of watches is reached; looking instead
	TooManyWatches               // the system's limit of programs that watch; looking instead
	NoEvents                     // the folder does not tell of changes; looking instead
	LostEvents                   // too much at once; everything was looked at again
)

// placeOf is where on disk the file of a problem lies, or "".
func (s *Source) placeOf(label string) string {
	for _, f := range s.Folders {
		if f.Tree == nil {
			continue
		}
		prefix := f.Tree.Label("")
		if rest, ok := strings.CutPrefix(label, prefix+"/"); ok && !strings.Contains(rest, "..") {
			return filepath.Join(f.Dir, filepath.FromSlash(path.Clean(rest)))
		}
	}
	return ""
}

// below is the slash path of name below dir: "." for dir itself.
func below(dir, name string) (string, bool) {
	rel, err := filepath.Rel(dir, name)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// ours reports whether a tree reads files and folders of this base name.
func ours(base string) bool {
	return !strings.HasPrefix(base, ".") && !strings.HasPrefix(base, "_") && !strings.HasSuffix(base, "~")
}
