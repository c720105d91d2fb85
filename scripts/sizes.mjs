// What the extension weighs, against its budget.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { at } from "./run.mjs";

const KB = 1024;

/**
 * Prints the sizes.
 * @param {{ wasm: string }} files the bare WebAssembly
 * @throws when one is over its budget
 */
export async function printSizes({ wasm }) {
  const dist = (name) => at("dist", "chromium", name);
  const rows = [
    await row("core.wasm", [wasm], { gzip: 120 * KB }),
    await row("core.wasm.js", [dist("core.wasm.js")], {}),
    await row("core.twin.js", [dist("core.twin.js")], { gzip: 240 * KB }),
    await row("boot.js", [dist("boot.js")], { raw: 2 * KB }),
    await row("background.js", [dist("background.js")], {}),
    // Each file compressed by itself, as a zip does it.
    await row("whole folder", await filesBelow(at("dist", "chromium")), { gzip: 500 * KB }),
  ];
  const over = rows.filter(
    ({ raw, gzip, budget }) => raw > (budget.raw ?? Infinity) || gzip > (budget.gzip ?? Infinity),
  );
  for (const { name, raw, gzip, budget } of rows) {
    const [limit] = Object.entries(budget).map(([kind, bytes]) => `of ${bytes} ${kind}`);
    console.log(`${name.padEnd(14)} ${number(raw)} raw ${number(gzip)} gzip  ${limit ?? ""}`.trimEnd());
  }
  if (over.length) throw new Error(`over the budget: ${over.map(({ name }) => name).join(", ")}`);
}

const number = (bytes) => String(bytes).padStart(8);

async function row(name, files, budget) {
  const bytes = await Promise.all(files.map((file) => readFile(file)));
  const raw = bytes.reduce((sum, each) => sum + each.length, 0);
  const gzip = bytes.reduce((sum, each) => sum + gzipSync(each, { level: 9 }).length, 0);
  return { name, raw, gzip, budget };
}

async function filesBelow(folder) {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => stat(path)));
  return paths.filter((_, index) => kinds[index].isFile());
}
