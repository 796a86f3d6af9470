// What every formula editor has in common: how a MathLive field is made, what it writes, how symbols get into it.
import { showKeyboard } from "./keyboard.js";
import { shortcutsFor } from "./shortcuts.js";
import { beginTemplate } from "./slots.js";
import { withBoxes } from "./tex.js";
import { typeAsText, withBase } from "./typing.js";

export const modeKey = "formula-mode";
// MathLive's blank between names, `\,`, may be all that tells.
export const looksLikeLatex = (text) => /\\[a-zA-Z,;:! ]/.test(text);
const touch = matchMedia("(hover: none)").matches;

// A MathLive field for one formula of `field`: without menus, fonts of its own and sounds.
export function newEditor(MathfieldElement, field, name, describedBy) {
  // KaTeX's style sheet brings the fonts; nothing makes a sound.
  MathfieldElement.fontsDirectory = null;
  MathfieldElement.soundsDirectory = null;
  const editor = new MathfieldElement({ mathVirtualKeyboardPolicy: touch ? "auto" : "manual", popoverPolicy: "off", environmentPopoverPolicy: "off" });
  editor.className = "field-input";
  editor.setAttribute("aria-label", name);
  if (describedBy) editor.setAttribute("aria-describedby", describedBy);
  return editor;
}

// What can be set only once the field stands on the page.
export function prepareEditor(editor, field) {
  editor.menuItems = [];
  const shortcuts = shortcutsFor(namesOf(field));
  Object.assign(editor, { smartMode: false, smartFence: false, smartSuperscript: false, inlineShortcuts: shortcuts });
  typeAsText(editor, Object.keys(shortcuts));
  // After MathLive has heard of it.
  editor.addEventListener("pointerdown", () => editor.hasFocus() && sinkOf(editor)?.focus({ preventScroll: true }));
  if (touch) showKeyboard(editor, field);
}

// What takes the keys of an editor.
export const sinkOf = (editor) => editor.shadowRoot?.querySelector('[part="keyboard-sink"]');

// MathLive moves the focus a moment later; keys that are typed at once would go to where it was before.
export function focusNow(editor) {
  editor.focus();
  sinkOf(editor)?.focus({ preventScroll: true });
}

// Name -> LaTeX of the names that the exercise declares.
function namesOf(field) {
  const buttons = [...field.querySelectorAll("[data-name]")];
  return Object.fromEntries(buttons.map((button) => [button.dataset.text, button.dataset.insert]));
}

export function setText(editor, text) {
  // MathLive reads no braces in a line of text.
  editor.setValue(withBoxes(standing(text), "\\placeholder{}"), { format: looksLikeLatex(text) || /[\^_]\{/.test(text) ? "latex" : "ascii-math", silenceNotifications: true });
}

// Brackets that grow close themselves; typed ones stand alone.
export function standing(latex) {
  return latex.replace(/\\(?:left|right)(?=[()[\]])/g, "");
}

// MathLive leaves a power out whose upper half is still empty: it would be another formula.
export function latexIn(editor) {
  const atoms = editor._mathfield?.model.atoms ?? [];
  const isUnfinished = atoms.some((atom) => ["superscript", "subscript"].some((branch) => atom.branch?.(branch)?.length === 1));
  const latex = written(editor.getValue("latex"));
  return isUnfinished && !/[\^_]\{\}/.test(latex) ? `${latex}^{}` : latex;
}

// What MathLive adds and no answer means: empty boxes, and upright letters inside an operator's name.
export function written(latex) {
  return latex.replace(/\\placeholder(\[[^\]]*\])?\{[^}]*\}/g, "").replace(/\\operatorname\{\\mathrm\{(\w+)\}\}/g, "\\operatorname{$1}");
}

export function insertFormula(editor, latex) {
  focusNow(editor);
  editor.executeCommand(["insert", withBase(editor, latex), { focus: true, feedback: false }]);
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

// What a button of the symbols writes into a line of text.
export function insertText(input, { text, slots }) {
  input.focus();
  const start = input.selectionStart;
  input.setRangeText(text, start, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
  if (slots) beginTemplate(input, start, slots.split(" "));
}
