// What a query looks for; see ../tokens.go.
import { Class, classOf, normal } from "./letters";

export interface Token { text: string; prefix: boolean }

const most = 32;
const classAt = (s: string, i: number) => classOf(s.codePointAt(i)!);
const isDigit = (c: string) => c >= "0" && c <= "9";

export const glyphs = (term: string) => classAt(term, 0) === Class.glyph;
export const count = (s: string) => [...s].length;
export const first = (s: string, n: number) => [...s].slice(0, n).join("");

export function runsOf(s: string): string[] {
  const list: string[] = [];
  let was = Class.gap;
  for (const ch of s) {
    const c = classAt(ch, 0);
    if (c === Class.gap) {
      was = c;
      continue;
    }
    if (c === was) list[list.length - 1] += ch;
    else list.push(ch);
    was = c;
  }
  return list;
}

/** The beginning of a word that the index looks at: forty bytes of UTF-8. */
function clip(word: string): string {
  let bytes = 0;
  let out = "";
  for (const ch of word) {
    const r = ch.codePointAt(0)!;
    bytes += r < 0x80 ? 1 : r < 0x800 ? 2 : r < 0x10000 ? 3 : 4;
    if (bytes > 40) break;
    out += ch;
  }
  return out;
}

/** The names that have a list of their own, the longest first. */
let names: string[] = [];
export const know = (list: string) => (names = list.split(" ").filter(Boolean));

export function tokensOf(s: string): Token[] {
  const list: Token[] = [];
  for (const run of runsOf(s)) {
    if (!glyphs(run)) {
      list.push({ text: clip(run), prefix: true });
      continue;
    }
    const chars = [...run];
    if (chars.length === 1) list.push({ text: run, prefix: true });
    for (let i = 1; i < chars.length; i++) {
      const rest = chars.slice(i - 1).join("");
      const name = names.find((n) => rest.startsWith(n));
      list.push({ text: name || chars[i - 1] + chars[i], prefix: false });
      if (name) i += count(name) - 2;
    }
  }
  return list;
}

export function tokensIn(chunks: string[]): Token[] {
  const list: Token[] = [];
  for (const c of chunks) {
    for (const t of tokensOf(c)) {
      if (list.length < most && !list.some((x) => x.text === t.text && x.prefix === t.prefix)) list.push(t);
    }
  }
  return list;
}

export function chunksOf(query: string, simple: boolean): string[] {
  return first(query, 64).split(/[ \t\n\u00a0\u3000]+/).map((part) => normal(part, simple)).filter((c) => c.trim());
}

/** Whether a token begins at a place of a normal text. */
export function begins(text: string, at: number): boolean {
  if (!at || classAt(text, at) !== Class.letter) return true;
  const before = [...text.slice(Math.max(0, at - 2), at)].pop()!;
  return classAt(before, 0) !== Class.letter || isDigit(text[at]) !== isDigit(before);
}

/** Where a normal text has a chunk, at the beginning of a word if it begins with one; -1 if nowhere. */
export function indexOf(text: string, chunk: string, from = 0): number {
  for (let i = text.indexOf(chunk, from); i >= 0; i = text.indexOf(chunk, i + 1)) {
    if (begins(text, i)) return i;
  }
  return -1;
}
