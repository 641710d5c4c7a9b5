package search

import (
	"math/bits"
	"strconv"
)

// Folder is where the files of the index lie in the output.
const Folder = "search/"

// Facets are what can be filtered by, in the order that people are offered it.
var Facets = []string{"kind", "platform", "product", "campaign", "tier", "tag", "style", "year", "lang"}

// A Layout is which files there are. It depends on how many texts there are and
// on nothing they say, so that a build knows its files before it reads a word.
type Layout struct {
	Texts  int
	Shards int // a power of two
	Block  int // texts in a block
	target int // bytes that a shard should have
}

// Bounds are what a site may set of the index; zero leaves it to the program.
type Bounds struct {
	Files   int // of the index, at most
	ShardKB int // what a shard should have
}

const (
	textBytes  = 300     // what a text adds to all shards together, as measured on captions
	shardBytes = 2 << 10 // what a shard should have; a browser reads three for a query
	blockTexts = 4       // a result costs the block that it is in
	maxFiles   = 15000   // some hosts take no more than 20,000
	maxBlock   = 256
)

// Plan is the layout for so many texts.
func Plan(texts int, b Bounds) Layout {
	l := Layout{Texts: texts, Block: blockTexts, target: shardBytes}
	if b.ShardKB > 0 {
		l.target = b.ShardKB << 10
	}
	l.Shards = powerOfTwo(texts * textBytes / l.target)
	most := b.Files
	if most == 0 {
		most = max(maxFiles, texts/2) // a site of so many pages is on no small host
	}
	for l.files() > most && l.Block < maxBlock {
		l.Block *= 2
	}
	for l.files() > most && l.Shards > 1 {
		l.Shards /= 2
		l.target *= 2
	}
	return l
}

// powerOfTwo is the least one that is no smaller than n.
func powerOfTwo(n int) int {
	if n <= 1 {
		return 1
	}
	return 1 << bits.Len(uint(n-1))
}

func (l Layout) files() int { return l.Shards + l.Blocks() + len(Facets) + len(initials) + 3 }

// Blocks is how many blocks there are.
func (l Layout) Blocks() int { return (l.Texts + l.Block - 1) / l.Block }

// Names of single files.
const (
	ManifestFile   = Folder + "index.js"
	LikesFile      = Folder + "likes.js"
	SimplifiedFile = Folder + "simplified.js"
)

// initials are the letters that have a list of words, for slips of the keyboard.
const initials = "abcdefghijklmnopqrstuvwxyz"

// Files that there are many of. Shards and blocks lie five hundred to a folder:
// people look into folders, and file systems had rather not.
func shardFile(n int) string    { return Folder + "s/" + numbered(n) }
func blockFile(n int) string    { return Folder + "t/" + numbered(n) }
func facetFile(f string) string { return Folder + "f/" + f + ".js" }
func wordsFile(c byte) string   { return Folder + "w/" + string(c) + ".js" }
func numbered(n int) string     { return strconv.Itoa(n/500) + "/" + strconv.Itoa(n) + ".js" }

// Paths are the files of an index but for its blocks, in order of their number.
// File n of an Index is at Paths()[n].
func (l Layout) Paths() []string {
	paths := []string{ManifestFile, LikesFile, SimplifiedFile}
	for _, f := range Facets {
		paths = append(paths, facetFile(f))
	}
	for i := range initials {
		paths = append(paths, wordsFile(initials[i]))
	}
	for i := range l.Shards {
		paths = append(paths, shardFile(i))
	}
	return paths
}

// BlockPath is where block n lies.
func BlockPath(n int) string { return blockFile(n) }
