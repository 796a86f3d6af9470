// Formulas: MathLive's field stands over a text input of the same name, which carries the LaTeX; a switch shows the input.
// Under both, and under number inputs, stands how the answer is understood.
import { spoken } from "./parts/tex.js";
import { showReading } from "./parts/understood.js";

const modeKey = "formula-mode";
const looksLikeLatex = (text) => /\\[a-zA-Z]|[\^_]\{/.test(text);
const isPlainForm = (text) => /[a-zA-Z]{2,}|\*\*|\^\d\d|[<>=!|,]/.test(text);
// Functions of the answer language that MathLive would write as products of letters.
const functions = ["sigmoid", "relu", "softplus", "abs", "sign", "floor", "erf", "gamma", "factorial", "binomial", "tr", "rank", "diag", "vec", "softmax", "ones", "norm", "logdet", "sum"];
const touch = matchMedia("(hover: none)").matches;

const formulas = document.querySelectorAll("[data-formula]");
for (const field of document.querySelectorAll("[data-number], [data-formula]")) showReading(field, field.querySelector("input, textarea"));
if (formulas.length) import("mathlive").then((mathlive) => formulas.forEach((field) => enhance(field, mathlive)));

function enhance(field, { MathfieldElement }) {
  // KaTeX's style sheet brings the fonts; nothing makes a sound.
  MathfieldElement.fontsDirectory = null;
  MathfieldElement.soundsDirectory = null;
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
    if (mode === "editor") editor.setValue(input.value, { format: looksLikeLatex(input.value) ? "latex" : "ascii-math", silenceNotifications: true });
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
  const editor = new MathfieldElement({ mathVirtualKeyboardPolicy: touch ? "auto" : "manual", popoverPolicy: "off", environmentPopoverPolicy: "off" });
  editor.smartMode = false;
  editor.className = "field-input";
  editor.setAttribute("aria-label", spoken(field.querySelector("label")));
  editor.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
  editor.value = input.value;
  input.before(editor);
  editor.menuItems = [];
  editor.inlineShortcuts = { ...editor.inlineShortcuts, ...declared(field) };
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

// Positions in MathLive's tree are no places in its LaTeX: the selection starts after the longest piece that stands before the place.
function selectPlace(editor, { source, start, end }) {
  if (written(editor.getValue("latex")) !== source) return;
  const pieces = Array.from({ length: editor.lastOffset + 1 }, (_, offset) => written(editor.getValue(0, offset, "latex")));
  const from = pieces.findLastIndex((piece) => piece.length <= start && source.startsWith(piece));
  const to = pieces.findIndex((piece, offset) => offset > from && piece.length >= end);
  editor.selection = { ranges: [[from, to < 0 ? editor.lastOffset : to]] };
}

// What MathLive adds and no answer means: empty boxes, and upright letters inside an operator's name.
function written(latex) {
  return latex.replace(/\\placeholder(\[[^\]]*\])?\{[^}]*\}/g, "").replace(/\\operatorname\{\\mathrm\{(\w+)\}\}/g, "\\operatorname{$1}");
}

// Declared names of several letters are one symbol while they are typed, not a product of letters.
function declared(field) {
  const names = [...field.querySelectorAll("[data-insert][data-text]")].filter((button) => /^[a-zA-Z]\w+$/.test(button.dataset.text));
  const symbols = names.map((button) => [button.dataset.text, button.dataset.insert]);
  return Object.fromEntries([...functions.map((name) => [name, `\\operatorname{${name}}`]), ...symbols]);
}

function insertFormula(editor, latex) {
  editor.focus();
  editor.executeCommand(["insert", latex, { focus: true, feedback: false }]);
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function insertText(input, text) {
  input.focus();
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
