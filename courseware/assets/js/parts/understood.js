// "Understood as": asked of the server shortly after the last key. The last good reading stays, dimmed, while the
// answer is unfinished; the reading says what was read, never whether it is right.
const pause = 150;

export function showReading(field, input) {
  const line = field.querySelector("[data-reading]");
  const text = line.querySelector("[data-reading-text]");
  const nothing = text.innerHTML;
  const address = input.form.dataset.understood;
  let timer = 0;
  let request = null;
  let good = false;

  const ask = async () => {
    request?.abort();
    if (!input.value.trim()) {
      text.innerHTML = nothing;
      good = false;
      delete line.dataset.stale;
      return;
    }
    request = new AbortController();
    const body = new URLSearchParams({ field: field.dataset.field, value: input.value, csrfmiddlewaretoken: input.form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(address, { method: "POST", body, signal: request.signal, redirect: "manual", credentials: "same-origin", headers: { "HX-Request": "true" } });
      if (answer.ok) show(await answer.text());
    } catch {
      // Superseded by the next key, or no line: what stands there stays.
    }
  };

  const show = (html) => {
    const readable = html.includes("data-tex") && !html.includes('class="unread"');
    if (readable || !good) text.innerHTML = html;
    good = good || readable;
    line.toggleAttribute("data-stale", !readable);
    document.dispatchEvent(new CustomEvent("nabla:typeset"));
  };

  input.addEventListener("input", () => {
    line.toggleAttribute("data-stale", good);
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  if (input.value.trim()) ask();
}
