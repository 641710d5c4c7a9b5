package source

import (
	"strings"
	"time"
)

// plainTag is what YAML takes a plain scalar for, as the library decides it;
// "" if that is intricate, or if the number is one that we report.
func plainTag(s string) string {
	switch s[0] {
	case '~', 't', 'T', 'f', 'F', 'n', 'N':
		return wordTag(s)
	case '.':
		return ""
	case '+', '-':
		if len(s) == 1 || s[1] < '0' || s[1] > '9' {
			return afterSign(s)
		}
		return numberTag(s[1:])
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if len(s) > 4 && s[4] == '-' && digits(s[:4]) {
			return timeTag(s)
		}
		return numberTag(s)
	}
	return "str"
}

func wordTag(s string) string {
	switch s {
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return "bool"
	case "~", "null", "Null", "NULL":
		return "null"
	}
	return "str"
}

// afterSign is for a sign without a digit: a text, but for -.inf and +.5.
func afterSign(s string) string {
	if len(s) > 1 && s[1] >= 0x80 {
		return "str"
	}
	return ""
}

// numberTag is for what starts with a digit, after a sign or not.
func numberTag(s string) string {
	point := len(s)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case c == '.' && point == len(s):
			point = i
		default:
			return notDecimal(s)
		}
	}
	switch {
	case len(s) > 18, point > 1 && s[0] == '0':
		return ""
	case point < len(s):
		return "float"
	}
	return "int"
}

// notDecimal is for what has more in it than digits and a point: a text as soon
// as it has a character that is in no number of any base.
func notDecimal(s string) string {
	numeric := "0123456789_.eE+-"
	if s[0] == '0' {
		numeric += "abcdfABCDFxXoO"
	}
	if strings.Trim(s, numeric) == "" {
		return ""
	}
	return "str"
}

// timeTag is for four digits and a hyphen: a day, or a month, which is a text.
func timeTag(s string) string {
	if strings.Trim(s, "0123456789-") != "" {
		return clockTag(s)
	}
	rest := s[5:]
	month, day, isDay := strings.Cut(rest, "-")
	switch {
	case !isDay && digits(month):
		return "str"
	case len(month) > 2 || len(day) > 2 || !digits(month) || !digits(day):
		return ""
	}
	if m, d := number(month), number(day); m < 1 || m > 12 || d < 1 || d > 28 && d > daysIn(number(s[:4]), m) {
		return ""
	}
	return "time"
}

// clockTag is for a day with more after it: to the minute it is a text for the
// library, to the second a time.
func clockTag(s string) string {
	if len(s) == len("2006-01-02 15:04") && strings.Count(s, ":") == 1 && s[13] == ':' && s[10] == ' ' {
		return "str"
	}
	if strings.Trim(s, "0123456789-:.,+_tTzZeE ") == "" {
		return ""
	}
	return "str"
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = 10*n + int(s[i]-'0')
	}
	return n
}
