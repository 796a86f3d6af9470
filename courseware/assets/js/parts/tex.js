// Formulas: every element with data-tex is set by KaTeX, which is fetched only where there is one.
import { whenReleased } from "./press.js";

const waiting = "[data-tex]:not([data-typeset])";

// Until KaTeX is there the place is kept: a displayed formula has as many lines as it has line breaks.
function reserve(element) {
  if (!element.hasAttribute("data-display")) return;
  const lines = 1 + (element.dataset.tex.match(/\\\\/g) || []).length;
  element.style.minHeight = `${lines * 1.9 + 0.9}em`;
}

// What stands in a pair of braces, other pairs in it.
const group = "\\{((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*)\\}";
const fraction = new RegExp(`\\\\[dt]?frac${group}${group}`);

// A formula as plain text, for names of controls: those are read out as flat text.
export function plain(tex) {
  if (fraction.test(tex)) return plain(tex.replace(fraction, "($1)/($2)"));
  return tex
    .replace(/\\begin\{[bpv]?matrix\}/g, "matrix (")
    .replace(/\\end\{[bpv]?matrix\}/g, ")")
    .replace(/\\\\/g, "; ")
    .replace(/&/g, ", ")
    .replace(/\\(?:operatorname|mathrm|mathbf|mathbb|mathtt|text)\*?\{([^{}]*)\}/g, "$1")
    .replace(/\\(?:left|right|big|Big|displaystyle)(?![a-zA-Z])|\\[,;:! ]/g, " ")
    .replace(/\\top(?![a-zA-Z])/g, "T")
    .replace(/\\([a-zA-Z]+)/g, "$1 ")
    .replace(/[{}\\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

// The text of an element with its formulas as plain text.
export function spoken(element) {
  const copy = element.cloneNode(true);
  for (const formula of copy.querySelectorAll("[data-tex]")) formula.textContent = plain(formula.dataset.tex);
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// Within the name of a control MathML counts as nothing for some readers: the name gets the text instead.
function nameAsText(element) {
  if (!element.closest("label, legend, button, summary, th, a")) return;
  const text = document.createElement("span");
  text.className = "sr";
  text.textContent = plain(element.dataset.tex);
  element.querySelector(".katex")?.setAttribute("aria-hidden", "true");
  element.append(text);
}

// A full stop must not begin the next line: it is shown in the last box of the formula, and read out behind it.
function holdPunctuation(element) {
  const next = element.nextSibling;
  const signs = next?.nodeType === Node.TEXT_NODE && /^[.,;:!?)\]]+/.exec(next.data)?.[0];
  const box = element.querySelector(".katex-html")?.lastElementChild;
  if (!signs || !box) return;
  const [shown, read] = ["held", "sr"].map((name) => Object.assign(document.createElement("span"), { className: name, textContent: signs }));
  box.append(shown);
  element.after(read);
  next.data = next.data.slice(signs.length);
}

// Formulas that have a line of their own are set as large as displayed ones.
const ownLine = ".understood, .derivation .line, .read-as, .place";
const sized = (element, tex) => (element.closest(ownLine) ? "\\displaystyle " : "") + tex;

// MathLive's own commands.
const mathlive = { "\\exponentialE": "e", "\\imaginaryI": "i", "\\mleft": "\\left", "\\mright": "\\right" };

// An empty place as the editor shows it.
export const emptyBox = "\\square ";

// Where a box or a cell of a formula is still empty.
const empty = /\{\s*\}|(?:\\begin\{(?:cases|[a-zA-Z]*matrix)\}|&|\\\\)\s*(?=&|\\\\|\\end)/g;
export const emptyPlaces = (tex) => [...tex.matchAll(empty)];

// The formula with what is shown in its empty boxes.
export const withBoxes = (tex, box) => tex.replace(empty, (place) => (place.startsWith("{") ? `{${box}}` : place + box));

const options = { strict: "ignore", errorColor: "currentColor", maxExpand: 200, maxSize: 20 };

// Only the mark around the place that could not be read.
const trust = ({ command, class: name }) => command === "\\htmlClass" && name === "marked";

// What KaTeX cannot set either stays the text that it is.
function setUnread(katex, element) {
  element.dataset.typeset = "";
  try {
    const macros = { ...mathlive };
    element.innerHTML = katex.renderToString(sized(element, withBoxes(element.dataset.tex, emptyBox)), { ...options, macros, trust, throwOnError: true });
  } catch {
    element.dataset.typeset = "never";
  }
}

function set(katex, element) {
  if (element.hasAttribute("data-unread")) return setUnread(katex, element);
  const displayMode = element.hasAttribute("data-display");
  const tex = sized(element, element.dataset.tex);
  // Rows of fractions would touch each other.
  const macros = /matrix\}.*frac/s.test(tex) ? { "\\arraystretch": "1.5" } : {};
  katex.render(tex, element, { ...options, macros, displayMode, throwOnError: false });
  nameAsText(element);
  if (!displayMode) holdPunctuation(element);
  element.dataset.typeset = "";
  element.style.minHeight = "";
}

export function typesetWith(katex, root) {
  for (const element of root.querySelectorAll(waiting)) set(katex, element);
}

export async function typeset(root) {
  const elements = root.querySelectorAll(waiting);
  if (!elements.length) return;
  elements.forEach(reserve);
  try {
    const { default: katex } = await import("katex");
    await whenReleased(() => typesetWith(katex, root));
  } catch {
    // Without KaTeX the source stands there, readable if not beautiful.
    document.documentElement.classList.remove("js-tex");
  }
}
