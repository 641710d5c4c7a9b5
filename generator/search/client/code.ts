// How the index is coded; see ../code.go.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Uint8Array(128);
for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;

/** The number that a character of the code stands for. */
export const valueAt = (s: string, i: number) => values[s.charCodeAt(i)];

export interface Bits {
  gamma(): number;
  list(count: number, total: number): Uint32Array;
}

/** Reads a stream of bits. */
export function bitsOf(s: string): Bits {
  let at = 0;
  const bit = () => (values[s.charCodeAt((at / 6) | 0)] >> (5 - (at++ % 6))) & 1;
  const bits = (n: number) => {
    let v = 0;
    while (n-- > 0) v = (v << 1) | bit();
    return v;
  };
  return {
    gamma() {
      let n = 0;
      while (n < 31 && !bit()) n++;
      return (1 << n) | bits(n);
    },
    list(count, total) {
      const k = riceK(count, total);
      const ids = new Uint32Array(Math.min(count, total));
      for (let i = 0, next = 0; i < ids.length; i++) {
        let q = 0;
        while (bit() && q < total) q++;
        ids[i] = next + (q << k) + bits(k);
        next = ids[i] + 1;
      }
      return ids;
    },
  };
}

function riceK(count: number, total: number): number {
  let k = 0;
  while (count > 0 && k < 24 && 200 * count * 2 ** k <= 69 * total) k++;
  return k;
}

export function roundUp(n: number): number {
  let step = 1;
  while (n > 16 * step) step *= 2;
  return Math.ceil(n / step) * step;
}

export function mix(term: string): number {
  let h = 0;
  for (const c of term) {
    h = Math.imul(h ^ c.codePointAt(0)!, 0x9e3779b1);
    h ^= h >>> 15;
  }
  return h >>> 0;
}

/** Reads terms, each with what follows it after a mark. */
export function unfront(s: string, each: (term: string, tail: string) => void) {
  let last = "";
  for (const entry of s.split(" ")) {
    if (!entry) continue;
    const end = entry.search(/[~=]/);
    last = last.slice(0, +entry[0]) + (end < 0 ? entry.slice(1) : entry.slice(1, end));
    each(last, end < 0 ? "" : entry.slice(end));
  }
}

/** Sixteen times the binary logarithm, straight between powers of two. */
export function logarithm(n: number): number {
  const k = 31 - Math.clz32(n);
  return 16 * k + Math.floor((n * 16) / 2 ** k) - 16;
}
