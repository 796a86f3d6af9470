// Matrices: a grid of cells stands over the textarea, which carries the answer as [[a, b], [c, d]].
import { readMatrix, writeMatrix } from "./parts/matrix-text.js";
import { showReading } from "./parts/understood.js";

for (const field of document.querySelectorAll("[data-matrix]")) enhance(field);

function enhance(field) {
  const area = field.querySelector("textarea");
  const fixed = { rows: Number(field.dataset.rows) || 0, columns: Number(field.dataset.columns) || 0 };
  const grid = document.createElement("div");
  grid.className = "matrix";
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-labelledby", field.querySelector("label").id);
  grid.setAttribute("aria-describedby", area.getAttribute("aria-describedby"));
  let shape = { rows: fixed.rows || 2, columns: fixed.columns || 2 };

  const cells = () => [...grid.querySelectorAll("input")];
  const at = (row, column) => grid.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  const values = () => Array.from({ length: shape.rows }, (_, row) => Array.from({ length: shape.columns }, (_, column) => at(row, column)?.value.trim() ?? ""));
  const carry = () => {
    area.value = writeMatrix(values());
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const draw = (rows, columns, filled) => {
    shape = { rows, columns };
    grid.style.setProperty("--columns", columns);
    grid.replaceChildren(
      ...Array.from({ length: rows * columns }, (_, index) => cell(field, Math.floor(index / columns), index % columns, filled)),
    );
    const freed = !fixed.rows || !fixed.columns || rows !== fixed.rows || columns !== fixed.columns;
    field.querySelector("[data-tools]").hidden = !freed;
  };

  const paste = (event) => {
    const pasted = readMatrix(event.clipboardData.getData("text"));
    if (!pasted || pasted.length * pasted[0].length < 2) return;
    event.preventDefault();
    draw(pasted.length, Math.max(...pasted.map((row) => row.length)), pasted);
    carry();
    at(0, 0).focus();
  };

  const move = (event) => {
    const { row, column } = event.target.dataset;
    const atStart = event.target.selectionEnd === 0;
    const atEnd = event.target.selectionStart === event.target.value.length;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: atStart && [0, -1], ArrowRight: atEnd && [0, 1] }[event.key];
    const next = step && at(Number(row) + step[0], Number(column) + step[1]);
    if (!next || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next.focus();
    next.select();
  };

  for (const button of field.querySelectorAll("[data-change]"))
    button.addEventListener("click", () => {
      const change = { ...shape };
      change[button.dataset.change] = Math.min(12, Math.max(1, shape[button.dataset.change] + Number(button.dataset.by)));
      draw(change.rows, change.columns, values());
      carry();
    });
  grid.addEventListener("input", (event) => {
    event.stopPropagation();
    carry();
  });
  grid.addEventListener("paste", paste);
  grid.addEventListener("keydown", move);
  field.querySelector("label").addEventListener("click", (event) => {
    event.preventDefault();
    cells()[0].focus();
  });

  const given = readMatrix(area.value);
  draw(given ? given.length : shape.rows, given ? Math.max(...given.map((row) => row.length)) : shape.columns, given);
  area.before(grid);
  area.hidden = true;
  field.querySelector("[data-plain-help]").hidden = true;
  field.querySelector("[data-grid-help]").hidden = false;
  // Of boxes that are still empty nothing is said while the others are filled.
  showReading(field, area, { unfinished: () => cells().some((input) => !input.value.trim()) });
  field.dataset.ready = "";
}

function cell(field, row, column, filled) {
  const input = document.createElement("input");
  input.className = "cell";
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.autocapitalize = "off";
  input.dataset.row = row;
  input.dataset.column = column;
  input.value = filled?.[row]?.[column] ?? "";
  input.setAttribute("aria-label", field.dataset.cellLabel.replace("{row}", row + 1).replace("{column}", column + 1));
  return input;
}
