// An exercise: drafts are kept, verdicts polled for, failures said calmly. Runs before the editors of the fields.
import { keepDrafts } from "./parts/drafts.js";
import { watchJudged } from "./parts/judged.js";
import { pollForVerdict } from "./parts/poll.js";
import { quiet, say, sayFor } from "./parts/trouble.js";

const form = document.querySelector("form[data-answers]");
const versionIn = (text) => (text.match(/data-version="([^"]+)"/) || [])[1];
const isSubmission = ({ requestConfig }) => requestConfig?.elt === form;

// Only what says that it is a piece of one of our pages is put into this one: no sign-in, no error page, nothing of a
// proxy's.
function chooseWhatToSwap(event) {
  const { xhr, requestConfig, target } = event.detail;
  if (!xhr.getResponseHeader("Nabla-Fragment")) {
    event.detail.shouldSwap = false;
    sayFor(xhr.status, xhr.responseURL, failureOf(event.detail));
    return;
  }
  quiet("failed", "offline", ...(isSubmission(event.detail) ? ["unsent"] : []));
  event.detail.shouldSwap = !(requestConfig.elt.matches("[data-poll]") && isUnchanged(target, xhr.responseText));
}

const failureOf = (detail) => (isSubmission(detail) ? "unsent" : "failed");

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

// The button is gone that opened it: who reads by keyboard or by ear goes on with the hint.
function readHint() {
  [...document.querySelectorAll("#hints .hint")].at(-1)?.focus({ preventScroll: true });
}

// The verdict's place says at once that an answer is on its way; what stood there is hidden meanwhile.
function holdPlace(on) {
  const place = document.getElementById("verdict");
  if (on) place.prepend(document.getElementById("on-its-way").content.cloneNode(true));
  else place.querySelector("[data-on-its-way]")?.remove();
}

function busy(event, on) {
  if (event.target.matches("[data-run-button]")) event.target.toggleAttribute("data-busy", on);
  if (event.target !== form) return;
  holdPlace(on);
  // What an older program showed must not stand above the verdict on this one.
  if (on) for (const place of form.querySelectorAll(".run-place")) place.replaceChildren();
  for (const button of form.querySelectorAll('[type="submit"]:not([form])')) button.toggleAttribute("data-busy", on);
}

document.addEventListener("htmx:beforeSwap", chooseWhatToSwap);
document.addEventListener("htmx:sendError", ({ detail }) => say(isSubmission(detail) ? "unsent" : "offline"));
document.addEventListener("htmx:timeout", ({ detail }) => say(failureOf(detail)));
document.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
document.addEventListener("htmx:afterRequest", (event) => busy(event, false));
document.addEventListener("htmx:afterSwap", (event) => {
  pollForVerdict();
  if (event.detail.requestConfig.elt.matches("#hints form")) readHint();
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
