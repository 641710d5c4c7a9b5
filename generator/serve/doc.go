// Package serve keeps a site current while it is being written: it watches what
// the site is made from, builds again when that changes, and shows the result
// to a browser.
//
// There is no second way to make a site here. A rebuild is generator.Build with
// the Memo of the build before, and what is served are the bytes of its Files;
// the script that reloads a page is added on the way out and is no part of them.
//
//	disk ──watcher──► notice ──loop──► Tree.Look, Build ──► view ──► HTTP, events
//	       (burst)    (names)                               (newest)
//
// The watcher tells which names to look at again, never what to rebuild. The
// loop is the only goroutine that reads trees and builds. A view is one build
// as it is served: immutable but for the problems, which come in as files are
// made. Browsers are told by the closing of a channel that there is a newer
// view, and look at it themselves; so nothing is queued for them and no event
// can be lost.
package serve
