// Package markdown turns the body of one file into HTML with holes.
//
// It knows documents, not pages: where a link leads, how large a picture is
// and which posts a grid shows is decided later, by the generator, which fills
// the holes. So a Document depends on nothing but its own text, and never has
// to be parsed again because another file changed.
//
// There are two kinds of body. An editor's page is CommonMark with tables,
// footnotes, definition lists, task lists, strikethrough, wikilinks and
// directives, all of them aware of Chinese. The caption of a post is what a
// stranger wrote: it is text and stays text, whatever it looks like.
//
// # Laws
//
// A Document holds no tree and is not changed after Parse. Its HTML holds no
// tag but ours and, where the site allows them, sanitised ones. What an
// "internal" directive holds is between two holes in HTML and flagged
// everywhere else, so that Public can leave no byte of it. Parse takes time
// linear in the text, within a factor that guard.go bounds, and never panics.
package markdown
