// An exercise: drafts are kept, verdicts polled for, failures said calmly. Runs before the editors of the fields.
import { keepDrafts } from "./parts/drafts.js";
import { watchJudged } from "./parts/judged.js";
import { pollForVerdict } from "./parts/poll.js";
import { quiet, say, sayFor } from "./parts/trouble.js";

const form = document.querySelector("form[data-answers]");
const isPage = (text) => /<html[\s>]/i.test(text.slice(0, 600));
const versionIn = (text) => (text.match(/data-version="([^"]+)"/) || [])[1];

// A whole page in answer to a fragment's request is a sign-in or an error page: it is never put into this one.
function chooseWhatToSwap(event) {
  const { xhr } = event.detail;
  if (isPage(xhr.responseText)) {
    event.detail.shouldSwap = false;
    sayFor(xhr.status, xhr.responseURL);
  } else if (xhr.status >= 400) {
    event.detail.shouldSwap = xhr.responseText.trim() !== "";
    if (!event.detail.shouldSwap) sayFor(xhr.status, xhr.responseURL);
  } else {
    quiet("failed");
    quiet("offline");
    if (event.detail.requestConfig.elt.matches("[data-poll]") && isUnchanged(event.detail.target, xhr.responseText)) event.detail.shouldSwap = false;
  }
}

// The same verdict or run again must not be read aloud again, nor arrive with a movement.
function isUnchanged(place, text) {
  const shown = place.querySelector("[data-version]");
  return Boolean(shown) && shown.dataset.version === versionIn(text);
}

// In an exercise of many parts the verdict stands far below the field in which Enter was pressed.
function comeIntoView(card) {
  if (!card) return;
  const { top } = card.getBoundingClientRect();
  if (top >= 0 && top < innerHeight - 120) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

function busy(event, on) {
  if (event.target.matches("[data-run-button]")) event.target.toggleAttribute("data-busy", on);
  if (event.target !== form) return;
  // What an older program showed must not stand above the verdict on this one.
  if (on) for (const place of form.querySelectorAll(".run-place")) place.replaceChildren();
  for (const button of form.querySelectorAll('[type="submit"]:not([form])')) button.toggleAttribute("data-busy", on);
}

document.addEventListener("htmx:beforeSwap", chooseWhatToSwap);
document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:timeout", () => say("failed"));
document.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
document.addEventListener("htmx:afterRequest", (event) => busy(event, false));
document.addEventListener("htmx:afterSwap", (event) => {
  pollForVerdict();
  if (event.target.id === "verdict") comeIntoView(event.target.querySelector(".verdict"));
});

if (form) {
  const look = watchJudged(form);
  keepDrafts(form);
  look();
  // Before htmx hears of it: where nothing is taken any more nothing is sent.
  const refuse = (event) => {
    if (!form.querySelector('[type="submit"][aria-disabled="true"]:not([form])')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  form.addEventListener("submit", refuse, { capture: true });
}
pollForVerdict();
