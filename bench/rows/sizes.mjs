// What we weigh, beside what a page has to load for the peers.

import { at } from "../../scripts/run.mjs";
import { weigh } from "../../scripts/sizes.mjs";
import { exactly } from "../lib/numbers.mjs";
import { weight } from "../lib/peers.mjs";

const PEERS = ["driver.js", "react-joyride", "@floating-ui/dom", "dynamics-web-api"];

const KB = 1024;

/** A size fails the run over its limit, as it fails the build; its goal is what the table tells. */
export async function sizes() {
  const core = (name) => at("target", "core", "wasm", name);
  const weighed = await weigh({ wasm: core("core.wasm"), packed: core("core.wasm.zz") });
  const ours = weighed.map(({ name, raw, gzip, budget }) => ({
    quantity: `size of ${name}, gzip`,
    unit: "KB",
    ours: exactly(gzip / KB),
    note: `${raw.toLocaleString("en")} bytes raw${budget?.over ? ": over its limit" : ""}`,
    ...(budget && { goal: `≤ ${budget.goal / KB} KB ${budget.kind}`, met: !budget.missed, must: budget.over }),
  }));
  const peers = {};
  for (const name of PEERS) peers[name] = exactly((await weight(name)).gzip / KB);
  const whole = ours.find(({ quantity }) => quantity.includes("core.wasm,"));
  return ours.map((row) => (row === whole ? { ...row, peers } : row));
}
