//go:build !cgo

package picture

import "errors"

// WebP is the version of the encoder for WebP that this program has, or "".
const WebP = ""

// encodeWebP is never reached: no recipe of this program asks for WebP.
func encodeWebP(raster, int) ([]byte, error) {
	return nil, errors.New("built without an encoder for WebP")
}
