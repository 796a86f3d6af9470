// The marked place of an answer that cannot be read. The formula editor writes LaTeX, which its users never saw: it is
// typeset, or else shown as they would type it. When the learner comes back to the field by keyboard, the caret goes to
// the place, and by the button beside it at any time; a click puts the caret where it falls.
import { emptyBox } from "./tex.js";

const spellings = [
  [/\\(?:left|right|mleft|mright)(?![a-zA-Z])/g, ""],
  [/\\(?:operatorname|mathrm|text)\{([a-zA-Z]+)\}/g, "$1"],
  [/\\cdot(?![a-zA-Z])/g, "·"],
  [/\\exponentialE(?![a-zA-Z])/g, "e"],
  [/\\[,;:! ]/g, " "],
  [/\\(?=(?:exp|ln|log|sin|cos|tan|sqrt|max|min|pi|alpha|beta|sigma|lambda|mu|theta)(?![a-zA-Z]))/g, ""],
];

let isTabbing = false;
addEventListener("keydown", (event) => (isTabbing = event.key === "Tab"), { capture: true });
for (const type of ["keyup", "pointerdown"]) addEventListener(type, () => (isTabbing = false), { capture: true });

export function showPlaces(root) {
  for (const place of root.querySelectorAll("code.place[data-of]:not([data-shown])")) {
    place.dataset.shown = "";
    const field = document.querySelector(`[data-answers] [data-field="${CSS.escape(place.dataset.of)}"]`);
    const span = spanOf(place);
    if (field) leadBack(field, place, span);
    if (!span.source.includes("\\")) continue;
    tidy(place);
    place.dataset.unread = "";
    place.dataset.tex = marked(span);
  }
}

// The reason why an answer cannot be read is heard with its field, until that is changed.
export function tellFields() {
  const verdict = document.querySelector("[data-answers] #verdict:not([data-stale])");
  for (const said of verdict?.querySelectorAll("[data-said-of]:not([id])") ?? []) {
    said.id = `said-${said.dataset.saidOf}`;
    const field = document.querySelector(`[data-answers] [data-field="${CSS.escape(said.dataset.saidOf)}"]`);
    if (field) tell(field, said.id);
  }
}

function tell(field, id) {
  const described = [...field.querySelectorAll("[aria-describedby]")];
  const others = (input) => input.getAttribute("aria-describedby").split(" ").filter((each) => each !== id);
  for (const input of described) input.setAttribute("aria-describedby", [id, ...others(input)].join(" "));
  for (const input of described) if (input.matches("input, textarea, math-field")) input.setAttribute("aria-invalid", "true");
  const forget = () => {
    for (const input of described) {
      input.setAttribute("aria-describedby", others(input).join(" "));
      input.removeAttribute("aria-invalid");
    }
  };
  field.addEventListener("input", forget, { once: true });
}

// The whole formula with its place marked; a group in braces is marked inside them.
function marked({ source, start, end }) {
  const inner = source.slice(start, end).replace(/^\{(.*)\}$/s, "$1").trim();
  return `${source.slice(0, start)}{\\htmlClass{marked}{${inner || emptyBox}}}${source.slice(end)}`;
}

function tidy(place) {
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = spellings.reduce((text, [from, to]) => text.replace(from, to), texts.currentNode.data);
}

// An empty mark stands at the end: what was typed breaks off there.
function spanOf(place) {
  const mark = place.querySelector("mark");
  const [before, after] = [mark.previousSibling, mark.nextSibling].map((node) => node?.textContent ?? "");
  const marked = mark.hasAttribute("data-empty") ? "" : mark.textContent;
  return { source: before + marked + after, start: before.length, end: before.length + marked.length };
}

// Once for each verdict by keyboard.
function leadBack(field, place, span) {
  const go = () => {
    const input = inputOf(field, span);
    if (input) select(input, span);
    else field.dispatchEvent(new CustomEvent("unread", { detail: span }));
    if (!field.contains(document.activeElement)) field.querySelector("input:not([tabindex='-1']), math-field")?.focus();
  };
  const comeBack = ({ target }) => {
    if (!isTabbing || !place.isConnected || target.matches("button")) return;
    field.removeEventListener("focusin", comeBack);
    // After the browser has selected the whole line, as it does for Tab.
    setTimeout(go);
  };
  field.addEventListener("focusin", comeBack);
  const button = place.parentElement.querySelector("[data-lead]");
  if (button) button.hidden = false;
  button?.addEventListener("click", go);
  const input = inputOf(field, span);
  input?.setAttribute("aria-invalid", "true");
  field.addEventListener("input", () => input?.removeAttribute("aria-invalid"), { once: true });
}

// The line or cell that still holds what was judged; an editor that stands over its input answers the event "unread".
function inputOf(field, { source }) {
  return [...field.querySelectorAll('input[type="text"]')].find((each) => each.tabIndex >= 0 && each.value.trim() === source.trim());
}

function select(input, { source, start, end }) {
  const shift = input.value.indexOf(source.trim()) - source.indexOf(source.trim());
  input.focus();
  input.setSelectionRange(start + shift, end + shift);
}
