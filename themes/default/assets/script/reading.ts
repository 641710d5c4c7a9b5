// What the page that checks drafts and the small field share: loading rules,
// showing a text as it was read, and the list of what was found.
import { Data, Finding } from "../voice/check";
import { toast } from "./toast";

export type Words = Record<string, string>;
type Child = Node | string | null | undefined | false;

// Every script of the folder makes one call, and says so to the element it came with.
(window as any)._v = (...args: unknown[]) => ((document.currentScript as any).args = args);

const loaded = new Map<string, Promise<any[]>>();

/** What a script of the folder says; it is asked once, and again after a failure. */
export function load(src: string): Promise<any[]> {
  let p = loaded.get(src);
  if (!p) {
    p = new Promise((done, fail) => {
      const s = document.createElement("script") as any;
      s.src = src;
      s.onload = () => (s.remove(), s.args ? done(s.args) : fail(src));
      s.onerror = () => (s.remove(), fail(src));
      document.head.append(s);
    });
    p.catch(() => loaded.delete(src));
    loaded.set(src, p);
  }
  return p;
}

/** Says that the rules could not be loaded, in the words of an element. */
export const missed = (e: HTMLElement) => () => toast(e.dataset.failed!, 5e3);

export interface Channel {
  topic: string;
  limits: [what: string, max: number, unit: string][];
  rules: Data;
}

export const channel = (src: string): Promise<Channel> => load(src).then(([info, rules]) => ({ ...info, rules }));

export function el(tag: string, attrs: Record<string, any> = {}, ...children: Child[]): HTMLElement {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v === true) e.setAttribute(k, "");
    else if (v !== false && v != null && v !== "") e.setAttribute(k, v);
  }
  e.append(...(children.filter((c) => c || c === "") as (Node | string)[]));
  return e;
}

export const soft = (f: Finding) => f.rule.l !== "error";

/** The language of words that are not the page's. */
export function tongue(text: string): string | null {
  const zh = /[\u3400-\u9fff]/.test(text);
  const page = document.documentElement.lang.startsWith("zh");
  return zh === page ? null : zh ? "zh-CN" : /[a-z]/i.test(text) ? "en" : null;
}

/** A text with what was found in it marked by numbers. Findings are in order; one that begins within another is in the list only. */
export function marked(text: string, part: string, findings: Finding[]): HTMLElement {
  const chars = [...text];
  const p = el("p", { class: part === "title" && "is-title", lang: tongue(text) });
  let at = 0;
  findings.forEach((f, i) => {
    if (f.part !== part || !f.len || f.at < at) return;
    const past = !!f.rule.m;
    p.append(chars.slice(at, f.at).join(""),
      el("span", { class: "hit" + (past ? " past" : soft(f) ? " warn" : "") }, chars.slice(f.at, f.at + f.len).join(""), el("sup", {}, String(i + 1))));
    at = f.at + f.len;
  });
  p.append(chars.slice(at).join(""));
  return p;
}

/** One finding of the list; acts are buttons that mend it. */
export function described(f: Finding, n: number, words: Words, root: string, acts: Child[]): HTMLElement {
  const kind = el("span", { class: "mark " + (soft(f) ? "mark-warn" : "mark-bad") }, words["level." + f.rule.l] || f.rule.l);
  return el("div", { class: "finding" + (soft(f) ? " warn" : "") }, el("b", {}, String(n)),
    el("div", {}, el("h3", {}, f.rule.id, kind), f.rule.y && el("p", { lang: tongue(f.rule.y) }, f.rule.y),
      f.rule.o && el("p", { class: "instead", lang: tongue(f.rule.o) }, f.rule.o),
      (acts.some(Boolean) || f.rule.u) && el("p", { class: "acts" }, ...acts, f.rule.u && el("a", { href: root + f.rule.u }, words["draft.rule"]))));
}

/** How many of what were found, in words. */
export function tally(findings: Finding[], words: Words): string {
  const errors = findings.filter((f) => !soft(f)).length;
  const notes = findings.length - errors;
  const say = (key: string, n: number) => n ? (words["draft." + key + (n === 1 ? ".one" : "")] || "").replace("{0}", String(n)) : "";
  return [say("errors", errors), say("notes", notes)].filter(Boolean).join(words["draft.and"]) || words["draft.nothing"];
}

/** Calls f when typing rests, and not while an input method composes. */
export function typing(form: HTMLElement, f: () => void): void {
  let timer = 0;
  const ask = () => {
    clearTimeout(timer);
    timer = window.setTimeout(f, 120);
  };
  form.addEventListener("input", (e) => (e as InputEvent).isComposing || ask());
  form.addEventListener("compositionend", ask);
}
