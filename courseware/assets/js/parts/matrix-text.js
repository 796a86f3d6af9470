// Matrices as text: what people copy out of NumPy, MATLAB, LaTeX and tables, and the one form that is sent.
const rowsOfLatex = (text) => text.replace(/\\(begin|end)\{[^}]*\}/g, "").split(/\\\\/);
const rowsOfBrackets = (text) => [...text.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1]);

// `x + 1` is one entry, whatever stands between its signs.
const isFormula = (text) => /(?:^|\s)[-+*/^](?:\s|$)/.test(text);

function entries(row) {
  const text = unwrapped(row);
  const separator = [/\t/, /&/, /,/, /\s/].find((mark) => splitAt(text, mark).length > 1);
  const isOne = !separator || (separator.source === "\\s" && isFormula(text));
  return (isOne ? [text] : splitAt(text, separator)).map((part) => part.trim().replace(/^['"]|['"]$/g, ""));
}

// The change of depth that a sign makes.
const step = (sign) => ("([{".includes(sign) ? 1 : ")]}".includes(sign) ? -1 : 0);

function isBalanced(text) {
  let depth = 0;
  return [...text].every((sign) => (depth += step(sign)) >= 0) && depth === 0;
}

// Without the brackets around the whole, and without one that stands alone.
function unwrapped(text) {
  const outer = /^[[(]([^]*)[\])]$/.exec(text.trim());
  if (outer && isBalanced(outer[1])) return outer[1].trim();
  return isBalanced(text) ? text.trim() : text.trim().replace(/^[[(]|[\])]$/g, "").trim();
}

// The pieces between the marks that stand in no brackets: `max(x, 1), 2` has two. Blanks may be several.
function splitAt(text, mark) {
  const pieces = [""];
  let depth = 0;
  for (const sign of text) {
    depth += step(sign);
    if (depth === 0 && mark.test(sign)) pieces.push("");
    else pieces[pieces.length - 1] += sign;
  }
  return mark.source === "\\s" ? pieces.filter(Boolean) : pieces;
}

function rowsIn(text) {
  if (/\\begin|\\\\/.test(text)) return rowsOfLatex(text);
  if (/\[\s*\[/.test(text)) return rowsOfBrackets(text);
  const inner = unwrapped(text);
  return inner.includes(";") ? inner.split(";") : inner.split(/\r?\n/);
}

// Rows of texts, or null when there is nothing.
export function readMatrix(text) {
  const bare = text
    .trim()
    .replace(/^(np\.|numpy\.)?(array|matrix)\(/, "")
    .replace(/(,\s*dtype=[^)]*)?\)\s*;?$/, (end) => (/^(np\.|numpy\.)?(array|matrix)\(/.test(text.trim()) ? "" : end));
  // An empty pair of brackets is a row not filled yet; an empty line is none.
  const isBracketed = /\[\s*\[/.test(bare);
  const rows = rowsIn(bare.trim()).filter((row) => isBracketed || row.trim() !== "").map(entries);
  return rows.length && rows.some((row) => row.some((entry) => entry !== "")) ? rows : null;
}

// One row a line, as people type it.
export function textOfMatrix(rows) {
  return rows.every((row) => row.every((entry) => entry === "")) ? "" : rows.map((row) => row.join(", ")).join("\n");
}

// "" when no cell is filled, so that an untouched grid is a blank answer.
export function writeMatrix(rows) {
  if (rows.every((row) => row.every((entry) => entry === ""))) return "";
  return `[${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]`;
}
