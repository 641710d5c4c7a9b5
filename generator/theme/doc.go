// Package theme turns the files of a theme into two things: templates that make
// pages, and a bundle of assets with a content hash in every name.
//
// A theme is a folder:
//
//	theme.yaml             colours, page size, which lists a layout shows
//	templates/post.html    a layout, one per kind of page
//	templates/base.html    what all layouts stand in
//	templates/parts/*.html what layouts are put together from, called by file name
//	i18n/en.yaml           the words of the theme, a file per language
//	icons.svg              its icons, as symbols; {{icon "heart"}} shows one
//	assets/*.ts, *.css     entries of the bundle; folders below hold what they import
//	assets/…               anything else, copied
//
// Layers are merged by the caller, the first that has a file provides it, so a
// site replaces one template by having a file of the same name.
//
// # Layouts
//
// A page is made by templates/<layout>.html, and if the theme has none by
// templates/page.html. There is no third place. A layout that has text of its
// own is the whole page; one that only defines blocks fills those of base.html.
//
// Templates are html/template. They are parsed and made safe once, by Load, so a
// mistake shows there and not only when a page happens to come by it. What they
// may know is decided by the data they are given; the few functions that they
// can call look at their arguments and nothing else.
//
// A word of the theme, {{.T "credit"}}, is put in its place by Load, for each
// language: looking up thirty words took a third of a page's time.
package theme
