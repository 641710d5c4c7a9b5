// Package voice runs wording rules over texts.
//
// A rule is what an editor wrote on a page of guidance. Compile makes a Checker
// of many rules, which is immutable and finds them all in one walk over a text:
//
//	text ──fold──► symbols ──words──► hits ──settle──► []Finding
//	               with their   (one automaton)    ▲
//	               places       patterns ──────────┘
//	                            (one simulation each, where one can begin)
//
// # Symbols
//
// People write 最.好, 加 Ｖ and 加∨ for the same thing. So texts and rules are
// compared as symbols: lower case, ASCII for full width and for letters that look
// alike, simplified for traditional, one digit however it is written. Characters
// that nobody sees are left out, and so are spaces and dots within Chinese;
// between Latin words they are one space. A symbol knows the character it stands
// for, so every finding points at the original.
//
// Chinese has no spaces between words and RE2's \b knows only ASCII. So nothing
// asks for a word boundary; a hit that begins or ends with a Latin letter or a
// digit may not continue in the text as one of the same sort, and that is all.
//
// # Laws
//
// Same rules, same text, same findings, here and in client/, which is the same
// checker in TypeScript: it is given Checker.Data and knows no Unicode tables of
// its own. Time is linear in the text: words are one automaton, and a pattern
// keeps one thread for each of its states and never looks back further than
// longest.
package voice
