// Formulas: every element with data-tex is set by KaTeX, which is fetched only where there is one.
const waiting = "[data-tex]:not([data-typeset])";

// Until KaTeX is there the place is kept: a displayed formula has as many lines as it has line breaks.
function reserve(element) {
  if (!element.hasAttribute("data-display")) return;
  const lines = 1 + (element.dataset.tex.match(/\\\\/g) || []).length;
  element.style.minHeight = `${lines * 1.9 + 0.9}em`;
}

function set(katex, element) {
  const tex = element.dataset.tex;
  const displayMode = element.hasAttribute("data-display");
  katex.render(tex, element, { displayMode, throwOnError: false, strict: "ignore", errorColor: "currentColor", maxExpand: 200, maxSize: 20 });
  element.dataset.typeset = "";
  element.style.minHeight = "";
}

export async function typeset(root) {
  const elements = root.querySelectorAll(waiting);
  if (!elements.length) return;
  elements.forEach(reserve);
  try {
    const { default: katex } = await import("katex");
    for (const element of root.querySelectorAll(waiting)) set(katex, element);
  } catch {
    // Without KaTeX the source stands there, readable if not beautiful.
    document.documentElement.classList.remove("js-tex");
  }
}
