//go:build !unix

package generator

// identity is only asked where folders can be exchanged.
func identity(string) uint64 { return 0 }
