// A verdict belongs to the answer that was judged. Once the form holds another one, the verdict's place is marked
// stale: it turns quiet, and says so with the way back. Nothing moves.
import { answersIn, same, sent } from "./answers.js";

export function watchJudged(form) {
  const place = document.getElementById("verdict");
  // What the form held when the page came, before an answer of this device is put back: the judged one, or a draft.
  let judged = place.hasAttribute("data-stale") ? null : answersIn(form);
  const look = () => {
    const isStale = place.childElementCount > 0 && !(judged && same(judged, answersIn(form)));
    place.toggleAttribute("data-stale", isStale);
  };
  for (const name of ["input", "change"]) form.addEventListener(name, look);
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target !== place) return;
    if (detail.requestConfig.elt === form) judged = sent(detail.requestConfig);
    look();
  });
  return look;
}
