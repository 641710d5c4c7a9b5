// Searching, as ../query.go does it; the two agree to the last result.
import { bitsOf, logarithm, mix, roundUp, unfront, valueAt } from "./code";
import { learn, normal } from "./letters";
import { begins, chunksOf, count, first, glyphs, indexOf, know, runsOf, Token, tokensIn, tokensOf } from "./tokens";

/** Loads a file of the index and gives the arguments of its one call. */
export type Load = (path: string) => Promise<any[]>;

export interface Query {
  text: string;
  filters?: string[]; // "platform:weibo"
  sort?: string;
  limit?: number;
  lang?: string;
}

/** A text as its block has it. */
interface Row {
  flags: number;
  page: string; anchor: string; kind: string; lang: string; date: string;
  title: string; heading: string; body: string; words: string;
  show: string[];
  all: string;
}

export interface Hit extends Row {
  score: number;
  meant: string;
  chunks: string[]; // what to mark
}

/** Values of a facet: what it is, what it is called, how many pages found have it. */
export type Values = [value: string, label: string, count: number][];

export interface Result {
  hits: Hit[];
  total: number;
  about: boolean;
  more: boolean;
  how: string;
  meant: string;
  facets: (name: string) => Promise<Values>;
}

interface Manifest { n: number; s: number; b: number; e: string; v: string; h: string; g: string; w: string; m: string; l: [string, string][] }
interface Entry { term: string; same: number; to?: string[]; ids: Uint32Array[] }
interface Shard { entries: Entry[]; find: Map<string, number> }
interface Variant { chunks: string[]; weight: number; enough?: number; meant?: string; tokens?: number }
interface Candidates { score: Int32Array; of: (Variant | undefined)[] }
interface Facet { values: string[][]; ids: Uint32Array[] }
type Weighed = [entry: Entry, weight: number];

export const facets = "kind platform product campaign tier tag style year lang".split(" ");

const impactWeight = [100, 60, 40, 22];
const div = (a: number, b: number) => Math.floor(a / b);
const numbered = (folder: string, n: number) => `${folder}/${div(n, 500)}/${n}.js`;

/** What load gives, once for each key. */
function once<K, V>(load: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const known = new Map<K, Promise<V>>();
  return (key) => {
    if (!known.has(key)) known.set(key, load(key));
    return known.get(key)!;
  };
}

export async function open(load: Load) {
  const m: Manifest = (await load("index.js"))[0];
  const total = roundUp(m.n);
  const flags = (s: string) => {
    const list = new Uint8Array(m.n);
    const bits = bitsOf(s);
    for (const id of bits.list(bits.gamma() - 1, total)) list[id] = 1;
    return list;
  };
  const heavy = new Set([...m.h.split(" "), ...m.g]);
  const more = flags(m.m);
  const langs = m.l.map(([name, ids]) => ({ name, ids: flags(ids) }));
  know(m.w);
  const file = async (path: string) => {
    const args = await load(path + "?e=" + m.e);
    if (args.pop() !== m.v) throw path; // of another build
    return args;
  };

  const shard = once(async (n: number): Promise<Shard> => {
    const [, dict, code] = await file(numbered("s", n));
    const s: Shard = { entries: [], find: new Map() };
    const bits = bitsOf(code);
    unfront(dict, (term, tail) => {
      const at = s.entries.length;
      const e: Entry = { term, same: at, ids: [] };
      s.entries.push(e);
      if (tail[0] === "=") {
        e.term = term.replace(/_/g, " ");
        e.to = tail.slice(1).replace(/_/g, " ").split("|");
        return;
      }
      if (tail) e.same = s.entries[at - parseInt(tail.slice(1), 36)].same;
      s.find.set(term, at);
      e.ids = impactWeight.map(() => bits.gamma() - 1).map((n) => bits.list(n, total));
    });
    return s;
  });

  const block = once(async (n: number): Promise<Row[]> => {
    const [, rows] = await file(numbered("t", n));
    return rows.map(([flags, page, anchor, kind, lang, date, title, heading, body, words, ...show]: any[]) => ({ flags, page, anchor, kind, lang, date, title, heading, body, words, show }));
  });

  const simplified = once(async () => learn((await file("simplified.js"))[0]));
  const words = once(async (letter: string) => {
    const list: string[] = [];
    unfront((await file(`w/${letter}.js`))[1], (term) => list.push(term));
    return list;
  });
  const likes = once(async () => (await file("likes.js"))[0] as string);
  const facet = once(async (name: string): Promise<Facet> => {
    const [, values, code] = await file(`f/${name}.js`);
    const bits = bitsOf(code);
    return { values, ids: values.map(() => bits.list(bits.gamma(), total)) };
  });

  const row = async (id: number): Promise<Row> => {
    const w = (await block(div(id, m.b)))[id % m.b];
    if (!w.all) {
      if (w.flags & 2) await simplified("");
      w.all = normal([w.title, w.heading, w.body, w.words].join("\n"), true);
    }
    return w;
  };

  /** What decides in which shard a term is. */
  function key(term: string): string {
    if (glyphs(term)) {
      const c = first(term, 1);
      return heavy.has(c) || count(term) > 2 ? term : c;
    }
    let n = 2;
    while (heavy.has(first(term, n)) && n < count(term)) n++;
    return first(term, n);
  }

  const shardOf = (key: string) => shard(mix(key) & (m.s - 1));

  async function expand(t: Token): Promise<Weighed[]> {
    const s = await shardOf(key(t.text));
    const at = s.find.get(t.text);
    const list: Weighed[] = [];
    if (!t.prefix || heavy.has(t.text) || (count(t.text) === 1 && !glyphs(t.text))) {
      if (at !== undefined) list.push([s.entries[at], 100]);
      if (t.prefix) {
        const u = await shardOf(t.text + "*");
        const i = u.find.get(t.text + "*");
        if (i !== undefined) list.push([u.entries[i], 60]);
      }
      return list;
    }
    for (const e of s.entries) {
      if (e.to || !e.term.startsWith(t.text) || e.term.endsWith("*")) continue;
      const rest = count(e.term) - count(t.text);
      list.push([e, rest && !glyphs(t.text) ? 80 - Math.min(40, 4 * rest) : 100]);
    }
    return list.concat(stems(s, t.text));
  }

  function stems(s: Shard, word: string): Weighed[] {
    const exact = s.find.get(word);
    let at = exact;
    for (const ending of ["ing", "ed", "es", "s", "ly"]) {
      if (at !== undefined) break;
      const rest = word.slice(0, -ending.length);
      if (word.endsWith(ending) && count(rest) >= 3) at = s.find.get(rest) ?? s.find.get(rest + "e");
    }
    if (at === undefined) return [];
    const same = s.entries[at].same;
    return s.entries
      .filter((e, i) => !e.to && e.same === same && i !== exact && !e.term.endsWith("*"))
      .map((e) => [e, exact === undefined ? 65 : 70]);
  }

  /** The other ways to say a query: synonyms, names for their pinyin. */
  async function synonyms(text: string) {
    const list: { text: string; weight: number; rank: number }[] = [];
    for (const s of await Promise.all(tokensIn([text]).map((t) => shardOf(key(t.text))))) {
      for (const e of s.entries) if (e.to) list.push(...replaced(text, e.term, e.to));
    }
    return list
      .sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : +(a.text > b.text)))
      .filter((x, i) => !i || x.text !== list[i - 1].text || x.rank !== list[i - 1].rank)
      .slice(0, 3);
  }

  function replaced(text: string, term: string, to: string[]) {
    let from = -1;
    let end = 0;
    let rank = 0;
    for (let i = text.indexOf(term); i >= 0 && from < 0; i = text.indexOf(term, i + 1)) {
      end = i + term.length;
      if (begins(text, i) && (end === text.length || begins(text, end))) from = i;
    }
    if (from < 0) {
      const last = text.lastIndexOf(" ") + 1;
      const typed = text.slice(last);
      if (count(typed) < 3 || glyphs(typed) || !term.startsWith(typed)) return [];
      from = last;
      end = text.length;
      rank = count(term) - count(typed);
    }
    return to.map((other) => ({ text: text.slice(0, from) + other + text.slice(end), weight: rank ? 40 : 60, rank }));
  }

  async function variants(text: string, chunks: string[]): Promise<Variant[]> {
    const found = await Promise.all(tokensIn(chunks).map(expand));
    if (found.some((f) => !f.length) && /[\u3400-\uffff]/.test(text)) {
      await simplified("");
      chunks = chunksOf(text, true);
    }
    const tokens = tokensIn(chunks).length;
    const others = await synonyms(chunks.join(" "));
    return [{ chunks, weight: 100 }, ...others.map((o) => ({ chunks: o.text.split(" ").filter(Boolean), weight: o.weight, meant: o.text, tokens }))];
  }

  async function score(v: Variant, c: Candidates) {
    const tokens = tokensIn(v.chunks);
    const sums = new Int32Array(m.n);
    const hits = new Uint8Array(m.n);
    const best = new Int32Array(m.n);
    for (const found of await Promise.all(tokens.map(expand))) {
      let n = 0;
      for (const [e] of found) for (const ids of e.ids) n += ids.length;
      n = Math.min(Math.max(n, 1), m.n);
      const rarity = Math.max(8, logarithm(m.n + 1) - logarithm(n));
      const touched: number[] = [];
      for (const [e, weight] of found) {
        e.ids.forEach((ids, k) => {
          const points = div(rarity * impactWeight[k] * weight, 100);
          for (const id of ids) {
            if (id >= m.n) continue;
            if (!best[id]) touched.push(id);
            if (points > best[id]) best[id] = points;
          }
        });
      }
      for (const id of touched) {
        sums[id] += best[id];
        hits[id]++;
        best[id] = 0;
      }
    }
    const enough = v.enough || tokens.length;
    for (let id = 0; id < m.n; id++) {
      if (hits[id] < enough || !hits[id]) continue;
      let s = div(sums[id] * v.weight, 100);
      if (v.tokens) s = div(s * v.tokens, tokens.length);
      if (s > c.score[id]) {
        c.score[id] = s;
        c.of[id] = v;
      }
    }
  }

  const nothing = (): Candidates => ({ score: new Int32Array(m.n), of: new Array(m.n) });

  async function answer(q: Query, list: Variant[], allowed?: Uint8Array): Promise<Result> {
    const c = nothing();
    for (const v of list) await score(v, c);
    if (langs.some((l) => l.name === q.lang)) {
      for (const l of langs) {
        if (l.name !== q.lang) l.ids.forEach((is, id) => is && (c.score[id] = c.score[id] >> 2));
      }
    }
    return show(q, c, allowed);
  }

  const several = (c: string) => tokensOf(c).length > 1;

  async function show(q: Query, c: Candidates, allowed?: Uint8Array): Promise<Result> {
    const ids: number[] = [];
    const pages: number[] = [];
    const result: Result = { hits: [], total: 0, about: false, more: false, how: "", meant: "", facets: (name) => counts(name, pages, q.lang) };
    for (let id = 0, page = 0; id < m.n; id++) {
      if (!more[id]) page = id;
      const v = c.of[id];
      if (!v || (allowed && !allowed[page])) continue;
      ids.push(id);
      if (pages[pages.length - 1] !== page) pages.push(page);
      result.about ||= !v.enough && v.chunks.some(several);
    }
    result.total = pages.length;
    const by = q.sort === "likes" ? await likes("") : "";
    ids.sort((a, b) => (by ? valueAt(by, b) - valueAt(by, a) : q.sort === "date" ? 0 : c.score[b] - c.score[a]) || b - a);

    const limit = q.limit || 10;
    await Promise.all(ids.slice(0, limit).map(row)); // in one go
    const shown: Record<number, string[]> = {};
    let checks = 0;
    for (const id of ids) {
      if (result.hits.length === limit || (checks === limit + 20 && result.hits.length) || checks === limit + 120) {
        result.more = true;
        break;
      }
      let start = id;
      while (more[start]) start--;
      const anchors = (shown[start] ||= []);
      if (anchors.length === 2) continue;
      checks++;
      const w = await row(id);
      const v = c.of[id]!;
      if (anchors.includes(w.anchor) || (!v.enough && v.chunks.some((c) => several(c) && indexOf(w.all, c) < 0))) continue;
      anchors.push(w.anchor);
      const prefix = w.flags & 1 && langs.findIndex((l) => l.name === q.lang) > 0 ? q.lang + "/" : "";
      result.hits.push({ ...w, page: prefix + w.page, score: c.score[id], meant: v.meant || "", chunks: v.chunks });
    }
    return result;
  }

  async function counts(name: string, pages: number[], lang?: string): Promise<Values> {
    const f = await facet(name);
    const called = Math.max(0, langs.findIndex((l) => l.name === lang)) + 1;
    const found = new Uint8Array(m.n);
    for (const id of pages) found[id] = 1;
    return f.values.map((v, i) => {
      let n = 0;
      for (const id of f.ids[i]) n += found[id];
      return [v[0], v[called], n];
    });
  }

  async function filter(filters: string[] = []): Promise<Uint8Array | undefined> {
    let allowed: Uint8Array | undefined;
    for (const name of facets) {
      const values = filters.filter((f) => f.startsWith(name + ":")).map((f) => f.slice(name.length + 1));
      if (!values.length) continue;
      const f = await facet(name);
      const passed = new Uint8Array(m.n);
      for (const v of values) {
        const i = f.values.findIndex((x) => x.includes(v));
        if (i >= 0) for (const id of f.ids[i]) passed[id] = allowed ? allowed[id] : 1;
      }
      allowed = passed;
    }
    return allowed;
  }

  /** Replaces words that the site does not have by the nearest that it has. */
  async function correct(chunks: string[]): Promise<string[] | undefined> {
    const out = [...chunks];
    let changed = false;
    for (let i = 0; i < chunks.length; i++) {
      for (const run of runsOf(chunks[i])) {
        const near = await nearest(run);
        if (near) {
          out[i] = out[i].replace(run, near);
          changed = true;
        }
      }
    }
    return changed ? out : undefined;
  }

  async function nearest(word: string): Promise<string> {
    const slips = !/^[a-z]{4,}$/.test(word) ? 0 : word.length >= 8 ? 2 : 1;
    if (!slips || (await expand({ text: word, prefix: true })).length) return "";
    let best = "";
    let least = slips + 1;
    for (const w of await words(word[0])) {
      const d = distance(word, w, least);
      if (d < least) {
        best = w;
        least = d;
      }
    }
    return best;
  }

  async function search(q: Query): Promise<Result> {
    const allowed = await filter(q.filters);
    const chunks = chunksOf(q.text, false);
    if (!chunks.length) {
      const c = nothing();
      const all = { chunks, weight: 100 };
      for (let id = 0; id < m.n; id++) if (!more[id]) c.of[id] = all;
      return show(q, c, allowed);
    }
    let list = await variants(q.text, chunks);
    const loosely = (chunks: string[], weight: number): Variant => ({ chunks, weight, enough: div(tokensIn(chunks).length + 3, 4) });
    if (chunks.length > 3) list.push(loosely(chunks, 30));
    let result = await answer(q, list, allowed);
    if (result.hits.length) return result;
    let asked = list[0].chunks;
    const corrected = await correct(asked);
    if (corrected) {
      const text = corrected.join(" ");
      list = await variants(text, corrected);
      result = await answer(q, list, allowed);
      result.how = "typo";
      result.meant = text;
      if (result.hits.length) return result;
      asked = corrected;
    }
    result = await answer(q, [loosely(asked, 100)], allowed);
    result.how = "loose";
    return result;
  }

  return search;
}

/** How many letters are wrong, missing, too many or swapped. From limit on it need not be right. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) {
      now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
    }
    if (Math.min(...now) >= limit) return limit;
    before = last;
    last = now;
  }
  return last[b.length];
}
