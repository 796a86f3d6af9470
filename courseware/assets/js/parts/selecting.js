// Selecting in the formula editor what a place in its LaTeX marks. Positions in MathLive's tree are no places in its
// LaTeX: an empty box is found by its number among the empty ones, anything else by what is written there.
import { focusNow, written } from "./formula-editor.js";
import { emptyPlaces } from "./tex.js";

export function selectPlace(editor, { source, start, end }) {
  if (editor.hidden || written(editor.getValue("latex")) !== source) return;
  focusNow(editor);
  const text = source.slice(start, end).trim();
  const range = /[^{}\s]/.test(text) ? rangeOf(editor, source, text, start) : boxOf(editor, source, start);
  if (range) editor.selection = { ranges: [range] };
}

// A box is `{}`, and a cell the space behind a sign.
function boxOf(editor, source, start) {
  const places = emptyPlaces(source);
  const number = places.findIndex(({ 0: text, index }) => (text.startsWith("{") ? index === start : index < start && start <= index + text.length));
  const { atoms } = editor._mathfield.model;
  const boxes = atoms.flatMap((atom, index) => {
    if (atom.type !== "first" || atom.parent?.type === "root") return [];
    if (atom.isLastSibling) return [[index, index]];
    const next = atoms[index + 1];
    return next.type === "placeholder" && next.isLastSibling ? [[index, index + 1]] : [];
  });
  return boxes.length === places.length ? boxes[number] : undefined;
}

// Atoms that stand beside each other and are written so; the first of several by its number among them.
const longest = 16;
function rangeOf(editor, source, text, start) {
  const plain = text.startsWith("\\") ? source : source.replace(/\\[a-zA-Z]+/g, (command) => " ".repeat(command.length));
  const found = [];
  for (let place = plain.indexOf(text); place >= 0; place = plain.indexOf(text, place + text.length)) found.push(place);
  const { model } = editor._mathfield;
  const ranges = [];
  for (let from = 0; from < editor.lastOffset; from += 1) {
    for (let to = from + 1; to <= Math.min(from + longest, editor.lastOffset); to += 1) {
      const isBeside = model.at(from).parent === model.at(to).parent && model.at(from).parentBranch === model.at(to).parentBranch;
      if (!isBeside || written(editor.getValue(from, to, "latex")).trim() !== text) continue;
      ranges.push([from, to]);
      break;
    }
  }
  if (ranges.length === 1) return ranges[0];
  return ranges.length === found.length ? ranges[found.indexOf(start)] : undefined;
}
