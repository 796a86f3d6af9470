// Small ways to make HTML and SVG elements.
const space = "http://www.w3.org/2000/svg";

export function svg(parent, name, attributes = {}, text = "") {
  const element = document.createElementNS(space, name);
  set(element, attributes);
  if (text) write(element, text);
  parent?.append(element);
  return element;
}

export function html(parent, name, attributes = {}, text = "") {
  const element = document.createElement(name);
  set(element, attributes);
  if (text) write(element, text);
  parent?.append(element);
  return element;
}

// Text with raised and lowered parts: `10^{−5}`, `a_{12}`.
export function write(element, text) {
  const inSvg = element.namespaceURI === space;
  let back = 0;
  const parts = text.split(/([\^_]\{[^}]*\})/).filter(Boolean).map((part) => {
    const script = /^([\^_])\{(.*)\}$/.exec(part);
    const body = script ? script[2] : part;
    if (!inSvg) return script ? html(null, script[1] === "^" ? "sup" : "sub", {}, body) : body;
    const dy = script ? (script[1] === "^" ? -5 : 3) : 0;
    const piece = svg(null, "tspan", { dy: dy - back, class: script && "plot-script" });
    piece.textContent = body;
    back = dy;
    return piece;
  });
  element.replaceChildren(...parts);
}

// The same text for ears.
export const spoken = (text) => text.replace(/\^\{([^}]*)\}/g, " to the power of $1").replace(/_\{([^}]*)\}/g, " $1");

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

export const power = (exponent) => `10^{${String(exponent).replace("-", "−")}}`;

export function scientific(value, digits = 1) {
  if (!value || !Number.isFinite(value)) return shown(value, 0);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent > -3 && exponent < 4) return shown(value, Math.max(0, digits + 1 - exponent));
  return `${shown(value / 10 ** exponent, digits)} · ${power(exponent)}`;
}
