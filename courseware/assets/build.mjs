// Builds the bundle that the pages load: node build.mjs --out FOLDER --modules NODE_MODULES
// One style sheet css/nabla.css, an entry point js/<name>.js for each file in js/ and js/figures/, fonts/ and img/.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string" }, modules: { type: "string" } } });
if (!values.out || !values.modules) {
  console.error("Usage: node build.mjs --out FOLDER --modules NODE_MODULES");
  process.exit(2);
}
const out = resolve(values.out);
const modules = resolve(values.modules);
if (!existsSync(join(modules, "esbuild"))) {
  console.error(`No esbuild in ${modules}. Run npm ci beside a copy of package.json and package-lock.json.`);
  process.exit(2);
}
const esbuild = createRequire(join(modules, "index.js"))("esbuild");

const scripts = (folder) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(here, folder, name));

// Every browser that knows light-dark() reads woff2; the older formats would be copied and never loaded.
const woff2Only = {
  name: "woff2-only",
  setup(build) {
    build.onLoad({ filter: /katex\.min\.css$/ }, (found) => ({
      contents: readFileSync(found.path, "utf8").replace(/,url\([^)]*\.(woff|ttf)\) format\("\w+"\)/g, ""),
      loader: "css",
    }));
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const common = {
  bundle: true,
  minify: true,
  nodePaths: [modules],
  outbase: here,
  outdir: out,
  logLevel: "warning",
  legalComments: "none",
};
await Promise.all([
  esbuild.build({
    ...common,
    entryPoints: [join(here, "css/nabla.css")],
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]",
    plugins: [woff2Only],
  }),
  esbuild.build({
    ...common,
    entryPoints: [...scripts("js"), ...scripts("js/figures")],
    format: "esm",
    splitting: true,
    chunkNames: "js/chunks/[name]-[hash]",
    target: "es2022",
  }),
]);
cpSync(join(here, "img"), join(out, "img"), { recursive: true });

const size = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
console.log(`${out}: ${Math.round(size(out) / 1024)} kB`);
