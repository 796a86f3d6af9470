// The plane before and after x -> Ax: where the grid, the basis vectors and a cloud of points go.
import { buttons, readout, slider } from "./parts/controls.js";
import { clamp, html, set, shown, snap, svg, write } from "./parts/elements.js";
import { handle } from "./parts/handle.js";
import { arrow, plane } from "./parts/plane.js";
import { start } from "./parts/start.js";

const reach = 4.4;
const largest = 3;
const names = ["a_{11}", "a_{12}", "a_{21}", "a_{22}"];
const presets = [
  ["Identity", [1, 0, 0, 1]],
  ["Rotation", [0.8, -0.6, 0.6, 0.8]],
  ["Shear", [1, 1, 0, 1]],
  ["Stretch", [2, 0, 0, 0.5]],
  ["Reflection", [0, 1, 1, 0]],
  ["Collapse", [2, 1, 1, 0.5]],
];
// A tilted cloud, the same on every visit.
const cloud = Array.from({ length: 26 }, (_, i) => {
  const [angle, radius] = [i * 2.399963, 0.22 * Math.sqrt(i + 0.5)];
  const [u, v] = [1.25 * radius * Math.cos(angle), 0.55 * radius * Math.sin(angle)];
  return [-1.6 + 0.8 * u - 0.6 * v, 1.4 + 0.6 * u + 0.8 * v];
});

const apply = ([a, b, c, d], [x, y]) => [a * x + b * y, c * x + d * y];
const pair = ([x, y]) => `(${shown(x)}, ${shown(y)})`;

export function mount(stage) {
  const state = { A: [1.5, 0.5, -0.5, 1], x: [1, 2] };
  const view = html(stage, "div", { class: "plot-pair" });
  const before = half(view, "Before", "The plane before the map, with a point x that can be moved");
  const after = half(view, "After x ↦ Ax", "The plane after the map; the columns of A can be moved");
  const read = readout(stage, { point: "x", image: "Ax", det: "determinant", rank: "rank" });
  const shortcuts = buttons(stage, "Examples", presets.map(([name, A]) => [name, () => change({ A: [...A] })]));
  const controls = html(stage, "div", { class: "sliders plot-matrix" });
  const sliders = names.map((label, i) =>
    slider(controls, { label, min: -largest, max: largest, step: 0.1, value: state.A[i], onInput: (value) => change({ A: state.A.with(i, value) }) }),
  );
  shortcuts.after(controls);

  const point = handle(before.plane.drawing, {
    label: "The point x",
    onDrag: (px, py) => change({ x: [limit(before.plane.xAt(px), 4), limit(before.plane.yAt(py), 4)] }),
    onStep: (dx, dy) => change({ x: [limit(state.x[0] + dx / 10, 4), limit(state.x[1] + dy / 10, 4)] }),
  });
  const columns = [0, 1].map((k) =>
    handle(after.plane.drawing, {
      label: `Column ${k + 1} of A`,
      kind: k ? "second" : "first",
      onDrag: (px, py) => changeColumn(k, [after.plane.xAt(px), after.plane.yAt(py)]),
      onStep: (dx, dy) => changeColumn(k, [state.A[k] + dx / 10, state.A[k + 2] + dy / 10]),
    }),
  );

  function changeColumn(k, [x, y]) {
    change({ A: state.A.with(k, limit(x, largest)).with(k + 2, limit(y, largest)) });
  }

  function change(news) {
    Object.assign(state, news);
    sliders.forEach((each, i) => each.put(state.A[i]));
    render();
  }

  function render() {
    const { A, x } = state;
    const det = A[0] * A[3] - A[1] * A[2];
    const rank = A.every((entry) => !entry) ? 0 : Math.abs(det) < 1e-9 ? 1 : 2;
    before.draw([1, 0, 0, 1], x);
    after.draw(A, apply(A, x), rank);
    point.put(before.plane.x(x[0]), before.plane.y(x[1]), pair(x));
    columns.forEach((each, k) => each.put(after.plane.x(A[k]), after.plane.y(A[k + 2]), pair([A[k], A[k + 2]])));
    read.point.textContent = pair(x);
    read.image.textContent = pair(apply(A, x));
    read.det.textContent = shown(det);
    read.rank.textContent = ["0: all at the origin", "1: onto a line", "2: nothing is lost"][rank];
  }

  return {
    resize(width) {
      const side = width < 520 ? width : Math.floor((width - 1) / 2);
      for (const each of [before, after]) each.plane.fit(side, Math.min(side, 360), frameOf(side));
      render();
    },
  };
}

const limit = (value, most) => clamp(snap(value, 0.1), -most, most);

// Equal units on both axes, whatever the shape of the drawing.
function frameOf(side) {
  const tall = (reach * Math.min(side, 360)) / side;
  return [-reach, reach, -tall, tall];
}

function half(parent, title, label) {
  const box = html(parent, "div");
  html(box, "p", { class: "plot-title" }, title);
  const drawn = plane(box, label);
  const faint = svg(drawn.clipped, "path", { class: "plot-grid faint" });
  const grid = svg(drawn.clipped, "path", { class: "plot-grid" });
  const line = svg(drawn.clipped, "path", { class: "plot-span" });
  const square = svg(drawn.clipped, "path", { class: "plot-area" });
  const dots = cloud.map(() => svg(drawn.clipped, "circle", { class: "plot-point", r: 3 }));
  const arrows = [arrow(drawn.front, "first"), arrow(drawn.front, "second")];
  const image = svg(drawn.front, "circle", { class: "plot-x", r: 5 });
  const words = ["first", "second", "x"].map((kind) => svg(drawn.front, "text", { class: `plot-word ${kind}` }));

  function draw(A, x, rank = 2) {
    const on = (point) => [drawn.x(point[0]), drawn.y(point[1])];
    const segment = (from, to) => `M${on(apply(A, from)).map((v) => v.toFixed(1)).join(" ")}L${on(apply(A, to)).map((v) => v.toFixed(1)).join(" ")}`;
    const marks = Array.from({ length: 13 }, (_, i) => i - 6);
    set(grid, { d: marks.map((k) => segment([k, -6], [k, 6]) + segment([-6, k], [6, k])).join("") });
    set(faint, { d: `M${on([-9, 0])}L${on([9, 0])}M${on([0, -9])}L${on([0, 9])}` });
    const along = Math.hypot(A[0], A[2]) > Math.hypot(A[1], A[3]) ? [A[0], A[2]] : [A[1], A[3]];
    const far = 20 / (Math.hypot(...along) || 1);
    set(line, { d: rank === 1 ? `M${on(along.map((v) => -far * v))}L${on(along.map((v) => far * v))}` : "" });
    set(square, { d: `M${[[0, 0], [1, 0], [1, 1], [0, 1]].map((corner) => on(apply(A, corner)).join(" ")).join("L")}Z` });
    dots.forEach((dot, i) => {
      const [cx, cy] = on(apply(A, cloud[i]));
      set(dot, { cx, cy });
    });
    const tips = [[A[0], A[2]], [A[1], A[3]]];
    tips.forEach((tip, k) => arrows[k].put(...on([0, 0]), ...on(tip)));
    const [cx, cy] = on(x);
    set(image, { cx, cy });
    const [a, b] = title === "Before" ? ["e_{1}", "e_{2}"] : ["Ae_{1}", "Ae_{2}"];
    label(words[0], a, on(tips[0]), on(tips[1]));
    label(words[1], b, on(tips[1]), on(tips[0]));
    label(words[2], title === "Before" ? "x" : "Ax", [cx, cy], [cx - 1, cy + 1]);
  }

  // Beside the tip, away from the other one, inside the drawing.
  function label(word, text, [x, y], [ox, oy]) {
    const { x1, y0 } = drawn.scale;
    const right = x >= ox && x < x1 - 44;
    set(word, { x: clamp(x + (right ? 13 : -13), 4, x1 - 4), y: clamp(y + (y > oy ? 20 : -10), 16, y0 - 6), "text-anchor": right ? "start" : "end" });
    write(word, text);
  }

  return { plane: drawn, draw };
}

start("linear-map", mount);
