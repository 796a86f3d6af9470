// A 2-2-1 network as a computational graph, its decision surface on XOR, and gradients through a deep chain.
import { buttons, options, slider } from "./parts/controls.js";
import { clamp, html, power, scientific, set, shown, spoken, svg } from "./parts/elements.js";
import { activations, backward, chain, forward } from "./parts/network.js";
import { plane } from "./parts/plane.js";
import { start } from "./parts/start.js";

const begin = { x1: 1, x2: 0, t: 1, w11: 1, w12: 1, b1: 0, w21: 1, w22: -1, b2: 0.5, v1: 1, v2: -0.5, c: 0 };
const solved = { w11: 1, w12: 1, b1: 0, w21: 1, w22: 1, b2: -1, v1: 1, v2: -2, c: 0 };
const groups = [
  ["Sample", [["x1", "x_{1}"], ["x2", "x_{2}"], ["t", "target t"]]],
  ["Hidden unit 1", [["w11", "w_{11}"], ["w12", "w_{12}"], ["b1", "b_{1}"]]],
  ["Hidden unit 2", [["w21", "w_{21}"], ["w22", "w_{22}"], ["b2", "b_{2}"]]],
  ["Output", [["v1", "v_{1}"], ["v2", "v_{2}"], ["c", "c"]]],
];
const corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
const cells = 20;

export function mount(stage) {
  const state = { p: { ...begin }, key: "relu", depth: 12, weight: 0.5 };
  const top = html(stage, "div", { class: "plot-top" });
  const choose = (key) => change({ key });
  const activation = options(top, { label: "Activation", choices: Object.entries(activations).map(([key, each]) => [key, each.name]), value: state.key, onChange: choose });
  const graph = graphPlot(html(stage, "div"));
  const legend = html(stage, "p", { class: "plot-legend" });
  html(legend, "span", { class: "value" }, "value going forward");
  html(legend, "span", { class: "slope" }, "slope of the loss coming back");
  const panel = html(stage, "div", { class: "plot-groups" });
  const sliders = {};
  for (const [title, names] of groups) {
    const group = html(panel, "fieldset", { class: "sliders" });
    html(group, "legend", {}, title);
    for (const [name, label] of names) {
      sliders[name] = slider(group, { label, min: -3, max: 3, step: 0.1, value: state.p[name], onInput: (value) => change({ p: { ...state.p, [name]: value } }) });
      sliders[name].slope = html(sliders[name].box, "small", { class: "slope num" });
    }
  }
  buttons(stage, "Settings", [
    ["Solve XOR with ReLU", () => change({ p: { ...state.p, ...solved }, key: "relu" })],
    ["One step against the slope", () => change({ p: descend(state) })],
    ["Start again", () => change({ p: { ...begin } })],
  ]);
  const view = html(stage, "div", { class: "plot-pair" });
  const surface = surfacePlot(view);
  const bars = barPlot(view);
  const controls = html(stage, "div", { class: "sliders" });
  slider(controls, { label: "depth of the chain", min: 1, max: 20, step: 1, value: state.depth, format: (x) => shown(x, 0), onInput: (depth) => change({ depth }) });
  slider(controls, { label: "its weights", min: 0.5, max: 2, step: 0.1, value: state.weight, onInput: (weight) => change({ weight }) });

  function change(news) {
    Object.assign(state, news);
    activation.put(state.key);
    for (const name of Object.keys(sliders)) sliders[name].put(state.p[name]);
    render();
  }

  function render() {
    const values = forward(state.p, state.key);
    const slopes = backward(state.p, state.key, values);
    graph.draw(state.p, values, slopes, state.key);
    for (const name of Object.keys(sliders)) sliders[name].slope.textContent = `slope ${shown(slopes[name])}`;
    surface.draw(state);
    bars.draw(state);
  }

  return {
    resize(width) {
      graph.fit(width);
      const side = width < 520 ? width : Math.floor((width - 1) / 2);
      surface.fit(side, Math.min(side, 320));
      bars.fit(side, Math.min(side, 320));
      render();
    },
  };
}

// Weights and biases move, inputs and target stay; steps beyond the sliders stop there.
function descend({ p, key }) {
  const slopes = backward(p, key, forward(p, key));
  const moved = Object.keys(solved).map((name) => [name, clamp(Number((p[name] - 0.2 * slopes[name]).toFixed(1)), -3, 3)]);
  return { ...p, ...Object.fromEntries(moved) };
}

function graphPlot(parent) {
  const drawing = svg(parent, "svg", { class: "plot graph", role: "img" });
  const edges = svg(drawing, "g");
  const nodes = svg(drawing, "g");
  const place = {};
  const height = 268;

  function fit(width) {
    set(drawing, { viewBox: `0 0 ${width} ${height}`, width, height });
    const column = (share) => Math.round(26 + share * (width - 52));
    const [upper, lower, middle] = [66, 206, 136];
    // on a phone the loss stands below the prediction
    const narrow = width < 520;
    const [z, h] = narrow ? [0.38, 0.68] : [0.4, 0.62];
    Object.assign(place, { x1: [column(0), upper], x2: [column(0), lower], z1: [column(z), upper], z2: [column(z), lower] });
    Object.assign(place, { h1: [column(h), upper], h2: [column(h), lower] });
    Object.assign(place, narrow ? { y: [column(1), 104], L: [column(1), 214] } : { y: [column(0.84), middle], L: [column(1), middle] });
  }

  function draw(p, { x, z, h, y }, s, key) {
    edges.replaceChildren();
    nodes.replaceChildren();
    const loss = (y - p.t) ** 2 / 2;
    edge("x1", "z1", p.w11 * x[0], s.dz[0], 0.5);
    edge("x2", "z1", p.w12 * x[1], s.dz[0], 0.72);
    edge("x1", "z2", p.w21 * x[0], s.dz[1], 0.72);
    edge("x2", "z2", p.w22 * x[1], s.dz[1], 0.5);
    edge("z1", "h1", z[0], s.dz[0], 0.5);
    edge("z2", "h2", z[1], s.dz[1], 0.5);
    edge("h1", "y", p.v1 * h[0], s.e, 0.45);
    edge("h2", "y", p.v2 * h[1], s.e, 0.45);
    edge("y", "L", y, s.e, 0.5);
    const named = [["x1", "x_{1}", x[0]], ["x2", "x_{2}", x[1]], ["z1", "+"], ["z2", "+"], ["h1", "φ", h[0]], ["h2", "φ", h[1]], ["y", "ŷ"], ["L", "L", loss]];
    for (const [name, text, value] of named) node(name, text, value);
    const words = `${activations[key].name} network: prediction ${shown(y)}, loss ${shown(loss)}, slope at the output ${shown(s.e)}`;
    set(drawing, { "aria-label": words });
  }

  function node(name, text, value) {
    const [x, y] = place[name];
    svg(nodes, "circle", { class: "plot-node", cx: x, cy: y, r: 16 });
    svg(nodes, "text", { class: "plot-symbol", x, y: y + 5, "text-anchor": "middle" }, text);
    if (value !== undefined) svg(nodes, "text", { class: "plot-value value", x, y: y > 150 ? y + 34 : y - 24, "text-anchor": "middle" }, shown(value));
  }

  // The value above the edge, the slope below, both where the edge has gone `share` of its way.
  function edge(from, to, value, slope, share) {
    const [[x0, y0], [x1, y1]] = [place[from], place[to]];
    svg(edges, "line", { class: "plot-edge", x1: x0, y1: y0, x2: x1, y2: y1, "data-closed": Math.abs(slope) < 1e-12 });
    const [x, y] = [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];
    svg(nodes, "text", { class: "plot-value value", x, y: y - 5, "text-anchor": "middle" }, shown(value));
    svg(nodes, "text", { class: "plot-value slope", x, y: y + 14, "text-anchor": "middle" }, shown(slope));
  }

  return { fit, draw };
}

function surfacePlot(parent) {
  const box = html(parent, "div");
  html(box, "p", { class: "plot-title" }, "Prediction on the unit square, and XOR");
  const drawn = plane(box, "The prediction as a shade from 0 to 1, its level line at one half, and the four points of XOR");
  const shades = Array.from({ length: cells * cells }, () => svg(drawn.clipped, "rect", { class: "plot-shade" }));
  const frame = svg(drawn.front, "rect", { class: "plot-grid" });
  const level = svg(drawn.clipped, "path", { class: "plot-line ink" });
  const dots = corners.map(([a, b]) => svg(drawn.front, "circle", { class: a === b ? "plot-class zero" : "plot-class one", r: 8 }));
  const labels = corners.map(() => svg(drawn.front, "text", { class: "plot-value" }));
  const here = svg(drawn.front, "circle", { class: "plot-x", r: 4 });
  const axes = ["x_{1}", "x_{2}"].map((text) => svg(drawn.front, "text", { class: "plot-value" }, text));

  function fit(width, height) {
    const side = Math.min(width - 60, height - 56);
    const left = (width - side) / 2;
    drawn.fit(width, height, [-0.15, 1.15, -0.15, 1.15], { left, right: left, top: 12, bottom: height - 12 - side });
    shades.forEach((shade, i) => {
      // whole pixels, so that neighbours neither overlap nor leave a gap
      const edge = (k) => Math.round((side * k) / cells);
      const [column, row] = [i % cells, cells - 1 - Math.floor(i / cells)];
      const [x, y] = [Math.round(left) + edge(column), 12 + edge(row)];
      set(shade, { x, y, width: edge(column + 1) - edge(column), height: edge(row + 1) - edge(row) });
    });
    set(frame, { x: Math.round(left) + 0.5, y: 12.5, width: Math.round(side) - 1, height: Math.round(side) - 1 });
    set(axes[0], { x: width / 2, y: drawn.scale.y0 + 20, "text-anchor": "middle" });
    set(axes[1], { x: drawn.scale.x0 - 10, y: (drawn.scale.y0 + drawn.scale.y1) / 2, "text-anchor": "end" });
  }

  function draw({ p, key }) {
    const at = (x, y) => forward(p, key, [x, y]).y;
    shades.forEach((shade, i) => {
      const [x, y] = [-0.15 + (1.3 * ((i % cells) + 0.5)) / cells, -0.15 + (1.3 * (Math.floor(i / cells) + 0.5)) / cells];
      set(shade, { "fill-opacity": (0.85 * clamp(at(x, y), 0, 1)).toFixed(3) });
    });
    set(level, { d: levelLine(at, 0.5, drawn) });
    corners.forEach(([a, b], i) => {
      set(dots[i], { cx: drawn.x(a), cy: drawn.y(b) });
      set(labels[i], { x: drawn.x(a) + (a ? -14 : 14), y: drawn.y(b) + (b ? 20 : -10), "text-anchor": a ? "end" : "start" });
      labels[i].textContent = `ŷ = ${shown(at(a, b))}`;
    });
    set(here, { cx: drawn.x(p.x1), cy: drawn.y(p.x2), visibility: Math.max(Math.abs(p.x1 - 0.5), Math.abs(p.x2 - 0.5)) < 0.66 ? "visible" : "hidden" });
  }

  return { fit, draw };
}

// The line f = height by marching triangles on a grid, as one path.
function levelLine(f, height, drawn) {
  const n = 40;
  const at = (i) => -0.15 + (1.3 * i) / n;
  const values = Array.from({ length: n + 1 }, (_, j) => Array.from({ length: n + 1 }, (_, i) => f(at(i), at(j)) - height));
  let path = "";
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      for (const triangle of [[[i, j], [i + 1, j], [i, j + 1]], [[i + 1, j + 1], [i + 1, j], [i, j + 1]]]) path += cut(triangle);
    }
  }
  return path;

  function cut(triangle) {
    const ends = [];
    for (const [from, to] of [[0, 1], [1, 2], [2, 0]]) {
      const [[a, b], [c, d]] = [triangle[from], triangle[to]];
      const [u, v] = [values[b][a], values[d][c]];
      if (u < 0 === v < 0) continue;
      const s = u / (u - v);
      ends.push(`${drawn.x(at(a + s * (c - a))).toFixed(1)} ${drawn.y(at(b + s * (d - b))).toFixed(1)}`);
    }
    return ends.length === 2 ? `M${ends[0]}L${ends[1]}` : "";
  }
}

function barPlot(parent) {
  const box = html(parent, "div");
  html(box, "p", { class: "plot-title" }, "Slope of the output by the input of each layer");
  const drawn = plane(box, "The size of the gradient in each layer of a chain, on a logarithmic axis");
  const grid = svg(drawn.back, "path", { class: "plot-grid" });
  const ticks = svg(drawn.back, "g", { class: "plot-ticks" });
  const bars = svg(drawn.clipped, "g");
  const [low, high] = [-19, 7];

  function fit(width, height) {
    drawn.fit(width, height, [0.4, 20.6, low, high], { left: 48, right: 12, top: 12, bottom: 40 });
    const { x0, x1, y0 } = drawn.scale;
    const levels = [-18, -12, -6, 0, 6];
    set(grid, { d: levels.map((v) => `M${x0} ${drawn.y(v)}H${x1}`).join("") });
    ticks.replaceChildren();
    for (const v of levels) svg(ticks, "text", { x: x0 - 6, y: drawn.y(v) + 4, "text-anchor": "end" }, v ? power(v) : "1");
    for (const v of [1, 5, 10, 15, 20]) svg(ticks, "text", { x: drawn.x(v), y: y0 + 17, "text-anchor": "middle" }, String(v));
    svg(ticks, "text", { x: (x0 + x1) / 2, y: y0 + 34, "text-anchor": "middle" }, "layer, from the input");
  }

  function draw({ key, depth, weight }) {
    const sizes = chain(key, depth, weight, 0.5);
    bars.replaceChildren();
    const wide = (drawn.x(2) - drawn.x(1)) * 0.68;
    sizes.forEach((size, i) => {
      const [from, to] = [drawn.y(0), drawn.y(clamp(Math.log10(size || 10 ** low), low, high))];
      svg(bars, "rect", { class: "plot-bar", x: drawn.x(i + 1) - wide / 2, y: Math.min(from, to) - 1, width: wide, height: Math.abs(to - from) + 2 });
    });
    const words = `${activations[key].name}, ${depth} ${depth === 1 ? "layer" : "layers"} with weight ${shown(weight, 1)}: at the first layer the slope is ${scientific(sizes[0])}`;
    set(drawn.drawing, { "aria-label": spoken(words) });
  }

  return { fit, draw };
}

start("backprop-graph", mount);
