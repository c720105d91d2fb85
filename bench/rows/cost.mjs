// What a page pays while the checklist is closed, and what a page pays that is none of ours.

import { launchChromium } from "../../tests/e2e/lib/chromium.mjs";
import { startPractice } from "../../tests/e2e/lib/practice.mjs";
import { added, spread } from "../lib/numbers.mjs";

const PLACES = {
  "page cost, checklist closed": { host: "contoso.crm4.dynamics.com", path: "/_static/blank.htm", most: closed },
  "page cost, not Dynamics": { host: "login.microsoftonline.com", path: "/", most: nothing },
};

const QUANTITIES = { script: "ms", heap: "KB", "long tasks": "" };

function closed(quantity) {
  return { script: ["≤ 1 ms", 1], heap: ["≤ 250 KB", 250], "long tasks": ["0", 0] }[quantity];
}

/** Nothing at all. Script time is told and not judged: the page's own is noisier than anything; its heap is exact. */
function nothing(quantity) {
  return { script: ["nothing", null], heap: ["nothing", 1], "long tasks": ["nothing", 0] }[quantity];
}

/** @param {{ loads: number }} counts */
export async function cost({ loads }) {
  const practice = await startPractice();
  practice.keepLogs = async () => undefined;
  const browsers = {
    without: await launchChromium(practice.ports, { folder: null }),
    installed: await launchChromium(practice.ports),
  };
  try {
    const rows = [];
    for (const [name, place] of Object.entries(PLACES)) rows.push(...(await at(browsers, name, place, loads)));
    return rows;
  } finally {
    for (const browser of Object.values(browsers)) await browser.close();
    await practice.stop();
  }
}

async function at(browsers, name, { host, path, most }, loads) {
  const values = { without: [], installed: [] };
  // The first load of a browser warms it up and counts for nothing.
  for (let load = 0; load <= loads; load += 1) {
    for (const each of Object.keys(values)) {
      const metrics = await once(browsers[each], `https://${host}${path}`);
      if (load > 0) values[each].push(metrics);
    }
  }
  return Object.entries(QUANTITIES).map(([quantity, unit]) => {
    const of = (each) => spread(values[each].map((metrics) => metrics[quantity]));
    const ours = added(of("without"), of("installed"));
    const [goal, limit] = most(quantity);
    return {
      quantity: `${name}: ${quantity}`,
      browser: "Chromium",
      unit,
      ours,
      goal,
      ...(limit !== null && { met: ours.median <= limit }),
      note: `without it ${of("without").median.toFixed(2)}`,
    };
  });
}

async function once(browser, address) {
  const page = await browser.browser.newPage();
  await page.evaluateOnNewDocument(() => {
    globalThis.longTasks = 0;
    new PerformanceObserver((list) => (globalThis.longTasks += list.getEntries().length)).observe({ type: "longtask" });
  });
  await page.goto(address, { waitUntil: "load" });
  // A message to the background and back has surely passed by then: the boot script has run.
  const longTasks = await page.evaluate(
    () => new Promise((resolve) => requestIdleCallback(() => resolve(globalThis.longTasks))),
  );
  const { ScriptDuration, JSHeapUsedSize } = await page.metrics();
  await page.close();
  return { script: ScriptDuration * 1000, heap: JSHeapUsedSize / 1024, "long tasks": longTasks };
}
