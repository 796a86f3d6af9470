// MathLive's editor over the line of a formula field. It writes LaTeX into the line.
import { MathfieldElement } from "mathlive";
import { insertFormula, latexIn, looksLikeLatex, newEditor, prepareEditor, setText, standing } from "./formula-editor.js";
import { respelled } from "./respelled.js";
import { selectPlace } from "./selecting.js";
import { spoken } from "./tex.js";

export function makeEditor(field, input) {
  const editor = newEditor(MathfieldElement, field, spoken(field.querySelector("label")), `${input.getAttribute("aria-describedby")} boxes-${field.dataset.field}`);
  editor.hidden = true;
  input.before(editor);
  prepareEditor(editor, field);
  // What the editor shows of the line; the line may hold the same as it was typed, as text.
  let shown = "";
  const setAnswer = (answer) => {
    setText(editor, answer);
    shown = latexIn(editor);
  };
  // MathLive tells of a key a moment after it was typed: Enter does not wait for it.
  const hand = () => {
    const latex = latexIn(editor);
    if (latex === shown) return;
    shown = latex;
    input.value = latex;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  editor.addEventListener("input", (event) => {
    event.stopPropagation();
    hand();
  });
  // An empty power is no news to MathLive.
  editor.addEventListener("selection-change", hand);
  // MathLive would read pasted text as another language than the server: `1/2x` is half of x.
  const paste = async (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trim() || looksLikeLatex(text)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    insertFormula(editor, standing(await respelled(field, input, "editor", text)));
  };
  editor.addEventListener("paste", paste, { capture: true });
  field.addEventListener("unread", ({ detail }) => selectPlace(editor, detail));
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    hand();
    input.form.requestSubmit();
  });
  return { element: editor, insert: (latex) => insertFormula(editor, latex), setAnswer };
}
