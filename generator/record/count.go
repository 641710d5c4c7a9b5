package record

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// A Bound says how exactly a count is known.
type Bound uint8

// The bounds of a count; a Count that is not known has Text "".
const (
	Exact   Bound = iota
	Rounded       // 1.2万: shown by the platform with fewer digits
	AtLeast       // 13万+
)

// A Count is a number as people copy it, with what it says about itself. The
// zero Count is unknown, which is not zero.
type Count struct {
	N     int64
	Text  string // as written
	Bound Bound
}

// IsZero reports whether the count is unknown.
func (c Count) IsZero() bool { return c.Text == "" }

// String is the count as written.
func (c Count) String() string { return c.Text }

var errCount = errors.New("not a count")

// units are what a count may end with, and the powers of ten they stand for.
var units = []struct {
	name string
	zero int
}{{"亿", 8}, {"億", 8}, {"万", 4}, {"萬", 4}, {"w", 4}, {"千", 3}, {"k", 3}, {"m", 6}, {"b", 9}}

// ParseCount reads a count as platforms show it: 8600, 1,234, 1.2万, 13万+, 2.3k, 3.4亿.
func ParseCount(s string) (Count, error) {
	c := Count{Text: strings.TrimSpace(s)}
	rest := strings.TrimSpace(strings.ToLower(fold(c.Text)))
	if cut, ok := strings.CutSuffix(rest, "+"); ok {
		c.Bound, rest = AtLeast, strings.TrimSpace(cut)
	}
	zeros := 0
	for _, u := range units {
		if cut, ok := strings.CutSuffix(rest, u.name); ok {
			zeros, rest = u.zero, strings.TrimSpace(cut)
			if c.Bound == Exact {
				c.Bound = Rounded
			}
			break
		}
	}
	n, ok := decimal(rest, zeros)
	if !ok {
		return Count{}, errCount
	}
	c.N = n
	return c, nil
}

// fold turns full-width digits and signs into plain ones.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xff00 && r < 0xff5f {
			return r - 0xfee0
		}
		return r
	}, s)
}

// decimal reads digits with an optional fraction, times ten to the power of
// zeros, without a float: 2.3k is 2300 on every machine.
func decimal(s string, zeros int) (int64, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	whole, ok := ungroup(whole)
	if !ok || whole == "" || point && fraction == "" || len(fraction) > zeros {
		return 0, false
	}
	digits := whole + fraction + strings.Repeat("0", zeros-len(fraction))
	if strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil && n < math.MaxInt64/2
}

// ungroup drops the commas of 1,234,567, if they are where they belong.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || g == "" || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// Percent is a share in hundredths of a percent: 50% is 5000.
type Percent int

// ParsePercent reads 50% or 12.5%.
func ParsePercent(s string) (Percent, bool) {
	digits, ok := strings.CutSuffix(fold(strings.TrimSpace(s)), "%")
	if !ok {
		return 0, false
	}
	n, ok := decimal(strings.TrimSpace(digits), 2)
	if !ok || n > 10000 {
		return 0, false
	}
	return Percent(n), true
}

// String is the share as 50%.
func (p Percent) String() string {
	s := strconv.Itoa(int(p) / 100)
	if rest := int(p) % 100; rest > 0 {
		s += strings.TrimRight("."+strconv.Itoa(100 + rest)[1:], "0")
	}
	return s + "%"
}

// A Rate is so many hits in so many characters: 0.5 per 10000.
type Rate struct {
	Text       string // as written; "" if there is none
	PerMillion int
}

// ParseRate reads 0.5 per 10000.
func ParseRate(s string) (Rate, bool) {
	hits, per, ok := strings.Cut(s, " per ")
	if !ok {
		return Rate{}, false
	}
	n, ok := decimal(strings.TrimSpace(hits), 6)
	base, err := strconv.Atoi(strings.TrimSpace(per))
	if !ok || err != nil || base < 1 || base > 1_000_000 {
		return Rate{}, false
	}
	return Rate{Text: strings.TrimSpace(s), PerMillion: int(n / int64(base))}, true
}
