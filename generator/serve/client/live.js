// @ts-check
// What `playbook serve` adds to a page: it brings the page up to date without
// loading it anew, and shows problems. It is no part of the site.
//
// The server says what the page is by now; if that is not what it was, the page
// is fetched and compared with what was served before. Only what differs between
// the two is changed in the document, so everything else stays as it is: what
// is scrolled, focused, typed, selected, opened, and what scripts added.

(() => {
  "use strict";

  /**
   * @typedef {{kind: "error" | "warning" | "suggestion", place: string, text: string, help?: string, rule: string, excerpt?: string, open?: string}} Problem
   * @typedef {{errors: number, warnings: number, suggestions: number, list: Problem[]}} Report
   * @typedef {{build: number, whole: boolean, page: string, gone?: boolean, moved?: string, follow?: {edit: number, path: string}, problems: Report}} News
   */

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const retryAfter = 500; // milliseconds; doubles up to ten times that

  // ---- Words, in the language of the page.

  const english = {
    errors: (/** @type {number} */ n) => (n === 1 ? "1 error" : n + " errors"),
    warnings: (/** @type {number} */ n) => (n === 1 ? "1 warning" : n + " warnings"),
    suggestions: (/** @type {number} */ n) => (n === 1 ? "1 suggestion" : n + " suggestions"),
    error: "Error",
    warning: "Warning",
    suggestion: "Suggestion",
    hide: "Hide",
    more: (/** @type {number} */ n) => "and " + n + " more: run playbook check",
    moved: "This page has moved:",
    gone: "This page is no longer part of the site.",
    home: "Home page",
    lost: "Connection lost. Trying again …",
  };
  const chinese = {
    errors: (/** @type {number} */ n) => n + " 个错误",
    warnings: (/** @type {number} */ n) => n + " 个提醒",
    suggestions: (/** @type {number} */ n) => n + " 个建议",
    error: "错误",
    warning: "提醒",
    suggestion: "建议",
    hide: "收起",
    more: (/** @type {number} */ n) => "还有 " + n + " 个，请运行 playbook check 查看",
    moved: "这个页面换了地址：",
    gone: "网站里已经没有这个页面了。",
    home: "回到首页",
    lost: "连接已断开，正在重连……",
  };
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const words = lang === "zh" ? chinese : english;

  // ---- The page as it was served, and where each of its nodes is in the document.

  /** @type {WeakMap<Node, Node>} */
  const here = new WeakMap();
  let served = document.documentElement.cloneNode(true);
  pair(served, document.documentElement);
  let digest = script.dataset.page || "";

  /**
   * Notes that two trees of the same shape belong together.
   * @param {Node} copy @param {Node} real
   */
  function pair(copy, real) {
    here.set(copy, real);
    let r = real.firstChild;
    for (let c = copy.firstChild; c && r; c = c.nextSibling, r = r.nextSibling) pair(c, r);
  }

  // ---- Bringing the document up to date.

  /**
   * Changes in the document what differs between two versions of a node.
   * @param {Node} was @param {Node} is
   */
  function update(was, is) {
    const real = here.get(was);
    if (!real) return;
    here.set(is, real);
    if (was instanceof Element && is instanceof Element && real instanceof Element) {
      if (was.localName === "link" && is.getAttribute("rel") === "stylesheet") {
        restyle(was, is, real);
        return;
      }
      attributes(was, is, real);
      if (was.localName !== "noscript") children(was, is, real);
    } else if (was.nodeValue !== is.nodeValue) {
      real.nodeValue = is.nodeValue;
    }
  }

  /**
   * Sets what the author changed. What scripts set on <html> stays.
   * @param {Element} was @param {Element} is @param {Element} real
   */
  function attributes(was, is, real) {
    for (const a of Array.from(is.attributes)) {
      if (was.getAttribute(a.name) !== a.value) real.setAttribute(a.name, a.value);
    }
    if (was.localName === "html") return;
    for (const a of Array.from(was.attributes)) {
      if (!is.hasAttribute(a.name)) real.removeAttribute(a.name);
    }
  }

  /**
   * Swaps a style sheet: the old one applies until the new one is there.
   * @param {Element} was @param {Element} is @param {Element} real
   */
  function restyle(was, is, real) {
    if (was.getAttribute("href") === is.getAttribute("href")) return;
    const next = /** @type {Element} */ (document.importNode(is, true));
    const drop = () => real.remove();
    next.addEventListener("load", drop);
    next.addEventListener("error", drop);
    real.after(next);
    here.set(is, next);
  }

  /**
   * Lines up the children of two versions, moves what moved, adds and removes.
   * @param {Element} was @param {Element} is @param {Element} real
   */
  function children(was, is, real) {
    const old = Array.from(was.childNodes);
    const partner = matchAll(old, Array.from(is.childNodes));
    const kept = new Set(partner.values());
    for (const node of old) {
      if (!kept.has(node)) remove(here.get(node));
    }
    /** @type {Node | null} */
    let after = null; // what the next child comes after, in the document
    let last = -1;
    for (const node of Array.from(is.childNodes)) {
      const match = partner.get(node);
      if (match) {
        const index = old.indexOf(match);
        if (index < last) place(real, here.get(match), after);
        last = Math.max(last, index);
        update(match, node);
      } else {
        const fresh = document.importNode(node, true);
        pair(node, fresh);
        place(real, fresh, after);
      }
      after = here.get(node) || after;
    }
  }

  /** @param {Node | undefined} node */
  function remove(node) {
    if (node && node.parentNode) node.parentNode.removeChild(node);
  }

  /**
   * Puts a node behind another one; at the front if there is none.
   * @param {Element} parent @param {Node | undefined} node @param {Node | null} after
   */
  function place(parent, node, after) {
    if (!node) return;
    const before = after && after.parentNode === parent ? after.nextSibling : parent.firstChild;
    if (node === before) return;
    const mover = /** @type {any} */ (parent);
    if (mover.moveBefore && node.isConnected) mover.moveBefore(node, before); // keeps focus
    else parent.insertBefore(node, before);
  }

  /**
   * Finds for each new child the old one that it is: of the same id, else
   * equal, else the next of its kind.
   * @param {Node[]} old @param {Node[]} now @returns {Map<Node, Node>}
   */
  function matchAll(old, now) {
    /** @type {Map<Node, Node>} */
    const partner = new Map();
    const free = new Set(old);
    /** @param {(node: Node) => string} key */
    const by = (key) => {
      /** @type {Map<string, Node[]>} */
      const index = new Map();
      for (const node of old) {
        const k = free.has(node) ? key(node) : "";
        if (k) index.set(k, [...(index.get(k) || []), node]);
      }
      for (const node of now) {
        const match = !partner.has(node) && (index.get(key(node)) || []).shift();
        if (match) {
          partner.set(node, match);
          free.delete(match);
        }
      }
    };
    by((node) => (node instanceof Element && node.id ? node.localName + "#" + node.id : ""));
    by((node) => (node instanceof Element ? "=" + node.outerHTML : ""));
    by((node) => (node instanceof Element ? (node.id ? "" : node.localName + "." + kindOf(node)) : String(node.nodeType)));
    return partner;
  }

  /**
   * Tells apart elements of one name that never become each other.
   * @param {Element} node
   */
  function kindOf(node) {
    return [node.getAttribute("rel"), node.getAttribute("name"), node.getAttribute("property"), node.getAttribute("type")].join(" ");
  }

  /**
   * What a document cannot take on while it is shown.
   * @param {Element} was @param {Element} is
   */
  function needsLoading(was, is) {
    /** @param {Element} root */
    const fixed = (root) =>
      Array.from(root.querySelectorAll("script[src]:not([data-page]), meta[http-equiv]"), (e) => e.outerHTML)
        .sort()
        .join("\n");
    return fixed(was) !== fixed(is);
  }

  // ---- Following the server.

  /** @type {News | null} */
  let news = null;
  let built = -1; // number of the build that was heard of last
  /** @type {EventSource | null} */
  let source = null;
  let wait = retryAfter;
  let busy = false;

  function connect() {
    if (source || document.visibilityState === "hidden") return;
    const query = new URLSearchParams({ path: decoded(location.pathname), lang });
    source = new EventSource("/_playbook/events?" + query);
    source.onmessage = (message) => {
      wait = retryAfter;
      heard(JSON.parse(message.data));
    };
    source.onerror = () => {
      disconnect();
      panel.lost(true);
      setTimeout(connect, wait);
      wait = Math.min(2 * wait, 10 * retryAfter);
    };
    source.onopen = () => {
      built = -1; // it may be another server, which counts from the beginning
      panel.lost(false);
    };
  }

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  /** @param {string} path */
  function decoded(path) {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  /** @param {News} latest */
  function heard(latest) {
    news = latest;
    if (latest.build !== built) document.dispatchEvent(new CustomEvent("playbook:built"));
    built = latest.build;
    panel.show(latest.problems, latest.whole);
    if (follow(latest)) return;
    panel.gone(Boolean(latest.gone), latest.moved);
    if (!latest.gone) catchUp();
  }

  /**
   * Goes to the page that was just edited, once for every edit. A new tab stays:
   * what it finds was edited before.
   * @param {News} latest
   */
  function follow(latest) {
    const to = latest.follow;
    const edit = to ? String(to.edit) : "";
    const seen = sessionStorage.getItem("playbook-followed");
    sessionStorage.setItem("playbook-followed", edit);
    if (!to || seen === null || seen === edit || same(to.path, decoded(location.pathname))) return false;
    location.assign(encodeURI(to.path));
    return true;
  }

  /** @param {string} a @param {string} b */
  function same(a, b) {
    /** @param {string} p */
    const plain = (p) => p.replace(/index\.html$/, "").replace(/\.html$/, "");
    return plain(a) === plain(b);
  }

  /** Fetches the page until it is what the server said last. */
  async function catchUp() {
    if (busy) return;
    busy = true;
    try {
      while (news && !news.gone && news.page !== digest) {
        const response = await fetch(location.pathname + location.search, { cache: "no-store" });
        if (!(await take(await response.text()))) break;
      }
    } catch {
      // The server went away; the next connection brings us up to date.
    } finally {
      busy = false;
    }
  }

  /**
   * Takes a newer version of the page. False: there is nothing more to fetch.
   * @param {string} text
   */
  async function take(text) {
    const is = new DOMParser().parseFromString(text, "text/html").documentElement;
    const ours = is.querySelector("script[data-page]");
    const newest = ours && ours.getAttribute("data-page");
    if (!newest || newest === digest) return false;
    if (needsLoading(/** @type {Element} */ (served), is)) {
      location.reload();
      return false;
    }
    update(served, is);
    served = is;
    digest = newest;
    document.dispatchEvent(new CustomEvent("playbook:changed"));
    return true;
  }

  // ---- Problems, in a tree of their own that no style of the page reaches.

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; --paper: #fbf8f4; --sheet: #fff; --ink: #1e1a17; --quiet: #655c54; --line: #e8e0d6; --seal: #bc2e1d; --amber: #8a5a00;
      position: fixed; inset: auto 0 0 0; z-index: 2147483647; pointer-events: none; color-scheme: light dark;
      font: 15px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; color: var(--ink); }
    @media (prefers-color-scheme: dark) {
      :host { --paper: #161311; --sheet: #1f1b18; --ink: #efe8e0; --quiet: #a79c91; --line: #322c27; --seal: #ff8a75; --amber: #e5b45a; } }
    @media print { :host { display: none; } }
    [hidden] { display: none !important; }
    .stack { display: flex; flex-direction: column; align-items: flex-start; gap: 8px; padding: 12px; }
    .stack > * { pointer-events: auto; }
    .sheet { box-sizing: border-box; width: 100%; max-width: 60rem; max-height: 60vh; overflow: auto; margin: 0 auto;
      background: var(--sheet); border: 1px solid var(--line); border-top: 3px solid var(--seal); border-radius: 10px; box-shadow: 0 2px 12px rgb(0 0 0 / 18%); }
    .sheet.mild { border-top-color: var(--amber); }
    header { position: sticky; top: 0; display: flex; justify-content: space-between; align-items: baseline; gap: 16px; padding: 12px 16px 8px; background: var(--sheet); }
    h2 { margin: 0; font: 600 17px/1.4 inherit; font-family: inherit; }
    ul { list-style: none; margin: 0; padding: 0 16px 12px; }
    li { padding: 10px 0; border-top: 1px solid var(--line); }
    p { margin: 0; }
    .kind { color: var(--seal); font-weight: 600; } .warning .kind, .suggestion .kind { color: var(--amber); }
    p .kind { margin-inline-end: .6em; } .rule { margin-inline-start: .6em; color: var(--quiet); font-size: 13px; }
    .place { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; color: var(--quiet); }
    a { color: var(--seal); text-underline-offset: 2px; }
    .help { color: var(--quiet); }
    pre { margin: 6px 0 0; padding: 8px 10px; overflow-x: auto; background: var(--paper); border-radius: 6px; font: 13px/1.5 ui-monospace, "Noto Sans Mono CJK SC", monospace; }
    button, .note { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--line); border-radius: 999px; padding: 6px 14px; }
    button { min-height: 44px; cursor: pointer; }
    button:focus-visible, a:focus-visible { outline: 2px solid var(--seal); outline-offset: 2px; }
    .badge { box-shadow: 0 2px 12px rgb(0 0 0 / 18%); } .badge.error { border-color: var(--seal); } .badge.warning { border-color: var(--amber); }
    @media (max-width: 48rem) { .badge { margin-bottom: calc(60px + env(safe-area-inset-bottom)); } } /* where themes have their bar of places */
    .note { border-radius: 10px; box-shadow: 0 2px 12px rgb(0 0 0 / 18%); }
  `);

  const panel = (() => {
    const host = document.createElement("playbook-live");
    host.lang = lang === "zh" ? "zh-CN" : "en";
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const stack = element("div", "stack");
    const away = element("div", "note");
    const lostNote = element("div", "note", words.lost);
    const box = element("section", "sheet");
    const badge = /** @type {HTMLButtonElement} */ (element("button", "badge"));
    badge.type = "button";
    for (const note of [away, lostNote]) note.setAttribute("role", "status");
    box.setAttribute("role", "region");
    box.setAttribute("aria-live", "polite");
    for (const part of [away, lostNote, box, badge]) {
      part.hidden = true;
      stack.append(part);
    }
    root.append(stack);
    document.documentElement.append(host);

    /** @type {Report} */
    let report = { errors: 0, warnings: 0, suggestions: 0, list: [] };
    let shown = "";
    let open = false;

    badge.addEventListener("click", () => turn(!open));
    root.addEventListener("keydown", (e) => {
      if (/** @type {KeyboardEvent} */ (e).key === "Escape") turn(false);
    });

    /** @param {boolean} wanted */
    function turn(wanted) {
      open = wanted;
      draw();
    }

    function draw() {
      const any = total(report) > 0;
      box.hidden = !any || !open;
      badge.hidden = !any || open;
      badge.className = "badge " + (report.errors ? "error" : "warning");
      badge.textContent = summary(report);
      badge.setAttribute("aria-expanded", String(open));
      box.className = report.errors ? "sheet" : "sheet mild";
      if (!box.hidden) box.replaceChildren(head(), list());
    }

    function head() {
      const header = element("header");
      const hide = /** @type {HTMLButtonElement} */ (element("button", "", words.hide));
      hide.type = "button";
      hide.addEventListener("click", () => turn(false));
      header.append(element("h2", "", summary(report)), hide);
      return header;
    }

    function list() {
      const ul = element("ul");
      ul.append(...report.list.map(item));
      const rest = total(report) - report.list.length;
      if (rest > 0) ul.append(element("li", "help", words.more(rest)));
      return ul;
    }

    return {
      /**
       * Errors open the list, if they are others than were put away. As long as
       * the server is still looking, what is shown stays unless it is better known.
       * @param {Report} latest @param {boolean} whole
       */
      show(latest, whole) {
        if (!whole && latest.errors === 0 && total(report) > 0 && total(latest) <= total(report)) {
          if (report.errors === 0) return;
        }
        const text = JSON.stringify(latest);
        if (text === shown) return;
        const key = (/** @type {Report} */ r) => JSON.stringify(r.list.filter((p) => p.kind === "error"));
        if (latest.errors === 0 && report.errors > 0) open = false;
        else if (latest.errors > 0 && key(latest) !== key(report)) open = true;
        report = latest;
        shown = text;
        draw();
      },
      /** @param {boolean} gone @param {string | undefined} to */
      gone(gone, to) {
        away.hidden = !gone;
        if (!gone) return;
        const link = document.createElement("a");
        link.href = to ? encodeURI(to) : "/";
        link.textContent = to || words.home;
        away.replaceChildren(to ? words.moved : words.gone, " ", link);
      },
      /** @param {boolean} lost */
      lost(lost) {
        lostNote.hidden = !lost;
      },
    };
  })();

  /** @param {Report} r */
  function total(r) {
    return r.errors + r.warnings + r.suggestions;
  }

  /** @param {Report} r */
  function summary(r) {
    return [r.errors && words.errors(r.errors), r.warnings && words.warnings(r.warnings), r.suggestions && words.suggestions(r.suggestions)].filter(Boolean).join(lang === "zh" ? "，" : ", ");
  }

  /** @param {Problem} p */
  function item(p) {
    const li = element("li", p.kind);
    const place = element("p", "place");
    if (p.open) {
      const link = document.createElement("a");
      link.href = p.open;
      link.textContent = p.place;
      place.append(link);
    } else {
      place.textContent = p.place;
    }
    const text = element("p");
    text.append(element("span", "kind", words[p.kind]), p.text, element("span", "rule", p.rule));
    li.append(place, text);
    if (p.help) li.append(element("p", "help", p.help));
    if (p.excerpt) li.append(excerpt(p.excerpt));
    return li;
  }

  /**
   * A line of the file, and the mark below it, both without their indentation.
   * @param {string} text
   */
  function excerpt(text) {
    const [line, mark = ""] = text.split("\n").map((l) => l.replace(/^ {4}/, ""));
    const pre = element("pre", "", line);
    if (mark) pre.append("\n", element("span", "kind", mark));
    return pre;
  }

  /** @param {string} name @param {string} [className] @param {string} [text] @returns {HTMLElement} */
  function element(name, className, text) {
    const e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  // A browser has few connections to one server, so tabs that nobody sees have
  // none; they catch up when they are seen.
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? disconnect() : connect()));
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);
  connect();
})();
