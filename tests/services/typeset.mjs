// Reads [[tex, display], ...] as JSON, writes [message, ...]: "" for each formula that KaTeX typesets.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const katex = createRequire(process.argv[2] + "/")("katex");

function problem([tex, display]) {
  try {
    katex.renderToString(tex, { displayMode: display, throwOnError: true, strict: "error" });
    return "";
  } catch (error) {
    return String(error.message);
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(problem)));
