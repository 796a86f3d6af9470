// Times: the server learns the reader's zone by a cookie; <time data-ago> is said in words.
export function tellTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
}

const steps = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
];

function ago(date, now) {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });
  let amount = Math.max(0, (now - date) / 1000);
  if (amount < 10) return words.format(0, "second");
  for (const [unit, size] of steps) {
    if (amount < size) return words.format(-Math.floor(amount), unit);
    amount /= size;
  }
  return null;
}

export function sayTimes(root) {
  for (const element of root.querySelectorAll("time[data-ago]")) {
    const date = new Date(element.dateTime);
    const said = ago(date, new Date());
    element.title = date.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    if (said) element.textContent = said;
  }
}
