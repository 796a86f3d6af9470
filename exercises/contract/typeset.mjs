// A request a line, {formulas: [[tex, display], ...], strict}; for each a line [complaint, ...]: null where KaTeX typesets
// the formula, else {said, start, end}. KaTeX is told what courseware/assets/js/parts/tex.js tells it in the browser.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const katex = createRequire(process.argv[2] + "/")("katex");
const sameAsThere = { throwOnError: true, maxExpand: 200, maxSize: 20 };

// What stands behind a bare % is no error of TeX's, and nobody sees it.
const onlyWhatIsLost = (code) => (code === "commentAtEnd" ? "error" : "ignore");

function untrusted({ command }) {
  throw new Error(`Untrusted command: ${command}`);
}

function complaint([tex, display], strict) {
  try {
    katex.__parse(tex, { ...sameAsThere, displayMode: display, strict: strict ? "error" : onlyWhatIsLost, trust: untrusted });
    return null;
  } catch (error) {
    const start = error.position ?? 0;
    return { said: String(error.rawMessage ?? error.message), start, end: start + (error.length ?? 0) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { formulas, strict } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(formulas.map((formula) => complaint(formula, strict)))}\n`);
}
