// The keyboard of the formula editor on touch screens: the exercise's own names first, then the signs of the answer
// language. It never covers the field, and the page can be scrolled to its end above it.
const fraction = { insert: "\\frac{#@}{#?}", latex: "\\tfrac{\\square}{\\square}" };
const narrow = (label) => ({ label, width: 1 });
const power = { insert: "#@^{#?}", latex: "\\square^{\\square}" };
// On a phone more keys in a row are narrower than a finger, and more rows than four do not fit above its lower edge.
const most = 8;
let shownFor = null;

export function showKeyboard(editor, field) {
  const keyboard = window.mathVirtualKeyboard;
  // Built anew it would miss the key that is pressed meanwhile.
  editor.addEventListener("focusin", () => {
    if (shownFor === field) return;
    shownFor = field;
    keyboard.layouts = layoutsOf(field);
  });
  keyboard.addEventListener("geometrychange", () => {
    const { height } = keyboard.boundingRect;
    document.documentElement.style.setProperty("--keyboard", `${height}px`);
    if (height && editor.hasFocus()) requestAnimationFrame(() => (field.matches("[data-derivation]") ? editor : field).scrollIntoView({ block: "center" }));
  });
}

function layoutsOf(field) {
  const own = [...field.querySelectorAll("[data-name]")].map((button) => ({ latex: button.dataset.insert }));
  const signs = [...field.querySelectorAll("[data-insert]:not([data-name])")].map(({ dataset }) => ({ insert: dataset.insert, latex: dataset.insert.replace(/#[@?]/g, "\\square") }));
  const first = [
    [...own.slice(0, most - 1), "e"],
    ["7", "8", "9", "+", "(", ")", fraction, power],
    ["4", "5", "6", "-", { latex: "\\cdot" }, ",", "[left]", "[right]"],
    ["1", "2", "3", "0", ".", "=", narrow("[backspace]"), narrow("[hide-keyboard]")],
  ];
  const more = [...own.slice(most - 1), ...signs];
  const second = Array.from({ length: Math.ceil(more.length / most) }, (_, row) => more.slice(row * most, (row + 1) * most));
  return [
    { label: "x 1 2", rows: first },
    { label: "f( )", rows: [...second, ["[left]", "[right]", "[backspace]", "[hide-keyboard]"]] },
  ];
}
