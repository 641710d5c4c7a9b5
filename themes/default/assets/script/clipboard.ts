import { toast } from "./toast";

// copy puts words on the clipboard and says what came of it, in words that stand
// where the button is. If it must not, what is shown is marked, to be copied by hand.
export async function copy(text: string, words: DOMStringMap, shown?: Element | null): Promise<void> {
  const done = await written(text);
  if (!done && shown) {
    shown.closest("details")?.setAttribute("open", "");
    getSelection()!.selectAllChildren(shown);
  }
  toast((done ? words.done : words.failed) || "", 2400);
}

async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Some browsers do not let pages opened from disk use the clipboard, but the older way.
    const back = document.activeElement as HTMLElement | null;
    const area = document.createElement("textarea");
    area.className = "vh";
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    back?.focus();
    return done;
  }
}

// offer makes the buttons of every such box copy what their selector finds in
// it, and shows them: without a script they would do nothing.
export function offer(boxes: string): void {
  document.querySelectorAll<HTMLElement>(boxes).forEach((box) => {
    box.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach((b) => {
      const shown = box.querySelector(b.dataset.copy!)!;
      b.addEventListener("click", () => copy(shown.textContent!.trim(), box.closest<HTMLElement>("[data-done]")!.dataset, shown));
    });
    box.querySelector<HTMLElement>(".chips")!.hidden = false;
  });
}
