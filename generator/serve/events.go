package serve

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"playbook/generator/source"
)

// An event is all that one page has to know of the newest view.
type event struct {
	Build    uint64  `json:"build"`
	Whole    bool    `json:"whole"`           // every file was made: there are no more problems
	Page     string  `json:"page"`            // digest of the page now; "" if there is none
	Gone     bool    `json:"gone,omitempty"`  // the page is no longer there
	MovedTo  string  `json:"moved,omitempty"` // path where it went
	Follow   *follow `json:"follow,omitempty"`
	Problems report  `json:"problems"`
}

// follow leads to the page that was just edited.
type follow struct {
	Edit int64  `json:"edit"` // another one for every edit
	Path string `json:"path"`
}

// heartbeat keeps a quiet stream alive, and finds out that nobody listens.
const heartbeat = 15 * time.Second

// events streams what is new to one page. It tells the page of a view as often
// as that changes, but of two that came too fast only the second.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	at, lang := q.Get("path"), q.Get("lang")
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	defer s.streams.Add(-1)
	if s.streams.Add(1) > s.limits.streams {
		plain(w, http.StatusServiceUnavailable)
		return
	}
	out := http.NewResponseController(w)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	last := ""
	for v := s.now(r.Context()); v != nil; v = s.view.Load() {
		data, err := json.Marshal(v.event(at, lang, isLocal(r)))
		if err != nil {
			return // strings and numbers only
		}
		if text := string(data); text != last {
			last = text
			if !s.push(w, out, "id: "+strconv.FormatUint(v.number, 10)+"\ndata: "+text+"\n\n") {
				return
			}
		}
		for waiting := true; waiting; {
			select {
			case <-v.newer:
				waiting = false
			case <-beat.C:
				if !s.push(w, out, ":\n\n") {
					return
				}
			case <-s.ended:
				return
			case <-r.Context().Done():
				return
			}
		}
	}
}

// push sends to a stream at once, and reports whether somebody takes it.
func (s *Server) push(w http.ResponseWriter, out *http.ResponseController, text string) bool {
	s.deadline(w)
	if _, err := w.Write([]byte(text)); err != nil {
		return false
	}
	return out.Flush() == nil
}

// event is what the page at a path has to know.
func (v *view) event(at, lang string, local bool) event {
	e := event{Build: v.number, Whole: v.whole, Problems: v.report(lang, local)}
	if page := v.followed(lang); page != "" {
		e.Follow = &follow{v.edited, v.base + page}
	}
	below, ok := strings.CutPrefix(at, v.base)
	if f, _ := v.find(below); ok && f != nil {
		e.Page = f.Digest().String()
		return e
	}
	if f := v.file("404.html"); f != nil {
		e.Page = f.Digest().String()
	}
	to, was := v.gone[pathOfPage(below)]
	e.Gone = was
	if to != "" {
		e.MovedTo = v.base + to
	}
	return e
}

// pathOfPage is the file that a path below the base means.
func pathOfPage(below string) string {
	switch {
	case below == "" || strings.HasSuffix(below, "/"):
		return below + "index.html"
	case isHTML(below):
		return below
	}
	return below + ".html"
}

// report is the problems as the overlay shows them.
type report struct {
	source.Counts
	List []problem `json:"list"` // the first of them, the worst first
}

// problem is one of them, in the language of the page.
type problem struct {
	Kind    string `json:"kind"` // "error", "warning" or "suggestion"
	Place   string `json:"place"`
	Text    string `json:"text"`
	Help    string `json:"help,omitempty"`
	Rule    string `json:"rule"`
	Excerpt string `json:"excerpt,omitempty"` // with a mark below
	Open    string `json:"open,omitempty"`    // opens it in an editor, on this machine
}

// listed is how many problems an overlay shows: more nobody reads.
const listed = 100

func (v *view) report(lang string, local bool) report {
	r := report{source.Count(v.all), []problem{}}
	for _, severity := range []source.Severity{source.Error, source.Warning, source.Suggestion} {
		for _, p := range v.all {
			if p.Severity == severity && len(r.List) < listed {
				r.List = append(r.List, v.problem(p, lang, local))
			}
		}
	}
	return r
}

func (v *view) problem(p source.Problem, lang string, local bool) problem {
	out := problem{Kind: p.Severity.String(), Place: p.Pos.String(), Rule: p.Rule, Excerpt: p.Caret(),
		Text: p.Key.Text(lang, p.Args), Help: p.Help.Text(lang, p.Args)}
	if local {
		out.Open = editorLink(v.source.placeOf(p.File), p.Pos)
	}
	return out
}
