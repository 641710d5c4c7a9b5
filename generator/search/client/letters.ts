// What letters are and how they are compared; see ../letters.go.
import { cjkSpans, gapSpans, muteSpans } from "./tables";

export const enum Class { letter, gap, glyph, mute }

const size = 0x10000;
const classes = new Uint8Array(size);
const folds = new Uint16Array(size);
const higher: [from: number, to: number, c: Class][] = [];
const simple = new Map<string, string>();

const numbers = (s: string) => s.split(" ").map((n) => parseInt(n, 36));

function spread(spans: string, c: Class) {
  const n = numbers(spans);
  for (let i = 0, at = 0; i < n.length; i += 2) {
    const from = at + n[i];
    at = from + n[i + 1];
    classes.fill(c, from, at);
    if (at > size) higher.push([Math.max(from, size), at, c]);
  }
}

spread(gapSpans, Class.gap);
spread(muteSpans, Class.mute);
spread(cjkSpans, Class.glyph);
for (let i = 0; i < size; i++) {
  // Nobody has cases but the first scripts, Latin and Greek above them, and full width.
  const wide = i > 0xff00 && i < 0xff5f;
  folds[i] = i;
  if (i > 0x10ff && !wide && (i < 0x1e00 || i > 0x1fff) && (i < 0x2c60 || i > 0x2c7f)) continue;
  let ch = String.fromCharCode(wide ? i - 0xfee0 : i);
  const latin = (i > 0xbf && i < 0x250) || (i > 0x1dff && i < 0x1f00);
  const at = "øØłŁđĐı".indexOf(ch);
  const base = ch.normalize("NFD")[0];
  if (latin && at >= 0) ch = "oollddi"[at];
  else if (latin && base < "{") ch = base;
  folds[i] = ch.toLowerCase().charCodeAt(0);
}

export function classOf(r: number): Class {
  if (r < size) return classes[r];
  let c = Class.letter;
  for (const s of higher) if (s[0] <= r && r < s[1]) c = s[2];
  return c;
}

export const foldOf = (r: number) => (r < size ? folds[r] : r);

/** Takes the table of traditional characters, each before its simplified one. */
export function learn(pairs: string) {
  for (let i = 0; i < pairs.length; i += 2) simple.set(pairs[i], pairs[i + 1]);
}

/** Text as it is compared. With at, the place in text of every unit is put there. */
export function normal(text: string, simplify?: boolean, at?: number[]): string {
  let out = "";
  let i = 0;
  for (const ch of text) {
    const r = ch.codePointAt(0)!;
    const c = classOf(r);
    if (c === Class.gap) {
      if (out && !out.endsWith(" ")) out += " ";
    } else if (c !== Class.mute) {
      const f = r < size ? String.fromCharCode(folds[r]) : ch;
      out += (simplify && simple.get(f)) || f;
    }
    i += ch.length;
    if (at) while (at.length < out.length) at.push(i - ch.length);
  }
  return out.endsWith(" ") ? out.slice(0, -1) : out;
}
