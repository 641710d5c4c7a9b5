/** Shows words below the page for some milliseconds. */
export function toast(words: string, time: number): void {
  const place = document.querySelector(".toast");
  if (!place) return;
  place.textContent = words;
  setTimeout(() => (place.textContent = ""), time);
}
