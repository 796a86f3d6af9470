// A curve with its tangent, its Taylor parabola and a chord; beside it the errors of difference quotients.
import { options, readout, slider } from "./parts/controls.js";
import { clamp, html, power, scientific, set, shown, snap, svg, write } from "./parts/elements.js";
import { handle } from "./parts/handle.js";
import { plane } from "./parts/plane.js";
import { start } from "./parts/start.js";

const sigma = (x) => 1 / (1 + Math.exp(-x));
const softplus = (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
// f with its first two derivatives, the window in which it is shown, and where a and the chord begin.
const curves = {
  softplus: { name: "softplus", f: softplus, d: sigma, dd: (x) => sigma(x) * (1 - sigma(x)), frame: [-4, 4, -1, 4.4], a: 0.5, chord: [-2.5, 3] },
  sigmoid: { name: "sigmoid", f: sigma, d: (x) => sigma(x) * (1 - sigma(x)), dd: (x) => sigma(x) * (1 - sigma(x)) * (1 - 2 * sigma(x)), frame: [-5, 5, -0.3, 1.4], a: 1, chord: [0.3, 4] },
  exp: { name: "exp", f: Math.exp, d: Math.exp, dd: Math.exp, frame: [-3, 2.2, -1, 7.5], a: 0.5, chord: [-2, 1.6] },
  sin: { name: "sin", f: Math.sin, d: Math.cos, dd: (x) => -Math.sin(x), frame: [-4.5, 4.5, -2, 2], a: 1, chord: [0.4, 2.6] },
};
const steps = Array.from({ length: 181 }, (_, i) => -15 + i / 12);
const floor = -16.5;

const forward = (f, a, h) => (f(a + h) - f(a)) / h;
const central = (f, a, h) => (f(a + h) - f(a - h)) / (2 * h);
const digits = (error) => (error ? Math.max(floor, Math.log10(Math.abs(error))) : floor);

// Whether the curve rises above the chord somewhere between its ends, and where most.
function dip(f, [p, q]) {
  let [worst, place] = [0, p];
  for (let i = 1; i < 60; i++) {
    const x = p + ((q - p) * i) / 60;
    const gap = f(x) - (f(p) + ((f(q) - f(p)) * i) / 60);
    if (gap > worst) [worst, place] = [gap, x];
  }
  return worst > 1e-9 ? place : null;
}

export function mount(stage) {
  const state = { key: "softplus", a: 0.5, chord: [-2.5, 3], h: -5 };
  const top = html(stage, "div", { class: "plot-top" });
  const choice = options(top, { label: "Function", choices: Object.entries(curves).map(([key, each]) => [key, each.name]), value: state.key, onChange: choose });
  const view = html(stage, "div", { class: "plot-pair" });
  const left = curvePlot(view);
  const right = errorPlot(view);
  const read = readout(stage, { slope: "f′(a)", bend: "f″(a)", forward: "forward error", central: "central error" });
  const verdict = html(stage, "p", { class: "plot-note", "aria-live": "polite" });
  const controls = html(stage, "div", { class: "sliders" });
  const format = (x) => shown(x, 2);
  const sliders = {
    a: slider(controls, { label: "point a", min: -3, max: 3, step: 0.05, value: state.a, format, onInput: (a) => change({ a }) }),
    h: slider(controls, { label: "step h", min: -15, max: 0, step: 0.1, value: state.h, format: (x) => scientific(10 ** x), onInput: (h) => change({ h }) }),
  };
  const handles = {
    p: chordEnd(0, "Left end of the chord"),
    q: chordEnd(1, "Right end of the chord"),
    a: handle(left.plane.drawing, { label: "The point a", kind: "first", onDrag: (px) => change({ a: inside(left.plane.xAt(px), 0.05) }), onStep: (dx, dy) => change({ a: inside(state.a + (dx || dy) * 0.05, 0.05) }) }),
    h: handle(right.plane.drawing, { label: "The step h", kind: "first", onDrag: (px) => change({ h: clamp(snap(right.plane.xAt(px), 0.1), -15, 0) }), onStep: (dx, dy) => change({ h: clamp(snap(state.h + (dx || dy) * 0.1, 0.1), -15, 0) }) }),
  };

  function chordEnd(k, label) {
    const move = (x) => {
      const gap = k ? [state.chord[0] + 0.2, Infinity] : [-Infinity, state.chord[1] - 0.2];
      change({ chord: state.chord.with(k, clamp(inside(x, 0.05), ...gap)) });
    };
    return handle(left.plane.drawing, { label, kind: "chord", onDrag: (px) => move(left.plane.xAt(px)), onStep: (dx, dy) => move(state.chord[k] + (dx || dy) * 0.05) });
  }

  // Along the curve, as far as it is shown.
  function inside(x, step) {
    const [low, high] = curves[state.key].frame;
    return clamp(snap(x, step), low + 0.2, high - 0.2);
  }

  function choose(key) {
    const { a, chord } = curves[key];
    change({ key, a, chord: [...chord] });
    resize(width);
  }

  function change(news) {
    Object.assign(state, news);
    sliders.a.put(state.a);
    sliders.h.put(state.h);
    render();
  }

  function render() {
    const { f, d, dd, name } = curves[state.key];
    const { a, chord, h } = state;
    const place = dip(f, chord);
    left.draw(curves[state.key], state, place);
    right.draw(f, d, a);
    handles.a.put(left.plane.x(a), left.plane.y(f(a)), shown(a), a);
    handles.p.put(left.plane.x(chord[0]), left.plane.y(f(chord[0])), shown(chord[0]), chord[0]);
    handles.q.put(left.plane.x(chord[1]), left.plane.y(f(chord[1])), shown(chord[1]), chord[1]);
    const step = 10 ** h;
    const errors = [forward, central].map((quotient) => Math.abs(quotient(f, a, step) - d(a)));
    handles.h.put(right.plane.x(h), right.plane.y(digits(errors[1])), `h = ${scientific(step)}`, h);
    read.slope.textContent = shown(d(a), 4);
    read.bend.textContent = shown(dd(a), 4);
    write(read.forward, errors[0] ? scientific(errors[0]) : "below 10^{−16}");
    write(read.central, errors[1] ? scientific(errors[1]) : "below 10^{−16}");
    verdict.textContent = place === null ? "This chord lies on or above the curve." : `At x = ${shown(place)} the chord dips below the curve: ${name} is not convex.`;
    verdict.toggleAttribute("data-refuted", place !== null);
  }

  let width = 0;
  function resize(now) {
    width = now;
    const side = width < 520 ? width : Math.floor((width - 1) / 2);
    const height = Math.min(300, Math.round(side * 0.95));
    left.plane.fit(side, height, curves[state.key].frame, { left: 8, right: 8, top: 8, bottom: 8 });
    right.fit(side, height);
    render();
  }
  choice.put(state.key);
  return { resize };
}

function curvePlot(parent) {
  const box = html(parent, "div");
  html(box, "p", { class: "plot-title" }, "Tangent, parabola, chord");
  const drawn = plane(box, "A curve with its tangent and Taylor parabola at a and with a chord; the points can be moved");
  const made = (kind) => svg(drawn.clipped, "path", { class: kind });
  const [axes, parabola, tangent, curve, chord] = ["plot-grid faint", "plot-line second dashed", "plot-line first", "plot-line ink", "plot-line chord"].map(made);
  const words = ["first", "second", "a"].map((kind) => svg(drawn.front, "text", { class: `plot-word ${kind}` }));

  function draw({ f, d, dd, frame }, { a, chord: [p, q] }, place) {
    const [low, high] = frame;
    const xs = Array.from({ length: 161 }, (_, i) => low + ((high - low) * i) / 160);
    set(axes, { d: drawn.path([[low, 0], [high, 0]]) + `M${drawn.x(0)} ${drawn.scale.y0}V${drawn.scale.y1}` });
    set(curve, { d: drawn.path(xs.map((x) => [x, f(x)])) });
    set(tangent, { d: drawn.path([low, high].map((x) => [x, f(a) + d(a) * (x - a)])) });
    set(parabola, { d: drawn.path(xs.map((x) => [x, f(a) + d(a) * (x - a) + (dd(a) * (x - a) ** 2) / 2])) });
    set(chord, { d: drawn.path([[p, f(p)], [q, f(q)]]), "data-refuted": place !== null });
    tag(words[0], "tangent", low, high, (x) => f(a) + d(a) * (x - a), a, 24);
    tag(words[1], "parabola", low, high, (x) => f(a) + d(a) * (x - a) + (dd(a) * (x - a) ** 2) / 2, a, -10);
    set(words[2], { x: drawn.x(a), y: drawn.y(f(a)) + 26, "text-anchor": "middle" });
    words[2].textContent = "a";
  }

  // The word stands at the line, as far from a as the line is still in the drawing.
  function tag(word, text, low, high, line, a, above) {
    const { bottom, top, x1, y0 } = drawn.scale;
    const room = (top - bottom) * 0.06;
    const spots = [low, high].map((end) => {
      let x = end;
      while (Math.abs(x - a) > 0.1 && (line(x) > top - room || line(x) < bottom + room)) x += (a - x) * 0.04;
      return x;
    });
    const x = Math.abs(spots[0] - a) > Math.abs(spots[1] - a) ? spots[0] : spots[1];
    const rightHalf = drawn.x(x) > x1 / 2;
    set(word, { x: clamp(drawn.x(x), 12, x1 - 4), y: clamp(drawn.y(line(x)) + above, 16, y0 - 4), "text-anchor": rightHalf ? "end" : "start" });
    word.textContent = text;
  }

  return { plane: drawn, draw };
}

function errorPlot(parent) {
  const box = html(parent, "div");
  html(box, "p", { class: "plot-title" }, "Error of the difference quotients");
  const drawn = plane(box, "Error against the step h, both axes logarithmic; the marker can be moved along h");
  const grid = svg(drawn.back, "path", { class: "plot-grid" });
  const ticks = svg(drawn.back, "g", { class: "plot-ticks" });
  const lines = ["second dashed", "first"].map((kind) => svg(drawn.clipped, "path", { class: `plot-line thin ${kind}` }));
  const words = [["second", "forward"], ["first", "central"]].map(([kind, text]) => svg(drawn.front, "text", { class: `plot-word ${kind}` }, text));

  function fit(width, height) {
    drawn.fit(width, height, [-15.4, 0.4, -17, 2], { left: 48, right: 10, top: 8, bottom: 40 });
    const { x0, x1, y0, y1 } = drawn.scale;
    const [across, up] = [[-15, -10, -5, 0], [-15, -10, -5, 0]];
    set(grid, { d: across.map((v) => `M${drawn.x(v)} ${y0}V${y1}`).join("") + up.map((v) => `M${x0} ${drawn.y(v)}H${x1}`).join("") });
    ticks.replaceChildren();
    for (const v of across) svg(ticks, "text", { x: drawn.x(v), y: y0 + 17, "text-anchor": v === 0 ? "end" : "middle" }, v ? power(v) : "1");
    for (const v of up) svg(ticks, "text", { x: x0 - 6, y: drawn.y(v) + 4, "text-anchor": "end" }, v ? power(v) : "1");
    svg(ticks, "text", { x: (x0 + x1) / 2, y: y0 + 34, "text-anchor": "middle" }, "step h");
    set(words[0], { x: drawn.x(-9.6), y: drawn.y(-3.4) });
    set(words[1], { x: drawn.x(-4.2), y: drawn.y(-13.4) });
  }

  function draw(f, d, a) {
    [forward, central].forEach((quotient, k) => set(lines[k], { d: drawn.path(steps.map((h) => [h, digits(quotient(f, a, 10 ** h) - d(a))])) }));
  }

  return { plane: drawn, fit, draw };
}

start("taylor-and-differences", mount);
