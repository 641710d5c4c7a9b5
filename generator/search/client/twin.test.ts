// Runs what twin_test.go wrote down: the same texts, codes and queries, with what
// Go made of them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bitsOf, logarithm, mix, roundUp, unfront } from "./code";
import { classOf, foldOf, learn, normal } from "./letters";
import { open } from "./query";
import { indexOf, tokensIn } from "./tokens";

const dir = process.env.TWIN!;
const read = (name: string) => JSON.parse(readFileSync(join(dir, name), "utf8"));
const call = (site: string, name: string) => {
  const text = readFileSync(join(dir, site, "search", name.replace(/\?.*/, "")), "utf8").trim();
  return JSON.parse("[" + text.slice(text.indexOf("(") + 1, -1) + "]");
};

test("every code point", () => {
  let sum = 0;
  for (let r = 0; r < 0x110000; r++) {
    sum = Math.imul(sum ^ (classOf(r) * 0x200000 + foldOf(r)), 0x9e3779b1);
    sum ^= sum >>> 15;
  }
  assert.equal(sum >>> 0, read("letters.json"));
});

test("codes", () => {
  const c = read("codes.json");
  for (const [ids, total, code] of c.lists) {
    const bits = bitsOf(code);
    assert.deepEqual([...bits.list(bits.gamma() - 1, total)], ids);
  }
  for (const [n, up, log] of c.numbers) assert.deepEqual([roundUp(n), logarithm(n)], [up, log], String(n));
  for (const [term, h] of c.hashes) assert.equal(mix(term), h, term);
  const terms: string[][] = [];
  unfront(c.front, (term, tail) => terms.push([term, tail]));
  assert.deepEqual(terms, c.terms);
});

test("texts", () => {
  learn(call("usual", "simplified.js")[0]);
  for (const v of read("tokens.json")) {
    const at: number[] = [];
    const n = normal(v.text, true, at);
    assert.equal(n, v.normal, v.text);
    assert.deepEqual(tokensIn([n]).map((t) => t.text + (t.prefix ? "*" : "")), v.tokens, v.text);
    assert.ok(at.length >= n.length && at.every((x, i) => x < v.text.length && (!i || x >= at[i - 1])), v.text);
    for (const [chunk, holds] of v.holds || []) assert.equal(indexOf(n, chunk) >= 0, holds, chunk);
  }
});

for (const name of ["usual", "fine"]) {
  test("queries of shards as " + name, async () => {
    const search = await open(async (path) => call(name, path));
    for (const { query, result } of read(name + "/queries.json")) {
      const r = await search(query);
      const got = { total: r.total, about: r.about, more: r.more, how: r.how, meant: r.meant, hits: r.hits.map((h) => [h.page, h.anchor, h.score, h.meant]) };
      assert.deepEqual(got, result, JSON.stringify(query));
    }
    const r = await search({ text: "唇釉" });
    for (const [facet, values] of Object.entries(read(name + "/facets.json"))) assert.deepEqual(await r.facets(facet), values, facet);
  });
}
