// The field in which a reader tries a sentence takes the rules, and a script of
// its own; both are loaded when somebody goes to it.
export function trying(): void {
  document.querySelector<HTMLElement>(".try")?.addEventListener(
    "focusin",
    (e) => {
      const script = document.createElement("script");
      script.src = (e.currentTarget as HTMLElement).dataset.client!;
      document.head.append(script);
    },
    { once: true },
  );
}
