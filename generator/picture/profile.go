package picture

import (
	"bytes"
	"compress/zlib"
	"io"
)

// maxProfile is how much of a colour profile is searched for its name, which
// stands near its beginning.
const maxProfile = 1 << 14

// wide are the colour spaces, met in real pictures, whose colours look clearly
// wrong when their numbers are taken for sRGB.
var wide = []string{"Display P3", "Adobe RGB", "ProPhoto", "Rec. 2020", "Rec.2020", "BT.2020", "Wide Gamut"}

// addProfile warns of an ICC profile that is not near sRGB; the first counts.
// Profiles spell their names in ASCII or in UTF-16.
func (in *info) addProfile(profile []byte) {
	if in.profiled {
		return
	}
	in.profiled = true
	profile = bytes.ReplaceAll(profile, []byte{0}, nil)
	for _, name := range wide {
		if bytes.Contains(profile, []byte(name)) {
			in.warnings = append(in.warnings, warn(msgProfile, helpProfile, name))
			return
		}
	}
}

// inflated is the beginning of a zlib stream, as far as it can be read.
func inflated(data []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	defer z.Close()
	out, _ := io.ReadAll(io.LimitReader(z, maxProfile))
	return out
}
