// The same answer in the other spelling: the server reads it and writes it as text or as LaTeX. What cannot be read
// yet stays as it is.
import { askReading } from "./understood.js";

export async function respelled(field, input, mode, value = input.value) {
  try {
    const answer = await askReading(field, input, value);
    const reading = new DOMParser().parseFromString(answer, "text/html").querySelector("[data-tex]");
    return (mode === "editor" ? reading?.dataset.tex : reading?.dataset.typed) || value;
  } catch {
    return value;
  }
}
