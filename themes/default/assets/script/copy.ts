// What one takes along for a repost: the caption, the credit, the address; and
// how long the caption is where.
import { count as counted } from "../voice/count";
import { copy } from "./clipboard";

export function copying(): void {
  const box = document.querySelector<HTMLElement>(".reuse");
  if (!box) return;
  const text: Record<string, () => string> = {
    caption: () => words(".caption"),
    credit: () => words(".credit bdi"),
    link: () => location.href,
  };
  box.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach((b) => {
    const what = text[b.dataset.copy || ""];
    if (!what || !what()) return b.remove();
    b.addEventListener("click", () => copy(what(), box.dataset));
  });
  box.querySelectorAll<HTMLElement>("[data-of]").forEach((row) => count(row, box));
  box.hidden = false;
}

function words(selector: string): string {
  return document.querySelector<HTMLElement>(selector)?.innerText.trim() || "";
}

// count shows how much of a channel's limit the words take.
function count(row: HTMLElement, box: HTMLElement): void {
  const of = words(row.dataset.of === "title" ? ".said h1" : ".caption");
  const max = Number(row.dataset.max);
  const n = counted(row.dataset.count || "", of);
  if (!of) return row.remove();
  const meter = document.createElement("meter");
  meter.max = max;
  meter.high = max - 0.5;
  meter.optimum = 0;
  meter.value = n > max ? max : Math.min(n, max - 1);
  meter.setAttribute("aria-label", row.textContent || "");
  const figure = document.createElement("b");
  figure.textContent = n.toLocaleString("en") + " / " + max.toLocaleString("en");
  if (n > max) {
    figure.className = "mark-warn";
    figure.textContent += " · " + (box.dataset.over || "").replace("{0}", (n - max).toLocaleString("en"));
  }
  row.append(meter, figure);
}
