// Unpacks the browser of @sparticuz/chromium into $TMPDIR and prints a script that starts it with its own libraries and fonts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

// The package unpacks its libraries only where it believes to be on Amazon's Linux.
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
const { default: chromium } = await import("@sparticuz/chromium");
const program = await chromium.executablePath();
const folder = process.env.TMPDIR;
const script = join(folder, "chromium.sh");
// Its own list of fonts names the places of Amazon's machines.
const places = [join(folder, "fonts"), "/usr/share/fonts"].map((place) => `<dir>${place}</dir>`).join("");
const cache = `<cachedir>${join(folder, "fonts-cache")}</cachedir>`;
writeFileSync(join(folder, "fonts", "fonts.conf"), `<?xml version="1.0"?><fontconfig>${places}${cache}</fontconfig>\n`);

const lines = [
  "#!/bin/sh",
  `export LD_LIBRARY_PATH="${join(folder, "al2023", "lib")}" FONTCONFIG_PATH="${join(folder, "fonts")}"`,
  `exec "${program}" "$@"`,
];
writeFileSync(script, lines.join("\n") + "\n", { mode: 0o755 });
console.log(script);
