package theme

import (
	"html"
	"text/template/parse"
)

// settle puts words in the place of actions that ask for them by a constant
// key and nothing else, {{.T "credit"}} and {{$.T "credit"}}: most of what a
// page says is decided when the theme is loaded. Words are escaped for text and
// quoted attributes, the only places where a sentence makes sense.
func (t table) settle(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for i, child := range n.Nodes {
			if said, ok := t.said(child); ok {
				n.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: child.Position(), Text: []byte(html.EscapeString(said))}
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

// said is the word that an action asks for, if it asks for one that t has.
func (t table) said(n parse.Node) (string, bool) {
	key, ok := wordKey(n)
	if !ok {
		return "", false
	}
	said, ok := t[key]
	return said.text, ok
}

// wordKey is the key of {{.T "key"}} or {{$.T "key"}}.
func wordKey(n parse.Node) (string, bool) {
	action, ok := n.(*parse.ActionNode)
	if !ok || len(action.Pipe.Decl) > 0 || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	args := action.Pipe.Cmds[0].Args
	key, ok := args[1].(*parse.StringNode)
	if !ok {
		return "", false
	}
	switch f := args[0].(type) {
	case *parse.FieldNode:
		return key.Text, len(f.Ident) == 1 && f.Ident[0] == "T"
	case *parse.VariableNode:
		return key.Text, len(f.Ident) == 2 && f.Ident[0] == "$" && f.Ident[1] == "T"
	}
	return "", false
}
