// Package insights computes what an archive tells: how much of an account is
// reposted content, whether it keeps its rhythm, who posts, what is asked for
// and answered, and what is missing.
//
// Posts are tallied some hundred at a time; a Tally is a sum, so tallies of any
// parts of an archive add up to that of the whole (TestTalliesAddUp). Of makes
// the Report from the sum and the few things that are not posts. Everything is
// a pure function of records, a day, and which posts are live on that day.
//
// # Laws
//
//   - What nobody recorded is unknown: a Number that is not Known, never zero.
//   - Whole numbers only: shares are whole percents, rates tenths, medians one
//     of the values.
//   - Reposts, events and counts of followers that are dated after Today have
//     not happened.
package insights
