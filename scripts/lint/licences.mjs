// Under which licences the dependencies come.

import { readFile } from "node:fs/promises";
import { at, run } from "../run.mjs";

/** What may be part of what we ship: it asks for no more than to be named. */
const SHIPPED = [
  "MIT",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "Zlib",
  "Unicode-3.0",
  "Unlicense",
  "CC0-1.0",
  "0BSD",
];

/** What may be part of our tools and tests besides. */
const TOOLS = [...SHIPPED, "MPL-2.0", "Python-2.0", "BlueOak-1.0.0", "BSD"];

/** @returns {Promise<string[]>} complaints */
export async function checkLicences() {
  const shipped = await crates([
    "-p",
    "cairn",
    "-p",
    "practice-wasm",
    "-e",
    "normal",
    "--target",
    "wasm32-unknown-unknown",
  ]);
  const all = await crates(["--workspace", "-e", "normal,build,dev", "--target", "all"]);
  const packages = await npmPackages();
  return [...refused(shipped, SHIPPED), ...refused(all, TOOLS), ...refused(packages, TOOLS)];
}

function refused(dependencies, allowed) {
  return [...dependencies]
    .filter(([, licence]) => !admits(licence, allowed))
    .map(([name, licence]) => `${name}: ${licence || "no licence"} is not among ${allowed.join(", ")}`);
}

/** Whether an SPDX expression leaves a choice that is allowed. Cargo's older files write a slash for `OR`. */
function admits(expression, allowed) {
  const words = expression.replaceAll(/[()]/g, "").split(/\s+AND\s+/);
  const one = (text) => allowed.includes(text.replace(/ WITH LLVM-exception$/, "").trim());
  return words.every((part) => part.split(/\s+OR\s+|\//).some(one));
}

async function crates(args) {
  const { stdout } = await run("cargo", ["tree", "--locked", "--prefix", "none", "--format", "{p}\t{l}", ...args]);
  const lines = stdout.split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => line.replace(/ \(\*\)$/, "").split("\t")).map(([name, licence = ""]) => [name, licence]),
  );
}

async function npmPackages() {
  const { packages } = JSON.parse(await readFile(at("package-lock.json"), "utf8"));
  return new Map(
    Object.entries(packages)
      .filter(([path]) => path)
      .map(([path, { license }]) => [path, license ?? ""]),
  );
}
