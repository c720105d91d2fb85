// What a Dynamics page pays while the checklist is closed, against the same page without the extension.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchChromium } from "./lib/chromium.mjs";
import { startPractice } from "./lib/practice.mjs";

const LOADS = 25;

/** What an extra isolated world may hold. Times are told, not judged: they belong to the machine. */
const MOST = { heapKb: 400 };

const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

describe("cost of a closed checklist", () => {
  let practice;
  before(async () => (practice = await startPractice()));
  after(() => practice.stop());

  test("a page pays little memory; its script is told", async () => {
    const without = await measure(null);
    const installed = await measure(undefined);
    const more = (name) => installed[name] - without[name];
    const told = (name) => `${without[name].toFixed(2)} without, ${installed[name].toFixed(2)} with`;
    console.log(`script ms: ${told("scriptMs")}; heap KB: ${told("heapKb")} (medians of ${LOADS} loads)`);
    assert.ok(more("heapKb") <= MOST.heapKb, `heap: ${told("heapKb")}`);
  });

  async function measure(folder) {
    const browser = await launchChromium(practice.ports, { folder });
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await once(browser));
    await browser.close();
    return {
      scriptMs: median(loads.map(({ ScriptDuration }) => ScriptDuration * 1000)),
      heapKb: median(loads.map(({ JSHeapUsedSize }) => JSHeapUsedSize / 1024)),
    };
  }

  async function once(browser) {
    const page = await browser.browser.newPage();
    await page.goto(`${practice.origin}/_static/blank.htm`, { waitUntil: "load" });
    // A message to the background and back has surely passed by then: the boot script has run.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    const metrics = await page.metrics();
    await page.close();
    return metrics;
  }
});
