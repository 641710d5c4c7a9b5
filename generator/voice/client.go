package voice

import (
	"embed"
	"io/fs"
)

//go:embed client
var client embed.FS

// Client is the checker as a theme's scripts import it: check.ts, with what it
// needs beside it.
func Client() fs.FS {
	below, err := fs.Sub(client, "client")
	if err != nil {
		panic(err) // the folder is ours
	}
	return below
}
