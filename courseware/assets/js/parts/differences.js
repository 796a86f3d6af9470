// In a counterexample arrays are written row by row and the first entry of "got" that differs from "expected" is marked.
const tokens = (text) => text.split(/([\s,[\]()]+)/);

// np.array([[1, 2], [3, 4]]) as NumPy prints it: a row a line.
const byRows = (text) =>
  text.replace(/^np\.array\(([\s\S]*?)(?:, dtype=[\w.]+)?\)$/, "$1").replace(/\],\s*\[/g, (between, place, whole) => {
    const depth = whole.slice(0, place + 1).split("[").length - whole.slice(0, place + 1).split("]").length;
    return `],\n${" ".repeat(Math.max(depth, 1))}[`;
  });

export function markDifferences(root) {
  for (const value of root.querySelectorAll(".counter-grid pre:not([data-rows])")) {
    value.dataset.rows = "";
    value.textContent = byRows(value.textContent.trim());
  }
  for (const got of root.querySelectorAll("[data-got]:not([data-marked])")) {
    got.dataset.marked = "";
    const expected = got.closest(".counter-grid").querySelector("[data-expected]");
    if (expected) markFirst(got, tokens(got.textContent), tokens(expected.textContent));
  }
}

function markFirst(element, have, want) {
  const entries = (list) => list.filter((token, index) => index % 2 === 0 && token !== "");
  const wanted = entries(want);
  const having = entries(have);
  const first = having.findIndex((token, index) => token !== wanted[index]);
  if (first < 0 || having.length !== wanted.length) return;
  let seen = -1;
  element.replaceChildren(
    ...have.map((token, index) => {
      if (index % 2 === 1 || token === "") return token;
      seen += 1;
      if (seen !== first) return token;
      const mark = document.createElement("mark");
      mark.textContent = token;
      return mark;
    }),
  );
}
