// What is typed is never lost: kept on this device at once, sent to the server a moment later, restored after a reload.
// The device's copy goes away as soon as the server has the same; so a copy that is still there is news.
import { answersIn, same, sent } from "./answers.js";
import { quiet, sayFor } from "./trouble.js";

const typingPause = 800;
const retryPause = 15000;
// A draft that is kept takes back what a draft has said, and nothing else.
let draftsFailed = [];

// The device's clock may be minutes off: times are compared in the server's.
function store(key, now) {
  const name = `draft.${key}`;
  const ahead = now ? Date.now() - Date.parse(now) : 0;
  return {
    read: () => {
      try {
        return JSON.parse(localStorage.getItem(name));
      } catch {
        return null;
      }
    },
    write: (answers) => {
      try {
        localStorage.setItem(name, JSON.stringify({ at: Date.now() - ahead, answers }));
      } catch {
        // Full or forbidden storage: the server's copy is still sent.
      }
    },
    forget: () => localStorage.removeItem(name),
  };
}

export function keepDrafts(form) {
  const device = store(form.dataset.key, form.dataset.now);
  restore(form, device);
  let known = answersIn(form);
  let timer = 0;
  // The next page may be on its way, made before the server had what is saved now: it will want the device's copy.
  let leaving = false;
  addEventListener("beforeunload", () => {
    leaving = true;
  });
  const forget = () => leaving || device.forget();

  const tell = (state) => form.dispatchEvent(new CustomEvent("draft", { detail: state }));
  const send = async () => {
    clearTimeout(timer);
    const answers = answersIn(form);
    if (same(answers, known)) return;
    const reached = await post(form, answers);
    if (!reached) {
      tell("kept");
      timer = setTimeout(send, retryPause);
      return;
    }
    known = answers;
    if (same(answers, answersIn(form))) forget();
    tell("saved");
  };

  const changed = () => {
    device.write(answersIn(form));
    tell("typing");
    clearTimeout(timer);
    timer = setTimeout(send, typingPause);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("online", send);
  // Whoever asks for another variant gives up what was typed for this one.
  document.getElementById("another-variant")?.addEventListener("submit", () => {
    clearTimeout(timer);
    known = answersIn(form);
    device.forget();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !event.detail.successful) return;
    // A submission that was stored holds what was typed; what was typed since is still news.
    known = event.detail.requestConfig ? sent(event.detail.requestConfig) : known;
    if (same(known, answersIn(form))) forget();
  });
}

async function post(form, answers) {
  const body = new URLSearchParams(answers);
  for (const name of ["csrfmiddlewaretoken", "token"]) body.append(name, form.elements[name].value);
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true, redirect: "manual", credentials: "same-origin" });
    if (answer.ok) {
      quiet("offline", ...draftsFailed);
      draftsFailed = [];
      return true;
    }
    draftsFailed = ["failed"];
    sayFor(answer.type === "opaqueredirect" ? 401 : answer.status);
  } catch {
    sayFor(0);
  }
  return false;
}

function restore(form, device) {
  const kept = device.read();
  if (!kept) return;
  const isOlder = form.dataset.saved && kept.at < Date.parse(form.dataset.saved);
  if (same(kept.answers, answersIn(form)) || isOlder || new URLSearchParams(location.search).has("restore")) {
    device.forget();
    return;
  }
  put(form, kept.answers);
  const said = form.querySelector("[data-restored]");
  said.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  said.hidden = false;
}

// The controls as the server made them, before any editor stands over them.
function put(form, answers) {
  for (const control of form.querySelectorAll('[name^="answer."]')) {
    const values = answers.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
  }
  for (const ordering of form.querySelectorAll("[data-ordering]")) {
    const keys = answers.filter(([name]) => name === ordering.dataset.name).map(([, value]) => value.split(":"));
    for (const block of ordering.querySelectorAll("[data-key]")) {
      const position = keys.findIndex(([key]) => key === block.dataset.key);
      block.dataset.position = position < 0 ? "" : position + 1;
      block.dataset.indent = position < 0 ? 0 : keys[position][1] || 0;
    }
  }
}
