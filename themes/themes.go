// Package themes holds the theme that every site starts from. A site's own
// theme lies over it: a file of the same name takes the place of one here.
package themes

import "embed"

// Files is the folder of themes, with default/ in it.
//
//go:embed all:default
var Files embed.FS
