// Between a list and a post, where the browser fades from page to page, the cover
// of the card grows into the first picture of the post, and shrinks back.
interface Crossing extends Event {
  viewTransition?: { finished: Promise<void> };
  activation?: { entry?: { url: string | null }; from?: { url: string | null } };
}

/** Names the card that the reader opens, or comes back from, for the transition. */
export function crossing(): void {
  addEventListener("pageswap", (e: Crossing) => name(e, e.activation?.entry?.url));
  addEventListener("pagereveal", (e: Crossing) => {
    const activation = (window as { navigation?: { activation?: Crossing["activation"] } }).navigation?.activation;
    name(e, activation?.from?.url);
  });
}

function name(e: Crossing, other: string | null | undefined): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".card-title a")];
  const picture = links.find((a) => a.href === other)?.closest(".card")?.querySelector<HTMLElement>(".cover img");
  if (!e.viewTransition || !picture) return;
  // One picture at a time may have the name; a post's own has it in its style sheet.
  const own = document.querySelector<HTMLElement>(".slides li:first-child img");
  if (own) own.style.viewTransitionName = "none";
  picture.style.viewTransitionName = "cover";
  e.viewTransition.finished.catch(() => {}).then(() => {
    picture.style.viewTransitionName = "";
    if (own) own.style.viewTransitionName = "";
  });
}
