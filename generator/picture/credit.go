package picture

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"slices"
	"strings"

	"playbook/generator/source"
)

// A Credit is what a published picture says of itself: whose it is, and what may
// be done with it. It is the only metadata we write, in the properties that
// search engines for pictures read (IPTC Photo Metadata, as XMP).
type Credit struct {
	Creators  []string
	Line      string // as it is to be printed beside the picture
	Copyright string
	Terms     []Terms
	Page      string // where one reads of the rights, and whom to ask; may be empty
}

// Terms is what may be done with a picture, in one language.
type Terms struct{ Lang, Text string }

// creditVersion is raised when the same Credit makes other bytes.
const creditVersion = "xmp1"

// Digest covers the credit and how it is written; that of nil is zero.
func (c *Credit) Digest() source.Digest {
	if c == nil {
		return source.Digest{}
	}
	s := new(source.Sum).Str(creditVersion).Strs(c.Creators).Str(c.Line).Str(c.Copyright).Str(c.Page)
	for _, t := range c.Terms {
		s.Str(t.Lang).Str(t.Text)
	}
	return s.Sum()
}

const packetEnd = `<?xpacket end="r"?>`

// maxPacket is what one segment of a JPEG holds beside its name, with room to spare.
const maxPacket = 60_000

// sign puts the credit into a file that Encode made. A credit that is too long to
// be one, and none, leave the file as it is.
func (c *Credit) sign(data []byte, format string) []byte {
	if c == nil {
		return data
	}
	packet := c.packet()
	if len(packet) > maxPacket {
		return data
	}
	frame := frames[format]
	if frame == nil {
		return data
	}
	head, tail := frame(packet)
	framed := slices.Concat(head, packet, tail)
	at := int64(0)
	switch format {
	case "jpeg":
		at = 2 // after the mark that it is one
	case "png":
		at = 8 + 25 // after the header
	case "gif":
		at = 13 + colours(data[10])
	case "webp":
		return webpWithXMP(data, framed)
	}
	return slices.Concat(data[:at], framed, data[at:])
}

// Unsigned is a file that sign made as it was before; other files stay as they
// are. Whose credit it is makes no difference.
func Unsigned(data []byte) []byte {
	from := bytes.Index(data, []byte("<?xpacket begin="))
	if from < 0 {
		return data
	}
	n := bytes.Index(data[from:], []byte(packetEnd)) + len(packetEnd)
	if n < len(packetEnd) {
		return data
	}
	before, packet, after := data[:from], data[from:from+n], data[from+n:]
	for format, frame := range frames {
		head, tail := frame(packet)
		before, framed := bytes.CutSuffix(before, head)
		after, ended := bytes.CutPrefix(after, tail)
		switch {
		case !framed || !ended:
		case format == "webp":
			return webpWithoutXMP(before)
		default:
			return slices.Concat(before, after)
		}
	}
	return data
}

// frames are what stands around a packet, by format.
var frames = map[string]func(packet []byte) (head, tail []byte){
	"jpeg": func(packet []byte) (head, tail []byte) {
		head = []byte("\xff\xe1\x00\x00http://ns.adobe.com/xap/1.0/\x00")
		binary.BigEndian.PutUint16(head[2:], uint16(len(head)-2+len(packet)))
		return head, nil
	},
	"png": func(packet []byte) (head, tail []byte) {
		const name = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"
		chunk := pngChunk("iTXt", append([]byte(name), packet...))
		return chunk[:8+len(name)], chunk[len(chunk)-4:]
	},
	"gif": func([]byte) (head, tail []byte) { return []byte("\x21\xff\x0bXMP DataXMP"), gifTrailer() },
	"webp": func(packet []byte) (head, tail []byte) {
		chunk := appendChunk(nil, "XMP ", packet)
		return chunk[:8], chunk[8+len(packet):]
	},
}

// gifTrailer leads a reader of blocks that fell anywhere into the packet, which
// is not cut into blocks, to its end (XMP specification part 3, 1.1.2).
func gifTrailer() []byte {
	trailer := []byte{1}
	for b := 0xff; b >= 0; b-- {
		trailer = append(trailer, byte(b))
	}
	return append(trailer, 0)
}

// packet is the credit as XMP. Properties are those of "IPTC photo metadata".
func (c *Credit) packet() []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"` +
		` xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">`)
	sequence(&b, "dc:creator", c.Creators)
	element(&b, "photoshop:Credit", c.Line)
	if c.Copyright != "" {
		alternatives(&b, "dc:rights", []Terms{{"x-default", c.Copyright}})
	}
	element(&b, "xmpRights:Marked", "True")
	if len(c.Terms) > 0 {
		alternatives(&b, "xmpRights:UsageTerms", append([]Terms{{"x-default", c.Terms[0].Text}}, c.Terms...))
	}
	element(&b, "xmpRights:WebStatement", c.Page)
	if c.Page != "" {
		b.WriteString(`<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">`)
		element(&b, "plus:LicensorURL", c.Page)
		b.WriteString(`</rdf:li></rdf:Seq></plus:Licensor>`)
	}
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta>` + packetEnd)
	return b.Bytes()
}

func element(b *bytes.Buffer, name, text string) {
	if text != "" {
		b.WriteString("<" + name + ">" + escaped(text) + "</" + name + ">")
	}
}

// sequence is texts in an order.
func sequence(b *bytes.Buffer, name string, items []string) {
	b.WriteString("<" + name + "><rdf:Seq>")
	for _, item := range items {
		element(b, "rdf:li", item)
	}
	b.WriteString("</rdf:Seq></" + name + ">")
}

// alternatives is one text in several languages.
func alternatives(b *bytes.Buffer, name string, texts []Terms) {
	b.WriteString("<" + name + "><rdf:Alt>")
	for _, t := range texts {
		b.WriteString(`<rdf:li xml:lang="` + escaped(t.Lang) + `">` + escaped(t.Text) + "</rdf:li>")
	}
	b.WriteString("</rdf:Alt></" + name + ">")
}

// escaped is text as XML; what XML cannot say becomes a replacement character.
func escaped(text string) string {
	var b strings.Builder
	// A builder takes everything.
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}
