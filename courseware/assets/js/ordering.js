// Ordering: two lists, the order and what is left out. Blocks go by click, by pointer, or taken up with the keyboard.
import { spoken } from "./parts/tex.js";
import { drag } from "./parts/drag.js";

const most = 4;
for (const field of document.querySelectorAll("[data-ordering]")) enhance(field);

function enhance(field) {
  const source = field.querySelector("[data-blocks]");
  const words = source.dataset;
  const order = list(field, "ol", words.titleOrder, words.emptyOrder);
  const out = list(field, "ul", words.titleOut, words.emptyOut);
  const said = document.createElement("p");
  said.className = "sr";
  said.setAttribute("aria-live", "assertive");
  const isIndented = field.hasAttribute("data-indentation");

  const blocks = [...source.children].map((block) => prepare(block, field));
  blocks.sort((one, other) => (Number(one.dataset.position) || 1e9) - (Number(other.dataset.position) || 1e9));
  for (const block of blocks) (block.dataset.position ? order : out).append(block);
  source.replaceWith(order.parentElement, out.parentElement, said);

  const say = (text) => {
    said.textContent = text;
  };
  const where = (block, text) => text.replace("{position}", [...order.children].indexOf(block) + 1).replace("{total}", order.children.length);
  const refresh = () => {
    for (const block of blocks) {
      const isIn = block.parentElement === order;
      block.style.setProperty("--indent", isIn ? block.dataset.indent : 0);
      block.querySelector(".block-swap").setAttribute("aria-label", isIn ? words.toOut : words.toOrder);
      block.querySelector(".block-swap use").setAttribute("href", isIn ? "#minus" : "#plus");
    }
    for (const each of [order, out]) each.nextElementSibling.hidden = each.children.length > 0;
  };
  const carry = () => {
    refresh();
    for (const old of field.querySelectorAll("input[data-carried]")) old.remove();
    for (const block of order.children) field.append(carried(field, block, isIndented));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const swap = (block) => {
    (block.parentElement === order ? out : order).append(block);
    carry();
    say(block.parentElement === order ? where(block, words.sayPlaced) : words.sayOut);
  };
  const indent = (block, by) => {
    if (!isIndented) return;
    block.dataset.indent = Math.min(most, Math.max(0, Number(block.dataset.indent) + by));
    refresh();
    say(words.sayIndent.replace("{indent}", block.dataset.indent));
  };

  for (const block of blocks) {
    block.querySelector(".block-swap").addEventListener("click", () => {
      swap(block);
      block.querySelector(".block-swap").focus();
    });
    takeUpWithKeys(block, { order, out, carry, indent, say, where, words });
  }
  drag(field, { lists: [order, out], onClick: (block) => block.parentElement === out && swap(block), onMove: refresh, onDrop: carry, onIndent: indent });
  field.querySelector("[data-plain-help]").hidden = true;
  field.querySelector("[data-drag-help]").hidden = false;
  refresh();
  if (order.children.length) for (const block of order.children) field.append(carried(field, block, isIndented));
}

function list(field, tag, title, empty) {
  const box = document.createElement("div");
  box.className = `blocks-box ${tag === "ol" ? "is-order" : "is-out"}`;
  const head = document.createElement("p");
  head.className = "label";
  head.textContent = title;
  const items = document.createElement(tag);
  items.className = "blocks";
  items.setAttribute("aria-label", title);
  const nothing = document.createElement("p");
  nothing.className = "blocks-empty";
  nothing.textContent = empty;
  box.append(head, items, nothing);
  return items;
}

function icon(name) {
  return `<svg class="icon" aria-hidden="true"><use href="#${name}"></use></svg>`;
}

function prepare(block, field) {
  block.querySelector(".position").remove();
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "block-grip";
  grip.innerHTML = icon("grip");
  grip.setAttribute("aria-label", spoken(block.querySelector(".block-text")).slice(0, 160));
  grip.setAttribute("aria-describedby", field.querySelector("[data-drag-help]").id);
  grip.setAttribute("aria-pressed", "false");
  const swap = document.createElement("button");
  swap.type = "button";
  swap.className = "block-swap";
  swap.innerHTML = icon("plus");
  block.prepend(grip);
  block.append(swap);
  return block;
}

function carried(field, block, isIndented) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.dataset.carried = "";
  input.name = field.dataset.name;
  input.value = isIndented ? `${block.dataset.key}:${block.dataset.indent}` : block.dataset.key;
  return input;
}

function takeUpWithKeys(block, { order, out, carry, indent, say, where, words }) {
  const grip = block.querySelector(".block-grip");
  let before = null;
  const put = (taken) => {
    grip.setAttribute("aria-pressed", String(taken));
    block.toggleAttribute("data-taken", taken);
  };
  const step = (by) => {
    if (block.parentElement === out && by < 0) order.append(block);
    else if (block.parentElement === order && by > 0 && !block.nextElementSibling) out.prepend(block);
    else if (by < 0) block.previousElementSibling?.before(block);
    else block.nextElementSibling?.after(block);
    grip.focus();
    say(block.parentElement === order ? where(block, words.sayMoved) : words.sayOut);
  };
  const keys = {
    ArrowUp: () => step(-1),
    ArrowDown: () => step(1),
    ArrowLeft: () => indent(block, -1),
    ArrowRight: () => indent(block, 1),
  };
  grip.addEventListener("keydown", (event) => {
    const taken = block.hasAttribute("data-taken");
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      put(!taken);
      if (taken) carry();
      else before = { list: block.parentElement, next: block.nextElementSibling };
      say(taken ? where(block, words.sayPlaced) : where(block, words.sayTaken));
    } else if (taken && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (taken && event.key === "Escape") {
      before.list.insertBefore(block, before.next);
      put(false);
      grip.focus();
      say(words.sayBack);
    }
  });
  grip.addEventListener("blur", () => {
    // Moving the element takes the focus for a moment; the step gives it back before the next frame.
    requestAnimationFrame(() => {
      if (document.activeElement === grip || !block.hasAttribute("data-taken")) return;
      put(false);
      carry();
    });
  });
}
