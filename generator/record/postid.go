package record

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// digits reports whether an id is a number.
func digits(id string) bool { return id != "" && strings.Trim(id, "0123456789") == "" }

// plausible drops times before these platforms were, and of ids made up of nothing.
func plausible(t time.Time) time.Time {
	if t.Year() < 2006 || t.Year() > 2100 {
		return time.Time{}
	}
	return t.UTC()
}

// fromHex: the first eight hexadecimal digits are Unix seconds.
func fromHex(id string) time.Time {
	n, err := strconv.ParseInt(id[:8], 16, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// fromSeconds: the upper half of a 64-bit number is Unix seconds.
func fromSeconds(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(int64(n>>32), 0)
}

// fromX: milliseconds since 2010-11-04 above 22 bits.
func fromX(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n>>22 == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(n>>22) + 1288834974657)
}

// fromWeibo: seconds since a start of their own above 22 bits, of the numeric id.
func fromWeibo(id string) time.Time {
	mid := id
	if !digits(id) || len(id) < 12 {
		mid = weiboMid(id)
	}
	n, err := strconv.ParseUint(mid, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(int64(n>>22)+515483463, 0)
}

const base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// weiboMid turns the letters of an address into the number behind it: four
// letters from the right are seven digits.
func weiboMid(id string) string {
	out := ""
	for end := len(id); end > 0; end -= 4 {
		n := 0
		for _, c := range id[max(end-4, 0):end] {
			n = n*62 + strings.IndexRune(base62, c)
		}
		digits := strconv.Itoa(n)
		if end > 4 {
			digits = strings.Repeat("0", max(7-len(digits), 0)) + digits
		}
		out = digits + out
	}
	return out
}

// weiboCode turns the number of a post into the letters of its address: seven
// digits from the right are four letters.
func weiboCode(mid string) string {
	out := ""
	for end := len(mid); end > 0; end -= 7 {
		n, err := strconv.Atoi(mid[max(end-7, 0):end])
		if err != nil {
			return mid
		}
		letters := ""
		for ; n > 0; n /= 62 {
			letters = base62[n%62:n%62+1] + letters
		}
		if end > 7 {
			letters = strings.Repeat("0", max(4-len(letters), 0)) + letters
		}
		out = letters + out
	}
	return out
}

// base64digits are the digits of Instagram's codes, from nothing to sixty-three.
const base64digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// fromInstagram: milliseconds since 2011-08-24 above 23 bits, of the number behind the code.
func fromInstagram(code string) time.Time {
	n, ok := instagramNumber(code)
	if !ok {
		return time.Time{}
	}
	n.Rsh(n, 23)
	if !n.IsInt64() || n.Sign() == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n.Int64() + 1314220021721)
}

// instagramNumber is a code read as base64url digits.
func instagramNumber(code string) (*big.Int, bool) {
	if len(code) > 11 {
		code = code[:11] // what follows marks a post of a private account
	}
	n := new(big.Int)
	for _, c := range code {
		i := strings.IndexRune(base64digits, c)
		if i < 0 {
			return nil, false
		}
		n.Add(n.Mul(n, big.NewInt(64)), big.NewInt(int64(i)))
	}
	return n, true
}

// Key is what two addresses of one post have in common: the platform and its
// id in one of its forms. Weibo has two, letters in addresses and a number in
// data; Instagram too. It is "" without an id.
func Key(platform, id string) string {
	id = strings.TrimSpace(id)
	if id == "" {
		return ""
	}
	if platform == "instagram" {
		// The author's id may follow the number of a post, and a code may hold the sign.
		if number, author, ok := strings.Cut(id, "_"); ok && digits(number+author) {
			id = number
		}
	}
	number := digits(id)
	switch {
	case platform == "weibo" && len(id) >= 8 && len(id) <= 11 && !(number && len(id) > 9):
		id = weiboMid(id)
	case platform == "instagram" && number && len(id) > 14:
		id = instagramCode(id)
	}
	return platform + ":" + id
}

// instagramCode turns the number of a post into the letters of its address.
func instagramCode(id string) string {
	n, ok := new(big.Int).SetString(id, 10)
	if !ok {
		return id
	}
	var code []byte
	for base := big.NewInt(64); n.Sign() > 0; {
		var digit big.Int
		n.DivMod(n, base, &digit)
		code = append(code, base64digits[digit.Int64()])
	}
	slices.Reverse(code)
	return string(code)
}
