// A template in a line of text, `where(condition, value, otherwise)`: its words stand where something is to be written.
// The first one is selected, so that typing takes its place; Tab leads to the next one, and so does the comma, which
// stands there already. The bracket behind the last one is typed over, too.
const watched = new WeakMap();

// start: where the template begins; slots: its words in their order.
export function beginTemplate(input, start, slots) {
  if (!watched.has(input)) input.addEventListener("keydown", go);
  watched.set(input, slots);
  selectNext(input, start);
}

function go(event) {
  const input = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTab = event.key === "Tab" && !event.shiftKey;
  if (isTab ? selectNext(input, input.selectionEnd) : step(input, event.key)) event.preventDefault();
}

function selectNext(input, from) {
  const next = new RegExp(`\\b(?:${watched.get(input).join("|")})\\b`).exec(input.value.slice(from));
  if (next) input.setSelectionRange(from + next.index, from + next.index + next[0].length);
  return Boolean(next);
}

// Over the sign that stands behind what was written, where no bracket of its own is open.
function step(input, key) {
  const { value, selectionStart: caret, selectionEnd } = input;
  const start = value.lastIndexOf("where(", caret);
  if (caret !== selectionEnd || start < 0 || depth(value.slice(start, caret)) !== 1) return false;
  const behind = value.slice(caret);
  if (key === ")" && behind.startsWith(")")) {
    input.setSelectionRange(caret + 1, caret + 1);
    return true;
  }
  const next = key === "," && new RegExp(`^\\s*,\\s*(?=(?:${watched.get(input).join("|")})\\b)`).exec(behind);
  return Boolean(next) && selectNext(input, caret + next[0].length);
}

const depth = (text) => text.split("(").length - text.split(")").length;
