// Running other programs and remembering what they made.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** A path below the repository's root. */
export const at = (...parts) => join(ROOT, ...parts);

/** Where cargo puts what it builds. */
export const CARGO_TARGET = process.env.CARGO_TARGET_DIR ?? at("target");

/**
 * Runs a program to its end and gives its output.
 * @throws when it fails, with what it said
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: ROOT, maxBuffer: 1 << 28, ...options }, (error, stdout, stderr) => {
      if (error)
        reject(new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}`, { cause: { error, stdout, stderr } }));
      else resolve({ stdout, stderr });
    });
  });
}

/** A program of an npm package, at the version that package-lock.json names. */
export const npmBin = (name) => at("node_modules", ".bin", name);

/**
 * Runs `make` only when one of the inputs has changed since the last time it came to its end.
 * @param {string} stamp the file that remembers the inputs
 * @param {(string | Uint8Array)[]} inputs everything the result depends on
 */
export async function once(stamp, inputs, make) {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(input).update("\0");
  const now = hash.digest("hex");
  if ((await readFile(stamp, "utf8").catch(() => "")) === now) return;
  await make();
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, now);
}
