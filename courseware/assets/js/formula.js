// Formulas: a line of text, typeset under it as it is understood. Two buttons change between the line and MathLive's
// editor, which stands over the line and writes LaTeX into it; what was written goes along in both directions.
import { focusNow, insertText, looksLikeLatex, modeKey, sinkOf } from "./parts/formula-editor.js";
import { holdKeys, typeIntoEditor, typeIntoLine } from "./parts/held-keys.js";
import { respelled } from "./parts/respelled.js";
import { showReading } from "./parts/understood.js";

for (const field of document.querySelectorAll("[data-number], [data-formula]")) showReading(field, field.querySelector("input, textarea"));
for (const field of document.querySelectorAll("[data-formula]")) enhance(field);

function enhance(field) {
  const input = field.querySelector("input");
  const modes = [...field.querySelectorAll("[data-mode]")];
  let editor = null;
  let coming = null;
  let wanted = "text";
  // One change of the input after the other.
  let last = Promise.resolve();
  let carried = {};

  const show = (mode) => {
    field.dataset.shows = mode;
    for (const button of modes) button.setAttribute("aria-pressed", button.dataset.mode === mode);
    const isCovered = mode === "editor";
    if (editor) editor.element.hidden = !isCovered;
    input.classList.toggle("covered", isCovered);
    input.tabIndex = isCovered ? -1 : 0;
    if (isCovered) input.setAttribute("aria-hidden", "true");
    else input.removeAttribute("aria-hidden");
  };
  // What is carried and comes back unchanged is what it was, letter for letter.
  const carry = async (mode) => {
    const from = input.value;
    const isForeign = from.trim() && looksLikeLatex(from) !== (mode === "editor");
    const to = from === carried.to ? carried.from : isForeign ? await respelled(field, input, mode) : from;
    if (input.value !== from) return carry(mode);
    carried = { from, to };
    if (mode === "editor") editor.setAnswer(to);
    else input.value = to;
  };
  // The net was away: the next click tries once more.
  const comeAgain = (problem) => {
    coming = null;
    throw problem;
  };
  const ready = async () => {
    coming ??= import("./parts/editor.js").then(({ makeEditor }) => makeEditor(field, input));
    editor = await coming.catch(comeAgain);
  };
  const turn = async (mode) => {
    if (mode === "editor") await ready();
    await carry(mode);
    const wasInLine = document.activeElement === input;
    show(mode);
    if (mode === "editor" && wasInLine) focusNow(editor.element);
  };
  const stay = (problem) => {
    wanted = field.dataset.shows;
    reportError(problem);
  };
  // What is typed before the other input is there is meant for it; where it does not come, it stands in the one there is.
  const go = async (mode, release) => {
    await turn(mode).catch(stay).finally(release);
    if (field.dataset.shows === "text") {
      input.focus();
      typeIntoLine(input, release());
    } else {
      focusNow(editor.element);
      typeIntoEditor(() => sinkOf(editor.element), release());
    }
  };
  // Nobody is taken out of the line in which they have begun to type.
  const openUnasked = async () => {
    const before = input.value;
    await ready();
    if (input.value !== before) return;
    wanted = "editor";
    await turn("editor");
  };
  for (const button of modes) {
    button.addEventListener("click", () => {
      const { mode } = button.dataset;
      if (wanted === mode) return;
      wanted = mode;
      localStorage.setItem(modeKey, mode);
      const release = holdKeys();
      last = last.then(() => go(mode, release), () => go(mode, release));
    });
  }
  for (const button of field.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => (field.dataset.shows === "text" ? insertText(input, button.dataset) : editor.insert(button.dataset.insert)));
  }
  field.querySelector("label").addEventListener("click", (event) => {
    if (field.dataset.shows !== "editor") return;
    event.preventDefault();
    focusNow(editor.element);
  });
  show("text");
  // An answer that was written with the editor opens in it.
  if (looksLikeLatex(input.value) || localStorage.getItem(modeKey) === "editor") last = openUnasked();
}
