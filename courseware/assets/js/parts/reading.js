// Long pages: wide formulas can be reached by the keyboard, and show that they go on; the list "on this page" follows
// the reader.
const wide = ".math-block, .understood, .read-as, .place, .prose pre, .hint pre, .option-text, .block-text, .derivation > li:not([data-row]) > .line, .derivation .why p, .verdict-body > p, .parts p, .earlier :is(a, .elsewhere)";

export function reachWideFormulas(root) {
  for (const element of root.querySelectorAll(wide)) {
    if (element.matches("[data-tex]:not([data-typeset])")) continue;
    const isWide = element.scrollWidth > element.clientWidth;
    const isLong = element.matches(".understood") && element.scrollHeight > element.clientHeight;
    if (!(isWide || isLong) || "reached" in element.dataset) continue;
    element.dataset.reached = "";
    if (isWide) {
      fadeWhatIsCut(element);
      showMark(element);
    }
    // What a link brings back is seen in full there.
    if (element.matches("a")) continue;
    element.tabIndex = 0;
    // Within the name of a control a label would take the place of the words.
    if (element.closest("label")) continue;
    const { wideFormula, longFormula, wideText } = document.getElementById("main").dataset;
    const isFormula = element.matches("[data-tex], :has([data-tex])");
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", !isFormula ? wideText : isWide ? wideFormula : longFormula);
  }
}

function showMark(element) {
  const mark = element.querySelector(":scope > mark, .marked")?.getBoundingClientRect();
  if (mark) element.scrollLeft += mark.left + mark.width / 2 - element.getBoundingClientRect().left - element.clientWidth / 2;
}

// What is cut off at an edge fades there: a formula that goes on must not look as if it ended. Below it stands where one
// is; a finger's own bar is seen only while it moves.
function fadeWhatIsCut(element) {
  const bar = Object.assign(document.createElement("span"), { className: "scroll-bar" });
  bar.setAttribute("aria-hidden", "true");
  if (element.matches(".understood")) element.after(bar);
  else if (!element.matches("a")) element.append(bar);
  const mark = () => {
    bar.hidden = element.scrollWidth <= element.clientWidth + 1;
    bar.style.setProperty("--shown", element.clientWidth / element.scrollWidth);
    bar.style.setProperty("--from", element.scrollLeft / element.scrollWidth);
    element.toggleAttribute("data-cut-left", element.scrollLeft > 2);
    element.toggleAttribute("data-cut-right", element.scrollLeft + element.clientWidth < element.scrollWidth - 2);
  };
  element.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(element);
  mark();
}

export function followHeadings(list) {
  if (!list) return;
  const links = new Map([...list.querySelectorAll('a[href^="#"]')].map((link) => [link.hash.slice(1), link]));
  const mark = (id) => {
    for (const [key, link] of links) key === id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      const seen = entries.filter((entry) => entry.isIntersecting);
      if (seen.length) mark(seen[0].target.id);
    },
    { rootMargin: "-10% 0px -75% 0px" },
  );
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target) watcher.observe(target);
  }
}
