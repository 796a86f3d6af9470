// Matrices as text: what people copy out of NumPy, MATLAB, LaTeX and tables, and the one form that is sent.
const rowsOfLatex = (text) => text.replace(/\\(begin|end)\{[^}]*\}/g, "").split(/\\\\/);
const rowsOfBrackets = (text) => [...text.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1]);

function entries(row) {
  const text = row.trim().replace(/^[[(]|[\])]$/g, "");
  const separator = [/\t/, /&/, /,/, /\s+/].find((mark) => mark.test(text));
  const parts = separator ? text.split(separator) : [text];
  return parts.map((part) => part.trim().replace(/^['"]|['"]$/g, ""));
}

function rowsIn(text) {
  if (/\\begin|\\\\/.test(text)) return rowsOfLatex(text);
  if (/\[\s*\[/.test(text)) return rowsOfBrackets(text);
  const inner = text.replace(/^[[(]|[\])]$/g, "");
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

// "" when no cell is filled, so that an untouched grid is a blank answer.
export function writeMatrix(rows) {
  if (rows.every((row) => row.every((entry) => entry === ""))) return "";
  return `[${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]`;
}
