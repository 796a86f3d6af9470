// Formulas: a line of text, typeset under it as it is understood. Two buttons change between the line and MathLive's
// editor, which stands over the line and writes LaTeX into it; what was written goes along in both directions.
import { insertText, looksLikeLatex, modeKey } from "./parts/formula-editor.js";
import { respelled } from "./parts/respelled.js";
import { showReading } from "./parts/understood.js";

for (const field of document.querySelectorAll("[data-number], [data-formula]")) showReading(field, field.querySelector("input, textarea"));
for (const field of document.querySelectorAll("[data-formula]")) enhance(field);

function enhance(field) {
  const input = field.querySelector("input");
  const modes = [...field.querySelectorAll("[data-mode]")];
  let editor = null;
  let carried = {};

  const show = (mode) => {
    field.dataset.shows = mode;
    for (const button of modes) button.setAttribute("aria-pressed", button.dataset.mode === mode);
    const isCovered = mode === "editor";
    if (editor) editor.hidden = !isCovered;
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
  const turn = async (mode) => {
    if (mode === "editor" && !editor) editor = await import("./parts/editor.js").then(({ makeEditor }) => makeEditor(field, input));
    await carry(mode);
    show(mode);
  };
  for (const button of modes) {
    button.addEventListener("click", async () => {
      const { mode } = button.dataset;
      if (field.dataset.shows === mode) return;
      localStorage.setItem(modeKey, mode);
      await turn(mode);
      (mode === "text" ? input : editor.element).focus();
    });
  }
  for (const button of field.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => (field.dataset.shows === "text" ? insertText(input, button.dataset.text) : editor.insert(button.dataset.insert)));
  }
  field.querySelector("label").addEventListener("click", (event) => {
    if (field.dataset.shows !== "editor") return;
    event.preventDefault();
    editor.element.focus();
  });
  show("text");
  // An answer that was written with the editor opens in it.
  if (looksLikeLatex(input.value) || localStorage.getItem(modeKey) === "editor") turn("editor");
}
