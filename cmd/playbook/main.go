// Command playbook turns a folder of Markdown and pictures into the site that
// a brand team works from. See package playbook/generator for how.
//
// There is one file per verb, named for it; command.go is what they share,
// folder.go opens what they work on, and terminal.go is how they talk.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)) }
