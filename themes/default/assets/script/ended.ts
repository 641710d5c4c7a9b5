// A page may be older than the permission to show what is in it: a copy that a
// host or a browser kept. What is past its time is replaced by a sentence.
function blank(post: Element, sentence: string): void {
  const note = document.createElement("p");
  note.className = "ended";
  note.textContent = sentence;
  post.replaceChildren(note);
  post.removeAttribute("data-until");
}

export function blankEnded(): void {
  const sentence = document.body.getAttribute("data-ended") || "";
  document.querySelectorAll("[data-until]").forEach((post) => {
    const end = Date.parse(post.getAttribute("data-until") || "");
    if (end <= Date.now()) blank(post, sentence);
  });
}
