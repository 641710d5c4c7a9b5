// Light, dark, or as the system is. What a reader chose is remembered.
const key = "playbook-theme";
const choices = ["system", "light", "dark"];

function chosen(): string {
  try {
    const saved = localStorage.getItem(key);
    return saved && choices.includes(saved) ? saved : "system";
  } catch {
    return "system"; // storage is forbidden; so is remembering
  }
}

function show(choice: string): void {
  const root = document.documentElement;
  if (choice === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", choice);
}

/** Sets what the reader chose on an earlier page. */
export function remember(): void {
  show(chosen());
}

/** Lets the button go round the three choices; its name is the current one. */
export function themeButton(): void {
  const button = document.querySelector<HTMLButtonElement>(".theme");
  if (!button) return;
  const name = (choice: string) => {
    const words = button.getAttribute("data-" + choice) || "";
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  name(chosen());
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = document.documentElement.getAttribute("data-theme") || "system";
    const next = choices[(choices.indexOf(now) + 1) % choices.length];
    show(next);
    name(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // it holds for this page only
    }
  });
}
