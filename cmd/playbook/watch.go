package main

import (
	"context"
	"errors"

	"playbook/generator"
	"playbook/generator/serve"
	"playbook/generator/source"
)

var (
	msgWatch    = source.Message{En: "keep the output folder current until Ctrl-C", Zh: "持续更新输出文件夹，直到按 Ctrl-C"}
	msgOnlyWith = source.Message{En: "{0} goes with {1} only", Zh: "{0} 只能与 {1} 一起使用"}
	msgWritten  = source.Message{En: "{0 file|files} written", Zh: "写入 {0} 个文件"}
	msgSame     = source.Message{En: "nothing to write", Zh: "没有需要写入的文件"}
)

// A keeper writes every build of a site to the output folder.
type keeper struct {
	*app
	sources *sources
	report  generator.Report // of the newest build
	written bool
	failed  error // of the disk, told once
}

// runWatch is build --watch.
func (a *app) runWatch(w watching) error {
	if err := a.keepApart(); err != nil {
		return err
	}
	s := &sources{app: a}
	defer s.close()
	first, err := s.open()
	if err != nil {
		return err
	}
	_ = generator.MakeState(s.beside.state()) // or pictures are remembered in memory alone
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a.end.Store(&cancel)
	k := &keeper{app: a, sources: s}
	o := a.options(s, first, w)
	o.Built = k.built
	return serve.Watch(ctx, o, k.write)
}

// write publishes a site unless something is against it, as build does.
func (k *keeper) write(site *generator.Site, problems []source.Problem) []source.Problem {
	k.report, k.written = generator.Report{}, false
	options := generator.WriteOptions{State: k.sources.beside.state(), Keep: site.Config.Keep, Jobs: k.jobs, Proofs: k.sources.beside.proofs}
	if source.Errors(problems) > 0 {
		more, err := generator.Check(site, options)
		k.fail(err)
		return more
	}
	k.writing.Store(true)
	report, more, err := generator.Write(site, k.public, options)
	k.writing.Store(false)
	k.fail(err)
	k.report, k.written = report, err == nil && source.Errors(more) == 0
	return more
}

// fail tells why the disk refused, once for as long as it is the same. What
// changed meanwhile is being built again.
func (k *keeper) fail(err error) {
	if errors.Is(err, generator.ErrChanged) {
		return
	}
	if err != nil && (k.failed == nil || k.failed.Error() != err.Error()) {
		var refusal *generator.Refusal
		if errors.As(err, &refusal) {
			k.complain(refusal.Text(k.lang), "")
		} else {
			k.complain(err.Error(), "")
		}
	}
	k.failed = err
}

// built prints the problems that are new, and one line. The first build has the
// two lines that build has.
func (k *keeper) built(r serve.Report) {
	k.store.Trim()
	beside := k.sources.beside
	if r.Number == 1 {
		k.show(beside.placed(r.New))
		k.closing(r.Site, k.report, r.Problems, k.written, r.Took)
		return
	}
	r.Pages = k.report.Changed + k.report.Removed
	if k.format == formatJSON {
		k.rebuilt(beside, r)
		return
	}
	k.show(beside.placed(r.New))
	line := k.text(msgSame)
	switch {
	case !k.written:
		line = k.text(msgNothing)
	case r.Pages > 0:
		line = k.text(msgWritten, r.Pages)
	}
	k.tell(r, line+k.comma()+milliseconds(r.Took))
}
