// The small field on pages of guidance: a sentence, and what the rules say of it.
import { checker } from "./voice/check";
import { channel, described, load, marked, missed, tally, typing } from "./script/reading";

async function begin(form: HTMLElement) {
  const { rules, script, root } = form.dataset;
  const [[words], where] = await Promise.all([load(script!), channel(rules!)]);
  const check = checker(where.rules);
  const field = form.querySelector("textarea")!;
  const show = () => {
    const text = field.value;
    const found = text.trim() ? check({ title: "", body: text, media: "", images: 0, topics: 0, facts: [] }) : [];
    const out = form.querySelector(".reading")!;
    out.replaceChildren(...(found.length ? [marked(text, "body", found)] : []), ...found.map((f, i) => described(f, i + 1, words, root!, [])));
    form.querySelector("[role=status]")!.textContent = text.trim() ? tally(found, words) : "";
  };
  typing(form, show);
  show();
}

document.querySelectorAll<HTMLElement>(".try").forEach((form) => begin(form).catch(missed(form)));
