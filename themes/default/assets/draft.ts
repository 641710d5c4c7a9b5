// The page that checks a draft. Nothing leaves it: the rules come as a script of
// the site, and what is typed stays here unless the writer asks to keep it.
import { open, Hit } from "./search/query";
import { checker, Draft, Finding } from "./voice/check";
import { count, topics, within } from "./voice/count";
import { copy } from "./script/clipboard";
import { Channel, channel, described, el, load, marked, missed, soft, tally, tongue, typing, Words } from "./script/reading";

interface Product { name: string; title: string; registered?: boolean; keywords: string[][] }
interface Pair { dont: string; do: string; why: string; page: string; name: string }

const desk = document.querySelector<HTMLElement>(".desk")!;
// No form: with script off, Enter would send the draft away in an address.
const sheet = desk.querySelector<HTMLElement>(".draft")!;
const control = (name: string) => sheet.querySelector<HTMLInputElement>(`[name="${name}"]`);
const root = desk.dataset.root!;
const lang = document.documentElement.lang.slice(0, 2);
const kept = "playbook-draft";
const saved = ["title", "body", "media", "learn", "images", "relationship", "product", "channel"];

let words: Words = {};
let products: Product[] = [];
let pairs: Pair[] = [];

const $ = <T extends HTMLElement>(selector: string) => desk.querySelector<T>(selector)!;
const value = (name: string): string => control(name)?.value || "";
const say = (key: string, ...args: (string | number)[]) => args.reduce<string>((s, a, i) => s.replace(`{${i}}`, String(a)), words["draft." + key] || key);
const chosen = () => sheet.querySelector<HTMLInputElement>("[name=channel]:checked")!;
const number = (n: number) => n.toLocaleString("en");

/** Mentions and emoticon codes of a text. */
const mentions = (text: string) => (text.match(/@[^\s@#，。！？,!?]{1,30}/g) || []).length;
const emoticons = (text: string) => (text.match(/\[[^\[\]\s]{1,8}\]/g) || []).filter((x) => x !== "[话题]").length;

/** The body as the platform writes topics. */
function written(body: string, syntax: string): string {
  if (!syntax) return body;
  let out = body;
  for (const t of new Set(topics("#{}", body).sort((a, b) => b.length - a.length))) {
    const plain = t.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    out = out.replace(new RegExp("#" + plain + "(\\[话题\\]#|#)?(?=$|[\\s#@\\[,.!?;:，。！？、；：…()（）])", "g"), () => syntax.replace("{}", t));
  }
  return out;
}

function facts(product?: Product) {
  const list = [{ Field: "relationship", Values: [value("relationship")] }];
  if (product?.registered) list.push({ Field: "registration", Values: ["yes"] });
  return list;
}

function show(where: Channel, check: (d: Draft) => Finding[]) {
  const product = products.find((p) => p.name === value("product"));
  const [title, body, media] = ["title", "body", "media"].map(value);
  const draft: Draft = { title, body, media, images: Number(value("images")) || 0, topics: topics(where.topic || "#{}", body).length, facts: facts(product) };
  const blank = !(title + body + media).trim();
  const found = blank ? [] : check(draft);
  $("#draft-found span").textContent = blank ? words["draft.found"] : tally(found, words);
  $(".found-list").replaceChildren(...found.map((f, i) => described(f, i + 1, words, root, mend(f))));
  $(".as-read").hidden = blank;
  $(".reading").replaceChildren(...[["title", title], ["body", body], ["media", media]].filter((p) => p[1]).map(([part, text]) => marked(text, part, found)));
  preview(where, draft);
  ready(where, draft, found, product, blank);
  keywords(product, title + "\n" + body + "\n" + media);
  lessons(found);
}

/** Buttons that mend a finding: its words taken out, or what may stand in their place. */
function mend(f: Finding) {
  if (f.rule.m) return [];
  const put = (text: string) => () => {
    const part = f.part || "body";
    const field = control(part)!;
    const chars = [...field.value];
    chars.splice(f.at, f.len, text);
    field.value = chars.join("");
    field.focus();
    field.setSelectionRange(chars.slice(0, f.at + 1).join("").length, chars.slice(0, f.at + 1).join("").length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const button = (label: string, text: string) => el("button", { type: "button", class: "chip", onclick: put(text) }, label);
  if (f.rule.q) return [f.rule.c && button(say("add", f.rule.c), f.rule.c)];
  return [f.rule.c && button(say("replace", f.rule.c), f.rule.c), button(say("remove"), "")];
}

const part = (d: Draft, what: string) => ({ title: d.title, body: d.body, digest: d.body, visible: d.body } as Record<string, string>)[what];

/** How the text looks in the channel, and its counters. Where it is cut, the rest is behind a link. */
function preview(where: Channel, d: Draft) {
  const name = chosen().value;
  const fold = where.limits.find((l) => l[0] === "visible" || l[0] === "digest");
  let most = fold ? within(fold[2], d.body, fold[1]) : name === "xiaohongshu" ? 46 : 140;
  const chars = [...d.body];
  const code = chars.slice(0, most).lastIndexOf("["); // an emoticon code is not cut
  if (code > most - 8 && !chars.slice(code, most).includes("]")) most = code;
  const text = el("p", { class: "preview-text", lang: tongue(d.title + d.body) }, d.title && el("strong", {}, d.title), ...coloured(chars.slice(0, most).join("")),
    chars.length > most && el("span", { class: "cut" }, "… " + say("more")));
  const shape = name === "wechat" ? "wide" : name === "instagram" || name === "weibo" ? "square" : "";
  const card = /^(xiaohongshu|wechat|instagram|weibo)$/.test(name) && (d.title + d.body).trim() &&
    el("div", { class: "preview-in " + shape }, el("div", { class: "preview-pic", "aria-hidden": "true", lang: tongue(d.media) }, d.media), text);
  const over = where.limits.filter(([what, max, unit]) => amount(d, what, unit) > max);
  const broken = over.some((l) => l[0] !== "visible" && l[0] !== "digest");
  const state = el("span", { class: "mark " + (broken ? "mark-bad" : over.length ? "mark-warn" : "mark-ok") },
    broken ? say("over") : over.length ? say("folded", number(over[0][1])) : say("fits"));
  const rows = where.limits.flatMap(([what, max, unit]) => {
    const n = amount(d, what, unit);
    if (n < 0) return [];
    const meter = el("meter", { max, high: max, optimum: 0, value: Math.min(n, max), min: 0, "aria-label": words["limit." + what] });
    return [el("span", {}, words["limit." + what] || what), meter, el("b", { class: n > max && "mark-warn", "data-count": what }, `${number(n)} / ${number(max)}`)];
  });
  const also = [[mentions(d.body), "mentions"], [emoticons(d.body), "emoticons"]].filter((x) => x[0]).map(([n, key]) => say(key as string, n)).join(" · ");
  $(".preview").replaceChildren(el("div", { class: "preview-head" }, el("h3", {}, chosen().dataset.title!), state), ...(card ? [card] : []),
    el("div", { class: "limits" }, ...rows), ...(also ? [el("p", { class: "quiet" }, also)] : []));
}

function amount(d: Draft, what: string, unit: string): number {
  if (what === "topics") return d.topics;
  if (what === "images") return d.images;
  const text = part(d, what);
  return text === undefined ? -1 : count(unit, text);
}

/** A text whose topics stand out. */
function coloured(text: string): (string | HTMLElement)[] {
  return text.split(/(#[^\s#\[\]@]+(?:\[话题\]#|#)?)/).map((s, i) => (i % 2 ? el("span", { class: "topic" }, s) : s));
}

function ready(where: Channel, d: Draft, found: Finding[], product: Product | undefined, blank: boolean) {
  const paid = value("relationship") !== "organic";
  const disclosure = found.some((f) => f.rule.q);
  const item = (state: "yes" | "no" | "open", text: string) =>
    el("li", {}, el("span", { class: state, "aria-hidden": "true" }, { yes: "✓", no: "✕", open: "○" }[state]), el("span", {}, text, el("span", { class: "vh" }, " " + say(state))));
  const has = (ok: boolean): "yes" | "open" => (ok ? "yes" : "open");
  const errors = found.filter((f) => !soft(f) && !f.rule.m && !f.rule.q).length;
  const long = found.some((f) => f.rule.m);
  const learns = value("learn").trim();
  $(".ready").replaceChildren(...(blank ? [item("open", say("begin"))] : [
    item(errors ? "no" : "yes", say(errors ? "is-errors" : "is-clean")),
    item(long ? "no" : "yes", say(long ? "is-long" : "is-short")),
    item(disclosure ? "no" : "yes", say(disclosure ? "is-hidden" : paid ? "is-said" : "is-free")),
    ...(where.limits.some((l) => l[0] === "topics") ? [item(has(d.topics > 0), say("is-topic"))] : []),
    ...(product ? [item(has(missing(product, d.title + d.body + d.media).length < product.keywords.flat().length), say("is-found"))] : []),
    item(has(!!learns), learns ? say("is-learn", learns) : say("is-unsaid")),
  ]));
}

const missing = (p: Product, text: string) => p.keywords.flat().filter((k) => !text.toLowerCase().includes(k.toLowerCase()));

function keywords(product: Product | undefined, text: string) {
  const all = product ? [...new Set(product.keywords.flat())] : [];
  const gone = product ? missing(product, text) : [];
  $(".keywords").hidden = !all.length;
  $(".keywords ul").replaceChildren(...all.map((k) => el("li", { class: "chip" + (gone.includes(k) ? "" : " there"), lang: tongue(k) }, k,
    el("span", { class: "vh" }, " " + say(gone.includes(k) ? "absent" : "present")))));
}

/** Pairs of the pages whose rules were broken, then others. */
function lessons(found: Finding[]) {
  const pages = new Set(found.map((f) => (f.rule.u || "").split("#")[0]));
  const first = pairs.filter((p) => pages.has(p.page));
  const list = [...first, ...pairs.filter((p) => !first.includes(p))].slice(0, 3);
  $(".lessons").hidden = !list.length;
  $(".lessons div").replaceChildren(...list.map((p) => el("div", { class: "lesson" },
    el("p", { lang: tongue(p.dont) }, el("span", { class: "no" }, "✕"), p.dont), el("p", { lang: tongue(p.do) }, el("span", { class: "yes" }, "✓"), p.do),
    el("a", { href: root + p.page }, p.name))));
}

for (const f of "msdfwltu") (window as any)["_" + f] ||= (...args: unknown[]) => ((document.currentScript as any).args = args);
let archive: ReturnType<typeof open> | undefined;
let asked = "";

/** Posts of the archive about the same topics, product or title, in turn. The index is loaded when there is something to look for. */
async function alike() {
  const product = products.find((p) => p.name === value("product"));
  const about = [...topics("#{}", value("body")).slice(0, 2), product?.title || "", value("title")].map((s) => s.trim()).filter(Boolean);
  if (about.join("\n") === asked) return;
  asked = about.join("\n");
  const mine = asked;
  let found: Hit[][] = [];
  if (about[0]) {
    archive ||= open((path) => load(root + "search/" + path));
    archive.catch(() => (archive = undefined));
    try {
      const search = await archive;
      found = (await Promise.all(about.map((text) => search({ text, filters: ["kind:posts"], limit: 4, lang })))).map((r) => r.hits);
    } catch {
      return; // a site without posts, or offline: nothing to learn from here
    }
  }
  if (mine !== asked) return;
  const hits = new Map<string, Hit>();
  for (let rank = 0; rank < 4; rank++) for (const list of found) if (list[rank]) hits.set(list[rank].page, list[rank]);
  $(".alike").hidden = !hits.size;
  $(".alike ul").replaceChildren(...[...hits.values()].slice(0, 4).map((h) => el("li", {}, el("a", { href: root + h.page, lang: tongue(h.title) }, h.title), " ", el("span", { class: "quiet" }, h.show[3]))));
}

function remember() {
  const keep = control("keep")!.checked;
  try {
    if (keep) localStorage.setItem(kept, JSON.stringify(saved.map((n) => (n === "channel" ? chosen().value : value(n)))));
    else localStorage.removeItem(kept);
  } catch {
    // storage is forbidden; so is remembering
  }
}

function recall() {
  let list: string[] = [];
  try {
    list = JSON.parse(localStorage.getItem(kept) || "[]");
  } catch {
    return;
  }
  if (!list.length) return;
  control("keep")!.checked = true;
  saved.forEach((name, i) => {
    if (name === "channel") sheet.querySelectorAll<HTMLInputElement>("[name=channel]").forEach((r) => (r.checked = r.value === list[i] || (r.checked && !list[i])));
    else if (control(name)) control(name)!.value = list[i];
  });
}

async function copyDraft(button: HTMLElement) {
  const { topic } = await channel(chosen().dataset.rules!);
  await copy([value("title"), written(value("body"), topic)].filter(Boolean).join("\n\n"), button.dataset);
}

const checkers = new Map<string, (d: Draft) => Finding[]>();

async function run() {
  const radio = chosen();
  const where = await channel(radio.dataset.rules!);
  if (radio !== chosen()) return;
  if (!checkers.has(radio.value)) checkers.set(radio.value, checker(where.rules));
  show(where, checkers.get(radio.value)!);
  desk.dataset.checked = radio.value;
  remember();
  alike();
}

$("[data-do=copy]").addEventListener("click", (e) => copyDraft(e.currentTarget as HTMLElement).catch(missed(desk)));
typing(sheet, () => run().catch(missed(desk)));
load(desk.dataset.script!).then(([w, p, q]) => {
  [words, products, pairs] = [w, p, q];
  recall();
  return run();
}).catch(missed(desk));
