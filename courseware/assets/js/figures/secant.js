// The secant through two points of a curve turns into the tangent as the step goes to zero. The documented example of a figure.
import { figure } from "../parts/figure.js";

const f = (x) => x ** 3 / 6 - x / 2 + 1;
const slopeAt = (x) => x ** 2 / 2 - 0.5;

figure("secant", ({ plot, slider, reading, redraw }) => {
  const view = plot({ x: [-3, 3.6], y: [-1.2, 2.9], label: "A curve with a point on it, a secant and the tangent" });
  const here = view.point({ label: "Point on the curve", value: [1, f(1)], keep: ([x]) => [x, f(x)] });
  const h = slider({ label: "step h", min: 0.01, max: 2, step: 0.01, value: 1.5, format: (number) => number.toFixed(2) });
  const secant = reading("Slope of the secant");
  const tangent = reading("Slope of the tangent");
  const error = reading("Difference");

  redraw(() => {
    const [x, y] = here.value;
    const slope = (f(x + h.value) - y) / h.value;
    const along = (rise) => [
      [x - 2, y - 2 * rise],
      [x + 2.5, y + 2.5 * rise],
    ];
    view.curve("curve", f);
    view.line("tangent", ...along(slopeAt(x)), "quiet", { dashed: true });
    view.line("secant", ...along(slope), "accent", { wide: 2.5 });
    view.dot("other", [x + h.value, f(x + h.value)], "accent", 5);
    secant.show(slope.toFixed(3));
    tangent.show(slopeAt(x).toFixed(3));
    error.show((slope - slopeAt(x)).toFixed(3));
  });
});
