package theme

import (
	"fmt"
	"strconv"
	"strings"

	"playbook/generator/source"
)

// colour is red, green and blue.
type colour [3]int

// The ground that text in the accent stands on. All arithmetic below is in
// integers: the same accent gives the same bytes on every machine.
var (
	accent    = colour{0xbc, 0x2e, 0x1d}
	paper     = colour{0xfb, 0xf8, 0xf4}
	sheet     = colour{0xff, 0xff, 0xff}
	paperDark = colour{0x16, 0x13, 0x11}
	sheetDark = colour{0x1f, 0x1b, 0x18}
	white     = colour{0xff, 0xff, 0xff}
	black     = colour{}
)

// Contrasts in tenths: what WCAG 2.2 asks of text (1.4.3), and what we aim for
// on dark paper, where thin strokes are lost.
const readable, comfortable = 45, 72

var (
	msgColour   = source.Message{En: "\"{0}\" is not a colour", Zh: "“{0}”不是颜色值"}
	helpColour  = source.Message{En: "write six hexadecimal digits, such as \"#BC2E1D\"", Zh: "请写六位十六进制数，例如 \"#BC2E1D\""}
	msgContrast = source.Message{En: "text in {0} is hard to read: its contrast with the page is {1}:1, and 4.5:1 is needed", Zh: "{0} 的文字不易辨认：与页面底色的对比度为 {1}:1，至少需要 4.5:1"}
	helpDarker  = source.Message{En: "a darker shade such as {2} works", Zh: "可改用更深的 {2}"}
)

// sheet is the style sheet of colours that follow from the accent.
func (t Tokens) sheet() (string, []source.Problem) {
	light, problems := t.accent()
	dark := light.glow()
	night := "{--paper:" + paperDark.String() + ";--sheet:" + sheetDark.String() +
		dark.tokens(paperDark, dark.mix(black, 82), light.mix(white, 14)) + "}"
	css := ":root{--paper:" + paper.String() + ";--sheet:" + sheet.String() + light.tokens(paper, white, light) + "}" +
		"@media (prefers-color-scheme:dark){:root:not([data-theme=light])" + night + "}:root[data-theme=dark]" + night
	return css, problems
}

// tokens are the declarations for an accent on a ground; on is text upon the
// accent, block the colour of large areas: on dark paper the bright accent that
// text needs would glare there.
func (c colour) tokens(ground, on, block colour) string {
	return ";--seal:" + c.String() + ";--seal-wash:" + ground.mix(c, 9).String() + ";--on-seal:" + on.String() + ";--block:" + block.String()
}

// accent is the site's colour, or the default with a problem if it cannot be used.
func (t Tokens) accent() (colour, []source.Problem) {
	if t.Accent == "" {
		return accent, nil
	}
	c, ok := parseColour(t.Accent)
	if !ok {
		return accent, []source.Problem{{Pos: t.At, Rule: "accent", Key: msgColour, Help: helpColour, Args: []string{t.Accent}}}
	}
	ratio := contrast(c, paper)
	if ratio >= readable {
		return c, nil
	}
	near := c
	for n := 1; contrast(near, paper) < readable; n++ {
		near = c.mix(black, n)
	}
	return accent, []source.Problem{{Pos: t.At, Rule: "accent", Key: msgContrast, Help: helpDarker,
		Args: []string{t.Accent, fmt.Sprintf("%d.%d", ratio/10, ratio%10), strings.ToUpper(near.String())}}}
}

// parseColour reads "#BC2E1D" or "#b21".
func parseColour(s string) (colour, bool) {
	digits, ok := strings.CutPrefix(s, "#")
	if len(digits) == 3 {
		digits = strings.Join([]string{digits[:1], digits[:1], digits[1:2], digits[1:2], digits[2:], digits[2:]}, "")
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return colour{}, false
	}
	return colour{int(n >> 16), int(n >> 8 & 255), int(n & 255)}, true
}

// String is the colour as CSS writes it.
func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// mix is c with so many hundredths of d.
func (c colour) mix(d colour, hundredths int) colour {
	for i := range c {
		c[i] = (c[i]*(100-hundredths) + d[i]*hundredths + 50) / 100
	}
	return c
}

// glow is c for dark paper: as bright as its hue can be, then paler until it
// reads well on sheets too.
func (c colour) glow() colour {
	top := max(c[0], c[1], c[2], 1)
	bright := colour{c[0] * 255 / top, c[1] * 255 / top, c[2] * 255 / top}
	pale := bright
	for n := 1; contrast(pale, sheetDark) < comfortable && n <= 100; n++ {
		pale = bright.mix(white, n)
	}
	return pale
}

// contrast is the ratio of WCAG 2 between two colours in tenths, rounded down.
func contrast(a, b colour) int {
	x, y := a.luminance(), b.luminance()
	return 10 * (max(x, y) + glare) / (min(x, y) + glare)
}

// glare is the 5 % of white that a screen reflects.
const glare = 65535 * 500

func (c colour) luminance() int {
	return 2126*linear[c[0]] + 7152*linear[c[1]] + 722*linear[c[2]]
}

// linear is the light of each step of a channel, in 65,535ths: the sRGB curve,
// tabled because powers of floats differ between processors.
var linear = [256]int{
	0, 20, 40, 60, 80, 99, 119, 139, 159, 179, 199, 219, 241, 264, 288, 313,
	340, 367, 396, 427, 458, 491, 526, 562, 599, 637, 677, 718, 761, 805, 851, 898,
	947, 997, 1048, 1101, 1156, 1212, 1270, 1330, 1391, 1453, 1517, 1583, 1651, 1720, 1790, 1863,
	1937, 2013, 2090, 2170, 2250, 2333, 2418, 2504, 2592, 2681, 2773, 2866, 2961, 3058, 3157, 3258,
	3360, 3464, 3570, 3678, 3788, 3900, 4014, 4129, 4247, 4366, 4488, 4611, 4736, 4864, 4993, 5124,
	5257, 5392, 5530, 5669, 5810, 5953, 6099, 6246, 6395, 6547, 6700, 6856, 7014, 7174, 7335, 7500,
	7666, 7834, 8004, 8177, 8352, 8528, 8708, 8889, 9072, 9258, 9445, 9635, 9828, 10022, 10219, 10417,
	10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909,
	14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001,
	18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721,
	23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094,
	28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143,
	34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
	41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359,
	48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567,
	57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
}
