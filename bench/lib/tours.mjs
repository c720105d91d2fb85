// Who shows a step on the page: our guide and the tours, each in a tab of its own on the same page.

import { SYNC_USER } from "../../tests/e2e/lib/job.mjs";
import { until } from "../../tests/e2e/lib/until.mjs";
import { FRAMES, watch } from "./frames.mjs";

/** The tours that stand beside ours. */
export const TOURS = ["driver.js", "react-joyride"];

/** The control that everybody points at: the rung of our ladder that wins on this page. */
export const TARGET = "button[data-id=personalSettingsLauncher]";

const STEP = "The sync user has the role";

/** A tab for each, all on the same page. */
export async function contestants(stage) {
  const found = { ours: await guide(stage) };
  for (const name of TOURS) found[name] = await tour(stage, name);
  return found;
}

/**
 * Our guide, ready to be asked for.
 * @returns {Promise<Contestant>}
 *
 * @typedef {{
 *   page: import("puppeteer-core").Page,
 *   world: () => Promise<{ evaluate: (expression: string) => Promise<unknown> }>,
 *   start: () => Promise<number>,
 *   stop: () => Promise<void>,
 * }} Contestant `world`: where its script runs; `start`: from the trusted click to the painted step, in milliseconds
 */
export async function guide(stage) {
  const tab = await stage.open();
  await tab.openChecklist();
  const { panel, page } = tab;
  await panel.type({ role: "searchbox", name: "Search for a user" }, SYNC_USER);
  await panel.click({ role: "button", name: /marketo\.sync@/ });
  await panel.see(/does not have it/);
  if ((await panel.all({ role: "button", name: "Show me" })).length === 0) {
    await panel.click({ role: "button", name: new RegExp(STEP) });
  }
  return {
    page,
    world: () => stage.ownWorld(page),
    async start() {
      await page.bringToFront();
      const { x, y } = await panel.middle({ role: "button", name: "Show me" });
      const [root] = await stage.browser.roots(page);
      await root.evaluate(watch, FRAMES, { selector: ".guide .ring" });
      await page.mouse.click(x, y);
      return page.evaluate(() => globalThis.benchShown);
    },
    async stop() {
      await panel.click({ role: "button", name: "End the guide" });
      await until(
        "no guide",
        async () => !(await panel.evaluateAll((root) => root.querySelector(".ring"))).some(Boolean),
      );
    },
  };
}

/** A tour, behind a button of its own. */
async function tour(stage, name) {
  const { page } = await stage.withPeer(name);
  await page.waitForSelector(TARGET);
  await page.evaluate((target) => {
    const button = document.body.appendChild(document.createElement("button"));
    button.id = "bench-start";
    button.style.cssText = "position: fixed; left: 300px; top: 300px; width: 90px; height: 30px";
    button.addEventListener("click", () => globalThis.peer.start(target));
  }, TARGET);
  return {
    page,
    world: async () => page,
    async start() {
      await page.bringToFront();
      const root = await page.evaluateHandle(() => document);
      const selector = await page.evaluate(() => globalThis.peer.shown);
      await root.evaluate(watch, FRAMES, { selector });
      await page.mouse.click(345, 315);
      return page.evaluate(() => globalThis.benchShown);
    },
    async stop() {
      await page.evaluate(() => globalThis.peer.stop());
      await until("no tour", () => page.evaluate(() => document.querySelector(globalThis.peer.shown) === null));
    },
  };
}
