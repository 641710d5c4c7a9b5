// Runs what twin_test.go wrote down: rules, and drafts with what Go finds in them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checker } from "./check";
import { count, topics, within } from "./count";

const read = (name: string) => JSON.parse(readFileSync(join(process.env.TWIN!, name), "utf8"));

test("drafts", () => {
  const check = checker(read("rules.json"));
  for (const { draft, findings } of read("drafts.json")) {
    const got = check(draft).map((f) => [f.rule.id, f.part, f.at, f.len, f.count, f.rule.y || ""]);
    assert.deepEqual(got, findings, JSON.stringify(draft));
  }
});

test("counts", () => {
  for (const [text, counts, inside, found] of read("counts.json")) {
    assert.deepEqual(["characters", "xhs-units", "words"].map((unit) => count(unit, text)), counts, text);
    assert.deepEqual(["characters", "xhs-units", "words"].map((unit) => within(unit, text, 5)), inside, text);
    assert.deepEqual(["#{}[话题]#", "#{}#", "#{}"].map((syntax) => topics(syntax, text).length), found, text);
  }
});

test("speed", () => {
  const check = checker(read("rules.json"));
  const draft = read("long.json");
  for (let i = 0; i < 20; i++) check(draft);
  const begin = process.hrtime.bigint();
  for (let i = 0; i < 20; i++) check(draft);
  console.log(`a draft of ${[...draft.body].length} characters: ${Number(process.hrtime.bigint() - begin) / 20e6} ms`);
});
