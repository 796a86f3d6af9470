// A point of a drawing that can be dragged, or moved with the arrow keys once it has the focus.
import { set, spoken, svg } from "./elements.js";

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export function handle(drawing, { label, kind = "", onDrag, onStep }) {
  const knob = svg(drawing, "g", { class: `plot-knob ${kind}`, tabindex: 0, role: "slider", "aria-label": label });
  svg(knob, "circle", { class: "reach", r: 22 });
  svg(knob, "circle", { class: "dot", r: 7 });
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    const view = drawing.viewBox.baseVal;
    return [((event.clientX - box.left) * view.width) / box.width, ((event.clientY - box.top) * view.height) / box.height];
  };
  knob.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    knob.focus({ preventScroll: true });
    knob.setPointerCapture(event.pointerId);
  });
  knob.addEventListener("pointermove", (event) => {
    if (knob.hasPointerCapture(event.pointerId)) onDrag(...at(event));
  });
  knob.addEventListener("keydown", (event) => {
    const arrow = arrows[event.key];
    if (!arrow) return;
    event.preventDefault();
    const size = event.shiftKey ? 5 : 1;
    onStep(arrow[0] * size, arrow[1] * size);
  });
  return {
    put(x, y, text, value = 0) {
      set(knob, { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, "aria-valuetext": spoken(text), "aria-valuenow": value });
    },
  };
}
