// The marked place of an answer that cannot be read: the formula editor writes LaTeX, which its users never saw.
const spellings = [
  [/\\(?:left|right|mleft|mright)(?![a-zA-Z])/g, ""],
  [/\\(?:operatorname|mathrm|text)\{([a-zA-Z]+)\}/g, "$1"],
  [/\\cdot(?![a-zA-Z])/g, "·"],
  [/\\exponentialE(?![a-zA-Z])/g, "e"],
  [/\\[,;:! ]/g, " "],
  [/\\(?=(?:exp|ln|log|sin|cos|tan|sqrt|max|min|pi|alpha|beta|sigma|lambda|mu|theta)(?![a-zA-Z]))/g, ""],
];

export function tidyPlaces(root) {
  for (const place of root.querySelectorAll("code.place:not([data-tidy])")) {
    place.dataset.tidy = "";
    if (!place.textContent.includes("\\")) continue;
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = spellings.reduce((text, [from, to]) => text.replace(from, to), texts.currentNode.data);
  }
}
