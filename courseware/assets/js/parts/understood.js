// "Understood as": asked of the server shortly after the last key. The last good reading stays, dimmed, while the
// answer is unfinished; what cannot be read is said late, after a longer rest or when the field is left.
// The reading says what was read, never whether it is right.
const pause = 150;
const patience = 1000;

// unfinished: whether so much is still empty that nothing is said of it.
export function showReading(field, input, { unfinished = () => false } = {}) {
  const line = field.querySelector("[data-reading]");
  const text = line.querySelector("[data-reading-text]");
  const nothing = text.innerHTML;
  const address = input.form.dataset.understood;
  let timer = 0;
  let late = 0;
  let problem = "";
  let request = null;

  const ask = async () => {
    request?.abort();
    if (!input.value.trim() || unfinished()) return put(nothing);
    request = new AbortController();
    const { csrfmiddlewaretoken, token } = input.form.elements;
    const body = new URLSearchParams({ field: field.dataset.field, value: input.value, csrfmiddlewaretoken: csrfmiddlewaretoken.value, token: token?.value ?? "" });
    try {
      const answer = await fetch(address, { method: "POST", body, signal: request.signal, redirect: "manual", credentials: "same-origin", headers: { "HX-Request": "true" } });
      if (answer.ok) show(await answer.text());
    } catch {
      // Superseded by the next key, or no line: what stands there stays.
    }
  };

  const put = (html) => {
    clearTimeout(late);
    problem = "";
    text.innerHTML = html;
    line.toggleAttribute("data-stale", false);
    document.dispatchEvent(new CustomEvent("nabla:typeset"));
  };

  const show = (html) => {
    if (!html.includes('class="unread"')) return put(html);
    line.toggleAttribute("data-stale", true);
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
  if (input.value.trim()) ask();
}
