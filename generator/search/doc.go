// Package search makes the index that a site is searched with, and searches it.
//
// The site lies on any host, or on disk, where nothing answers a query and no
// script may fetch. So the index is many small files, each a classic script that
// hands its data over with one call, and a query loads the few that it needs:
// some shards for what it says, and the texts of what it shows.
//
// # What is indexed
//
// The unit is a passage (Text): a post, or a part of a long page with its
// anchor. Its number is its place in the list that Layout is given, by date, so
// that of equals the newest comes first. Chinese, Japanese and Korean are
// indexed by pairs of neighbouring characters, other scripts by words, and every
// word is found by its beginning. There is no dictionary and nothing is cut into
// words that are none: every substring that starts at such a character, or where
// a word does, is found.
//
// # How it gets there
//
//	[]Text ──RunOf──► Run ──Merge──► Index ──► shards, manifest, facets, word lists
//	(some thousand)   (all)     └──────────────► blocks of texts
//
// A Run holds the terms of some thousand texts, coded; a Pile keeps those that
// memory has no room for. Merge first plans, from how large postings are: which
// beginnings are too common for one file (heavy), and which names get a list of
// their own. Then it reads all runs in parallel order of their terms once, and
// writes the shards. Where a term goes depends on its letters and that plan, and
// on nothing else; so an edit touches the shards of its own words.
//
// A query goes the other way: query.go reads it, in several ways if it has
// several, expand.go finds the terms that a word may stand for, rank.go adds up
// what they count, and show.go checks the text of what is to be seen.
//
// # Laws
//
// Same texts, same bytes. Nothing is in any file that is not of a Text.
//
// client/ holds the same search in TypeScript. What both do is said once, here;
// testdata/ holds what both are tested with. They agree to the last result.
package search

//go:generate go run maketables.go
