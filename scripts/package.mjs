// Makes what is handed to the stores: a zip for each browser, and the source that they are built from. With names of
// browsers, their zips alone: those do not ask that everything be committed.

import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { BROWSERS } from "../extension/manifest.mjs";
import { at, ROOT, run } from "./run.mjs";

const OUT = process.env.PACKAGES ?? at("target", "package");

/** Everything gets the same moment, the first that a zip can tell: when it was packed is no part of what it is. */
const WHEN = new Date(1980, 0, 1);

const FILE = 0o100644;
const PROGRAM = 0o100755;

const { version } = JSON.parse(await readFile(at("package.json"), "utf8"));
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const named = process.argv.slice(2);
for (const browser of named.length ? named : BROWSERS) {
  const folder = at("dist", browser);
  await pack(`cairn-${version}-${browser}.zip`, folder, await filesBelow(folder));
}
if (named.length === 0) await pack(`cairn-${version}-source.zip`, ROOT, await sourceFiles());

/** Packs files in the order of their names, with nothing of this machine or moment. */
async function pack(name, folder, files) {
  const zip = new ZipFile();
  for (const file of [...files].sort()) {
    const { mode } = await stat(join(folder, file));
    const options = { mtime: WHEN, forceDosTimestamp: true, mode: mode & 0o100 ? PROGRAM : FILE };
    zip.addBuffer(await readFile(join(folder, file)), file.split(sep).join("/"), options);
  }
  zip.end();
  const path = join(OUT, name);
  await pipeline(zip.outputStream, createWriteStream(path));
  const bytes = await readFile(path);
  const digest = createHash("sha256").update(bytes).digest("hex");
  console.log(`${String(bytes.length).padStart(8)} ${digest} ${relative(ROOT, path)}`);
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/**
 * What is committed; a source zip that is unpacked has no history of its own, and packs what it holds.
 * @throws where something here is not committed: nobody could build the packages from that source
 */
async function sourceFiles() {
  const top = await run("git", ["rev-parse", "--show-toplevel"]).catch(() => null);
  if (top && (await realpath(top.stdout.trim())) === (await realpath(ROOT))) {
    const { stdout: changed } = await run("git", ["status", "--porcelain"]);
    if (changed) throw new Error(`not committed, so not in the source that is packed:\n${changed}`);
    const { stdout: listed } = await run("git", ["ls-files", "-z"]);
    return listed.split("\0").filter(Boolean);
  }
  const made = /^(.*\/)?(target|dist|node_modules|__pycache__|\.git)\//;
  return (await filesBelow(ROOT)).filter((name) => !made.test(name.split(sep).join("/")));
}
