// The palette, the search page, and filters that combine on archive pages. It is
// loaded when somebody searches; see script/finder.ts.
import { Hit, open, Query, Result, facets as names } from "./search/query";
import { normal } from "./search/letters";
import { indexOf } from "./search/tokens";

type Child = Node | string | null | undefined | false;

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
    const s = el("script", { src: root + "search/" + path + (path.includes("?") ? "" : again) }) as any;
    s.onload = () => (s.remove(), s.args ? done(s.args) : fail(path));
    s.onerror = () => (s.remove(), fail(path));
    document.head.append(s);
  });
}

function el(tag: string, attrs: Record<string, any> = {}, ...children: Child[]): HTMLElement {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v !== false && v != null) e.setAttribute(k, v);
  }
  e.append(...(children.filter(Boolean) as (Node | string)[]));
  return e;
}

const button = (text: string, onclick: () => void, name = "chip") => el("button", { type: "button", class: name, onclick }, text);

let words: Record<string, string> = {};
const say = (key: string, arg: string | number = "") => words[key].replace("{0}", arg as string);

/** Loads the index and the words once. */
let ready: ReturnType<typeof open> | undefined;
let again = "";
function site() {
  return (ready ||= Promise.all([open(load), load(`words-${lang}.js`)]).then(([search, [w]]) => ((words = w), search)));
}

/** Makes the next search begin anew, past what the browser kept: the site may have been replaced. */
function forget() {
  ready = undefined;
  again = "?" + Date.now();
}

async function search(q: Query): Promise<Result> {
  try {
    return await (await site())(q);
  } catch {
    forget();
    return (await site())(q);
  }
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

const has = (text: string, chunks: string[]) => chunks.some((c) => indexOf(normal(text, true), c) >= 0);
const about = (h: Hit) => [h.show[3], h.date, h.show[5] && say("relationship." + h.show[5])].filter(Boolean).join(" · ");
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
    timer = window.setTimeout(() => f(() => mine !== turn), now ? 0 : /^\s*[^\x00-\u2fff]\s*$/.test(input.value) ? 300 : 60);
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
  forget();
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
    const g = el("div", { role: "group", "aria-label": name }, el("div", { class: "palette-group", "aria-hidden": true }, name));
    list.append(g);
    return g;
  };
  const fill = (r?: Result, others: Instead[] = []) => {
    list.replaceChildren();
    const groups: Record<string, HTMLElement> = {};
    for (const h of r ? r.hits : []) {
      const g = (groups[h.kind] ||= group(say(h.kind)));
      g.append(option({ href: address(h), onclick: () => recent(input.value.trim()) }, h.kind === "posts" && picture(h, true),
        el("span", {}, el("span", { class: "option-name", lang: other(h.lang) }, marked(under(h), h.chunks)),
          el("span", { class: "option-note", lang: other(h.lang) }, h.kind === "posts" && (has(h.title, h.chunks) || !has(h.body, h.chunks)) ? about(h) : marked(h.body, h.chunks, 80)))));
    }
    if (!r) {
      for (const q of recent()) (groups[""] ||= group(say("search.recent"))).append(option({ href: pageOf(q) }, q));
    }
    for (const [name, q, tag] of others) (groups[""] ||= group(say("search.instead"))).append(option({ href: pageOf(q, tag) }, name));
    note.textContent = r ? (r.hits.length ? notice(r) : say("search.none", input.value.trim())) : "";
    status.textContent = r ? total(r) || note.textContent : "";
    list.hidden = !options().length; // an empty list is none
    input.setAttribute("aria-expanded", String(!list.hidden));
    move(r && r.hits.length ? 0 : -1);
  };
  const answer = async (late: () => boolean) => {
    const text = input.value.trim();
    all.setAttribute("href", pageOf(text));
    const r = text ? await search({ text, lang }) : undefined;
    const others = r && !r.hits[0] ? await instead(text) : [];
    if (!late()) fill(r, others);
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
const pageOf = (text: string, tag = "") => finder.href + "?q=" + encodeURIComponent(text) + (tag && "&f=" + encodeURIComponent(tag));

type Instead = [name: string, text: string, tag?: string];

/** What to look for where there is nothing: a word less, or a tag. */
async function instead(text: string): Promise<Instead[]> {
  const parts = text.split(/\s+/);
  const tags = (await (await search({ text: "", lang })).facets("tag")).slice(0, 8);
  return [
    ...(parts[1] ? parts.map((p): Instead => [say("search.drop", p), parts.filter((x) => x !== p).join(" ")]) : []),
    ...tags.map(([v, name]): Instead => ["#" + name, "", "tag:" + v]),
  ];
}

/** What the address asks for: ?q=…&f=platform:weibo&sort=likes, in the fragment where a file's address takes no query. */
function asked(): URLSearchParams {
  return new URLSearchParams(location.search || location.hash.slice(1));
}

/** Puts the search into a page, or that of posts: a field, filters with counts, and what was found. */
async function place(host: HTMLElement, hidden: Element[], posts?: boolean) {
  await site();
  const input = el("input", { type: "search", "aria-label": say("search"), placeholder: say("search.placeholder") }) as HTMLInputElement;
  const sort = el("select", { "aria-label": say("search.sort") }, ...["", "date", "likes"].map((v) => el("option", { value: v }, say("search.sort." + (v || "best"))))) as HTMLSelectElement;
  const status = el("p", { class: "found-count", role: "status" });
  const bar = el("div", { class: "facets", role: "group", "aria-label": say("search.filters") });
  const chosen = el("ul", { class: "chips" });
  const list = el("ol", { class: "results" });
  const more = button(say("search.more"), () => void run(list.children.length + 24).catch(fail), "button");
  const help = el("div", { class: "no-results" });
  host.append(el("form", { class: "search-form", role: "search", onsubmit: (e: Event) => (e.preventDefault(), recent(input.value.trim()), go(true)) }, icon(), input, sort), bar, chosen, status, help, list, more);
  let text = "";
  let filters: string[] = []; // as in the address: "platform:weibo"
  let turn = 0;
  more.hidden = true;

  /** Writes the search into the address and runs it. */
  const go = (push: boolean) => {
    const p = new URLSearchParams();
    if (text) p.set("q", text);
    for (const f of filters) p.append("f", f);
    if (sort.value) p.set("sort", sort.value);
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
  const change = (to: string[], q = text) => {
    filters = to;
    input.value = text = q;
    go(true);
  };
  const toggle = (f: string) => change(filters.includes(f) ? filters.filter((x) => x !== f) : [...filters, f]);
  const find = (filters: string[], limit: number) =>
    search({ text, sort: sort.value, filters: posts ? [...filters, "kind:posts"] : filters, lang, limit });

  async function run(limit: number) {
    const mine = ++turn;
    const r = text || filters[0] ? await find(filters, limit) : undefined;
    await Promise.all([...bar.children].filter((d) => (d as HTMLDetailsElement).open || filters.some((f) => f.startsWith((d as HTMLElement).dataset.name + ":"))).map(count));
    if (mine !== turn) return;
    for (const e of hidden) (e as HTMLElement).hidden = !!r && (posts || r.total > 0);
    list.replaceChildren(...(r ? r.hits.map(result) : []));
    more.hidden = !r || !r.more;
    status.textContent = r ? notice(r) + (total(r) || say("search.none", text)) : "";
    chosen.replaceChildren(...filters.map((f) => el("li", {}, button((labels[f] || f) + " ×", () => toggle(f)))));
    help.replaceChildren(...(r && !r.hits[0] ? [
      filters[0] ? button(say("search.clear"), () => change([])) : "",
      say("search.instead"),
      ...(await instead(text)).map(([name, q, tag]) => button(name, () => change(tag ? [tag] : filters, q))),
    ] : []));
  }

  const labels: Record<string, string> = {};
  async function count(d: Element) {
    const name = (d as HTMLElement).dataset.name! + ":";
    const values = await (await find(filters.filter((f) => !f.startsWith(name)), 1)).facets(name.slice(0, -1));
    d.querySelector("ul")!.replaceChildren(...values.filter(([value, , n]) => n || filters.includes(name + value)).map(([value, label, n]) => {
      const f = name + value;
      labels[f] = label;
      return el("li", {}, el("label", {}, el("input", { type: "checkbox", checked: filters.includes(f), onchange: () => toggle(f) }), label, " ", el("span", { class: "num" }, String(n))));
    }));
  }
  for (const name of names.slice(posts ? 1 : 0)) {
    const d = el("details", { class: "facet", name: "facet", "data-name": name, ontoggle: () => d.open && count(d) },
      el("summary", { class: "chip" }, say("search.facet." + name)), el("ul", { class: "facet-list" })) as HTMLDetailsElement;
    bar.append(d);
  }

  typing(input, () => ((text = input.value.trim()), go(false)));
  sort.addEventListener("change", () => go(true));
  const read = () => {
    const p = asked();
    filters = p.getAll("f").filter((f) => names.indexOf(f.split(":")[0]) >= (posts ? 1 : 0));
    input.value = text = p.get("q") || "";
    sort.value = p.get("sort") || "";
    run(24).catch(fail);
  };
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  document.addEventListener("playbook:built", () => run(list.children.length || 24).catch(fail));
  read();
  return { toggle };
}

/** The place that a cover takes in a waterfall, as the generator counts it; without one the least. */
const rows = ({ show: [, w, h] }: Hit) => Math.max(18, Math.min(64, ((72 * +h) / +w + 1) >> 1));

function result(h: Hit): HTMLElement {
  const post = h.kind === "posts";
  const label = !has(under(h), h.chunks) && !has(h.body, h.chunks) && h.words.split("\n").find((w) => has(w, h.chunks));
  return el("li", { class: "result t6 c" + rows(h) }, post && picture(h, false),
    el("div", {}, el("p", { class: "kicker" }, say(h.kind), label && " · ", label && marked(label, h.chunks)),
      el("h2", { lang: other(h.lang) }, el("a", { href: address(h) }, marked(under(h), h.chunks))),
      el("p", { class: "result-text", lang: other(h.lang) }, marked(h.body.replace(/\n/g, " "), h.chunks, 120)),
      post && el("p", { class: "meta" }, [about(h), h.show[4] && "♥\u00a0" + h.show[4]].filter(Boolean).join(" · "))));
}

/** Lets the filters of an archive page combine; as links they lead to one list each. */
async function combine(filters: HTMLElement) {
  const host = el("div", { class: "search-place waterfall", hidden: true });
  filters.before(host);
  const rest = [...filters.parentElement!.children].filter((e) => e !== host && !e.matches(".page-head, .crumbs, .section-head"));
  const found = await place(host, rest, true);
  const reveal = () => (host.hidden = !asked().get("q") && !asked().get("f"));
  reveal();
  addEventListener("popstate", reveal);
  filters.addEventListener("click", (e) => {
    const a = (e.target as Element).closest<HTMLElement>("[data-f]");
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    host.hidden = false;
    if (a.dataset.f) found.toggle(a.dataset.f);
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
document.addEventListener("playbook:built", forget); // of a site that is being worked on
