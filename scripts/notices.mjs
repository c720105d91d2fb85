// Whose work the core and Practice are made of besides ours, as their licences ask.

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./run.mjs";

/** Each grants the rest on the condition that this stands with it. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const HEAD = `Cairn contains the work of others, compiled into core.wasm.js, core.twin.js and practice.wasm. What is marked MIT,
or leaves the choice, is used under the licence below; zlib's asks for no notice in what is compiled.

Rust's standard library · MIT OR Apache-2.0 · The Rust Project Contributors
`;

const OURS = ["cairn", "practice", "practice-wasm"];

/**
 * The crates in them with their licences and holders, and the licence that they are used under.
 * @returns {Promise<string>} text, the same from the same `Cargo.lock`
 */
export async function notices() {
  const shipped = await names();
  const target = ["--filter-platform", "wasm32-unknown-unknown"];
  const { stdout } = await run("cargo", ["metadata", "--locked", "--format-version", "1", ...target]);
  const packages = JSON.parse(stdout).packages.filter((each) => shipped.has(`${each.name} v${each.version}`));
  packages.sort((one, other) => (one.id < other.id ? -1 : 1));
  const lines = await Promise.all(packages.map(line));
  return `${HEAD}${[...new Set(lines)].join("\n")}\n\n${MIT}\n`;
}

/** What is compiled into them: no macros, nothing of the tests. */
async function names() {
  const only = [
    "-p",
    "cairn",
    "-p",
    "practice-wasm",
    "-e",
    "normal,no-proc-macro",
    "--target",
    "wasm32-unknown-unknown",
  ];
  const { stdout } = await run("cargo", ["tree", "--locked", "--prefix", "none", "--format", "{p}", ...only]);
  const all = stdout.split("\n").map((text) => text.replace(/ \(.*$/, ""));
  return new Set(all.filter((name) => name && !OURS.includes(name.split(" ")[0])));
}

async function line({ name, version, license, authors, repository, manifest_path: manifest }) {
  const folder = dirname(manifest);
  const files = (await readdir(folder)).filter((file) => /^LICEN[CS]E/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const told = texts.flatMap((text) => text.match(/^\s*Copyright (\(c\)|©|\d).*$/gim) ?? []);
  const held = [...new Set(told.map((each) => each.trim()))];
  const named = authors.length
    ? authors.map((author) => author.replace(/ <.*$/, ""))
    : [`contributors of ${repository}`];
  return `${name} ${version} · ${license} · ${(held.length ? held : named).join("; ")}`;
}
