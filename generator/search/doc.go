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
// A Run holds the terms of some thousand texts, coded. Merge reads all runs in
// parallel order of their terms once. Where a term goes depends on its letters
// and on which beginnings are too common to share a file (heavy), and on nothing
// else; so an edit touches the shards of its own words.
//
// # Laws
//
// Same texts, same bytes. Nothing is in any file that is not of a Text.
//
// client/ holds the same search in TypeScript. What both do is said once, here;
// testdata/ holds what both are tested with. They agree to the last result.
package search

//go:generate go run maketables.go
