// A drawing with coordinates: [left, right] by [bottom, top] in a frame of so many pixels.
import { set, svg } from "./elements.js";

let clips = 0;

export function plane(parent, label) {
  const drawing = svg(parent, "svg", { class: "plot", role: "group", "aria-label": label });
  const id = `clip-${++clips}`;
  const frame = svg(svg(svg(drawing, "defs"), "clipPath", { id }), "rect");
  const back = svg(drawing, "g", { class: "back" });
  const clipped = svg(drawing, "g", { "clip-path": `url(#${id})` });
  const front = svg(drawing, "g", { class: "front" });
  const scale = { left: 0, right: 1, bottom: 0, top: 1, x0: 0, x1: 1, y0: 0, y1: 1 };
  return {
    drawing,
    back,
    clipped,
    front,
    scale,
    // margins: what is kept free for the axes' words, in pixels
    fit(width, height, [left, right, bottom, top], margins = { left: 0, right: 0, top: 0, bottom: 0 }) {
      set(drawing, { viewBox: `0 0 ${width} ${height}`, width, height });
      Object.assign(scale, { left, right, bottom, top, x0: margins.left, x1: width - margins.right, y0: height - margins.bottom, y1: margins.top });
      set(frame, { x: scale.x0, y: scale.y1, width: scale.x1 - scale.x0, height: scale.y0 - scale.y1 });
    },
    x: (value) => scale.x0 + ((value - scale.left) / (scale.right - scale.left)) * (scale.x1 - scale.x0),
    y: (value) => scale.y0 + ((value - scale.bottom) / (scale.top - scale.bottom)) * (scale.y1 - scale.y0),
    xAt: (pixel) => scale.left + ((pixel - scale.x0) / (scale.x1 - scale.x0)) * (scale.right - scale.left),
    yAt: (pixel) => scale.bottom + ((pixel - scale.y0) / (scale.y1 - scale.y0)) * (scale.top - scale.bottom),
    path(points) {
      let path = "";
      let pen = "M";
      for (const [x, y] of points) {
        if (!Number.isFinite(y)) {
          pen = "M";
          continue;
        }
        path += `${pen}${this.x(x).toFixed(1)} ${Math.min(5000, Math.max(-5000, this.y(y))).toFixed(1)}`;
        pen = "L";
      }
      return path;
    },
  };
}

// An arrow as a line and a filled head that ends at its tip.
export function arrow(parent, kind) {
  const line = svg(parent, "line", { class: `plot-arrow ${kind}` });
  const head = svg(parent, "path", { class: `plot-head ${kind}` });
  return {
    put(x0, y0, x1, y1) {
      const length = Math.hypot(x1 - x0, y1 - y0);
      const size = Math.min(11, length);
      const [u, v] = length ? [(x1 - x0) / length, (y1 - y0) / length] : [0, 0];
      set(line, { x1: x0, y1: y0, x2: x1 - u * size * 0.8, y2: y1 - v * size * 0.8 });
      const [bx, by, w] = [x1 - u * size, y1 - v * size, size * 0.42];
      set(head, { d: length < 1 ? "" : `M${x1} ${y1}L${bx - v * w} ${by + u * w}L${bx + v * w} ${by - u * w}Z` });
    },
  };
}
