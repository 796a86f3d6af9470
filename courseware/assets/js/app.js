// Every page: theme, formulas, verdicts, times in the reader's zone, what to do when the line is down.
import { markDifferences } from "./parts/differences.js";
import { showPlaces, tellFields } from "./parts/places.js";
import { typeset } from "./parts/tex.js";
import { followHeadings, reachWideFormulas } from "./parts/reading.js";
import { tellTimeZone, sayTimes } from "./parts/times.js";
import { watchTheLine } from "./parts/trouble.js";

const root = document.documentElement;

function switchTheme() {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

// A form sent twice by a double click would be two joins, two variants. htmx forms guard themselves (hx-sync).
function guardAgainstDoubleClicks(event) {
  const form = event.target;
  if (form.matches("[hx-post]") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
}

for (const button of document.querySelectorAll("[data-theme-switch]")) button.addEventListener("click", switchTheme);
document.addEventListener("submit", guardAgainstDoubleClicks);
// A page taken back from the browser's store must be able to send again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
document.addEventListener("click", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

tellTimeZone();
watchTheLine();
const show = () => {
  sayTimes(document);
  markDifferences(document);
  showPlaces(document);
  tellFields();
  typeset(document).then(() => reachWideFormulas(document));
};
show();
// Widths are final only when the fonts are there, and they change with the window.
document.fonts.ready.then(() => reachWideFormulas(document));
addEventListener("resize", () => reachWideFormulas(document));
followHeadings(document.querySelector("[data-on-this-page]"));
for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap", "nabla:typeset"]) document.addEventListener(name, show);
