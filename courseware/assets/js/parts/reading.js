// Long pages: wide formulas can be reached by the keyboard; the list "on this page" follows the reader.
const wide = ".math-block, .understood, .place, .prose pre, .hint pre, .option-text, .block-text";

export function reachWideFormulas(root) {
  for (const element of root.querySelectorAll(wide)) {
    const isWide = element.scrollWidth > element.clientWidth;
    const isLong = element.matches(".understood") && element.scrollHeight > element.clientHeight;
    if (!(isWide || isLong) || element.tabIndex === 0) continue;
    if (isWide) fadeWhatIsCut(element);
    element.tabIndex = 0;
    // Within the name of a control a label would take the place of the words.
    if (element.closest("label")) continue;
    const { wideFormula, longFormula, wideText } = document.getElementById("main").dataset;
    const isFormula = element.matches("[data-tex], :has([data-tex])");
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", !isFormula ? wideText : isWide ? wideFormula : longFormula);
  }
}

// What is cut off at an edge fades there: a formula that goes on must not look as if it ended.
function fadeWhatIsCut(element) {
  const mark = () => {
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
