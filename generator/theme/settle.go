package theme

import (
	"html"
	"text/template/parse"
)

// settle puts words in the place of actions that ask for them by a constant
// key and nothing else, {{.T "credit"}} and {{$.T "credit"}}: most of what a
// page says is decided when the theme is loaded, and so are its icons. Words are escaped for text and
// quoted attributes, the only places where a sentence makes sense.
func (t table) settle(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for i, child := range n.Nodes {
			said, ok := t.said(child)
			if said = html.EscapeString(said); !ok {
				said, ok = drawn(child)
			}
			if ok {
				n.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: child.Position(), Text: []byte(said)}
				continue
			}
			t.settle(child)
		}
	case *parse.IfNode:
		t.settle(n.List)
		t.settle(n.ElseList)
	case *parse.WithNode:
		t.settle(n.List)
		t.settle(n.ElseList)
	case *parse.RangeNode:
		t.settle(n.List)
		t.settle(n.ElseList)
	}
}

// asked calls f with every constant key that a template asks a word for.
func asked(n parse.Node, f func(key *parse.StringNode)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			asked(child, f)
		}
	case *parse.IfNode:
		askedBranch(&n.BranchNode, f)
	case *parse.WithNode:
		askedBranch(&n.BranchNode, f)
	case *parse.RangeNode:
		askedBranch(&n.BranchNode, f)
	case *parse.ActionNode:
		asked(n.Pipe, f)
	case *parse.TemplateNode:
		asked(n.Pipe, f)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, c := range n.Cmds {
			asked(c, f)
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			asked(a, f)
		}
		if key := constantKey(n.Args); key != nil {
			f(key)
		}
	}
}

func askedBranch(n *parse.BranchNode, f func(key *parse.StringNode)) {
	asked(n.Pipe, f)
	asked(n.List, f)
	asked(n.ElseList, f)
}

// said is the word that an action asks for, if it asks for one that t has and
// gives no arguments.
func (t table) said(n parse.Node) (string, bool) {
	action, ok := n.(*parse.ActionNode)
	if !ok || len(action.Pipe.Decl) > 0 || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	key := constantKey(action.Pipe.Cmds[0].Args)
	if key == nil {
		return "", false
	}
	said, ok := t[key.Text]
	return said.text, ok
}

// drawn is the icon that an action shows, if it does nothing else.
func drawn(n parse.Node) (string, bool) {
	action, ok := n.(*parse.ActionNode)
	if !ok || len(action.Pipe.Decl) > 0 || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	f, ok := action.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	name, constant := action.Pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !ok || !constant || f.Ident != "icon" {
		return "", false
	}
	return string(Icon(name.Text)), true
}

// constantKey is "key" of .T "key" or $.T "key", with arguments or without.
func constantKey(args []parse.Node) *parse.StringNode {
	if len(args) < 2 {
		return nil
	}
	var path []string
	switch f := args[0].(type) {
	case *parse.FieldNode:
		path = f.Ident
	case *parse.VariableNode:
		path = f.Ident[1:]
		if f.Ident[0] != "$" {
			return nil
		}
	}
	if len(path) != 1 || path[0] != "T" {
		return nil
	}
	key, _ := args[1].(*parse.StringNode)
	return key
}
