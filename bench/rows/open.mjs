// From the press on the toolbar button to the checklist, and the parts of the core's start.

import { spread } from "../lib/numbers.mjs";
import { onStage } from "../lib/stage.mjs";

/** @param {{ rounds: number, browsers: number }} counts `browsers`: how many are started for the cold press */
export async function open({ rounds, browsers }) {
  const times = { cold: [], warm: [], again: [], fetch: [], compile: [], instantiate: [] };
  for (let count = 0; count < browsers; count += 1) {
    await onStage({}, async (stage) => {
      for (let round = 0; round <= Math.ceil(rounds / browsers); round += 1) {
        const tab = await stage.open();
        await tab.booted();
        const { ms, parts } = await stage.press(tab, "opened");
        if (round === 0) {
          times.cold.push(ms);
        } else {
          times.warm.push(ms);
          times.fetch.push(parts.fetched - parts.pressed);
          times.compile.push(parts.compile);
          times.instantiate.push(parts.instantiate);
        }
        await tab.pressAction();
        await tab.panel.closed();
        times.again.push((await stage.press(tab, "opened")).ms);
        await stage.clear();
      }
    });
  }
  const row = (name, rest) => ({ browser: "Chromium", unit: "ms", ours: spread(times[name]), ...rest });
  const firefox = "not measured in Firefox: its driver tells no time of a press on the toolbar";
  return [
    row("cold", { quantity: "press → checklist painted, first of the browser", note: firefox }),
    row("warm", { quantity: "press → checklist painted, another page", ...reached(times.warm) }),
    row("again", { quantity: "press → checklist painted, again in the page", ...reached(times.again) }),
    row("fetch", { quantity: "start of the core: inject, parse, inflate", note: "until the bytes are there" }),
    row("compile", { quantity: "start of the core: compile" }),
    row("instantiate", { quantity: "start of the core: instantiate" }),
  ];
}

function reached(values) {
  return { goal: "≤ 50 ms, ahead of driver.js", met: spread(values).median <= 50 };
}

/** The starts of the tours, put beside ours: measured in the same run, on the same page. */
export function besideTours(rows, tours) {
  const [driver] = tours.filter(({ browser, quantity }) => browser === "Chromium" && quantity.startsWith("step shown"));
  const peer = driver?.peers["driver.js"];
  if (!peer) return rows;
  return rows.map((row) =>
    row.quantity.startsWith("press →")
      ? { ...row, peers: { "driver.js": peer }, met: row.met && row.ours.median < peer.median }
      : row,
  );
}
