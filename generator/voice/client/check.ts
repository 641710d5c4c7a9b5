// The checker of the pages; see ../doc.go. It is given what Go's has, symbols and
// programs, and asks no Unicode table.
import { count, within } from "./count";

export interface Rule {
  id: string;
  l: string; // level
  y?: string; // why
  o?: string; // instead
  c?: string; // replacement
  u?: string; // page
  w?: string[]; // words
  x?: string[]; // exceptions
  n?: string[]; // words of which one must be near
  d?: number; // within this distance
  p?: number[]; // program
  b?: string; // what it can begin with
  m?: [what: string, max: number, unit: string];
  q?: string[]; // needs
  i?: Condition[]; // when
  e?: Condition[]; // unless
}

export interface Condition {
  Field: string;
  Values: string[];
}

export interface Data {
  f: string; // folds
  s?: string[]; // sets
  r: Rule[];
}

export interface Draft {
  title: string;
  body: string;
  media: string;
  images: number;
  topics: number;
  facts: Condition[];
}

export interface Finding {
  rule: Rule;
  part: string;
  at: number; // in characters
  len: number;
  count: number;
}

type Hit = [rule: number, from: number, to: number];
const enum Role { matches, excepts, nears, needed }
const enum Op { rune, split, match, begin, end }

const mute = 0xffff;
const noise = " \t\u00a0\u2003\u3000.·•・‧˙*-_~|/\\^`'\"";
const longest = 64;
const parts = ["", "title", "body", "media"];

const number = (s: string) => parseInt(s, 36);

/** 1 for a Latin letter, 2 for a digit, 0 for anything else. */
const sortOf = (r: number) => (r > 96 && r < 123 ? 1 : r > 47 && r < 58 ? 2 : 0);

const holds = (c: Condition, facts: Condition[]) =>
  facts.some((f) => f.Field === c.Field && f.Values.some((v) => c.Values.includes(v)));

/** Ranges: first and last of each. */
function spans(s: string): number[] {
  const n = s ? s.split(" ").map(number) : [];
  for (let i = 0, at = 0; i < n.length; i++) at = n[i] += at;
  return n;
}

function inside(pairs: number[], c: number): boolean {
  let low = 0;
  let high = pairs.length >> 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (c < pairs[2 * mid]) high = mid;
    else if (c > pairs[2 * mid + 1]) low = mid + 1;
    else return true;
  }
  return false;
}

interface State {
  next: Map<number, State>;
  fail?: State;
  found?: State; // the nearest on the way down that ends a word
  depth: number;
  uses: [rule: number, role: Role][];
}

const stateAt = (depth: number): State => ({ next: new Map(), depth, uses: [] });

function step(at: State, c: number): State {
  for (;;) {
    const to = at.next.get(c);
    if (to) return to;
    if (!at.fail) return at;
    at = at.fail;
  }
}

/** Makes the function that checks drafts by the rules of some data. */
export function checker(data: Data): (d: Draft) => Finding[] {
  const fold = new Map<number, number>();
  for (let i = 0, at = 0, list = data.f.split(" "); i < list.length && list[i]; i++) {
    const [from, to, n, by, add] = list[i].split(",").map(number);
    at += from;
    for (let k = 0; k < (n || 1); k++) fold.set(at + k * (by || 1), to + k * (add || 0));
  }
  const sets = (data.s || []).map(spans);
  const first = data.r.map((r) => spans(r.b || ""));
  const root = stateAt(0);
  data.r.forEach((r, i) => [r.w, r.x, r.n, r.q].forEach((list, role) => (list || []).forEach((w) => {
    let at = root;
    for (const ch of w) {
      const c = ch.codePointAt(0)!;
      if (!at.next.has(c)) at.next.set(c, stateAt(at.depth + 1));
      at = at.next.get(c)!;
    }
    at.uses.push([i, role]);
  })));
  for (let level = [root]; level.length;) {
    const below: State[] = [];
    for (const at of level) at.next.forEach((to, c) => {
      to.fail = at.fail ? step(at.fail, c) : root;
      to.found = to.uses.length ? to : to.fail.found;
      below.push(to);
    });
    level = below;
  }
  const begins = new Map<number, number[]>();
  const broad: number[] = [];
  first.forEach((pairs, rule) => {
    let size = 0;
    for (let i = 0; i < pairs.length; i += 2) size += pairs[i + 1] - pairs[i] + 1;
    if (size > 64) broad.push(rule);
    else for (let i = 0; i < pairs.length; i += 2) for (let c = pairs[i]; c <= pairs[i + 1]; c++) begins.set(c, [...(begins.get(c) || []), rule]);
  });

  let symbols: number[] = [];
  let places: number[] = [];

  function read(text: string) {
    symbols = [];
    places = [];
    let n = 0;
    let gap = 0;
    let start = 0;
    for (const ch of text) {
      const r = ch.codePointAt(0)!;
      const c = fold.get(r) ?? r;
      if (c < 0x3001 && noise.includes(String.fromCharCode(c))) {
        if (!gap++) start = n;
      } else if (c !== mute) {
        if (gap && symbols.length) {
          const words = sortOf(symbols[symbols.length - 1]) && sortOf(c);
          if (words || gap > 3) {
            symbols.push(words ? 32 : 10);
            places.push(start);
          }
        }
        gap = 0;
        symbols.push(c);
        places.push(n);
      }
      n++;
    }
  }

  const open = (i: number) =>
    i <= 0 || i >= symbols.length || !sortOf(symbols[i]) || sortOf(symbols[i]) !== sortOf(symbols[i - 1]);

  /** Calls hit for the matches of a program, as machine.find does. */
  function run(p: number[], starts: number[], hit: (from: number, to: number) => void) {
    type Thread = [at: number, from: number];
    const seen: number[] = [];
    let place = 0;
    let now: Thread[] = [];
    let best: Thread | undefined; // where the match that is complete begins and ends
    const add = (list: Thread[], at: number, from: number, i: number) => {
      if (seen[at] === place) return;
      seen[at] = place;
      const out = p[3 * at + 2];
      switch (p[3 * at + 1]) {
        case Op.rune:
          list.push([at, from]);
          break;
        case Op.split:
          add(list, out, from, i);
          add(list, p[3 * at + 3], from, i);
          break;
        case Op.begin:
          if (!i || symbols[i - 1] === 10) add(list, out, from, i);
          break;
        case Op.end:
          if (i === symbols.length || symbols[i] === 10) add(list, out, from, i);
          break;
        case Op.match:
          if ((!best || (from < best[0] && best[1] === i) || from === best[0]) && open(i)) best = [from, i];
      }
    };
    for (let i = 0, k = 0; i <= symbols.length;) {
      if (!now.length) {
        if (best) {
          hit(best[0], best[1]);
          i = best[1];
          best = undefined;
        }
        while (k < starts.length && starts[k] < i) k++;
        if (k === starts.length) return;
        i = starts[k];
      }
      if (i === symbols.length) {
        now = [];
        continue;
      }
      if (!best && starts[k] === i) {
        place++;
        for (const t of now) seen[t[0]] = place;
        add(now, p[0], i, i);
        k++;
      }
      place++;
      const next: Thread[] = [];
      for (const [at, from] of now) {
        if (best && from !== best[0]) continue;
        if (inside(sets[p[3 * at + 3]], symbols[i])) add(next, p[3 * at + 2], from, i + 1);
      }
      now = best ? next.filter((t) => t[1] === best![0]) : next;
      i++;
      if (best && i - best[1] >= longest) now = [];
    }
    if (best) hit(best[0], best[1]);
  }

  /** What the rules that are on find in one text. */
  function search(list: Finding[], part: string, text: string, on: boolean[], needed: boolean[]) {
    if (!text) return;
    read(text);
    const hits: Hit[] = [];
    const excepts: Hit[] = [];
    const nears: Hit[] = [];
    let at = root;
    symbols.forEach((c, i) => {
      at = step(at, c);
      for (let f = at.found; f; f = f.fail!.found) {
        for (const [rule, role] of f.uses) {
          const h: Hit = [rule, i + 1 - f.depth, i + 1];
          if (!on[rule]) continue;
          if (role === Role.excepts) excepts.push(h);
          else if (!open(h[1]) || !open(h[2])) continue;
          else if (role === Role.matches) hits.push(h);
          else if (role === Role.nears) nears.push(h);
          else needed[rule] = true;
        }
      }
    });
    const starts = new Map<number, number[]>();
    const start = (rule: number, i: number) => {
      if (on[rule] && open(i)) starts.set(rule, starts.get(rule) || []).get(rule)!.push(i);
    };
    symbols.forEach((c, i) => {
      for (const rule of begins.get(c) || []) start(rule, i);
      for (const rule of broad) if (inside(first[rule], c)) start(rule, i);
    });
    starts.forEach((where, rule) => run(data.r[rule].p!, where, (from, to) => hits.push([rule, from, to])));
    const order = (a: Hit, b: Hit) => a[0] - b[0] || a[1] - b[1] || b[2] - a[2];
    for (const l of [hits, excepts, nears]) l.sort(order);
    let last: Hit = [-1, 0, 0];
    const covered = follow(excepts);
    const excused = (h: Hit): boolean => {
      const [reach, next] = covered([h[0], h[1] - 1, 0]);
      if (reach > h[1]) return true;
      for (let i = next; i < excepts.length && excepts[i][0] === h[0] && excepts[i][1] < h[2]; i++) {
        if (excepts[i][2] > h[2] || (excepts[i][1] === h[1] && excepts[i][2] === h[2])) return true;
      }
      return false;
    };
    const close = follow(nears);
    for (const h of hits) {
      const rule = data.r[h[0]];
      if (h[0] === last[0] && h[1] < last[2]) continue;
      if (excused(h)) continue;
      if (rule.d) {
        const [before, next] = close(h);
        const after = next < nears.length && nears[next][0] === h[0] ? nears[next][1] : undefined;
        const reach = (from: number, to: number) => places[to] - places[from] - 1 <= rule.d!;
        if (!(before && (before > h[1] || reach(before - 1, h[1]))) && !(after !== undefined && (after < h[2] || reach(h[2] - 1, after)))) continue;
      }
      last = h;
      list.push({ rule, part, at: places[h[1]], len: places[h[2] - 1] - places[h[1]] + 1, count: 0 });
    }
  }

  /** For hits in order: the furthest end of those of list, of the same rule, that begin no later, and the number of the next. */
  function follow(list: Hit[]) {
    let next = 0;
    let rule = -1;
    let reach = 0;
    return (h: Hit): [reach: number, next: number] => {
      if (rule !== h[0]) {
        rule = h[0];
        reach = 0;
      }
      for (; next < list.length; next++) {
        const x = list[next];
        if (x[0] > rule || (x[0] === rule && x[1] > h[1])) break;
        if (x[0] === rule) reach = Math.max(reach, x[2]);
      }
      return [reach, next];
    };
  }

  function over(rule: Rule, d: Draft): Finding | undefined {
    const [what, max, unit] = rule.m!;
    const text = what === "title" ? d.title : what === "body" ? d.body : what === "media" ? d.media : "";
    const n = text ? count(unit, text) : what === "topics" ? d.topics : what === "images" ? d.images : 0;
    if (n <= max) return;
    if (!text) return { rule, part: "", at: 0, len: 0, count: n };
    const at = within(unit, text, max);
    return { rule, part: what, at, len: [...text].length - at, count: n };
  }

  return (d) => {
    const on = data.r.map((r) => !(r.e || []).some((c) => holds(c, d.facts)));
    const needed: boolean[] = [];
    const list: Finding[] = [];
    search(list, "title", d.title, on, needed);
    search(list, "body", d.body, on, needed);
    search(list, "media", d.media, on, needed);
    const ranks = new Map(data.r.map((r, i) => [r, i] as [Rule, number]));
    list.sort((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part) || a.at - b.at || ranks.get(a.rule)! - ranks.get(b.rule)!);
    data.r.forEach((rule, i) => {
      if (!on[i]) return;
      const f = rule.m && over(rule, d);
      if (f) list.push(f);
      if (rule.q && !needed[i] && (rule.i || []).every((c) => holds(c, d.facts))) list.push({ rule, part: "", at: 0, len: 0, count: 0 });
    });
    return list;
  };
}
