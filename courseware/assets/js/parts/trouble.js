// Calm notices at the foot of the page: no connection, signed out, a request that failed.
const place = () => document.getElementById("trouble");

export function say(kind) {
  for (const notice of place().children) notice.hidden = notice.dataset.trouble !== kind;
}

export function quiet(kind) {
  const notice = place().querySelector(`[data-trouble="${kind}"]`);
  if (notice) notice.hidden = true;
}

export function watchTheLine() {
  addEventListener("offline", () => say("offline"));
  addEventListener("online", () => quiet("offline"));
  place().addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-trouble]").hidden = true;
  });
}

// What a refused or failed answer of the server means for the reader.
export function sayFor(status, address) {
  if (status === 401 || (address && new URL(address, location.href).pathname.includes("/accounts/login"))) say("signed-out");
  else if (status === 0) say("offline");
  else say("failed");
}
