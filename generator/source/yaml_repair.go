package source

import (
	"bytes"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// repair reads what cannot be read as it is: known slips are mended in a copy,
// then lines at which the library stops are blanked, each with its problem,
// until the rest can be read. Line numbers stay what they are.
func (c *converter) repair(err error) *yaml.Node {
	lines := strings.Split(string(c.t.Data[c.from:c.to]), "\n")
	c.repaired = true
	if c.mend(lines) > 0 {
		var root *yaml.Node
		if root, err = decodeYAML([]byte(strings.Join(lines, "\n"))); err == nil {
			return root
		}
	}
	if err == nil {
		err = errNoFields
	}
	last := -2
	for range maxRepairs {
		at := broken(lines, err)
		if at < 0 {
			return nil
		}
		if at > last+1 || at < last {
			c.syntax(at, err)
		}
		last = at
		blank(lines, at)
		c.touch(at)
		root, next := decodeYAML([]byte(strings.Join(lines, "\n")))
		if next == nil {
			return root
		}
		err = next
	}
	return nil
}

// syntax reports an error of the library at line i of the YAML, at its first character.
func (c *converter) syntax(i int, err error) {
	start := c.t.Offset(c.above+i+1, 1)
	for start < c.to && c.t.Data[start] == ' ' {
		start++
	}
	_, words := syntaxError(err)
	key := plainWords(words)
	c.problems = append(c.problems, c.t.Problem(start, Error, "yaml", key, helpSyntax, words))
}

// broken is the index of the line an error is about, or the nearest above that is not blank.
func broken(lines []string, err error) int {
	line, words := syntaxError(err)
	if line > 0 && !strings.HasPrefix(words, "did not find expected") {
		line-- // these count from one, the parser's own from zero
	}
	at := min(line, len(lines)-1)
	for i := at; i >= 0; i-- {
		if strings.TrimSpace(lines[i]) != "" {
			return i
		}
	}
	return slices.IndexFunc(lines, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// blank empties line i and everything that belongs to it by indentation.
func blank(lines []string, i int) {
	indent := indentOf(lines[i])
	opens := strings.HasSuffix(strings.TrimSpace(lines[i]), ":")
	lines[i] = ""
	for i++; i < len(lines); i++ {
		s := strings.TrimSpace(lines[i])
		deeper := indentOf(lines[i]) > indent || opens && indentOf(lines[i]) == indent && strings.HasPrefix(s, "- ")
		if s != "" && !deeper {
			return
		}
		lines[i] = ""
	}
}

func indentOf(line string) int {
	return len(line) - len(bytes.TrimLeft([]byte(line), " \t"))
}
