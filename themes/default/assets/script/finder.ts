// Searching takes a script of its own, which is loaded when somebody searches:
// most readers of a page do not.
let loading: HTMLScriptElement | undefined;

function load(then: () => void): void {
  if (!loading) {
    const { script, sheet } = document.querySelector<HTMLElement>(".finder")!.dataset;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet!;
    loading = document.createElement("script");
    loading.src = script!;
    document.head.append(link, loading);
  }
  if (loading.dataset.ready) then();
  else
    loading.addEventListener("load", () => {
      loading!.dataset.ready = "yes";
      then();
    });
}

const show = () => load(() => document.dispatchEvent(new Event("playbook-search")));

/** Opens the palette at "/" and Ctrl-K, and gets the search of pages that have one. */
export function finder(): void {
  const link = document.querySelector<HTMLAnchorElement>(".finder");
  if (!link) return;
  link.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || document.querySelector(".on-search")) return;
    e.preventDefault();
    show();
  });
  document.addEventListener("keydown", (e) => {
    const typing = (e.target as Element).closest?.("input, textarea, select, [contenteditable]");
    const slash = e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey;
    if (!slash && !((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "k")) return;
    e.preventDefault();
    show();
  });
  const filters = document.querySelector(".filters");
  if (document.querySelector(".on-search") || (filters && /[?&#](q|f)=/.test(location.href))) load(() => undefined);
  filters?.addEventListener("pointerenter", () => load(() => undefined), { once: true });
  filters?.addEventListener("focusin", () => load(() => undefined), { once: true });
}
