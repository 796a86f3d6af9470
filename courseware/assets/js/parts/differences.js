// In a counterexample the first entry of "got" that differs from "expected" is marked.
const tokens = (text) => text.split(/([\s,[\]()]+)/);

export function markDifferences(root) {
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
