package picture

import (
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode"

	"playbook/generator/source"
)

var (
	msgEmpty     = source.Message{En: "the file is empty", Zh: "文件是空的"}
	msgTruncated = source.Message{En: "the picture ends too early: the file is incomplete", Zh: "图片不完整，文件提前结束"}
	helpAgain    = source.Message{En: "download or export it again", Zh: "请重新下载或导出"}
	msgBroken    = source.Message{En: "the picture is damaged: {0}", Zh: "图片已损坏：{0}"}
	helpResave   = source.Message{En: "open it in an image editor and save it as JPEG or PNG", Zh: "请用图片软件打开，另存为 JPEG 或 PNG"}
	msgKind      = source.Message{En: "this kind of {0} is not supported: {1}", Zh: "不支持这种 {0}：{1}"}
	msgUnknown   = source.Message{En: "this is not a picture we know", Zh: "无法识别为图片"}
	helpFormats  = source.Message{En: "use JPEG, PNG, GIF or WebP", Zh: "请使用 JPEG、PNG、GIF 或 WebP"}
	msgOther     = source.Message{En: "this is {0}, which browsers or we cannot show as a picture", Zh: "这是 {0}，浏览器或本工具无法当作图片显示"}
	helpMagick   = source.Message{En: "convert it: magick {1} {2}", Zh: "请转换：magick {1} {2}"}
	msgHTML      = source.Message{En: "this is a web page, not a picture", Zh: "这是网页，不是图片"}
	helpHTML     = source.Message{En: "the address it was saved from has probably expired; save the picture itself", Zh: "保存时的图片地址可能已失效，请重新保存图片本身"}
	msgSVG       = source.Message{En: "SVG pictures are not accepted: they may carry scripts", Zh: "不接受 SVG 图片，它可能带有脚本"}
	helpSVG      = source.Message{En: "convert it: rsvg-convert {0} -o {1}", Zh: "请转换：rsvg-convert {0} -o {1}"}
	msgActive    = source.Message{En: "this drawing carries a script, or loads something", Zh: "这个 SVG 带有脚本，或会加载外部内容"}
	helpPlainSVG = source.Message{En: "export it as plain SVG, or as PNG", Zh: "请导出为纯图形 SVG 或 PNG"}
	msgInSVG     = source.Message{En: "this drawing holds a picture, whose metadata cannot be removed there", Zh: "这个 SVG 内嵌了图片，无法去除其中的元数据"}
	helpInSVG    = source.Message{En: "draw it without pictures, or export it as PNG", Zh: "请去掉内嵌图片，或导出为 PNG"}
	msgHEIC      = source.Message{En: "this is HEIC, which most browsers cannot show", Zh: "这是 HEIC 格式，多数浏览器无法显示"}
	helpHEIC     = source.Message{En: "convert it: heif-convert {0} {1}  (on a Mac: sips -s format jpeg {0} --out {1})", Zh: "请转换：heif-convert {0} {1}（Mac 上：sips -s format jpeg {0} --out {1}）"}
	msgAVIF      = source.Message{En: "this is AVIF, which we cannot read yet", Zh: "这是 AVIF 格式，目前无法读取"}
	helpAVIF     = source.Message{En: "convert it: avifdec {0} {1}", Zh: "请转换：avifdec {0} {1}"}
	msgZero      = source.Message{En: "the picture is {0} × {1} pixels: nothing to show", Zh: "图片尺寸为 {0} × {1} 像素，没有内容"}
	msgPixels    = source.Message{En: "the picture claims {0} × {1} pixels; at most {2} million are read", Zh: "图片标称 {0} × {1} 像素，最多读取 {2} 百万像素"}
	msgSide      = source.Message{En: "the picture claims {0} × {1} pixels; a side may have at most {2}", Zh: "图片标称 {0} × {1} 像素，单边最多 {2} 像素"}
	helpSmaller  = source.Message{En: "scale it down before adding it", Zh: "请先缩小图片再添加"}
	msgBytes     = source.Message{En: "the picture has {0} MB; at most {1} MB are read", Zh: "图片有 {0} MB，最多读取 {1} MB"}
	msgMemory    = source.Message{En: "decoding the picture would take {0} MB of memory; at most {1} MB are used", Zh: "解码这张图片需要 {0} MB 内存，最多使用 {1} MB"}
	msgScans     = source.Message{En: "the JPEG is built of {0} passes over {1} × {2} pixels, far more than any camera makes", Zh: "这个 JPEG 对 {1} × {2} 像素做了 {0} 遍扫描，远超正常图片"}
	msgExtension = source.Message{En: "the name ends in \"{0}\", but the picture is {1}", Zh: "文件名以“{0}”结尾，但图片实际是 {1}"}
	helpRename   = source.Message{En: "rename it to {2}", Zh: "请改名为 {2}"}
	msgProfile   = source.Message{En: "the picture uses the {0} colour profile; on the site its colours look duller", Zh: "图片使用 {0} 色彩配置，在网站上颜色会偏淡"}
	helpProfile  = source.Message{En: "export it as sRGB", Zh: "请以 sRGB 导出"}
	msgFrames    = source.Message{En: "the animation has {0} frames; at most {1} are shown", Zh: "动画有 {0} 帧，最多展示 {1} 帧"}
	helpFrames   = source.Message{En: "make it a film: ffmpeg -i {2} -pix_fmt yuv420p {3}", Zh: "请转换为视频：ffmpeg -i {2} -pix_fmt yuv420p {3}"}
	msgStill     = source.Message{En: "this is an animated PNG; only its first frame is shown", Zh: "这是动态 PNG，只会展示第一帧"}
	helpStill    = source.Message{En: "to keep the movement: ffmpeg -i {0} {1}", Zh: "如需保留动画：ffmpeg -i {0} {1}"}
	msgTurned    = source.Message{En: "this animation is stored turned, which cannot be put right without making it anew", Zh: "这个动画是旋转存储的，需要重新导出才能摆正"}
	msgContainer = source.Message{En: "this is a {2} film; browsers are sure to play MP4 only", Zh: "这是 {2} 视频，浏览器只保证能播放 MP4"}
	msgNoFilm    = source.Message{En: "this is no film that we know", Zh: "无法识别为视频"}
	msgParts     = source.Message{En: "this film is cut into parts, as streams are", Zh: "这个视频是分片的（流媒体格式）"}
	msgCodec     = source.Message{En: "most browsers cannot play how this film is coded", Zh: "多数浏览器无法播放这种编码的视频"}
	helpJoin     = source.Message{En: "convert it: ffmpeg -i {0} -c copy -movflags +faststart {1}", Zh: "请转换：ffmpeg -i {0} -c copy -movflags +faststart {1}"}
	helpRecode   = source.Message{En: "convert it: ffmpeg -i {0} -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart {1}", Zh: "请转换：ffmpeg -i {0} -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart {1}"}
	helpShorter  = source.Message{En: "make it shorter or smaller", Zh: "请剪短或压缩"}
	msgChanged   = source.Message{En: "the file changed while it was being used", Zh: "文件在使用过程中发生了变化"}
	helpRebuild  = source.Message{En: "build again", Zh: "请重新构建"}
	msgRead      = source.Message{En: "cannot be read: {0}", Zh: "无法读取：{0}"}
	helpRead     = source.Message{En: "check the permissions of the file, and build again", Zh: "请检查文件权限后重新构建"}
	msgEncode    = source.Message{En: "cannot be encoded: {0}", Zh: "无法重新编码：{0}"}
)

// fault is a problem without its place: what is wrong with a picture wherever
// its bytes came from. It is an error so that readers can return early.
type fault struct {
	key, help source.Message
	args      []string
	warning   bool
}

func (f *fault) Error() string { return f.key.Text("en", f.args) }

func bad(key, help source.Message, args ...string) *fault {
	return &fault{key: key, help: help, args: args}
}

func warn(key, help source.Message, args ...string) *fault {
	return &fault{key: key, help: help, args: args, warning: true}
}

var errTruncated = bad(msgTruncated, helpAgain)

// problem puts a fault at its file. Pictures have no lines, so every place is
// the first, as for other files that cannot be read.
func problem(f *source.File, err error) source.Problem {
	p := source.Problem{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Rule: "picture"}
	var flt *fault
	if !errors.As(err, &flt) {
		p.Key, p.Help, p.Args = msgRead, helpRead, []string{err.Error()}
		return p
	}
	p.Key, p.Help, p.Args = flt.key, flt.help, flt.args
	if flt.warning {
		p.Severity = source.Warning
	}
	return p
}

// decoding turns what a decoder says into a fault.
func decoding(err error) error {
	var flt *fault
	switch {
	case err == nil || errors.As(err, &flt):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		strings.Contains(err.Error(), "EOF"), strings.Contains(err.Error(), "not enough"),
		strings.Contains(err.Error(), "short Huffman data"): // what the library says of a JPEG that was cut off
		return errTruncated
	}
	return bad(msgBroken, helpResave, err.Error())
}

// renamed is the base of a name with another extension.
func renamed(name, ext string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base)) + ext
}

// convert is the two names that a command in help takes, quoted for a shell:
// names come from strangers, and people paste commands.
func convert(name, from, to string) []string {
	return []string{quoted(renamed(name, from)), quoted(renamed(name, to))}
}

func quoted(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	special := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-/", r)
	}
	if !strings.ContainsFunc(name, special) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

func digits(n int) string { return strconv.Itoa(n) }
