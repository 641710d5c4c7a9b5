// Package picture is one picture: what its header says, how large it is shown,
// and a new encoding of it without metadata.
//
// Every picture is hostile. Measure reads the header alone and refuses what
// could not be decoded safely: more pixels than MaxPixels, sides longer than
// MaxSide, no picture at all. Nothing is decoded before that, and a decoder
// that panics makes a problem. The bytes decide what a picture is, never its name.
//
// Originals are never published. Encode decodes, scales down by area averaging,
// turns the result upright, and writes it with encoders that know no metadata,
// so no place, device or name can survive: there is no list of things to
// remove. Only a colour profile comes along, reduced to the colour space it
// describes. All arithmetic is on integers, so the same bytes come out on every
// machine with the same encoders.
//
// What moves cannot be drawn anew here. Animations and films are copied by a
// list of what may stay (moving.go, film.go).
//
// A Store does all that once: it remembers results on disk, lets as many decode
// at once as fit into memory, and those first for whom somebody waits.
//
// A decoded picture is a raster: planes of luma and chroma as JPEG and lossy
// WebP keep them, or any other image of the standard library, read row by row.
// It stays as it was stored; orientation is applied where pixels are read from
// it (the digest) and to the scaled result, never to a copy at full size.
package picture

// Version names what makes a variant of a picture: decoders, arithmetic and
// encoders ("std": those of the standard library). It is raised whenever the
// same file and Recipe may give other bytes or another pixel digest, and is
// part of every variant's name and digest.
const Version = "std3"

// Limits on what is decoded.
const (
	MaxPixels = 50_000_000 // width times height: a large camera picture; 200 MB decoded
	MaxSide   = 65_535     // what JPEG can say
	MaxBytes  = 128 << 20  // of the file
)

// maxWork bounds the pixels of a progressive JPEG times its scans. A camera or
// an encoder makes ten scans; a thousand over a large picture only cost time.
const maxWork = 40 * MaxPixels
