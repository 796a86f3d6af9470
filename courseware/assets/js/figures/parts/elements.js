// Small ways to make HTML and SVG elements.
const space = "http://www.w3.org/2000/svg";

export function svg(parent, name, attributes = {}, text = "") {
  const element = document.createElementNS(space, name);
  set(element, attributes);
  if (text) element.textContent = text;
  parent?.append(element);
  return element;
}

export function html(parent, name, attributes = {}, text = "") {
  const element = document.createElement(name);
  set(element, attributes);
  if (text) element.textContent = text;
  parent?.append(element);
  return element;
}

export function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) element.removeAttribute(key);
    else element.setAttribute(key, value === true ? "" : value);
  }
  return element;
}

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export const snap = (value, step) => Number((Math.round(value / step) * step).toFixed(6));

// A number with a true minus sign and no negative zero.
export function shown(value, digits = 2) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "–";
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

const raised = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

export const power = (exponent) => `10${[...String(exponent)].map((digit) => raised[digit]).join("")}`;

export function scientific(value, digits = 1) {
  if (!value || !Number.isFinite(value)) return shown(value, 0);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent > -3 && exponent < 4) return shown(value, Math.max(0, digits + 1 - exponent));
  return `${shown(value / 10 ** exponent, digits)} · ${power(exponent)}`;
}
