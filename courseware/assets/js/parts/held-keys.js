// Keys that are typed while an editor is on its way: they are held, and typed into it in their order when it is there.
const commands = new Set(["Backspace", "Enter"]);
const isHeld = ({ key, ctrlKey, metaKey, altKey }) => !ctrlKey && !metaKey && !altKey && (commands.has(key) || [...key].length === 1);

// Returns what ends the holding and hands over the keys.
export function holdKeys() {
  const keys = [];
  const hold = (event) => {
    if (!isHeld(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { key, code, shiftKey, keyCode } = event;
    keys.push({ key, code, shiftKey, keyCode });
  };
  addEventListener("keydown", hold, { capture: true });
  return () => {
    removeEventListener("keydown", hold, { capture: true });
    return keys;
  };
}

// As if they were typed now; MathLive takes letters from the event that a browser sends after the key.
// sinkNow: finds what takes the keys, for each one anew: Enter may lead to another line.
export function typeIntoEditor(sinkNow, keys) {
  const way = { bubbles: true, composed: true, cancelable: true };
  for (const each of keys) {
    const sink = sinkNow();
    const goesOn = sink.dispatchEvent(new KeyboardEvent("keydown", { ...each, ...way }));
    if (goesOn && !commands.has(each.key)) sink.dispatchEvent(new InputEvent("input", { data: each.key, inputType: "insertText", ...way }));
  }
}

export function typeIntoLine(line, keys) {
  for (const { key } of keys) {
    if (key === "Enter" && line.matches("input")) {
      line.form.requestSubmit();
      continue;
    }
    const [start, end] = [line.selectionStart, line.selectionEnd];
    if (key === "Backspace") line.setRangeText("", start === end ? Math.max(start - 1, 0) : start, end, "end");
    else line.setRangeText(key === "Enter" ? "\n" : key, start, end, "end");
    line.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
