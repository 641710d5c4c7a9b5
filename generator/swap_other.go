//go:build !linux && !darwin

package generator

import "errors"

// exchange is two renames here; see outlet.swap.
func exchange(a, b string) error { return errors.ErrUnsupported }
