// Makes dist/chromium, dist/edge and dist/firefox: unpacked, release code.

import { build, transform } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { BROWSERS, manifest } from "../extension/manifest.mjs";
import { buildCore, buildPractice } from "./core.mjs";
import { news } from "./news.mjs";
import { notices } from "./notices.mjs";
import { layPages } from "./practice.mjs";
import { at, ROOT } from "./run.mjs";
import { printSizes } from "./sizes.mjs";

/** The oldest browsers that the manifests admit. */
const TARGET = ["chrome123", "firefox140"];

/** Copied as they are. */
const PLAIN = ["popup.html", "popup.css", "options.html", "board.html", "news.html", "practice.html", "page.css"];

/** Each becomes one classic script. */
const SCRIPTS = ["boot.js", "background.js", "popup.js", "options.js", "board.js", "news.js"];

/** Style sheets of the panel and of the guide, in the order in which they count. */
const STYLES = [
  "panel/panel",
  "panel/controls",
  "panel/steps",
  "panel/choices",
  "panel/screens",
  "panel/bulk",
  "panel/adapt",
  "guide/guide",
];

const source = (...parts) => at("extension", ...parts);
const BUNDLES = at("target", "bundles");

const core = await buildCore();
const practice = await buildPractice();
await rm(BUNDLES, { recursive: true, force: true });
const data = await dataModule();
await Promise.all([
  bundle({ entryPoints: SCRIPTS.map((name) => source(name)) }),
  bundle({ entryPoints: [source("practice.js")], alias: { "cairn/practice": practice.glue } }),
  bundleContent("core.data", { "cairn/data": data }),
  bundleContent("core.wasm", { "cairn/glue": core.wasm.glue, "cairn/packed": core.wasm.packed }),
  bundleContent("core.twin", { "cairn/twin": core.twin.entry }, [inPlaceOfWasm(core.twin.wasm2js)]),
]);
const others = await notices();
const { version } = JSON.parse(await readFile(at("package.json"), "utf8"));
for (const browser of BROWSERS) await lay(browser, version);
await printSizes(core.wasm);

/** Bundles scripts, each into one classic script. */
async function bundle(options) {
  await build({
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: "iife",
    charset: "utf8",
    legalComments: "none",
    target: TARGET,
    outdir: BUNDLES,
    logLevel: "warning",
    ...options,
  });
}

/** A part of the core as one classic script whose last value tells how it went. */
async function bundleContent(name, alias, plugins = []) {
  await bundle({
    entryPoints: { [name]: source("content", `${name}.js`) },
    alias,
    plugins,
    loader: { ".zz": "binary" },
    globalName: "cairnEntered",
    footer: { js: "cairnEntered.default;" },
  });
}

/** wasm-bindgen's entry imports the WebAssembly; the twin gives it the JavaScript made from that. */
function inPlaceOfWasm(path) {
  return {
    name: "in-place-of-wasm",
    setup: ({ onResolve }) => onResolve({ filter: /\/cairn_bg\.wasm$/ }, () => ({ path })),
  };
}

/** Playbooks, page catalogue and style sheet as a module: content scripts cannot fetch files of the extension. */
async function dataModule() {
  const isPlaybook = (name) => name.endsWith(".json") && !name.endsWith(".schema.json");
  const names = (await readdir(source("playbooks"))).filter(isPlaybook).sort();
  const playbooks = await Promise.all(names.map((name) => readFile(source("playbooks", name), "utf8")));
  const pages = await readFile(source("pages.json"), "utf8");
  const sheets = await Promise.all(STYLES.map((name) => readFile(at("src", "shell", `${name}.css`), "utf8")));
  const css = await transform(sheets.join("\n"), { loader: "css", minify: true, target: TARGET });
  const text = `export const playbooks = [${playbooks.join(",")}];
export const pages = ${pages};
export const css = ${JSON.stringify(css.code)};
`;
  const path = at("target", "core", "data.js");
  await writeFile(path, text);
  return path;
}

/** Lays one browser's folder out. */
async function lay(browser, version) {
  const folder = at("dist", browser);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "icons"), { recursive: true });
  await cp(BUNDLES, folder, { recursive: true });
  for (const name of PLAIN) await cp(source(name), join(folder, name));
  await cp(practice.wasm, join(folder, "practice.wasm"));
  await layPages(folder);
  if (browser !== "firefox") await cp(source("managed-schema.json"), join(folder, "managed-schema.json"));
  const locales = (await readdir(source("_locales"))).sort();
  for (const name of locales) await layLocale(folder, name);
  // An extension cannot look into its own folder.
  await layJson(
    folder,
    "languages.json",
    locales.map((name) => name.replace("_", "-")),
  );
  await layJson(folder, "news.json", news(await readFile(at("CHANGELOG.md"), "utf8")));
  await writeFile(join(folder, "notices.txt"), others);
  for (const name of await readdir(source("icons"))) {
    if (name.endsWith(".png")) await cp(source("icons", name), join(folder, "icons", basename(name)));
  }
  const text = JSON.stringify(manifest(browser, version), null, 2);
  await writeFile(join(folder, "manifest.json"), `${text}\n`);
}

async function layJson(folder, name, value) {
  await writeFile(join(folder, name), JSON.stringify(value));
}

/** The sentences of one language, without what is there for translators alone. */
async function layLocale(folder, name) {
  const messages = JSON.parse(await readFile(source("_locales", name, "messages.json"), "utf8"));
  const bare = Object.entries(messages).map(([key, { message, placeholders }]) => [key, { message, placeholders }]);
  await mkdir(join(folder, "_locales", name), { recursive: true });
  await writeFile(join(folder, "_locales", name, "messages.json"), JSON.stringify(Object.fromEntries(bare)));
}
