// Package defaults holds what every site starts from: files in the formats that
// editors write, so that a site overrides one by having a file of the same name.
//
// The rules of a platform change without notice. So they are data and not
// code: every limit names its source, the day it was true, and how far that
// source can be trusted, and what nobody has published is left out.
package defaults

import "embed"

// Files is the layer below a site's content folder: the first layer that has a
// file provides it. Every default is a pair, name.en.md and name.zh.md; the
// Chinese file sets only what differs, and fields inherit from the English one
// even on a site without English.
//
//go:embed platforms voice calendar.yaml
var Files embed.FS
