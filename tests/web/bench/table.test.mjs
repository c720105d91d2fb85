// What the benchmark makes of its measurements.

import assert from "node:assert/strict";
import { test } from "node:test";
import { added, alternating, exactly, spread } from "../../../bench/lib/numbers.mjs";
import { failures, table } from "../../../bench/lib/table.mjs";

test("a spread is the median and the middle half", () => {
  assert.deepEqual(spread([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4, n: 5 });
});

test("what something adds keeps its own spread", () => {
  const both = added(exactly(10), spread([11, 12, 13]));
  assert.deepEqual(both, { median: 2, low: 2, high: 3, n: 3 });
});

test("contenders take turns, and nobody always goes first", async () => {
  const turns = [];
  const turn = (name) => async (round) => turns.push(`${name}${round}`);
  const { ours } = await alternating({ ours: turn("ours"), peer: turn("peer") }, 2);
  assert.deepEqual(turns, ["ours0", "peer0", "peer1", "ours1"]);
  assert.equal(ours.n, 2);
});

test("a row tells ours, theirs by ours, and whether the goal is reached", () => {
  const row = {
    quantity: "step",
    unit: "ms",
    ours: exactly(20),
    peers: { other: exactly(50) },
    goal: "ahead",
    met: true,
  };
  assert.match(table([row]), /\| step \|  \| 20 ms \| other 50 ms = 2.5 × \| ahead \| yes \|/);
});

test("what could not be measured says so", () => {
  const row = { quantity: "idle", unit: "", ours: null, note: "no counter" };
  assert.match(table([row]), /\| idle · no counter \|  \| not measured \|/);
});

test("a time never fails the run, a count that misses its goal does", () => {
  const time = { quantity: "slow", unit: "ms", ours: exactly(9), met: false };
  const count = { ...time, quantity: "trips", must: true };
  assert.deepEqual(failures([time, count, { ...count, met: true }]), [count]);
});
