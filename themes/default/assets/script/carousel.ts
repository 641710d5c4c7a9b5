// The pictures of a post. They scroll and snap by themselves; here they get
// arrows, keys, a mark on the current thumbnail, and a dialog for full size.
export function carousel(): void {
  const slides = document.querySelector<HTMLElement>(".slides");
  if (!slides) return;
  const links = [...slides.querySelectorAll<HTMLAnchorElement>("li > a")];
  const thumbs = [...document.querySelectorAll<HTMLAnchorElement>(".thumbs a")];
  const count = slides.querySelectorAll("li").length;
  const at = () => Math.round(slides.scrollLeft / slides.clientWidth);
  const go = (n: number) => slides.scrollTo({ left: n * slides.clientWidth });

  const mark = () => {
    thumbs.forEach((t, i) => (i === at() ? t.setAttribute("aria-current", "true") : t.removeAttribute("aria-current")));
    arrows(slides.parentElement!, at(), count);
  };
  if (count > 1) {
    slides.addEventListener("scroll", mark, { passive: true });
    onArrows(slides.parentElement!, (step) => go(at() + step));
    slides.addEventListener("keydown", (e) => stepBy(e, (step) => go(at() + step)));
    thumbs.forEach((t, i) => t.addEventListener("click", (e) => (e.preventDefault(), go(i))));
    mark();
  }
  fullSize(links, go);
}

function onArrows(box: Element, step: (by: number) => void): void {
  box.querySelectorAll<HTMLButtonElement>(".arrow").forEach((b) => {
    b.hidden = false;
    b.addEventListener("click", () => step(Number(b.dataset.go)));
  });
}

function arrows(box: Element, n: number, count: number): void {
  box.querySelectorAll<HTMLButtonElement>(".arrow").forEach((b) => {
    const to = n + Number(b.dataset.go);
    b.disabled = to < 0 || to >= count;
  });
}

function stepBy(e: KeyboardEvent, step: (by: number) => void): void {
  if (e.altKey || e.ctrlKey || e.metaKey || (e.key !== "ArrowLeft" && e.key !== "ArrowRight")) return;
  e.preventDefault();
  step(e.key === "ArrowLeft" ? -1 : 1);
}

// fullSize opens a picture in a dialog. Closing it leads back to where one was,
// with the last picture seen in view.
function fullSize(links: HTMLAnchorElement[], go: (n: number) => void): void {
  const box = document.querySelector<HTMLDialogElement>(".lightbox");
  if (!box || !box.showModal) return;
  let at = 0;
  const show = (n: number) => {
    if (n < 0 || n >= links.length) return;
    at = n;
    box.querySelector("img")?.remove();
    const picture = new Image();
    picture.src = links[n].href;
    picture.alt = links[n].querySelector("img")?.alt || "";
    box.append(picture);
    arrows(box, at, links.length);
  };
  links.forEach((link, n) =>
    link.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      show(n);
      box.showModal();
    }),
  );
  onArrows(box, (step) => show(at + step));
  box.addEventListener("keydown", (e) => stepBy(e, (step) => show(at + step)));
  box.querySelector("[data-close]")?.addEventListener("click", () => box.close());
  box.addEventListener("click", (e) => e.target === box && box.close());
  box.addEventListener("close", () => go(at));
}
