// Tables that sort: a button in each head, made here, for without script there
// is nothing that it could do.
function value(row: HTMLTableRowElement, column: number): string | number {
  const cell = row.cells[column];
  const n = cell?.dataset.n;
  return n === undefined ? (cell?.textContent || "").trim() : Number(n);
}

function sort(table: HTMLTableElement, column: number): void {
  const heads = [...table.tHead!.rows[0].cells];
  const was = heads[column].getAttribute("aria-sort");
  const rows = [...table.tBodies[0].rows];
  const numbers = rows[0]?.cells[column]?.dataset.n !== undefined;
  // Numbers begin with the largest, words with the first.
  const down = was ? was === "ascending" : numbers;
  const order = new Intl.Collator(document.documentElement.lang).compare;
  rows.sort((a, b) => {
    const x = value(a, column), y = value(b, column);
    const by = typeof x === "number" && typeof y === "number" ? x - y : order(String(x), String(y));
    return down ? -by : by;
  });
  table.tBodies[0].append(...rows);
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
}

for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sort]")) {
  [...table.tHead!.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = (table.dataset.sort || "").replace("{0}", head.textContent || "");
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, column));
    head.append(button);
  });
}
