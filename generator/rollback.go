package generator

import (
	"os"
	"slices"
	"strings"

	"playbook/generator/source"
)

// RollbackOptions says what a rollback may do.
type RollbackOptions struct {
	State   string   // as for Write
	Keep    []string // as for Write
	Edition string   // that Withheld judges by; a generation of another edition is refused

	// Withheld tells by today's content and today's date whether a post may not
	// be shown, and why. A post that is not there any more may not.
	Withheld func(post string) (reason string, withheld bool)
}

var (
	msgNoPrevious = source.Message{
		En: "there is no previous site of {0} to go back to; run playbook build",
		Zh: "没有 {0} 的上一版可以恢复；请运行 playbook build"}
	msgPreviousEdition = source.Message{
		En: "the previous site of {0} is edition {1}, not {2}; name it with --edition, or run playbook build",
		Zh: "{0} 的上一版属于版本 {1}，不是 {2}；请用 --edition 指定，或运行 playbook build"}
	msgPreviousChanged = source.Message{
		En: "the previous site of {0} was changed by something else ({1}); run playbook build",
		Zh: "{0} 的上一版已被其他程序改动（{1}）；请运行 playbook build"}
	msgPreviousPosts = source.Message{
		En: "the previous site of {0} shows posts that may not be shown any more: {1}; run playbook build",
		Zh: "{0} 的上一版含有已不可展示的内容：{1}；请运行 playbook build"}
)

// Rollback makes the generation before this one the target again, and this one
// the previous, so that a second rollback undoes the first. It publishes
// nothing that may not be shown today.
func Rollback(target string, o RollbackOptions) error {
	return rollbackTo(osDisk, target, o)
}

func rollbackTo(d disk, target string, o RollbackOptions) error {
	k, err := newKeeping(o.Keep)
	if err != nil {
		return err
	}
	out, err := openOutlet(target, o.State, d)
	if err != nil {
		return err
	}
	defer out.close()
	return wrap("roll back "+target, out.rollback(k, o))
}

// Purge deletes the previous generation of target: after a takedown, nothing
// that was taken down may stay on this machine's way back.
func Purge(target, state string) error {
	out, err := openOutlet(target, state, osDisk)
	if err != nil {
		return err
	}
	defer out.close()
	return wrap("delete the previous site of "+target, out.purge())
}

// forget purges a previous generation that shows a post that was taken down.
func (o *outlet) forget(taken []string) error {
	was, err := o.known(previousManifest)
	if err != nil || was == nil {
		return err
	}
	for _, p := range was.shown {
		if slices.Contains(taken, p.Name) {
			return o.purge()
		}
	}
	return nil
}

func (o *outlet) purge() error {
	for _, p := range []place{retired, beside} {
		if err := o.discard(o.at(p)); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(o.file(previousManifest)); err != nil {
		return err
	}
	return o.sweep()
}

// rollback is Rollback, with the lock held.
func (o *outlet) rollback(k keeping, options RollbackOptions) error {
	from := o.held()
	was, err := o.known(previousManifest)
	if err != nil {
		return err
	}
	if from == "" || len(was.files) == 0 {
		return refuse(msgNoPrevious, o.name)
	}
	if err := o.mayReturn(was, from, options); err != nil {
		return err
	}
	now, err := o.known(currentManifest)
	if err != nil {
		return err
	}
	guests, err := o.guests(now, k)
	if err != nil {
		return err
	}
	if err := o.reseat(guests, was, from); err != nil {
		return err
	}
	if err := o.save(nextManifest, was.encode()); err != nil {
		return err
	}
	return o.publish(from, exists(o.file(currentManifest)))
}

// mayReturn refuses a generation that is not whole or may not be shown today.
func (o *outlet) mayReturn(m *manifest, from place, options RollbackOptions) error {
	if m.edition != options.Edition {
		return refuse(msgPreviousEdition, o.name, m.edition, options.Edition)
	}
	var bad []string
	for _, p := range m.shown {
		if reason, withheld := options.Withheld(p.Name); withheld {
			bad = append(bad, p.Name+" ("+reason+")")
		}
	}
	if len(bad) > 0 {
		slices.Sort(bad)
		return refuse(msgPreviousPosts, o.name, strings.Join(bad, ", "))
	}
	for _, f := range m.files {
		if !f.untouched(o.at(from)) {
			return refuse(msgPreviousChanged, o.name, f.path)
		}
	}
	return nil
}

// reseat replaces what the old tree has of guests, from an attempt that did not
// end, by the guests of today.
func (o *outlet) reseat(guests []foreign, m *manifest, from place) error {
	for _, g := range guests {
		if !g.dir && m.has(g.path) {
			return refuse(msgTaken, o.within(g.path))
		}
	}
	left, err := foreignIn(o.at(from), m)
	if err != nil {
		return err
	}
	for _, f := range slices.Backward(left) {
		if err := o.disk.remove(o.at(from) + "/" + f.path); err != nil {
			return err
		}
	}
	return o.carry(guests, from)
}
