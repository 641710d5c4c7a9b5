// The palette, the search page, and filters that combine on archive pages. It is
// loaded when somebody searches; see script/finder.ts.
import { Hit, open, Query, Result, facets as names, Values } from "./search/query";
import { normal } from "./search/letters";
import { indexOf } from "./search/tokens";

type Child = Node | string | null | undefined | false;
type Site = Awaited<ReturnType<typeof open>>;

const script = document.currentScript as HTMLScriptElement;
const root = new URL("../", script.src).href;
const lang = document.documentElement.lang.slice(0, 2);
const recentKey = "playbook-searches";

// Every file of the index makes one call, and says so to the element it came with.
for (const f of "msdfwltu") {
  (window as any)["_" + f] = (...args: unknown[]) => ((document.currentScript as any).args = args);
}

function load(path: string): Promise<any[]> {
  return new Promise((done, fail) => {
    const s = el("script", { src: root + "search/" + path }) as any;
    s.onload = () => (s.remove(), s.args ? done(s.args) : fail(path));
    s.onerror = () => (s.remove(), fail(path));
    document.head.append(s);
  });
}

function el(tag: string, attrs: Record<string, any> = {}, ...children: Child[]): HTMLElement {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v === true) e.setAttribute(k, "");
    else if (v !== false && v != null) e.setAttribute(k, v);
  }
  e.append(...(children.filter((c) => c || c === "") as (Node | string)[]));
  return e;
}

const button = (text: string, onclick: () => void, name = "chip") => el("button", { type: "button", class: name, onclick }, text);

let words: Record<string, string> = {};
const say = (key: string, arg: string | number = "") => (words[key] || key).replace("{0}", String(arg));

/** Loads the index and the words once; again after a failure. */
let ready: Promise<Site> | undefined;
function site(): Promise<Site> {
  ready ||= Promise.all([open(load), load(`words-${lang}.js`)]).then(([s, [w]]) => ((words = w), s));
  ready.catch(() => (ready = undefined));
  return ready;
}

/** Text with what was searched marked, from about the first mark on. */
function marked(text: string, chunks: string[], most = 0): DocumentFragment {
  const at: number[] = [];
  const n = normal(text, true, at);
  const marks: [number, number][] = [];
  for (const c of chunks) {
    for (let i = indexOf(n, c); i >= 0; i = indexOf(n, c, i + c.length)) {
      const last = at[i + c.length - 1];
      marks.push([at[i], last + String.fromCodePoint(text.codePointAt(last)!).length]);
    }
  }
  marks.sort((a, b) => a[0] - b[0]);
  let from = 0;
  let to = text.length;
  if (most && text.length > most) {
    from = Math.max(0, Math.min((marks[0] || [0])[0] - most / 6, text.length - most)) | 0;
    to = from + most;
  }
  const out = document.createDocumentFragment();
  if (from) out.append("…");
  for (const [a, b] of marks) {
    if (a < from || b > to) continue;
    out.append(text.slice(from, a), el("mark", {}, text.slice(a, b)));
    from = b;
  }
  out.append(text.slice(from, to), to < text.length ? "…" : "");
  return out;
}

const icon = () => finder.firstElementChild!.cloneNode(true);
const other = (l: string) => (l && l !== lang ? l : null);
const address = (h: Hit) => root + h.page + (h.anchor ? "#" + h.anchor : "");

function picture(h: Hit, small: boolean): Child {
  const [src, width, height] = h.show;
  return src ? el("img", { class: small ? "option-pic" : "", src: root + src, width, height, alt: "", loading: small ? null : "lazy" }) : small && el("span", { class: "option-pic" });
}

const about = (h: Hit) => [h.show[3], h.date].filter(Boolean).join(" · ");
const under = (h: Hit) => h.title + (h.heading ? " › " + h.heading : "");
const notice = (r: Result) => (r.how && r.hits.length ? say("search." + r.how, r.meant) + " " : "");

function total(r: Result): string {
  if (!r.hits.length) return "";
  return say(r.about && r.more ? "search.about" : r.total === 1 ? "search.count.one" : "search.count", r.total);
}

/** Calls f when typing rests, not while an input method composes, later for a single glyph; what comes late is forgotten. */
function typing(input: HTMLInputElement, f: (late: () => boolean) => void): (now?: boolean) => void {
  let timer = 0;
  let turn = 0;
  const ask = (now?: boolean) => {
    clearTimeout(timer);
    const mine = ++turn;
    timer = window.setTimeout(() => f(() => mine !== turn), now ? 0 : /^\s*[^\x00-\u2fff]\s*$/.test(input.value) ? 300 : 140);
  };
  input.addEventListener("input", (e) => (e as InputEvent).isComposing || ask());
  input.addEventListener("compositionend", () => ask());
  return ask;
}

function recent(add?: string): string[] {
  try {
    const list: string[] = JSON.parse(localStorage.getItem(recentKey) || "[]");
    if (!add) return list;
    localStorage.setItem(recentKey, JSON.stringify([add, ...list.filter((x) => x !== add)].slice(0, 6)));
  } catch {
    // storage is forbidden; so is remembering
  }
  return [];
}

let palette: HTMLDialogElement | undefined;

/** Says that the index could not be loaded. */
function fail() {
  ready = undefined; // perhaps there is a new one
  const toast = document.querySelector(".toast")!;
  toast.textContent = finder.dataset.failed!;
  setTimeout(() => (toast.textContent = ""), 5e3);
}

/** Opens the palette over the page. */
async function show() {
  await site();
  if (!palette) document.body.append((palette = makePalette()));
  if (!palette.open) palette.showModal();
  palette.querySelector("input")!.select();
}

function makePalette(): HTMLDialogElement {
  const list = el("div", { class: "palette-list", role: "listbox", id: "Found", "aria-label": say("search") });
  const input = el("input", { type: "text", role: "combobox", "aria-label": say("search"), "aria-expanded": "false", "aria-controls": "Found", "aria-autocomplete": "list", autocomplete: "off", placeholder: say("search.placeholder") }) as HTMLInputElement;
  const status = el("p", { class: "vh", role: "status" });
  const note = el("p", { class: "palette-note" });
  const all = el("a", { class: "more" }, say("search.all"));
  const dialog = el("dialog", { class: "palette", "aria-label": say("search") },
    el("div", { class: "palette-field" }, icon(), input, button(say("search.close"), () => dialog.close(), "tool")),
    note, list, status, el("p", { class: "palette-foot" }, el("span", {}, say("search.moves")), all)) as HTMLDialogElement;
  dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());

  let current = -1;
  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const move = (to: number) => {
    const all = options();
    all.forEach((o, i) => o.setAttribute("aria-selected", String(i === to)));
    current = to;
    if (all[to]) {
      input.setAttribute("aria-activedescendant", all[to].id);
      all[to].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const option = (attrs: any, ...children: Child[]) => el("a", { class: "option", role: "option", id: "Found-" + options().length, tabindex: "-1", "aria-selected": "false", ...attrs }, ...children);
  const group = (name: string) => {
    const g = el("div", { role: "group", "aria-label": name }, el("div", { class: "palette-group", "aria-hidden": "true" }, name));
    list.append(g);
    return g;
  };
  const fill = (r?: Result) => {
    list.replaceChildren();
    const groups: Record<string, HTMLElement> = {};
    for (const h of r ? r.hits : []) {
      const g = (groups[h.kind] ||= group(say(h.kind)));
      g.append(option({ href: address(h), onclick: () => recent(input.value.trim()) }, h.kind === "posts" && picture(h, true),
        el("span", {}, el("span", { class: "option-name", lang: other(h.lang) }, marked(under(h), h.chunks)),
          el("span", { class: "option-note", lang: other(h.lang) }, h.kind === "posts" ? about(h) : marked(h.body, h.chunks, 80)))));
    }
    if (!r) {
      for (const q of recent()) (groups[""] ||= group(say("search.recent"))).append(option({ href: pageOf(q) }, q));
    }
    note.textContent = r ? (r.hits.length ? notice(r) : say("search.none", input.value.trim())) : "";
    status.textContent = r ? total(r) || note.textContent : "";
    list.hidden = !options().length; // an empty list is none
    input.setAttribute("aria-expanded", String(!list.hidden));
    move(r && r.hits.length ? 0 : -1);
  };
  const answer = async (late: () => boolean) => {
    const text = input.value.trim();
    all.setAttribute("href", pageOf(text));
    const r = text ? await (await site()).search({ text, lang }) : undefined;
    if (!late()) fill(r);
  };
  const ask = typing(input, (late) => void answer(late).catch(fail));
  dialog.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229) return;
    const n = options().length;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") move(n ? (current + (e.key === "ArrowDown" ? 1 : n - (current < 0 ? 0 : 1))) % n : -1);
    else if (e.key === "Enter" && e.target === input) (options()[current] || all).click();
    else return;
    e.preventDefault();
  });
  ask(true);
  return dialog;
}

const finder = document.querySelector<HTMLAnchorElement>(".finder")!;
const pageOf = (text: string) => finder.href + "?q=" + encodeURIComponent(text);

/** What the address asks for: ?q=…&f=platform:weibo&sort=likes, in the fragment where a file's address takes no query. */
function asked(): URLSearchParams {
  return new URLSearchParams(location.search || location.hash.slice(1));
}

function answerTo(fixed: Record<string, string[]>): Query {
  const p = asked();
  const filters: Record<string, string[]> = {};
  for (const f of p.getAll("f")) {
    const i = f.indexOf(":");
    if (names.includes(f.slice(0, i))) (filters[f.slice(0, i)] ||= []).push(f.slice(i + 1));
  }
  return { text: p.get("q") || "", sort: p.get("sort") || "", filters: { ...filters, ...fixed }, lang, limit: 24 };
}

/** Puts the search into a page: a field, filters with counts, and what was found. */
async function place(host: HTMLElement, hidden: Element[], fixed: Record<string, string[]> = {}) {
  const s = await site();
  const input = el("input", { type: "search", "aria-label": say("search"), placeholder: say("search.placeholder") }) as HTMLInputElement;
  const sort = el("select", { "aria-label": say("search.sort") }, ...["", "date", "likes"].map((v) => el("option", { value: v }, say("search.sort." + (v || "best"))))) as HTMLSelectElement;
  const status = el("p", { class: "found-count", role: "status" });
  const bar = el("div", { class: "facets", role: "group", "aria-label": say("search.filters") });
  const chosen = el("ul", { class: "chips" });
  const list = el("ol", { class: "results" });
  const more = button(say("search.more"), () => run(q.limit! + 24), "button");
  const help = el("div", { class: "no-results" });
  host.append(el("form", { class: "search-form", role: "search", onsubmit: (e: Event) => (e.preventDefault(), recent(input.value.trim()), go(true)) }, icon(), input, sort), bar, chosen, status, help, list, more);
  let q = answerTo(fixed);
  let turn = 0;
  more.hidden = true;

  /** Writes the search into the address and runs it. */
  const go = (push: boolean) => {
    const p = new URLSearchParams();
    if (q.text) p.set("q", q.text);
    for (const [name, values] of Object.entries(q.filters!)) if (!fixed[name]) for (const v of values) p.append("f", name + ":" + v);
    if (q.sort) p.set("sort", q.sort);
    const to = p.toString();
    if (to !== asked().toString()) {
      try {
        history[push ? "pushState" : "replaceState"](null, "", location.pathname + (to ? "?" + to : ""));
      } catch {
        location.replace("#" + to); // a file of a strict browser
      }
    }
    run(24).catch(fail);
  };
  const toggle = (name: string, value: string) => {
    const list = (q.filters![name] ||= []);
    const i = list.indexOf(value);
    if (i < 0) list.push(value);
    else list.splice(i, 1);
    if (!list.length) delete q.filters![name];
    go(true);
  };
  const own = () => Object.entries(q.filters!).filter(([name]) => !fixed[name]);

  async function run(limit: number) {
    const mine = ++turn;
    q.limit = limit;
    const active = !!q.text || own().length > 0;
    for (const e of hidden) (e as HTMLElement).hidden = active;
    const r = active ? await s.search(q) : undefined;
    await Promise.all(own().map(([name]) => count(bar.querySelector(`[data-name=${name}]`)!)));
    if (mine !== turn) return;
    list.replaceChildren(...(r ? r.hits.map(result) : []));
    more.hidden = !r || !r.more;
    status.textContent = r ? notice(r) + (total(r) || say("search.none", q.text)) : "";
    chosen.replaceChildren(...own().flatMap(([name, values]) => values.map((v) => el("li", {}, button((labels[name + ":" + v] || v) + " ×", () => toggle(name, v))))));
    help.replaceChildren(...(r && !r.hits.length ? await suggestions(r) : []));
    for (const d of bar.children) if ((d as HTMLDetailsElement).open) count(d as HTMLDetailsElement);
  }

  async function suggestions(r: Result): Promise<(HTMLElement | string)[]> {
    const parts = q.text.split(/\s+/).filter(Boolean);
    const tags = (await s.search({ text: "" }).then((all) => all.facets("tag"))).slice(0, 8);
    return [
      ...(parts.length > 1 ? parts.map((p) => button(say("search.drop", p), () => ((input.value = q.text = parts.filter((x) => x !== p).join(" ")), go(true)))) : []),
      ...(own().length ? [button(say("search.clear"), () => ((q.filters = { ...fixed }), go(true)))] : []),
      say("search.try"),
      ...tags.map(([v]) => button(v, () => ((input.value = q.text = ""), (q.filters = { ...fixed }), toggle("tag", v)))),
    ];
  }

  const labels: Record<string, string> = {};
  const label = (v: Values[0]) => v[1].split("\n")[s.langs.indexOf(lang)];
  async function count(d: HTMLDetailsElement) {
    const name = d.dataset.name!;
    const rest = { ...q.filters };
    delete rest[name];
    const r = await s.search({ ...q, filters: rest, limit: 1 });
    const values = await r.facets(name);
    // An address may say what a value is called.
    const chosen = (q.filters![name] || []).map((x) => (values.find((v) => v[0] === x || v[1].split("\n").includes(x)) || [x])[0]);
    if (chosen.length) q.filters![name] = chosen;
    d.querySelector("ul")!.replaceChildren(...values.filter((v) => v[2] || chosen.includes(v[0])).map((v) => {
      labels[name + ":" + v[0]] = label(v);
      const box = el("input", { type: "checkbox", checked: chosen.includes(v[0]), onchange: () => toggle(name, v[0]) });
      return el("li", {}, el("label", {}, box, label(v), " ", el("span", { class: "num" }, String(v[2]))));
    }));
  }
  for (const name of names) {
    if (fixed[name]) continue;
    const d = el("details", { class: "facet", name: "facet", "data-name": name, ontoggle: () => d.open && count(d) },
      el("summary", { class: "chip" }, say("search.facet." + name)), el("ul", { class: "facet-list" })) as HTMLDetailsElement;
    bar.append(d);
  }

  typing(input, () => ((q.text = input.value.trim()), go(false)));
  sort.addEventListener("change", () => ((q.sort = sort.value), go(true)));
  const read = () => {
    q = answerTo(fixed);
    input.value = q.text;
    sort.value = q.sort!;
    run(24).catch(fail);
  };
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  read();
  return { toggle };
}

function result(h: Hit): HTMLElement {
  const post = h.kind === "posts";
  return el("li", { class: "result" }, post && picture(h, false),
    el("div", {}, el("p", { class: "kicker" }, say(h.kind)),
      el("h2", { lang: other(h.lang) }, el("a", { href: address(h) }, marked(under(h), h.chunks))),
      el("p", { class: "result-text", lang: other(h.lang) }, marked(h.body.replace(/\n/g, " "), h.chunks, 120)),
      post && el("p", { class: "meta" }, [about(h), h.show[4] && "♥ " + h.show[4]].filter(Boolean).join(" · "))));
}

const folders: Record<string, string> = { platforms: "platform", products: "product", campaigns: "campaign", tiers: "tier", tags: "tag", years: "year" };

/** Lets the filters of an archive page combine; as links they lead to one list each. */
async function combine(filters: HTMLElement) {
  const main = filters.closest("main")!;
  const host = el("div", { class: "search-place", hidden: true });
  filters.before(host);
  const rest = [...main.children].filter((e) => e !== host && !e.matches(".page-head, .crumbs"));
  const found = await place(host, rest, { kind: ["posts"] });
  const reveal = () => (host.hidden = !asked().get("q") && !asked().get("f"));
  reveal();
  addEventListener("popstate", reveal);
  filters.addEventListener("click", (e) => {
    const a = (e.target as Element).closest("a");
    const name = a && folders[a.pathname.split("/").slice(-2)[0]];
    if (!a || !name || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    host.hidden = false;
    found.toggle(name, a.firstChild!.textContent!.trim());
  });
}

const main = document.querySelector<HTMLElement>("main")!;
const filters = main.querySelector<HTMLElement>(".filters");
if (main.matches(".on-search")) {
  const host = el("div", { class: "search-place" });
  main.querySelector(".page-head")!.after(host);
  place(host, [...main.querySelectorAll(".section")]).catch(fail);
} else if (filters) combine(filters).catch(fail);
document.addEventListener("playbook-search", () => void show().catch(fail));
