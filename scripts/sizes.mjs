// What the extension weighs, against its budget.

import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { at } from "./run.mjs";

const KB = 1024;

/**
 * What each may weigh. `goal` is where it has to get to and is told when it is missed; `limit` fails the build, so that
 * nothing that misses its goal grows while it is on the way there. The two are the same wherever the goal is reached.
 */
const BUDGETS = {
  "core.wasm": { kind: "gzip", goal: 120 * KB, limit: 291 * KB },
  "core.twin.js": { kind: "gzip", goal: 240 * KB, limit: 437 * KB },
  "boot.js": { kind: "raw", goal: 2 * KB, limit: 2 * KB },
  practice: { kind: "gzip", goal: 400 * KB, limit: 400 * KB },
  "whole folder": { kind: "gzip", goal: 500 * KB, limit: 1019 * KB },
};

/** What only the page *Practice* loads: its own files, and the folder of its pages. */
const isPractice = (name) => /^practice(\.(html|js|wasm)$|\/)/.test(name);

/**
 * Weighs what was built.
 * @param {{ wasm: string, packed: string }} files the bare WebAssembly, and the same deflated, as it is in the package
 */
export async function weigh({ wasm, packed }) {
  const dist = (name) => at("dist", "chromium", name);
  const all = await filesBelow(dist("."));
  const [practice, others] = [true, false].map((own) =>
    all.filter((path) => isPractice(relative(dist("."), path)) === own),
  );
  const sizes = await Promise.all([wasm, packed].map(async (file) => (await stat(file)).size));
  return [
    judged("core.wasm", ...sizes),
    await row("core.wasm.js", [dist("core.wasm.js")]),
    await row("core.twin.js", [dist("core.twin.js")]),
    await row("core.data.js", [dist("core.data.js")]),
    await row("boot.js", [dist("boot.js")]),
    await row("background.js", [dist("background.js")]),
    // Each file compressed by itself, as a zip does it. What is loaded in Practice alone is weighed by itself.
    await row("practice", practice),
    await row("whole folder", others),
  ];
}

/**
 * Prints the sizes.
 * @param {Parameters<typeof weigh>[0]} files
 * @throws when one is over its limit
 */
export async function printSizes(files) {
  const rows = await weigh(files);
  for (const { name, raw, gzip, budget } of rows) {
    const told = budget ? `goal ${budget.goal} ${budget.kind}${budget.missed ? ": MISSED" : ""}` : "";
    console.log(`${name.padEnd(14)} ${number(raw)} raw ${number(gzip)} gzip  ${told}`.trimEnd());
  }
  const over = rows.filter(({ budget }) => budget?.over);
  if (over.length) throw new Error(`over the limit: ${over.map(({ name }) => name).join(", ")}`);
}

const number = (bytes) => String(bytes).padStart(8);

async function row(name, files) {
  const bytes = await Promise.all(files.map((file) => readFile(file)));
  const raw = bytes.reduce((sum, each) => sum + each.length, 0);
  const gzip = bytes.reduce((sum, each) => sum + gzipSync(each, { level: 9 }).length, 0);
  return judged(name, raw, gzip);
}

function judged(name, raw, gzip) {
  const known = BUDGETS[name];
  const weight = known?.kind === "raw" ? raw : gzip;
  const budget = known && { ...known, missed: weight > known.goal, over: weight > known.limit };
  return { name, raw, gzip, budget };
}

async function filesBelow(folder) {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => stat(path)));
  return paths.filter((_, index) => kinds[index].isFile());
}
