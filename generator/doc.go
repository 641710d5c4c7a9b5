// Package generator turns a folder of Markdown and pictures into a finished site.
//
// Build is the whole program in one function; read build.go first.
//
//	content/        source.File         Document          *Page              File
//	(folders) ─read─► name, bytes ─parse─► front matter, ─link─► a document ─render─► path, bytes
//	         (join)   digest      (step)   HTML with     (join)  and its place (step)    │
//	                                       holes, links          in the site             ▼
//	theme ──load, bundle (steps)───────────────────────────►│───────────────────────► gather ─► Site
//	pictures ──measure, encode (steps)─────────────────────►│                         (join)
//	code ──────highlight (steps)───────────────────────────►│
//	posts ─────tally (step per some hundred), once a page or a command asks what they come to
//	texts ─────collect (step per some thousand), merge (step), once a file of the index is wanted
//
// # Steps and joins
//
// A step looks at one thing and is remembered: parse this file, render this
// page. It is a value that holds everything it reads; its digest covers every
// field; its problems are part of its result; it never runs another step.
//
// A join looks at everything, is linear and cheap, and always runs: read, link,
// gather. There is no third kind of code and nothing is ever invalidated: a
// rebuild is Build with the Memo of the build before, and work stops by itself
// where nothing changed.
//
// # Fronts and frames
//
// What other pages may know of a document is its Front: the front matter and how
// the text begins. What link makes of fronts alone, which is nearly all that it
// makes, is a frame (frame.go), kept under the digest of the fronts and for as
// long as no permission begins or ends. So an edit further down in a text costs
// its page and a look at every name, whatever the size of the site.
//
// # Pictures
//
// Link reads headers only: the names and sizes of all files of a picture follow
// from its source, the recipe, the encoders and the credit of its post, so pages
// never wait for pixels.
// A picture is decoded once for all its files, by a picture.Store, which is to
// pictures what Memo is to other steps, and lasts: it changes no output. What
// only pixels tell, the gate and Site.Compare ask at the very end.
//
// # Surveys
//
// Who asks something of every post, and wants no page (Permissions, Insights), looks
// at some hundred at a time through a survey (survey.go): the same parts of link,
// over those posts and everything but posts.
//
// # Laws
//
// Build with a Memo gives what Build without one gives, byte for byte, problems
// included, with any number of workers (rebuild_test.go).
//
// A post that the edition may not show has no byte in the output. The set is
// computed once (permission.go), before anything is rendered; pages know other
// pages only as Summaries of that set; the writer compares every file with what
// is withheld before it publishes (write.go).
//
// Templates cannot ask the site for anything: a Page is plain data and all that
// they see (page.go).
package generator
