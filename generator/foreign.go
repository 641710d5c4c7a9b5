package generator

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/source"
)

var (
	msgForeign = source.Message{
		En: "{0} holds files that playbook did not write: {1}; move them away, list them under keep in site.yaml, or write to another folder with --out",
		Zh: "{0} 里有不是 playbook 写入的文件：{1}；请移走它们，或在 site.yaml 的 keep 中列出，或用 --out 写到别的文件夹"}
	msgForeignMany = source.Message{
		En: "{0} holds files that playbook did not write: {1} and {2} more; move them away, list them under keep in site.yaml, or write to another folder with --out",
		Zh: "{0} 里有不是 playbook 写入的文件：{1} 等（另有 {2} 个）；请移走它们，或在 site.yaml 的 keep 中列出，或用 --out 写到别的文件夹"}
	msgTaken = source.Message{
		En: "{0} is in the way: playbook did not write this file, and the site has one of that name; move it away",
		Zh: "{0} 已被占用：这个文件不是 playbook 写入的，而站点里也有同名文件；请移走它"}
	msgPattern = source.Message{
		En: "{0} under keep is not a pattern; use names, *, ? and [a-z]",
		Zh: "keep 中的 {0} 不是有效的通配符；可以使用文件名、*、? 和 [a-z]"}
	msgSpecial = source.Message{
		En: "{0} is a device, pipe or socket and cannot be kept; remove it",
		Zh: "{0} 是设备、管道或套接字，无法保留；请删除"}
)

// foreign is a file in a target that we did not write, or a folder that holds
// none of ours.
type foreign struct {
	path string // with slashes, relative
	dir  bool
	mode fs.FileMode
}

// foreignIn lists what is not ours below dir, folders before what they hold.
func foreignIn(dir string, ours *manifest) ([]foreign, error) {
	var list []foreign
	_, err := appendForeign(&list, dir, ".", ours)
	return list, err
}

// appendForeign reports whether there is a file of ours below rel.
func appendForeign(list *[]foreign, dir, rel string, ours *manifest) (bool, error) {
	entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(rel)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	some := false
	for _, e := range entries {
		name := path.Join(rel, e.Name())
		if !e.IsDir() {
			if ours.has(name) {
				some = true
			} else {
				*list = append(*list, foreign{path: name, mode: e.Type()})
			}
			continue
		}
		at := len(*list)
		below, err := appendForeign(list, dir, name, ours)
		if err != nil {
			return false, err
		}
		if below {
			some = true
		} else {
			*list = slices.Insert(*list, at, foreign{path: name, dir: true})
		}
	}
	return some, nil
}

// keeping is the patterns of foreign files that may stay. A pattern without a
// slash matches a name at any depth, another the path from the target; what
// matches a folder keeps all that is in it.
type keeping []string

func newKeeping(patterns []string) (keeping, error) {
	k := keeping{".git*"}
	for _, p := range patterns {
		clean := strings.TrimSuffix(p, "/")
		if _, err := path.Match(clean, ""); err != nil || clean == "" {
			return nil, refuse(msgPattern, strconv.Quote(p))
		}
		k = append(k, clean)
	}
	return k, nil
}

func (k keeping) match(name string) bool {
	for _, p := range k {
		subject := name
		if !strings.Contains(p, "/") {
			subject = path.Base(name)
		}
		if ok, _ := path.Match(strings.TrimPrefix(p, "/"), subject); ok {
			return true
		}
	}
	return false
}

// matchAny reports whether name or a folder that it is in is kept.
func (k keeping) matchAny(name string) bool {
	for ; name != "."; name = path.Dir(name) {
		if k.match(name) {
			return true
		}
	}
	return false
}

// guests is the foreign files that a new generation must take over. Any other
// foreign file is refused; folders without a file nobody misses.
func (o *outlet) guests(ours *manifest, k keeping) ([]foreign, error) {
	all, err := foreignIn(o.target, ours)
	if err != nil {
		return nil, fmt.Errorf("look at what is in %s: %w", o.name, err)
	}
	var stay []foreign
	var strange []string
	for _, f := range all {
		switch {
		case k.matchAny(f.path) && f.mode&(fs.ModeDevice|fs.ModeNamedPipe|fs.ModeSocket) != 0:
			return nil, refuse(msgSpecial, o.within(f.path))
		case k.matchAny(f.path):
			stay = append(stay, f)
		case !f.dir:
			strange = append(strange, f.path)
		}
	}
	if len(strange) > 0 {
		return nil, o.refuseForeign(strange)
	}
	return stay, nil
}

// namedForeign is how many foreign files a refusal lists.
const namedForeign = 3

func (o *outlet) refuseForeign(names []string) error {
	if more := len(names) - namedForeign; more > 0 {
		return refuse(msgForeignMany, o.name, strings.Join(names[:namedForeign], ", "), strconv.Itoa(more))
	}
	return refuse(msgForeign, o.name, strings.Join(names, ", "))
}

// within is a path below the target as the user knows it.
func (o *outlet) within(name string) string { return filepath.ToSlash(filepath.Join(o.name, name)) }

// carry puts the guests of the target into the tree at p as well. They are the
// same files under a second name, so that the target lacks them at no moment.
func (o *outlet) carry(guests []foreign, p place) error {
	for _, f := range guests {
		from := filepath.Join(o.target, filepath.FromSlash(f.path))
		to := filepath.Join(o.at(p), filepath.FromSlash(f.path))
		if err := o.carryOne(f, from, to); err != nil {
			return fmt.Errorf("keep %s: %w", o.within(f.path), err)
		}
	}
	return nil
}

func (o *outlet) carryOne(f foreign, from, to string) error {
	if f.dir {
		return os.MkdirAll(to, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if f.mode&fs.ModeSymlink != 0 {
		dest, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(dest, to)
	}
	return o.linkOrCopy(from, to)
}

// linkOrCopy gives a file a second name or, where file systems know no second
// names, makes a copy of the same time.
func (o *outlet) linkOrCopy(from, to string) error {
	err := o.disk.link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := copyFile(from, to, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
