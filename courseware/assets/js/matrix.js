// Matrices: a grid of cells stands over the textarea, which carries the answer as [[a, b], [c, d]]; two buttons change
// between the grid and the text, one row a line. What was entered goes along in both directions.
import { readMatrix, textOfMatrix, writeMatrix } from "./parts/matrix-text.js";
import { showReading } from "./parts/understood.js";

const modeKey = "matrix-mode";
const isHalfEmpty = (root) => [...root.querySelectorAll(".matrix:not([hidden]) .cell")].some((input) => !input.value.trim());

for (const field of document.querySelectorAll("[data-matrix]")) enhance(field);
for (const factors of document.querySelectorAll("fieldset[data-field]:has([data-matrix])")) readTogether(factors);

function enhance(field) {
  const area = field.querySelector("textarea");
  const fixed = { rows: Number(field.dataset.rows) || 0, columns: Number(field.dataset.columns) || 0 };
  const modes = [...field.querySelectorAll("[data-mode]")];
  const box = document.createElement("div");
  const grid = document.createElement("div");
  box.className = "matrix";
  grid.className = "matrix-cells";
  box.append(grid);
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
    box.style.setProperty("--columns", columns);
    grid.replaceChildren(
      ...Array.from({ length: rows * columns }, (_, index) => cell(field, Math.floor(index / columns), index % columns, filled)),
    );
  };
  const isFreed = () => !fixed.rows || !fixed.columns || shape.rows !== fixed.rows || shape.columns !== fixed.columns;

  // Where a column is asked, one line of as many numbers is that column.
  const read = (text) => {
    const rows = readMatrix(text);
    return rows?.length === 1 && fixed.columns === 1 && rows[0].length === fixed.rows ? rows[0].map((entry) => [entry]) : rows;
  };
  // What fits into the asked shape stands in it; what was carried to the text and comes back unchanged is what it was.
  let carried = null;
  const fill = () => {
    const given = carried?.text === area.value ? carried.rows : read(area.value);
    const have = given && { rows: given.length, columns: Math.max(...given.map((row) => row.length)) };
    const isInside = !have || (have.rows <= fixed.rows && have.columns <= fixed.columns);
    if (isInside) draw(fixed.rows || shape.rows, fixed.columns || shape.columns, given);
    else draw(have.rows, have.columns, given);
  };
  const show = (mode) => {
    const isText = mode === "text";
    field.dataset.shows = mode;
    for (const button of modes) button.setAttribute("aria-pressed", button.dataset.mode === mode);
    area.hidden = !isText;
    box.hidden = isText;
    field.querySelector("[data-tools]").hidden = isText || !isFreed();
    field.querySelector("[data-plain-help]").hidden = !isText;
    field.querySelector("[data-grid-help]").hidden = isText;
  };
  const turn = (mode) => {
    if (mode === "grid") fill();
    else if (area.value) {
      const rows = values();
      area.value = textOfMatrix(rows);
      carried = { text: area.value, rows };
    }
    show(mode);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    (mode === "text" ? area : cells()[0]).focus();
  };

  const paste = (event) => {
    const pasted = read(event.clipboardData.getData("text"));
    if (!pasted || pasted.length * pasted[0].length < 2) return;
    event.preventDefault();
    draw(pasted.length, Math.max(...pasted.map((row) => row.length)), pasted);
    show("grid");
    carry();
    at(0, 0).focus();
  };

  // Enter leads through the empty cells; only a full grid is sent off.
  const goOn = (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    const every = cells();
    const place = every.indexOf(event.target);
    const empty = [...every.slice(place + 1), ...every.slice(0, place)].find((input) => !input.value.trim());
    if (!empty) return;
    event.preventDefault();
    empty.focus();
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
      show("grid");
      carry();
    });
  for (const button of modes)
    button.addEventListener("click", () => {
      if (field.dataset.shows === button.dataset.mode) return;
      localStorage.setItem(modeKey, button.dataset.mode);
      turn(button.dataset.mode);
    });
  grid.addEventListener("input", (event) => {
    event.stopPropagation();
    carry();
  });
  grid.addEventListener("paste", paste);
  grid.addEventListener("keydown", move);
  grid.addEventListener("keydown", goOn);
  field.querySelector("label").addEventListener("click", (event) => {
    if (field.dataset.shows === "text") return;
    event.preventDefault();
    cells()[0].focus();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
  });

  fill();
  area.before(box);
  const isPreferred = localStorage.getItem(modeKey) === "text";
  if (isPreferred && area.value.startsWith("[[")) area.value = textOfMatrix(values());
  show(isPreferred ? "text" : "grid");
  // Of boxes that are still empty nothing is said while the others are filled.
  if (field.querySelector("[data-reading]")) showReading(field, area, { unfinished: () => isHalfEmpty(field) });
  field.dataset.ready = "";
}

// The factors of one answer are read back together, as one types them: `L = [[1, 0], [2, 1]]`, a line each.
function readTogether(factors) {
  const together = factors.querySelector("textarea[data-together]");
  const areas = [...factors.querySelectorAll("textarea[data-factor]")];
  const gather = () => {
    const isEmpty = areas.every((area) => !area.value.trim());
    together.value = isEmpty ? "" : areas.map((area) => `${area.dataset.factor} = ${writeMatrix(readMatrix(area.value) ?? [[""]])}`).join("\n");
  };
  const isUnfinished = () => isHalfEmpty(factors) || areas.some((area) => !area.value.trim());
  gather();
  showReading(factors, together, { unfinished: isUnfinished });
  factors.addEventListener("input", ({ target }) => {
    if (target === together) return;
    gather();
    together.dispatchEvent(new Event("input"));
  });
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
