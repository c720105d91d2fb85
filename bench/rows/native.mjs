// What is measured without a browser: the core by itself, and ten thousand users on a clock of its own.

import { join } from "node:path";
import { CARGO_TARGET, run } from "../../scripts/run.mjs";
import { exactly } from "../lib/numbers.mjs";

const program = join(CARGO_TARGET, "release", "cairn-bench");

async function ask(what, sizes) {
  const { stdout } = await run(program, [what, ...sizes.map(String)]);
  return JSON.parse(stdout);
}

/** How much slower than in proportion the longest playbook may be. */
const LINEAR = 2;

/** @param {{ steps: number[] }} counts the length of each playbook, ascending */
export async function core({ steps }) {
  const measured = await ask("core", steps);
  const [least] = measured;
  return measured.flatMap(({ steps: count, survey, event, view }) => {
    const name = `core, playbook of ${count.toLocaleString("en")} steps`;
    const share = count / least.steps;
    const row = (what, median, most) => ({
      quantity: `${name}: ${what}`,
      browser: "native",
      unit: "ms",
      ours: { median: median / 1e3, low: median / 1e3, high: most / 1e3, n: 2 },
      note: "the last number is the longest",
    });
    return [
      {
        quantity: `${name}: events`,
        browser: "native",
        unit: "in a second",
        ours: exactly(event.per_second),
        goal: "no worse than linear",
        met: event.per_second * share * LINEAR >= least.event.per_second,
      },
      { ...row("event", event.median_us, event.most_us), goal: "≤ 1 ms", met: event.most_us <= 1_000 },
      { ...row("survey, each answer", survey.median_us, survey.most_us), goal: "≤ 1 ms", met: survey.most_us <= 1_000 },
      {
        ...row("view", view.median_us, view.most_us),
        goal: "no worse than linear",
        met: view.median_us <= least.view.median_us * share * LINEAR,
      },
    ];
  });
}

/** @param {{ users: number }} counts */
export async function manyUsers({ users }) {
  const [measured] = await ask("bulk", [users]);
  const seconds = (ms) => exactly(ms / 1_000);
  return [
    {
      quantity: `role for ${measured.users.toLocaleString("en")} users`,
      browser: "native",
      unit: "s",
      ours: seconds(measured.ms),
      peers: { "least time": seconds(measured.bound_ms) },
      goal: "≤ 1.2 × the least time",
      met: measured.ms <= 1.2 * measured.bound_ms,
      note: `on a clock of its own; ${measured.requests} requests, ${measured.operations} operations, ${measured.refused} refused`,
    },
  ];
}
