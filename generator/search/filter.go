package search

import (
	"fmt"
	"slices"
)

// A FilterError is a filter that the index does not have. Without a Value there
// is no such facet; Known are the values or facets that there are.
type FilterError struct {
	Facet, Value string
	Known        []string
}

// Error names the facet, and the value if only that is unknown.
func (e *FilterError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("there is no filter %q", e.Facet)
	}
	return fmt.Sprintf("no page has %s %q", e.Facet, e.Value)
}

// filter marks the pages, by their first text, that pass; nil means all.
func (r *Reader) filter(filters map[string][]string) ([]bool, error) {
	var allowed []bool
	for _, name := range Facets {
		values := filters[name]
		if len(values) == 0 {
			continue
		}
		f, err := r.facet(name)
		if err != nil {
			return nil, err
		}
		passed := make([]bool, r.m.Texts)
		for _, v := range values {
			i := slices.IndexFunc(f.values, func(x []string) bool { return slices.Contains(x, v) })
			if i < 0 {
				return nil, &FilterError{name, v, slices.Concat(f.values...)}
			}
			for _, id := range f.ids[i] {
				passed[id] = allowed == nil || allowed[id]
			}
		}
		allowed = passed
	}
	for name := range filters {
		if !slices.Contains(Facets, name) {
			return nil, &FilterError{Facet: name, Known: slices.Clone(Facets)}
		}
	}
	return allowed, nil
}
