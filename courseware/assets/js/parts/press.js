// What grows on a page while a button is pressed moves the button away from under the pointer, and the press is lost:
// such changes wait until the pointer is up again.
let isPressed = false;
const waiting = [];

function release() {
  isPressed = false;
  // After the click, which comes with the end of the press.
  setTimeout(() => {
    while (waiting.length && !isPressed) waiting.shift()();
  });
}

addEventListener("pointerdown", () => (isPressed = true), { capture: true });
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, release, { capture: end !== "blur" });

// At once where nothing is pressed. What the promise tells is what act gives.
export function whenReleased(act) {
  const released = isPressed ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
  return released.then(act);
}
