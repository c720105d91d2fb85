// How long a fresh checkout takes to be built and tested.

import { rm } from "node:fs/promises";
import { at, run } from "../../scripts/run.mjs";
import { exactly } from "../lib/numbers.mjs";

const PLACE = at("target", "bench", "cold");

/** @param {{ measure: boolean }} options by default it is left out: it takes longer than everything else together */
export async function cold({ measure }) {
  const rows = [];
  if (measure) {
    await rm(PLACE, { recursive: true, force: true });
    await run("git", ["clone", "--quiet", at("."), PLACE]);
  }
  for (const [task, quantity] of [
    ["build", "cold build"],
    ["test", "test after it"],
  ]) {
    rows.push(measure ? await timed(task, quantity) : absent(quantity));
  }
  return rows;
}

const absent = (quantity) => ({ quantity, unit: "min", ours: null, note: "only with --cold" });

async function timed(task, quantity) {
  const { CARGO_TARGET_DIR, ...env } = process.env;
  const began = performance.now();
  await run("./build.sh", [task], { cwd: PLACE, env });
  return { quantity, unit: "min", ours: exactly((performance.now() - began) / 60_000) };
}
