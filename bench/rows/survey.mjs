// From the press to everything read and on screen, against the same reads one after another with dynamics-web-api.

import { pick } from "../../tests/e2e/lib/job.mjs";
import { alternating, exactly, spread } from "../lib/numbers.mjs";
import { LATENCY, onStage } from "../lib/stage.mjs";

const MOST = { known: 2, first: 5 };
const WORDS = { known: "known organisation", first: "first time" };

/** @param {{ rounds: number, latencies: number[] }} counts `latencies`: the way there and back, in milliseconds */
export async function survey({ rounds, latencies }) {
  return onStage({}, async (stage) => {
    const rows = [];
    const reads = {};
    for (const visit of ["first", "known"]) {
      const { trips, paths } = await count(stage, visit);
      reads[visit] = paths;
      rows.push({
        quantity: `survey, ${WORDS[visit]}: round trips`,
        browser: "Chromium",
        unit: "",
        ours: exactly(trips),
        peers: { "dynamics-web-api": exactly(paths.length) },
        goal: `≤ ${MOST[visit]}`,
        met: trips <= MOST[visit],
        must: true,
      });
    }
    for (const visit of ["first", "known"]) {
      for (const ms of latencies) rows.push(await time(stage, visit, ms, reads[visit], rounds));
    }
    return rows;
  });
}

async function prepare(stage, visit) {
  await stage.practice.latency({ ms: 0 });
  await stage.fresh("user-ready");
  if (visit === "first") return;
  const tab = await stage.open();
  await tab.openChecklist();
  await pick(tab.panel);
  await tab.panel.see(/ of .*\d.* done/);
  await tab.panel.see(/does not have it/);
  await tab.pressAction();
  await tab.panel.closed();
  await stage.clear();
}

/** What one survey asks: batches, and the reads in them in their order. */
async function count(stage, visit) {
  await prepare(stage, visit);
  const before = (await stage.practice.ours()).length;
  const tab = await stage.open();
  await tab.booted();
  await stage.press(tab, "read");
  const asked = (await stage.practice.ours()).slice(before);
  await stage.clear();
  return {
    trips: asked.filter(({ path }) => path.endsWith("/$batch")).length,
    paths: asked.filter(({ path }) => !path.endsWith("/$batch")).map(({ path }) => path),
  };
}

async function time(stage, visit, ms, paths, rounds) {
  const contenders = {
    async ours() {
      await prepare(stage, visit);
      const tab = await stage.open();
      await tab.booted();
      await stage.practice.latency({ ...LATENCY, ms });
      const pressed = await stage.press(tab, "read");
      await stage.clear();
      return pressed.ms;
    },
    async peer() {
      await prepare(stage, "first");
      const tab = await stage.withPeer("dynamics-web-api");
      await stage.practice.latency({ ...LATENCY, ms });
      const took = await tab.page.evaluate(sequentially, paths);
      await stage.clear();
      return took;
    },
  };
  const { ours, peer } = await alternating(contenders, rounds);
  await stage.practice.latency({ ms: 0 });
  return {
    quantity: `survey, ${WORDS[visit]}, at ${ms} ms`,
    browser: "Chromium",
    unit: "ms",
    ours,
    peers: { "dynamics-web-api one by one": peer },
    goal: "≥ 3 times faster",
    met: peer.median >= 3 * ours.median,
    note: `${paths.length} reads`,
  };
}

/** The same reads with the peer, each when the one before has been answered. Nothing is drawn. */
async function sequentially(paths) {
  const began = performance.now();
  for (const path of paths) {
    await globalThis.peer.client.retrieveMultiple({ collection: "systemusers" }, `${location.origin}${path}`);
  }
  return performance.now() - began;
}

const SIZES = [
  { scenario: "user-ready", words: "some users, 2 business units" },
  { scenario: "ten-thousand", words: "10,000 users, 5 business units" },
  { scenario: "large", words: "60,000 users, 400 business units" },
];

/** @param {{ rounds: number, sizes?: number }} counts */
export async function organisation({ rounds, sizes = SIZES.length }) {
  return onStage({}, async (stage) => {
    const rows = [];
    for (const { scenario, words } of SIZES.slice(0, sizes)) {
      await stage.fresh(scenario);
      const values = [];
      for (let round = 0; round <= rounds; round += 1) {
        const tab = await stage.open();
        await tab.booted();
        await stage.practice.latency(LATENCY);
        const { ms } = await stage.press(tab, "read");
        await stage.practice.latency({ ms: 0 });
        // The first one is of another kind: the organisation was not known.
        if (round > 0) values.push(ms);
        await stage.clear();
      }
      const ours = spread(values);
      const least = rows[0]?.ours.median ?? ours.median;
      rows.push({
        quantity: `survey against size: ${words}`,
        browser: "Chromium",
        unit: "ms",
        ours,
        goal: "flat: within a fifth of the smallest",
        met: ours.median <= 1.2 * least,
        note: "the practice organisation ends at 60,000 users and 400 business units",
      });
    }
    return rows;
  });
}
