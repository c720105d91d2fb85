// Waiting for a state, never for a time.

import { setTimeout as pause } from "node:timers/promises";

/** How long a state may take to come about before its test fails. */
const PATIENCE = 15_000;

/** Between two looks: below what a person notices. */
const LOOK_AGAIN = 25;

/**
 * Looks until `look` gives something true, and gives that.
 * @template T
 * @param {string | (() => string | Promise<string>)} what what is waited for, for the message of the failure
 * @param {() => Promise<T> | T} look
 * @returns {Promise<T>}
 * @throws when it does not come about
 */
export async function until(what, look, patience = PATIENCE) {
  const end = performance.now() + patience;
  let trouble;
  do {
    try {
      const seen = await look();
      if (seen) return seen;
      trouble = undefined;
    } catch (error) {
      // A page that navigates away while it is looked at: the next look tells.
      trouble = error;
    }
    await pause(LOOK_AGAIN);
  } while (performance.now() < end);
  const text = typeof what === "string" ? what : await what();
  throw new Error(`did not come about within ${patience} ms: ${text}`, { cause: trouble });
}

/**
 * Shows the tab of a page. Firefox's driver refuses that while the page is moving to another process.
 * @param {import("puppeteer-core").Page} page
 */
export async function toFront(page) {
  await until("the tab in front", async () => {
    await page.bringToFront();
    return true;
  });
}
