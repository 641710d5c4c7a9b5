package picture

import "bytes"

// maxEXIF is the most metadata that is read for an orientation: what one JPEG
// segment can hold.
const maxEXIF = 1 << 16

// orientation reads EXIF's tag 0x0112 from the first directory of a TIFF
// structure (EXIF 2.32 §4.5, TIFF 6.0 §2), and is 1 where it says nothing
// sensible. Nothing else of the metadata is looked at.
func orientation(tiff []byte) int {
	tiff = bytes.TrimPrefix(tiff, []byte("Exif\x00\x00"))
	if len(tiff) < 8 {
		return 1
	}
	u16, u32 := be16, be32
	switch string(tiff[:4]) {
	case "II*\x00":
		u16, u32 = le16, le32
	case "MM\x00*":
	default:
		return 1
	}
	dir := u32(tiff[4:])
	if dir < 8 || dir > len(tiff)-2 {
		return 1
	}
	entries := tiff[dir+2:]
	for range min(u16(tiff[dir:]), len(entries)/12) {
		const tag, short = 0x0112, 3
		if u16(entries) == tag && u16(entries[2:]) == short && u32(entries[4:]) == 1 {
			if o := u16(entries[8:]); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
