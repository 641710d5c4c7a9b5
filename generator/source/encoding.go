package source

import (
	"io"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// FromGB18030 reads as UTF-8 what Chinese shops and spreadsheets write in
// GB18030, of which GBK and GB2312 are parts.
func FromGB18030(r io.Reader) io.Reader { return simplifiedchinese.GB18030.NewDecoder().Reader(r) }
