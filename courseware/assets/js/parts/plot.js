// An SVG plane with axes, curves, lines, arrows, words and points that can be dragged.
// Every drawing has a key: drawing it again under the same key moves it. Colours: "accent", "ink", "quiet", "ok", "no", "part".
const space = "http://www.w3.org/2000/svg";
const colours = { accent: "var(--accent)", ink: "var(--ink)", quiet: "var(--line-strong)", ok: "var(--ok)", no: "var(--no)", part: "var(--part)" };
const samples = 200;

export class Plot {
  // x, y: [least, greatest] of the plane; label: what a reader who cannot see the plot is told.
  constructor(stage, { x, y, label, width = 660, height = 410, axes = true }, changed) {
    Object.assign(this, { x, y, width, height, changed, drawn: new Map() });
    this.svg = this.#element("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    stage.prepend(this.svg);
    if (axes) this.#axes();
  }

  // The place of a point of the plane in the picture.
  at([x, y]) {
    return [((x - this.x[0]) / (this.x[1] - this.x[0])) * this.width, (1 - (y - this.y[0]) / (this.y[1] - this.y[0])) * this.height];
  }

  // y = f(x); where f is not a finite number the curve is interrupted.
  curve(key, f, colour = "ink", { dashed = false, wide = 2.25, from = this.x[0], to = this.x[1] } = {}) {
    let pen = "M";
    const steps = Array.from({ length: samples + 1 }, (_, i) => {
      const x = from + ((to - from) * i) / samples;
      const y = f(x);
      if (!Number.isFinite(y) || Math.abs(y) > 1e6) {
        pen = "M";
        return "";
      }
      const point = this.at([x, y]).map((number) => number.toFixed(1));
      const step = `${pen}${point.join(" ")}`;
      pen = "L";
      return step;
    });
    return this.#draw(key, "path", { d: steps.join(""), fill: "none", stroke: colours[colour], "stroke-width": wide, "stroke-dasharray": dashed ? "7 5" : "none", "stroke-linejoin": "round" });
  }

  // A closed outline through points of the plane, filled lightly.
  area(key, points, colour = "accent") {
    const d = points.map((point, i) => `${i ? "L" : "M"}${this.at(point).join(" ")}`).join("") + "Z";
    return this.#draw(key, "path", { d, fill: colours[colour], "fill-opacity": 0.14, stroke: colours[colour], "stroke-width": 1.5, "stroke-linejoin": "round" });
  }

  line(key, from, to, colour = "ink", { dashed = false, wide = 2 } = {}) {
    const [[x1, y1], [x2, y2]] = [this.at(from), this.at(to)];
    return this.#draw(key, "line", { x1, y1, x2, y2, stroke: colours[colour], "stroke-width": wide, "stroke-dasharray": dashed ? "7 5" : "none" });
  }

  arrow(key, from, to, colour = "accent") {
    const [[x1, y1], [x2, y2]] = [this.at(from), this.at(to)];
    const turn = Math.atan2(y2 - y1, x2 - x1);
    const tip = (angle) => `${x2 - 13 * Math.cos(turn + angle)} ${y2 - 13 * Math.sin(turn + angle)}`;
    const d = Math.hypot(x2 - x1, y2 - y1) < 3 ? "" : `M${x1} ${y1}L${x2} ${y2}M${tip(0.45)}L${x2} ${y2}L${tip(-0.45)}`;
    return this.#draw(key, "path", { d, fill: "none", stroke: colours[colour], "stroke-width": 3, "stroke-linecap": "round", "stroke-linejoin": "round" });
  }

  dot(key, point, colour = "ink", radius = 4) {
    const [cx, cy] = this.at(point);
    return this.#draw(key, "circle", { cx, cy, r: radius, fill: colours[colour] });
  }

  // Words beside a point; by: how far to the right and down, in pixels.
  words(key, point, text, { colour = "ink", by = [10, -8] } = {}) {
    const [x, y] = this.at(point);
    const element = this.#draw(key, "text", { x: x + by[0], y: y + by[1], fill: colours[colour] });
    element.textContent = text;
    return element;
  }

  // A point that is dragged or moved with the arrow keys. Returns { value: [x, y] }. keep: where it may go, point -> point.
  point({ label, value, colour = "accent", keep = (point) => point, step = 0.1 }) {
    const plot = this;
    let here = keep(value);
    const knob = this.#element("circle", { class: "knob", r: 9, tabindex: 0, role: "slider", "aria-label": label, "aria-valuenow": 0, stroke: colours[colour] });
    this.svg.append(knob);
    this.svg.setAttribute("role", "group");
    const put = (point) => {
      here = keep([Math.min(plot.x[1], Math.max(plot.x[0], point[0])), Math.min(plot.y[1], Math.max(plot.y[0], point[1]))]);
      const [cx, cy] = plot.at(here);
      knob.setAttribute("cx", cx);
      knob.setAttribute("cy", cy);
      knob.setAttribute("aria-valuenow", here[0].toFixed(2));
      knob.setAttribute("aria-valuetext", here.map((number) => number.toFixed(1)).join(", "));
    };
    const move = (point) => {
      put(point);
      plot.changed();
    };
    knob.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      knob.setPointerCapture(event.pointerId);
      knob.focus();
    });
    knob.addEventListener("pointermove", (event) => knob.hasPointerCapture(event.pointerId) && move(plot.#under(event)));
    knob.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      if (!by) return;
      event.preventDefault();
      move([here[0] + by[0], here[1] + by[1]]);
    });
    put(here);
    return {
      get value() {
        return here;
      },
      set value(point) {
        put(point);
      },
    };
  }

  forget(key) {
    this.drawn.get(key)?.remove();
    this.drawn.delete(key);
  }

  #under(event) {
    const box = this.svg.getBoundingClientRect();
    const share = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    return [this.x[0] + share[0] * (this.x[1] - this.x[0]), this.y[0] + share[1] * (this.y[1] - this.y[0])];
  }

  #axes() {
    this.line("axis x", [this.x[0], 0], [this.x[1], 0], "quiet", { wide: 1 });
    this.line("axis y", [0, this.y[0]], [0, this.y[1]], "quiet", { wide: 1 });
  }

  #draw(key, tag, attributes) {
    let element = this.drawn.get(key);
    if (!element) {
      element = this.#element(tag, {});
      this.drawn.set(key, element);
      const knob = this.svg.querySelector(".knob");
      this.svg.insertBefore(element, knob);
    }
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  #element(tag, attributes) {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }
}
