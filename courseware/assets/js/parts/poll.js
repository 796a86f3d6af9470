// What waits is asked for soon and then ever less often; htmx does the asking (event "poll").
const pauses = [15, 30, 30, 35, 40, 45, 50, 60, 80, 110, 150, 200, 280, 400, 550, 750, 1000, 1500];
const asking = new WeakSet();

export function pollForVerdict() {
  for (const element of document.querySelectorAll("[data-poll]")) if (!asking.has(element)) poll(element);
}

function poll(element) {
  asking.add(element);
  let turn = 0;
  const ask = () => {
    if (!element.isConnected) return;
    element.dispatchEvent(new CustomEvent("poll"));
    turn += 1;
    if (turn < pauses.length) setTimeout(ask, pauses[turn]);
  };
  setTimeout(ask, pauses[0]);
}
