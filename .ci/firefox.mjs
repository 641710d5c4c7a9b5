// Searches a site in Firefox as a reader does: node firefox.mjs FIREFOX ROOT...
// Every ROOT, a server's address or a folder's, is gone through by typing,
// choosing, filtering, deep links, Back and keys alone, under the site's own
// policy, which has to refuse a canary. Prints a line for each thing that is not
// as it should be; the exit status is 1 if there is one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const [executablePath, ...roots] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  extraPrefsFirefox: { "security.fileuri.strict_origin_policy": true },
});
const complaints = [];

/** Waits until an expression is true of the page, which may be left meanwhile. */
async function until(page, expression) {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((next) => setTimeout(next, 20))) {
    if (await page.evaluate(`!!(${expression})`).catch(() => false)) return;
  }
  throw new Error(`never came true: ${expression}\n${await page.evaluate("document.body.innerText.slice(0, 900)")}`);
}

const options = `document.querySelectorAll(".palette [role=option]")`;
const count = `document.querySelector(".found-count").textContent`;
const address = `new URLSearchParams(location.search || location.hash.slice(1))`;

const steps = {
  async "the palette, by keys alone"(page, root) {
    await page.goto(root + "about.html");
    await page.keyboard.press("/");
    await until(page, `document.querySelector(".palette").open && document.activeElement.matches(".palette input")`);
    await page.keyboard.type("plain words");
    await until(page, `${options}.length && ${options}[0].textContent.startsWith("Plain words")`);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    const chosen = `[document.activeElement.getAttribute("aria-activedescendant"), document.querySelector("[aria-selected=true]").id].join()`;
    assert.equal(await page.evaluate(chosen), "Found-0,Found-0");
    await page.evaluate(axe);
    const found = await page.evaluate(`axe.run({ preload: false }).then((r) => r.violations.map((v) => v.id + " " + v.nodes[0].html))`);
    assert.deepEqual(found, [], "axe");
    await page.keyboard.press("Enter");
    await until(page, `location.pathname.endsWith("/voice/plain-words.html")`);
    await page.evaluate("history.back()");
    await until(page, `location.pathname.endsWith("/about.html")`);
  },
  async "what is searched before it is typed out"(page, root) {
    await page.goto(root + "zh/about.html");
    await page.keyboard.down("Control");
    await page.keyboard.press("k");
    await page.keyboard.up("Control");
    await until(page, `document.querySelector(".palette").open`);
    await page.keyboard.type("枫叶");
    await until(page, `${options}.length && document.querySelector(".palette mark").textContent === "枫叶"`);
    await page.keyboard.press("Escape");
    await until(page, `!document.querySelector(".palette").open`);
  },
  async "filters, deep links and Back"(page, root) {
    await page.goto(root + "search.html?q=%E6%9E%AB%E5%8F%B6&f=platform:weibo"); // 枫叶
    await until(page, `document.querySelectorAll(".result").length`);
    const total = await page.evaluate(count);
    await page.click("[data-name=platform] summary");
    await until(page, `document.querySelectorAll("[data-name=platform] input").length > 1`);
    const other = `[...document.querySelectorAll("[data-name=platform] li")].find((l) => l.textContent.startsWith("Xiaohongshu")).querySelector("input")`;
    await page.evaluate(`${other}.click()`);
    await until(page, `${count} !== ${JSON.stringify(total)}`);
    assert.equal(await page.evaluate(`${address}.getAll("f").join()`), "platform:weibo,platform:xiaohongshu");
    await page.evaluate("history.back()");
    await until(page, `${count} === ${JSON.stringify(total)}`);
  },
  async "filters of an archive page that combine"(page, root) {
    await page.goto(root + "posts.html");
    await page.hover(".filters");
    await until(page, `document.querySelector(".search-form")`);
    await page.evaluate(`[...document.querySelectorAll(".filters a")].find((a) => a.pathname.endsWith("/platforms/weibo.html")).click()`);
    await until(page, `document.querySelector(".filters").hidden && ${address}.get("f") === "platform:weibo"`);
    await until(page, `/^[1-9]/.test(${count})`);
    await page.evaluate("history.back()");
    await until(page, `!document.querySelector(".filters").hidden`);
  },
  async "a canary that the policy refuses"(page, root) {
    await page.goto(root + "search.html");
    await page.evaluate(`document.addEventListener("securitypolicyviolation", (e) => (window.refused = e.effectiveDirective)),
      void (new Image().src = "http://127.0.0.1:9/canary.png")`);
    await until(page, `window.refused === "img-src"`);
  },
};

try {
  for (const root of roots) {
    const hear = (text) => text.includes("canary.png") || complaints.push(`${root}: the console has: ${text}`);
    for (const [name, step] of Object.entries(steps)) {
      const page = await browser.newPage(); // one that has gone back does not tell when the next page is there
      page.on("pageerror", (e) => hear(e.message));
      page.on("console", (m) => m.type() === "error" && hear(m.text()));
      await step(page, root).catch((e) => complaints.push(`${root}: ${name}: ${e.message}`));
      await page.close();
    }
  }
} finally {
  await browser.close();
}
for (const c of complaints) console.log(c);
process.exitCode = complaints.length > 0 ? 1 : 0;
