package serve

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// reserved is where what is not of the site lies. No file of a site begins with
// "_", so none is hidden by it.
const reserved = "/_playbook/"

//go:embed client/live.js
var clientScript []byte

var clientDigest = source.DigestBytes(clientScript)

// ServeHTTP answers from the newest view: nothing on disk is reachable but what
// the site contains, because paths are only compared with those of its files.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		plain(w, http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case reserved + "live.js":
		s.deadline(w)
		send(w, r, "live.js", clientScript, clientDigest.String())
		return
	case reserved + "events":
		s.events(w, r)
		return
	}
	s.deadline(w)
	v := s.now(r.Context())
	if v == nil {
		plain(w, http.StatusServiceUnavailable)
		return
	}
	if strings.HasPrefix(r.URL.Path, reserved) {
		plain(w, http.StatusNotFound)
		return
	}
	v.serve(w, r)
}

// deadline ends a response that the client does not take.
func (s *Server) deadline(w http.ResponseWriter) {
	// Writers that know no deadline are those of tests, which need none.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.limits.take))
}

// serve answers with a file of the site.
func (v *view) serve(w http.ResponseWriter, r *http.Request) {
	below, ok := strings.CutPrefix(r.URL.Path, v.base)
	if !ok {
		if r.URL.Path == "/" || r.URL.Path+"/" == v.base {
			redirect(w, r, v.base)
			return
		}
		v.missing(w, r)
		return
	}
	f, moved := v.find(below)
	switch {
	case f == nil:
		v.missing(w, r)
	case moved != "":
		redirect(w, r, v.base+moved)
	default:
		v.send(w, r, f, http.StatusOK)
	}
}

// find is the file for a path as browsers ask for it. If links in it would not
// hold under that path, moved is the path where they do.
func (v *view) find(below string) (f *generator.File, moved string) {
	if below == "" {
		return v.file("index.html"), ""
	}
	folder, isFolder := strings.CutSuffix(below, "/")
	if isFolder {
		if f := v.file(below + "index.html"); f != nil {
			return f, ""
		}
		return v.file(folder + ".html"), folder + ".html"
	}
	if f := v.file(below); f != nil {
		return f, ""
	}
	if f := v.file(below + ".html"); f != nil {
		return f, ""
	}
	return v.file(below + "/index.html"), below + "/"
}

// redirect leads to another path of this server, whatever is in it.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	u := url.URL{Path: to, RawQuery: r.URL.RawQuery}
	w.Header().Set("Location", u.EscapedPath()+query(u.RawQuery))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusFound)
}

func query(raw string) string {
	if raw == "" {
		return ""
	}
	return "?" + raw
}

// missing answers with the page of the site for that.
func (v *view) missing(w http.ResponseWriter, r *http.Request) {
	if f := v.file("404.html"); f != nil {
		v.send(w, r, f, http.StatusNotFound)
		return
	}
	plain(w, http.StatusNotFound)
}

// send answers with f, and pages with the script that reloads them.
func (v *view) send(w http.ResponseWriter, r *http.Request, f *generator.File, status int) {
	f = f.Composed()
	digest := f.Digest()
	tag := digest.String()
	if f.IsPicture() && status == http.StatusOK && r.Header.Get("If-None-Match") == `"`+tag+`"` {
		setHeaders(w, f.Path)
		w.Header().Set("ETag", `"`+tag+`"`)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	data, problems, err := f.Fetch(r.Context())
	if err != nil {
		return // nobody waits any more
	}
	if data == nil && source.Errors(problems) > 0 {
		data, status = failed(f.Path, problems), http.StatusInternalServerError
	}
	if isHTML(f.Path) {
		data = withScript(data, digest)
		tag += clientDigest.Short()
	}
	if status != http.StatusOK {
		setHeaders(w, f.Path)
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			// Who went away does not want it.
			_, _ = w.Write(data)
		}
		return
	}
	send(w, r, f.Path, data, tag)
}

func send(w http.ResponseWriter, r *http.Request, name string, data []byte, tag string) {
	setHeaders(w, name)
	w.Header().Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

func setHeaders(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", contentType(name))
	w.Header().Set("Cache-Control", "no-cache")
}

func plain(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}

// failed stands in for a file that could not be made.
func failed(name string, problems []source.Problem) []byte {
	var b bytes.Buffer
	for _, p := range problems {
		fmt.Fprintln(&b, p.Line("en"))
	}
	if !isHTML(name) {
		return b.Bytes()
	}
	return []byte("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + html.EscapeString(path.Base(name)) +
		"</title></head><body><pre>" + html.EscapeString(b.String()) + "</pre></body></html>\n")
}

// withScript is a page with the script that reloads it, before the end of its
// body: there it runs when all of the page is there, and before the page's own
// deferred scripts.
func withScript(page []byte, digest source.Digest) []byte {
	tag := scriptTag(digest)
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	out := make([]byte, 0, len(page)+len(tag))
	out = append(out, page[:at]...)
	out = append(out, tag...)
	return append(out, page[at:]...)
}

// scriptTag is all that a served page has and a built one has not.
func scriptTag(digest source.Digest) string {
	return `<script src="` + reserved + `live.js" data-page="` + digest.String() + `"></script>`
}

// contentType goes by the ending, and never by what the machine is set up to believe.
func contentType(name string) string {
	if t, ok := contentTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

var contentTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json; charset=utf-8",
	".xml":         "application/xml; charset=utf-8",
	".txt":         "text/plain; charset=utf-8",
	".md":          "text/markdown; charset=utf-8",
	".csv":         "text/csv; charset=utf-8",
	".vtt":         "text/vtt; charset=utf-8",
	".ics":         "text/calendar; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".jpg":         "image/jpeg",
	".jpeg":        "image/jpeg",
	".gif":         "image/gif",
	".webp":        "image/webp",
	".avif":        "image/avif",
	".ico":         "image/x-icon",
	".mp4":         "video/mp4",
	".webm":        "video/webm",
	".mp3":         "audio/mpeg",
	".pdf":         "application/pdf",
	".zip":         "application/zip",
	".woff2":       "font/woff2",
}
