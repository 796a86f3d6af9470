// Sliders, switches and read-outs below or beside a drawing.
import { html, shown, spoken, write } from "./elements.js";

export function slider(parent, { label, min, max, step, value, format = (x) => shown(x, 1), onInput }) {
  const box = html(parent, "label");
  html(box, "span", {}, label);
  // not an <output>: the slider says its value itself, and an <output> would say it once more
  const output = html(box, "span", { class: "num" });
  const input = html(box, "input", { type: "range", min, max, step, value, "aria-label": spoken(label) });
  const note = () => {
    const text = format(Number(input.value));
    write(output, text);
    input.setAttribute("aria-valuetext", spoken(text));
  };
  input.addEventListener("input", () => {
    note();
    onInput(Number(input.value));
  });
  note();
  return {
    box,
    put(now) {
      input.value = now;
      note();
    },
  };
}

// A switch between few options: a row of radio buttons.
export function options(parent, { label, choices, value, onChange }) {
  const group = html(parent, "fieldset", { class: "plot-switch" });
  html(group, "legend", {}, label);
  const name = `switch-${Math.random().toString(36).slice(2)}`;
  for (const [key, text] of choices) {
    const choice = html(group, "label");
    const input = html(choice, "input", { type: "radio", name, value: key });
    input.checked = key === value;
    input.addEventListener("change", () => onChange(key));
    html(choice, "span", {}, text);
  }
  return {
    put(now) {
      for (const input of group.querySelectorAll("input")) input.checked = input.value === now;
    },
  };
}

export function buttons(parent, label, actions) {
  const group = html(parent, "div", { class: "plot-buttons", role: "group", "aria-label": label });
  for (const [text, act] of actions) html(group, "button", { type: "button", class: "chip" }, text).addEventListener("click", act);
  return group;
}

// Pairs of a name and a value that changes.
export function readout(parent, names) {
  const list = html(parent, "dl", { class: "plot-read" });
  return Object.fromEntries(
    Object.entries(names).map(([key, label]) => {
      const pair = html(list, "div");
      html(pair, "dt", {}, label);
      return [key, html(pair, "dd", { class: "num" })];
    }),
  );
}
