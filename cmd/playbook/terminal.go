package main

// The rules of output.
//
//   - Standard output is what was asked for: the path of a new file, a schema,
//     the closing lines of a build, and with --json or --format github every
//     problem in that form. It can be piped.
//   - Standard error is everything else: problems, their summary, questions,
//     progress. A build without problems leaves it empty when nobody watches.
//   - A problem is one line, file:line:col: text (rule), and below it the line
//     of the file with a caret. They are sorted; their summary comes last.
//   - What fails for another reason is one line that begins "playbook: ". What
//     to do about it, where there is something, is a second one.
//   - Sentences begin in lower case and end without a stop, in the language of
//     LC_ALL, LC_MESSAGES or LANG. No decoration, and nothing that only makes
//     sense in colour.
//   - Colour only on a terminal, and never under NO_COLOR, CI or TERM=dumb. The
//     same goes for the line that tells progress, which comes after one second
//     and takes itself away.
//   - Exit status: 0 fine, 1 problems, 2 wrong usage, 130 interrupted.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"playbook/generator/source"
)

// A terminal is where the command talks.
type terminal struct {
	out, err io.Writer
	in       *bufio.Reader
	lang     string // "en" or "zh"
	asks     bool   // somebody is there to answer
	piped    bool   // something comes in that nobody types
	live     bool   // err can take back a line
	colour   bool
}

func newTerminal(in, out, err *os.File, getenv func(string) string) *terminal {
	tty := term.IsTerminal(int(err.Fd()))
	plain := getenv("CI") != "" || getenv("TERM") == "dumb"
	return &terminal{
		out: out, err: err, in: bufio.NewReader(in),
		lang:   language(getenv),
		piped:  isPiped(in),
		asks:   tty && term.IsTerminal(int(in.Fd())) && getenv("CI") == "",
		live:   tty && !plain,
		colour: tty && !plain && getenv("NO_COLOR") == "",
	}
}

// isPiped reports whether in is a pipe or a file: neither a terminal nor nothing.
func isPiped(in *os.File) bool {
	info, err := in.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice == 0
}

// language is what POSIX says messages are in: the first of these that is set decides.
func language(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return "zh"
			}
			break
		}
	}
	return "en"
}

func (t *terminal) text(m source.Message, args ...any) string {
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = fmt.Sprint(a)
	}
	return m.Text(t.lang, list)
}

// say prints a line of what was asked for.
func (t *terminal) say(line string) { _, _ = io.WriteString(t.out, line+"\n") }

// note prints a line that is beside what was asked for.
func (t *terminal) note(line string) { fmt.Fprintln(t.err, line) }

const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	normal = "\x1b[0m"
)

func (t *terminal) paint(code, s string) string {
	if !t.colour || s == "" {
		return s
	}
	return code + s + normal
}

// problem prints p with the line that it is about.
func (t *terminal) problem(p source.Problem) {
	place := p.Pos.String()
	t.note(t.paint(bold, place) + strings.TrimPrefix(p.Line(t.lang), place))
	excerpt, mark, ok := strings.Cut(p.Caret(), "\n")
	if !ok {
		return
	}
	code := red
	if p.Severity != source.Error {
		code = yellow
	}
	t.note(excerpt)
	t.note(t.paint(code, mark))
}

// annotation prints p as a workflow command, which GitHub shows at the line.
func (t *terminal) annotation(p source.Problem) {
	at := "file=" + escapeProperty(p.File)
	if p.Pos.Line > 0 {
		at += fmt.Sprintf(",line=%d,col=%d", p.Pos.Line, p.Col)
	}
	level := p.Severity.String()
	if p.Severity == source.Suggestion {
		level = "notice" // as GitHub calls it
	}
	t.say(fmt.Sprintf("::%s %s::%s", level, at, escapeData(p.Text(t.lang)+" ("+p.Rule+")")))
}

// escapeData and escapeProperty keep s from ending a workflow command, or a property of one.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(s))
}

// line prints v as one line of JSON.
func (t *terminal) line(v any) {
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	// What is printed here is ours and always has a form in JSON; a closed pipe
	// is the reader's affair.
	_ = e.Encode(v)
}

// ask puts a question and returns the answer, or fallback if it is empty.
func (t *terminal) ask(question, fallback string) (string, error) {
	fmt.Fprintf(t.err, "%s [%s] ", question, fallback)
	line, err := t.in.ReadString('\n')
	if line = strings.TrimSpace(line); line == "" {
		line = fallback
	}
	if err == io.EOF {
		fmt.Fprintln(t.err)
		err = nil
	}
	return line, err
}

// progress is a line that says what goes on, as long as it does.
type progress struct {
	t    *terminal
	mu   sync.Mutex
	text string
	quit chan struct{}
	done chan struct{}
}

// progressAfter is how long work may take before it says so.
const progressAfter = time.Second

// watch shows progress until stop is called. Nothing is shown to a machine.
func (t *terminal) watch(text string) *progress {
	p := &progress{t: t, text: text, quit: make(chan struct{}), done: make(chan struct{})}
	if !t.live {
		close(p.done)
		return p
	}
	go p.run()
	return p
}

func (p *progress) run() {
	defer close(p.done)
	start := time.Now()
	tick := time.NewTicker(progressAfter / 10)
	defer tick.Stop()
	for shown := false; ; {
		select {
		case <-p.quit:
			if shown {
				fmt.Fprint(p.t.err, "\r\x1b[K")
			}
			return
		case now := <-tick.C:
			if took := now.Sub(start); took >= progressAfter {
				p.mu.Lock()
				fmt.Fprintf(p.t.err, "\r\x1b[K%s %d s", p.text, int(took.Seconds()))
				p.mu.Unlock()
				shown = true
			}
		}
	}
}

// set changes what the line says.
func (p *progress) set(text string) {
	p.mu.Lock()
	p.text = text
	p.mu.Unlock()
}

// stop takes the line away. It may be called twice.
func (p *progress) stop() {
	p.mu.Lock()
	select {
	case <-p.quit:
	default:
		close(p.quit)
	}
	p.mu.Unlock()
	<-p.done
}
