package record

import (
	"bytes"
	"cmp"
	"slices"

	"playbook/generator/source"
)

// Fix makes the repairs that can only mean one thing, and returns the bytes of
// the whole file, with its own line ends and without a byte-order mark, and how
// many repairs were made. Of two that overlap the first is made; the other
// shows again in the next check.
func Fix(t *source.Text, problems []source.Problem) ([]byte, int) {
	var fixes []source.Fix
	made := 0
	for _, p := range problems {
		switch {
		case p.Fix == nil || p.File != t.Name:
		case *p.Fix == source.Fix{}: // the byte-order mark, which a Text does not hold
			made++
		case p.Fix.Start >= 0 && p.Fix.Start <= p.Fix.End && p.Fix.End <= len(t.Data):
			fixes = append(fixes, *p.Fix)
		}
	}
	slices.SortStableFunc(fixes, func(a, b source.Fix) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	var out bytes.Buffer
	at := 0
	for _, f := range fixes {
		if f.Start < at {
			continue
		}
		out.Write(t.Data[at:f.Start])
		out.WriteString(f.New)
		at = f.End
		made++
	}
	out.Write(t.Data[at:])
	if t.CRLF {
		return bytes.ReplaceAll(out.Bytes(), []byte("\n"), []byte("\r\n")), made
	}
	return out.Bytes(), made
}
