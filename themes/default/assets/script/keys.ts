// Arrow keys move among the cards of a waterfall as the eye does; Tab goes in
// reading order, as without this. Escape closes an open filter.
export function arrowKeys(): void {
  document.querySelectorAll<HTMLElement>(".waterfall").forEach((grid) =>
    grid.addEventListener("keydown", (e) => {
      if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
      const links = [...grid.querySelectorAll<HTMLAnchorElement>(".card:not([hidden]) .card-title a")];
      const from = links.indexOf(document.activeElement as HTMLAnchorElement);
      if (from < 0) return;
      const to = e.key === "Home" ? links[0] : e.key === "End" ? links[links.length - 1] : towards(links, from, e.key);
      if (!to) return;
      e.preventDefault();
      to.focus();
    }),
  );
}

const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// towards is the nearest card in the column or row that an arrow points at.
function towards(links: HTMLAnchorElement[], from: number, arrow: string): HTMLAnchorElement | undefined {
  const way = ways[arrow];
  if (!way) return undefined;
  const box = (a: HTMLAnchorElement) => a.closest(".card")!.getBoundingClientRect();
  const start = box(links[from]);
  let best: HTMLAnchorElement | undefined;
  let least = Infinity;
  links.forEach((link, i) => {
    if (i === from) return;
    const b = box(link);
    const x = b.left - start.left;
    const y = b.top - start.top;
    const ahead = x * way[0] + y * way[1];
    const aside = way[0] ? Math.abs(y) : Math.abs(x);
    if (ahead < 8 || (way[1] && aside > 8)) return;
    const far = way[0] ? ahead * 4 + aside : ahead;
    if (far < least) [best, least] = [link, far];
  });
  return best;
}

/** Lets Escape and a click elsewhere close a filter that is open. */
export function facets(): void {
  const all = document.querySelectorAll<HTMLDetailsElement>(".facet");
  if (!all.length) return;
  document.addEventListener("keydown", (e) => {
    const open = e.key === "Escape" && document.querySelector<HTMLDetailsElement>(".facet[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (e) => {
    all.forEach((f) => {
      if (!f.contains(e.target as Node)) f.open = false;
    });
  });
}
