// What an interactive figure of a lesson is made of. A lesson writes `::: figure name` with its caption; the page then holds
// <figure data-figure="name"><div class="stage"></div><figcaption>…</figcaption></figure> and loads js/figures/name.js:
//
//     import { figure } from "../parts/figure.js";
//
//     figure("secant", ({ plot, slider, reading, redraw }) => {
//       const view = plot({ x: [-1, 3], y: [-1, 4], label: "A parabola with a secant through two of its points" });
//       const h = slider({ label: "step h", min: 0.01, max: 2, step: 0.01, value: 1.5 });
//       const slope = reading("slope of the secant");
//       redraw(() => {
//         view.curve("curve", (x) => x * x / 2);
//         view.line("secant", [1, 0.5], [1 + h.value, (1 + h.value) ** 2 / 2], "accent");
//         slope.show(`${(1 + h.value / 2).toFixed(2)}`);
//       });
//     });
//
// redraw(f) calls f now and after every change of a slider or a dragged point. Everything takes its colours from the tokens
// and is reached by the keyboard: sliders are inputs, points move with the arrow keys.
import { Plot } from "./plot.js";

export function figure(name, draw) {
  for (const element of document.querySelectorAll(`[data-figure="${name}"]`)) draw(tools(element));
}

function tools(element) {
  const stage = element.querySelector(".stage");
  const redraws = [];
  const changed = () => redraws.forEach((each) => each());
  return {
    stage,
    plot: (options) => new Plot(stage, options, changed),
    slider: (options) => slider(stage, options, changed),
    choice: (options) => choice(stage, options, changed),
    reading: (label) => reading(stage, label),
    redraw: (each) => {
      redraws.push(each);
      each();
    },
  };
}

function part(stage, className, tag = "div") {
  let found = stage.querySelector(`:scope > .${className}`);
  if (!found) {
    found = document.createElement(tag);
    found.className = className;
    stage.append(found);
  }
  return found;
}

// A labelled range input below the plot. Returns { value } as a number; format says how the value is written.
function slider(stage, { label, min, max, step, value, format = (number) => String(number) }, changed) {
  const box = document.createElement("label");
  const output = document.createElement("output");
  output.className = "num";
  const input = Object.assign(document.createElement("input"), { type: "range", min, max, step });
  input.value = value;
  box.append(label, " ", output, input);
  part(stage, "sliders").append(box);
  const say = () => {
    output.textContent = format(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => {
    say();
    changed();
  });
  say();
  return {
    get value() {
      return Number(input.value);
    },
    set value(number) {
      input.value = number;
      say();
    },
  };
}

// A labelled list to choose from, beside the sliders. options: [[key, words], ...]. Returns { value } as the key.
function choice(stage, { label, options, value }, changed) {
  const box = document.createElement("label");
  box.className = "choose";
  const select = document.createElement("select");
  for (const [key, words] of options) select.append(new Option(words, key, false, key === value));
  box.append(label, " ", select);
  part(stage, "sliders").append(box);
  select.addEventListener("change", changed);
  return {
    get value() {
      return select.value;
    },
  };
}

// A number or formula that changes along, at the side of the plot. show(text), or showTex(latex).
function reading(stage, label) {
  const list = part(stage, "read", "dl");
  const item = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = label;
  item.append(term, value);
  list.append(item);
  return {
    show: (text) => {
      value.textContent = text;
    },
    showTex: (latex) => {
      const formula = document.createElement("span");
      formula.className = "math";
      formula.dataset.tex = latex;
      formula.textContent = latex;
      value.replaceChildren(formula);
      document.dispatchEvent(new CustomEvent("nabla:typeset"));
    },
  };
}
