// How long texts are to platforms; see ../count.go.

const glyph = (r: number) =>
  (r >= 0x3040 && r <= 0x30ff) || (r >= 0x3400 && r <= 0x9fff) || (r >= 0xf900 && r <= 0xfaff) || (r >= 0x20000 && r <= 0x323af);

/** How long text is in a unit; topics and images are not counted in a text. */
export function count(unit: string, text: string): number {
  let n = 0;
  let inWord = false;
  for (const ch of text) {
    const r = ch.codePointAt(0)!;
    if (unit === "characters") n++;
    else if (unit === "xhs-units") n += r < 0x80 ? 1 : 2 * ch.length;
    else if (unit === "words") {
      const space = " \t\n\r\u3000\u00a0".includes(ch);
      if (!space && (glyph(r) || !inWord)) n++;
      inWord = !space && !glyph(r);
    }
  }
  return unit === "xhs-units" ? (n + 1) >> 1 : n;
}

/** How many characters of text are within max. */
export function within(unit: string, text: string, max: number): number {
  const chars = [...text];
  let low = 0;
  let high = chars.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (count(unit, chars.slice(0, mid + 1).join("")) > max) high = mid;
    else low = mid + 1;
  }
  return low;
}

const topicEnds = " \t\n\r\u3000#[]@,.!?;:，。！？、；：…()（）\"'“”《》【】";

/** The topics of a text as a platform writes them, without marks. */
export function topics(syntax: string, text: string): string[] {
  const end = syntax.split("{}")[1] || "";
  const found: string[] = [];
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at)) {
    let to = ++at;
    while (to < text.length && !topicEnds.includes(text[to])) to++;
    if (to === at) continue;
    const closed = end && text.startsWith(end, to);
    if (closed || end !== "#") found.push(text.slice(at, to));
    at = closed ? to + end.length : to;
  }
  return found;
}
