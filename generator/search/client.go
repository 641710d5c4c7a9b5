package search

import (
	"embed"
	"io/fs"
)

//go:embed client/code.ts client/letters.ts client/query.ts client/tables.ts client/tokens.ts
var client embed.FS

// Client is the search as a theme's scripts import it: query.ts, with what it
// needs beside it.
func Client() fs.FS {
	below, err := fs.Sub(client, "client")
	if err != nil {
		panic(err) // the folder is ours
	}
	return below
}
