// Derivations: a growing list of formula editors stands over the textarea, which carries one line of LaTeX each.
// Enter adds a line, Backspace in an empty one takes it away, the arrows go from line to line. After judging, each line
// has its mark, until it or a line before it is changed.
import { focusNow, insertFormula, insertText, latexIn, looksLikeLatex, modeKey, newEditor, prepareEditor, setText, sinkOf } from "./parts/formula-editor.js";
import { holdKeys, typeIntoEditor, typeIntoLine } from "./parts/held-keys.js";
import { respelled } from "./parts/respelled.js";
import { selectPlace } from "./parts/selecting.js";
import { showReading } from "./parts/understood.js";

const most = 40;
const startsWithSign = (text) => /^\s*(?:[=<>≤≥⇒⇔]|\\(?:le|ge|lt|gt|leq|geq|leqslant|geqslant|iff|implies|Rightarrow|Leftrightarrow|Longrightarrow|Longleftrightarrow)(?![a-zA-Z]))/.test(text);
const hasRelation = (text) => /[=<>≤≥]|\\(?:le|ge|lt|gt|leq|geq)(?![a-zA-Z])/.test(text);

const derivations = document.querySelectorAll("[data-derivation]");
for (const field of derivations) showReading(field, field.querySelector("textarea"));
if (derivations.length) import("mathlive").then((mathlive) => derivations.forEach((field) => enhance(field, mathlive))).catch(showText);

// Whatever hinders the editors, the lines stand there to be read and changed.
function showText(problem) {
  for (const field of derivations) {
    if ("ready" in field.dataset) continue;
    field.dataset.ready = "";
    field.dataset.shows = "text";
    field.querySelector("textarea").hidden = false;
    for (const part of field.querySelectorAll("[data-editor], .modes, .symbols")) part.hidden = true;
  }
  throw problem;
}

function enhance(field, { MathfieldElement }) {
  const area = field.querySelector("textarea");
  const list = field.querySelector("[data-lines]");
  const pattern = field.querySelector("template");
  const taker = field.querySelector("[data-take]");
  const modes = [...field.querySelectorAll("[data-mode]")];
  const said = field.querySelector("[data-said]");
  let current = null;

  const rows = () => [...list.querySelectorAll("li[data-row]")];
  const editorOf = (row) => row.querySelector("math-field");
  const textOf = (row) => latexIn(editorOf(row)).replace(/\s*\n\s*/g, " ").trim();
  const isEmpty = (row) => textOf(row) === "";

  const carry = () => {
    area.value = rows().map(textOf).filter(Boolean).join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const number = () => {
    rows().forEach((row, index) => {
      row.querySelector(".n").textContent = index + 1;
      editorOf(row).setAttribute("aria-label", field.dataset.lineLabel.replace("{line}", index + 1));
      row.querySelector(".rel").textContent = sign(textOf(row), field.hasAttribute("data-chain"));
    });
    taker.textContent = field.dataset.takeLabel.replace("{line}", rows().indexOf(current) + 1);
    taker.hidden = rows().length < 2 || !current;
    field.querySelector("[data-add]").disabled = rows().length >= most;
  };

  const unmark = (row) => {
    const all = rows();
    for (const each of all.slice(all.indexOf(row))) mark(each, "", "");
  };

  const focusLine = (row, where = "last") => {
    focusNow(editorOf(row));
    editorOf(row).executeCommand(where === "first" ? "moveToMathfieldStart" : "moveToMathfieldEnd");
  };

  const add = (text, after) => {
    const row = pattern.content.firstElementChild.cloneNode(true);
    const editor = newEditor(MathfieldElement, field, "", `mark-${Math.random().toString(36).slice(2)}`);
    row.querySelector(".mark-word").id = editor.getAttribute("aria-describedby");
    row.querySelector(".line").append(editor);
    if (after) after.after(row);
    else list.append(row);
    prepareEditor(editor, field);
    if (text) setText(editor, text);
    listen(row, editor);
    return row;
  };

  const take = (row) => {
    const all = rows();
    if (all.length < 2) return;
    const index = all.indexOf(row);
    unmark(row);
    row.remove();
    current = rows()[Math.max(0, index - 1)];
    focusLine(current);
    carry();
    number();
    said.textContent = field.dataset.takenSaid.replace("{line}", index + 1);
  };

  const grow = (after) => {
    if (rows().length >= most) return;
    current = add("", after);
    number();
    focusLine(current);
    said.textContent = field.dataset.addedSaid.replace("{line}", rows().indexOf(current) + 1);
  };

  const step = (row, by, where) => {
    const next = rows()[rows().indexOf(row) + by];
    if (next) focusLine(next, where);
  };

  const listen = (row, editor) => {
    editor.addEventListener("focusin", () => {
      current = row;
      number();
    });
    editor.addEventListener("input", (event) => {
      event.stopPropagation();
      unmark(row);
      carry();
      number();
    });
    editor.addEventListener("move-out", (event) => {
      const by = { upward: -1, downward: 1 }[event.detail.direction];
      if (by) step(row, by);
    });
    editor.addEventListener(
      "keydown",
      (event) => {
        const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          area.form.requestSubmit();
        } else if (event.key === "Enter" && plain) {
          event.preventDefault();
          event.stopPropagation();
          const below = rows()[rows().indexOf(row) + 1];
          if (isEmpty(row) || (below && isEmpty(below))) step(row, 1);
          else grow(row);
        } else if (event.key === "Backspace" && plain && isEmpty(row) && rows().length > 1) {
          event.preventDefault();
          event.stopPropagation();
          take(row);
        }
      },
      { capture: true },
    );
  };

  const fill = (lines) => {
    const texts = lines.split("\n").filter((line) => line.trim());
    rows().forEach((row) => row.remove());
    for (const text of texts.length ? texts : [""]) add(text);
    current = rows()[0];
    number();
  };

  const show = (mode) => {
    field.dataset.shows = mode;
    field.querySelector("[data-editor]").hidden = mode === "text";
    area.hidden = mode !== "text";
    for (const button of modes) button.setAttribute("aria-pressed", button.dataset.mode === mode);
  };
  const turn = async (mode) => {
    if (mode === field.dataset.shows) return;
    const from = area.value;
    const release = holdKeys();
    const to = await respelledLines(field, area, mode).finally(release);
    if (area.value !== from) return;
    if (mode === "text") area.value = to;
    else fill(to);
    localStorage.setItem(modeKey, mode);
    show(mode);
    if (mode === "text") area.focus();
    else focusLine(rows().at(-1));
    if (mode === "text") typeIntoLine(area, release());
    else typeIntoEditor(() => sinkOf(document.activeElement), release());
    markLines();
  };
  for (const button of modes) button.addEventListener("click", () => turn(button.dataset.mode));
  field.querySelector("[data-add]").addEventListener("click", () => grow(rows().at(-1)));
  taker.addEventListener("click", () => take(current));
  for (const button of field.querySelectorAll("[data-insert]"))
    button.addEventListener("click", () => {
      if (field.dataset.shows === "text") insertText(area, button.dataset);
      else insertFormula(editorOf(current ?? rows().at(-1)), button.dataset.insert);
    });
  field.querySelector("label").addEventListener("click", (event) => {
    if (field.dataset.shows === "text") return;
    event.preventDefault();
    focusLine(current ?? rows()[0]);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
  });

  // The place that cannot be read, in the line that still holds it.
  field.addEventListener("unread", ({ detail: { source, start, end } }) => {
    if (field.dataset.shows === "text") {
      const from = area.value.indexOf(source);
      area.focus();
      if (from >= 0) area.setSelectionRange(from + start, from + end);
      return;
    }
    const row = rows().find((each) => textOf(each).includes(source));
    if (!row) return;
    const text = textOf(row);
    const from = text.indexOf(source);
    focusLine(row);
    selectPlace(editorOf(row), { source: text, start: from + start, end: from + end });
  });

  // The verdict's marks, put beside the lines that were judged; what was changed since has none.
  const markLines = () => {
    const card = document.querySelector(`#verdict [data-judged="${CSS.escape(field.dataset.field)}"]`);
    if (area.value !== card?.dataset.answer) return;
    const judged = card.querySelectorAll(":scope > li[data-of-line]");
    rows().filter((row) => !isEmpty(row)).forEach((row, index) => {
      const found = judged[index];
      mark(row, found?.dataset.line ?? "", found?.querySelector(".mark-word")?.innerHTML ?? "");
    });
  };
  document.addEventListener("htmx:afterSwap", markLines);

  const typedAsText = !looksLikeLatex(area.value) && isTyped(area.value);
  fill(area.value);
  show(typedAsText || localStorage.getItem(modeKey) === "text" ? "text" : "editor");
  markLines();
  field.dataset.ready = "";
}

// Every line in the other spelling, with its reason; MathLive would read a line of text as another language.
const reasonIn = /(?:#|\s(?=(?:because|since)\b))(.*)$/;
async function respelledLines(field, area, mode) {
  const spell = async (line) => {
    if (looksLikeLatex(line) === (mode === "editor")) return line;
    const reason = mode === "editor" ? (reasonIn.exec(line)?.[1].trim() ?? "") : "";
    const spelled = await respelled(field, area, mode, line);
    return reason && spelled !== line ? `${spelled} \\#\\text{${reason}}` : spelled;
  };
  const lines = area.value.split("\n").filter((line) => line.trim());
  return (await Promise.all(lines.map(spell))).join("\n");
}

// What nobody writes with the editor.
const isTyped = (text) => /[a-zA-Z]{2,}|\*\*|\^\d\d|<=|>=|#/.test(text);

function sign(text, isChain) {
  return isChain && !startsWithSign(text) && !hasRelation(text) ? "=" : "";
}

function mark(row, state, html) {
  row.dataset.line = state || "editing";
  row.querySelector(".mark-word").innerHTML = html;
}
