// The permission desk: a click copies a message or a command. Without this
// script both stand there to be selected.
document.querySelectorAll<HTMLElement>(".desk-do").forEach((box) => {
  box.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach((b) => {
    b.addEventListener("click", () => copy(box, b.dataset.copy!));
  });
  box.querySelector<HTMLElement>(".chips")!.hidden = false;
});

async function copy(box: HTMLElement, selector: string): Promise<void> {
  const text = box.querySelector(selector)!;
  const toast = document.querySelector(".toast")!;
  try {
    await navigator.clipboard.writeText(text.textContent!.trim());
    toast.textContent = box.dataset.done!;
  } catch {
    // Some browsers do not let pages opened from disk use the clipboard.
    box.querySelector("details")?.setAttribute("open", "");
    getSelection()!.selectAllChildren(text);
    toast.textContent = box.dataset.failed!;
  }
  setTimeout(() => (toast.textContent = ""), 2400);
}
