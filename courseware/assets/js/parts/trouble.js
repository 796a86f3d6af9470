// Calm notices at the foot of the page: no connection, signed out, a request that failed.
const place = () => document.getElementById("trouble");

const noticeOf = (kind) => place().querySelector(`[data-trouble="${kind}"]`);

// One at a time; only a sign-in stands before an answer that did not get through.
export function say(kind) {
  if (!noticeOf("unsent").hidden && kind !== "signed-out") return;
  for (const notice of place().children) notice.hidden = notice.dataset.trouble !== kind;
}

export function quiet(...kinds) {
  for (const kind of kinds) noticeOf(kind).hidden = true;
}

export function watchTheLine() {
  addEventListener("offline", () => say("offline"));
  addEventListener("online", () => quiet("offline"));
  place().addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-trouble]").hidden = true;
  });
}

// What a refused or failed answer of the server means for the reader.
export function sayFor(status, address, otherwise = "failed") {
  if (status === 401 || (address && new URL(address, location.href).pathname.includes("/accounts/login"))) say("signed-out");
  else if (status === 0) say("offline");
  else say(otherwise);
}
