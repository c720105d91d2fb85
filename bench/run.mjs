// Measures us and the peers in one run, prints the table, and writes target/bench.json.
//
//   ./build.sh bench [--quick] [--cold] [--only=PART,PART]

import { mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import { parseArgs } from "node:util";
import { at } from "../scripts/run.mjs";
import { versions } from "./lib/peers.mjs";
import { LATENCY } from "./lib/stage.mjs";
import { failures, table } from "./lib/table.mjs";
import { bulk, everybody } from "./rows/bulk.mjs";
import { cold } from "./rows/cold.mjs";
import { cost } from "./rows/cost.mjs";
import { find } from "./rows/find.mjs";
import { core, manyUsers } from "./rows/native.mjs";
import { besideTours, open } from "./rows/open.mjs";
import { sizes } from "./rows/sizes.mjs";
import { step } from "./rows/step.mjs";
import { organisation, survey } from "./rows/survey.mjs";

const { values: options } = parseArgs({
  options: { quick: { type: "boolean" }, cold: { type: "boolean" }, only: { type: "string" } },
});

/** The last is what the guide is held to beside the peers: frames as many as a classic page has at most. */
const SIZES = [
  ...[1_000, 10_000, 100_000].flatMap((elements) => [1, 30].map((frames) => ({ elements, frames }))),
  { elements: 20_000, frames: 12 },
];

/** Everything, with enough repeats for a median and a spread. */
const FULL = {
  cost: () => cost({ loads: 25 }),
  open: () => open({ rounds: 20, browsers: 5 }),
  step: () => step({ browsers: ["chromium", "firefox"], rounds: 15, idleMs: 5_000, frames: 120 }),
  survey: () => survey({ rounds: 7, latencies: [0, 50, 150] }),
  organisation: () => organisation({ rounds: 5 }),
  find: () => find({ rounds: 7, sizes: SIZES }),
  bulk: () =>
    bulk([
      { users: 10, rounds: 5 },
      { users: 100, rounds: 3 },
      { users: 1_000, rounds: 1 },
    ]),
  many: () => manyUsers({ users: 10_000 }),
  core: () => core({ steps: [100, 1_000, 10_000] }),
  sizes: () => sizes(),
  cold: () => cold({ measure: options.cold ?? false }),
};

/** What shows that everything can still be measured; of this, sizes and counts are judged. */
const QUICK = {
  cost: () => cost({ loads: 3 }),
  open: () => open({ rounds: 2, browsers: 1 }),
  step: () => step({ browsers: ["chromium"], rounds: 2, idleMs: 500, frames: 20 }),
  survey: () => survey({ rounds: 1, latencies: [50] }),
  find: () => find({ rounds: 1, sizes: SIZES.slice(0, 1) }),
  bulk: () => bulk([{ users: 100, rounds: 1 }]),
  sizes: () => sizes(),
};

/** Minutes for one number, so only where it is asked for by name. */
const ASKED = { everybody };

const chosen = options.quick ? QUICK : FULL;
const parts = { ...chosen, ...ASKED };
const wanted = options.only?.split(",") ?? Object.keys(chosen);
const unknown = wanted.filter((name) => !parts[name]);
if (unknown.length > 0) throw new Error(`no part "${unknown}"; there are ${Object.keys(parts).join(", ")}`);

const machine = () => ({
  cores: os.availableParallelism(),
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  // At the end of the run: above the cores, others were at work too.
  load: Number(os.loadavg()[2].toFixed(1)),
});
await mkdir(at("target"), { recursive: true });
const peers = await versions();

const measured = {};
const broken = [];
let rows = [];
for (const name of wanted) {
  console.error(`bench: ${name}`);
  // A part that cannot be measured costs its own rows, and not what half an hour has measured before it.
  await parts[name]().then(
    (found) => (measured[name] = found),
    (error) => broken.push([name, error]),
  );
  if (measured.open && measured.step) measured.open = besideTours(measured.open, measured.step);
  rows = Object.values(measured).flat();
  const told = { machine: machine(), latency: LATENCY, peers, quick: options.quick ?? false, rows };
  await writeFile(at("target", "bench.json"), `${JSON.stringify(told, null, 2)}\n`);
}

const { cores, memoryGb, load } = machine();
console.log(`${cores} cores, ${memoryGb} GB; load of the last 15 minutes ${load}`);
console.log(table(rows));
for (const [name, error] of broken) console.error(`bench: ${name} could not be measured:`, error);
const missed = failures(rows);
for (const { quantity, goal, note } of missed)
  console.error(`bench: ${quantity} misses its goal ${goal} (${note ?? ""})`);
process.exitCode = missed.length + broken.length > 0 ? 1 : 0;
