// "Understood as": asked of the server shortly after the last key. While the answer is unfinished the last reading
// stays, dimmed and no longer called what is understood; what cannot be read is said late, after a longer rest or when
// the field is left. The reading says what was read, never whether it is right.
import { whenReleased } from "./press.js";

const pause = 150;
const patience = 800;

export async function askReading(field, input, value, signal) {
  const { csrfmiddlewaretoken, token } = input.form.elements;
  const body = new URLSearchParams({ field: field.dataset.field, value, csrfmiddlewaretoken: csrfmiddlewaretoken.value, token: token?.value ?? "" });
  const answer = await fetch(input.form.dataset.understood, { method: "POST", body, signal, redirect: "manual", credentials: "same-origin", headers: { "HX-Request": "true" } });
  return answer.ok ? answer.text() : "";
}

const isUnread = (html) => html.includes('class="unread"');

// unfinished: whether so much is still empty that nothing is said of it.
export function showReading(field, input, { unfinished = () => false } = {}) {
  const line = field.querySelector("[data-reading]");
  const text = line.querySelector("[data-reading-text]");
  const nothing = text.innerHTML;
  const label = line.querySelector("[data-reading-label]");
  const understood = label.textContent;
  let timer = 0;
  let late = 0;
  let problem = "";
  let request = null;
  let isUnasked = false;

  const ask = async () => {
    request?.abort();
    if (!input.value.trim() || unfinished()) return put(nothing);
    const { signal } = (request = new AbortController());
    const html = await askReading(field, input, input.value, signal).catch(() => "");
    // Superseded by the next key, it says nothing any more.
    if (signal.aborted) return;
    isUnasked = !html;
    if (html) show(html);
    else keepLast();
  };

  // What is shown is no reading of what is typed.
  const keepLast = () => {
    if (!text.querySelector("[data-tex]")) return put(nothing);
    line.toggleAttribute("data-stale", true);
    label.textContent = label.dataset.before;
  };

  const put = (html) => {
    clearTimeout(late);
    problem = "";
    whenReleased(() => write(html));
  };

  const write = (html) => {
    text.innerHTML = html;
    label.textContent = isUnread(html) ? label.dataset.unread : understood;
    line.toggleAttribute("data-stale", false);
    document.dispatchEvent(new CustomEvent("nabla:typeset"));
  };

  const show = (html) => {
    if (!isUnread(html)) return put(html);
    line.toggleAttribute("data-stale", true);
    if (text.querySelector("[data-tex]")) label.textContent = label.dataset.before;
    clearTimeout(late);
    problem = html;
    if (!field.contains(document.activeElement)) put(html);
    else late = setTimeout(() => put(html), patience);
  };

  input.addEventListener("input", () => {
    line.toggleAttribute("data-stale", text.innerHTML !== nothing);
    clearTimeout(late);
    clearTimeout(timer);
    problem = "";
    timer = setTimeout(ask, pause);
  });
  field.addEventListener("focusout", (event) => {
    if (problem && !field.contains(event.relatedTarget)) put(problem);
  });
  addEventListener("online", () => isUnasked && ask());
  if (input.value.trim()) ask();
}
