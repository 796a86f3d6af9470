// What every formula editor has in common: how a MathLive field is made, what it writes, how symbols get into it.
export const modeKey = "formula-mode";
export const looksLikeLatex = (text) => /\\[a-zA-Z]|[\^_]\{/.test(text);
export const isPlainForm = (text) => /[a-zA-Z]{2,}|\*\*|\^\d\d|[<>=!|,]/.test(text);
// Functions of the answer language that MathLive would write as products of letters.
const functions = ["sigmoid", "relu", "softplus", "abs", "sign", "floor", "erf", "gamma", "factorial", "binomial", "tr", "rank", "diag", "vec", "softmax", "ones", "norm", "logdet", "sum"];
const touch = matchMedia("(hover: none)").matches;

// A MathLive field for one formula of `field`: without menus, fonts of its own and sounds.
export function newEditor(MathfieldElement, field, name, describedBy) {
  // KaTeX's style sheet brings the fonts; nothing makes a sound.
  MathfieldElement.fontsDirectory = null;
  MathfieldElement.soundsDirectory = null;
  const editor = new MathfieldElement({ mathVirtualKeyboardPolicy: touch ? "auto" : "manual", popoverPolicy: "off", environmentPopoverPolicy: "off" });
  editor.smartMode = false;
  editor.className = "field-input";
  editor.setAttribute("aria-label", name);
  if (describedBy) editor.setAttribute("aria-describedby", describedBy);
  return editor;
}

// What can be set only once the field stands on the page.
export function prepareEditor(editor, field) {
  editor.menuItems = [];
  const shortcuts = Object.entries(editor.inlineShortcuts).filter(([keys]) => !isDeclaredTwice(field, keys));
  editor.inlineShortcuts = { ...Object.fromEntries(shortcuts), ...declared(field) };
}

export function setText(editor, text) {
  editor.setValue(text, { format: looksLikeLatex(text) ? "latex" : "ascii-math", silenceNotifications: true });
}

// Positions in MathLive's tree are no places in its LaTeX: the selection starts after the longest piece that stands before the place.
export function selectPlace(editor, { source, start, end }) {
  if (written(editor.getValue("latex")) !== source) return;
  const pieces = Array.from({ length: editor.lastOffset + 1 }, (_, offset) => written(editor.getValue(0, offset, "latex")));
  const from = pieces.findLastIndex((piece) => piece.length <= start && source.startsWith(piece));
  const to = pieces.findIndex((piece, offset) => offset > from && piece.length >= end);
  editor.selection = { ranges: [[from, to < 0 ? editor.lastOffset : to]] };
}

// What MathLive adds and no answer means: empty boxes, and upright letters inside an operator's name.
export function written(latex) {
  return latex.replace(/\\placeholder(\[[^\]]*\])?\{[^}]*\}/g, "").replace(/\\operatorname\{\\mathrm\{(\w+)\}\}/g, "\\operatorname{$1}");
}

// `AA` is the product of a declared A with itself, not MathLive's sign for "for all".
function isDeclaredTwice(field, keys) {
  return keys.length === 2 && keys[0] === keys[1] && Boolean(field.querySelector(`[data-text="${CSS.escape(keys[0])}"]`));
}

// Declared names of several letters are one symbol while they are typed, not a product of letters.
function declared(field) {
  const names = [...field.querySelectorAll("[data-insert][data-text]")].filter((button) => /^[a-zA-Z]\w+$/.test(button.dataset.text));
  const symbols = names.map((button) => [button.dataset.text, button.dataset.insert]);
  return Object.fromEntries([...functions.map((name) => [name, `\\operatorname{${name}}`]), ...symbols]);
}

export function insertFormula(editor, latex) {
  editor.focus();
  editor.executeCommand(["insert", latex, { focus: true, feedback: false }]);
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

export function insertText(input, text) {
  input.focus();
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
