// Formulas: MathLive's field stands over a text input of the same name, which carries the LaTeX; a switch shows the input.
// Under both, and under number inputs, stands how the answer is understood.
import { insertFormula, insertText, isPlainForm, looksLikeLatex, modeKey, newEditor, prepareEditor, selectPlace, setText, written } from "./parts/formula-editor.js";
import { spoken } from "./parts/tex.js";
import { showReading } from "./parts/understood.js";

const formulas = document.querySelectorAll("[data-formula]");
for (const field of document.querySelectorAll("[data-number], [data-formula]")) showReading(field, field.querySelector("input, textarea"));
if (formulas.length) import("mathlive").then((mathlive) => formulas.forEach((field) => enhance(field, mathlive)));

function enhance(field, { MathfieldElement }) {
  const input = field.querySelector("input");
  const editor = makeEditor(MathfieldElement, field, input);
  const symbols = [...field.querySelectorAll("[data-insert]")];
  const switcher = field.querySelector("[data-mode]");

  const show = (mode) => {
    field.dataset.shows = mode;
    editor.hidden = mode === "text";
    input.classList.toggle("covered", mode !== "text");
    input.tabIndex = mode === "text" ? 0 : -1;
    if (mode === "text") input.removeAttribute("aria-hidden");
    else input.setAttribute("aria-hidden", "true");
    switcher.textContent = mode === "text" ? switcher.dataset.toEditor : switcher.dataset.toText;
  };
  switcher.addEventListener("click", () => {
    const mode = field.dataset.shows === "text" ? "editor" : "text";
    if (mode === "editor") setText(editor, input.value);
    localStorage.setItem(modeKey, mode);
    show(mode);
    (mode === "text" ? input : editor).focus();
  });
  for (const button of symbols) button.addEventListener("click", () => (field.dataset.shows === "text" ? insertText(input, button.dataset.text) : insertFormula(editor, button.dataset.insert)));
  field.querySelector("label").addEventListener("click", (event) => {
    if (field.dataset.shows !== "editor") return;
    event.preventDefault();
    editor.focus();
  });
  const typedAsText = input.value && !looksLikeLatex(input.value) && isPlainForm(input.value);
  show(typedAsText || localStorage.getItem(modeKey) === "text" ? "text" : "editor");
}

function makeEditor(MathfieldElement, field, input) {
  const editor = newEditor(MathfieldElement, field, spoken(field.querySelector("label")), input.getAttribute("aria-describedby"));
  editor.value = input.value;
  input.before(editor);
  prepareEditor(editor, field);
  editor.addEventListener("input", (event) => {
    event.stopPropagation();
    input.value = written(editor.getValue("latex"));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("unread", ({ detail }) => selectPlace(editor, detail));
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    input.form.requestSubmit();
  });
  return editor;
}
