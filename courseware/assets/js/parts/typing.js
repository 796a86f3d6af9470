// In the formula editor, too, people type a line of text. A power, a lower index, the lower half of a fraction and a
// root close by themselves as soon as the next key cannot belong to them in a line of text: `A^-1B`, `1/2x`, `e^(-u)+1`;
// in braces, `x^{a b}`, they stay open. A slash takes the factors before it. Boxes that a button made stay open as well:
// an arrow or Tab leaves them.
const scripts = new Set(["superscript", "subscript"]);
// What binds more strongly than the power or fraction it stands in.
const bindsInside = { superscript: "^_!", below: "^_!'", body: "" };
// What has one line under another; a binomial has not.
const fraction = /^\\[dtc]?frac$/;

// words: what is one sign or name, so that `x1` and `sin` are typed to their end.
export function typeAsText(editor, words) {
  // The boxes that stay open.
  const held = new WeakSet();
  let isSpaced = false;

  const handle = (key) => {
    const wasSpaced = isSpaced;
    isSpaced = key === " ";
    if (editor.selectionIsCollapsed) leaveGroups(editor, key, words, held);
    if (key === " ") return true;
    if (!editor.selectionIsCollapsed) return false;
    const place = placeOf(editor);
    if (!place) return false;
    if (wasSpaced && /\w/.test(key) && /[\w}]$/.test(place.tail)) editor.executeCommand(["insert", "\\,"]);
    // MathLive takes the bar for a backslash on some keyboards.
    if (key === "|") return editor.executeCommand(["insert", "|"]) || true;
    if (key === "/") selectFactors(editor);
    if (key === "*" && place.tail.endsWith("·")) return editor.executeCommand("deleteBackward") && editor.executeCommand("moveToSuperscript");
    if (!place.branch) return false;
    if (key === "{" && !place.tail) return Boolean(held.add(place.parent));
    return key === "}" && place.opened === 0 && editor.executeCommand("moveAfterParent");
  };
  let isKey = false;
  const listen = (event) => {
    isKey = true;
    setTimeout(() => (isKey = false));
    if (event.ctrlKey || event.metaKey || editor.mode === "latex") return;
    const isTab = event.key === "Tab" && !event.shiftKey && !event.altKey;
    if (isTab ? !leaveBox(editor, held) : [...event.key].length !== 1 || !handle(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  editor.addEventListener("keydown", listen, { capture: true });
  // On the screen's keyboard no key goes down; MathLive tells of what it is about to insert.
  editor.addEventListener("beforeinput", ({ data }) => {
    if (isKey || !data) return;
    const key = keyOf(data);
    if (key && editor.selectionIsCollapsed) leaveGroups(editor, key, words, held);
    if (data.includes("#?")) holdNew(editor, held);
  });
}

// The boxes that are about to be made: those with an empty place in them which is not there yet.
function holdNew(editor, held) {
  const empty = () => (editor._mathfield?.model.atoms ?? []).filter(({ type }) => type === "placeholder");
  const before = new Set(empty());
  queueMicrotask(() => empty().forEach((atom) => before.has(atom) || held.add(atom.parent)));
}

// Once no empty place is ahead, Tab leads out of the box, then out of the field; what closes by itself is left along the
// way. MathLive would select the whole box, and the next key would replace it.
function leaveBox(editor, held) {
  const model = editor._mathfield?.model;
  if (!model || model.atoms.slice(model.position).some(({ type }) => type === "placeholder")) return false;
  const closes = (place) => place.branch && place.isAtEnd && !held.has(place.parent) && !holdsSum(place.tail);
  const before = model.position;
  for (let place = placeOf(editor); place && closes(place); place = placeOf(editor)) editor.executeCommand("moveAfterParent");
  const { parent } = model.at(model.position);
  if (parent && parent.type !== "root") editor.executeCommand("moveAfterParent");
  return model.position !== before;
}

// What a button raises, `#@^{...}`, with brackets where no single factor stands before the caret or is selected: a sum
// typed into the lower box would end in front of the power.
export function withBase(editor, latex) {
  if (!latex.startsWith("#@^")) return latex;
  const model = editor._mathfield?.model;
  if (editor.selectionIsCollapsed) return /(?:^|[+·(#])$/.test(placeOf(editor)?.tail ?? "") ? latex.replace("#@", "(#?)") : latex;
  const [start, end] = [Math.min(model.anchor, model.position), Math.max(model.anchor, model.position)];
  if (end - start > 1) return latex.replace("#@", "(#@)");
  return model.at(end).type === "placeholder" ? latex.replace("#@", "(#?)") : latex;
}

// The key that begins a piece of LaTeX; none for what takes in what stands before it.
function keyOf(latex) {
  if (latex.includes("#@")) return "";
  return /^\\(?:cdot|circ)/.test(latex) ? "*" : latex.replace(/^\\(?=[a-zA-Z])/, "")[0];
}

function leaveGroups(editor, key, words, held) {
  for (let place = placeOf(editor); place && !held.has(place.parent) && isClosedBy(place, key, words); place = placeOf(editor)) {
    const before = editor.position;
    editor.executeCommand("moveAfterParent");
    if (editor.position === before) return;
  }
}

// The signs before the caret in its group, and their letters: "x", "·" for a product, "+" for another operator, "#" for
// a function, "(" and ")", "}" for anything else that ends a factor.
function placeOf(editor) {
  const model = editor._mathfield?.model;
  const last = model?.at(model.position);
  if (!last) return null;
  const atoms = [];
  for (let atom = last; atom && atom.type !== "first"; atom = atom.leftSibling) atoms.unshift(atom);
  const tail = atoms.map(signOf).join("");
  const { parentBranch, parent } = last;
  const isLower = parentBranch === "below" && fraction.test(parent.command);
  // The bounds of a sum cannot be typed as a line.
  const isScript = scripts.has(parentBranch) && parent.type !== "extensible-symbol";
  const isLine = isScript || isLower || (parentBranch === "body" && parent.type === "surd");
  return { atoms, parent, tail, branch: isLine ? parentBranch : "", isAtEnd: last.isLastSibling, opened: tail.split("(").length - tail.split(")").length };
}

function signOf({ type, value, command, hasChildren, isFunction }) {
  const isWord = /^[\w.]$/.test(value ?? "");
  if (type === "mord" && isWord) return hasChildren ? "}" : value;
  if (type === "mopen") return "(";
  if (type === "mclose" && /^(?:[)\]}]|\\r)/.test(value)) return ")";
  if (value === "|") return "|";
  if (["mbin", "mrel", "mpunct"].includes(type)) return command === "\\cdot" || value === "⋅" ? "·" : "+";
  if (isFunction || type === "mop" || type === "operatorname") return "#";
  return ["placeholder", "space", "spacing"].includes(type) ? "" : "}";
}

function isClosedBy({ branch, parent, isAtEnd, tail, opened }, key, words) {
  if (!branch || !isAtEnd || opened > 0 || (tail.split("|").length - 1) % 2) return false;
  if (holdsSum(tail)) return false;
  if (!tail) return key === ")";
  if (/[+·]$/.test(tail)) return false;
  if (branch === "subscript") return !/\w/.test(key);
  if (bindsInside[branch].includes(key)) return false;
  if (/[\d.]/.test(key)) return !/[\w.#]$/.test(tail);
  // dL/dz: the name after the lower d belongs to it.
  if (branch === "below" && tail === "d" && signOf(parent.above?.find(({ type }) => type !== "first") ?? {}) === "d") return !/[a-zA-Z]/.test(key);
  if (/[a-zA-Z]/.test(key)) return !tail.endsWith("#") && !isWordOn(/[a-zA-Z]*\w*$/.exec(tail)[0], key, words);
  return key !== "(" || !tail.endsWith("#");
}

// Whether a sign stands between terms, outside of brackets and bars. Who typed a line of text could not have come so far:
// the box was made by a button or in braces before, and is read back from what was stored.
function holdsSum(tail) {
  let inner = tail.replace(/\|[^|]*\|/g, "}");
  while (/\([^()]*\)/.test(inner)) inner = inner.replace(/\([^()]*\)/g, "}");
  return /[^+·]\+/.test(inner);
}

// Whether the end of what stands there begins a word that goes on with the key.
function isWordOn(before, key, words) {
  return Array.from(before, (_, start) => before.slice(start) + key).some((begun) => words.some((word) => word.startsWith(begun)));
}

// The factors that stand side by side before the caret; brackets and bars are taken whole.
function selectFactors(editor) {
  const { atoms } = placeOf(editor);
  const model = editor._mathfield.model;
  let first = atoms.length;
  while (first > 0) {
    const sign = signOf(atoms[first - 1]);
    if (["+", "·", "("].includes(sign)) break;
    const opening = sign === ")" ? openingOf(atoms, first - 1) : sign === "|" ? atoms.findLastIndex((atom, index) => index < first - 1 && signOf(atom) === "|") : first - 1;
    if (opening < 0) break;
    first = opening;
  }
  if (first < atoms.length) editor.selection = { ranges: [[model.offsetOf(atoms[first].leftSibling), model.position]] };
}

function openingOf(atoms, closing) {
  let depth = 0;
  return atoms.findLastIndex((atom, index) => {
    if (index > closing) return false;
    const sign = signOf(atom);
    depth += sign === ")" ? 1 : sign === "(" ? -1 : 0;
    return depth === 0;
  });
}
