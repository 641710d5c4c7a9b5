// Package source is what is on disk: folders read once into files with a
// digest, texts with positions, YAML trees, and the problems an author can fix.
//
// Nothing here knows what a file means. Everything else stands on it, so it
// imports nothing of ours, and no type of a third-party module leaves it.
package source
