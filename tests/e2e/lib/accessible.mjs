// The rules that every page of the extension holds to.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { at } from "../../../scripts/run.mjs";

const AXE = await readFile(at("node_modules", "axe-core", "axe.min.js"), "utf8");

/**
 * The page breaks none of axe's rules, and fits into 320 pixels in both directions of writing.
 * @param {import("puppeteer-core").Page} view
 * @param {object} options axe's own
 */
export async function isAccessible(view, options = {}) {
  await view.evaluate(AXE);
  const broken = await view.evaluate(
    async (given) =>
      (await axe.run(given)).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    options,
  );
  assert.deepEqual(broken, []);
  await view.setViewport({ width: 320, height: 640 });
  for (const direction of ["ltr", "rtl"]) {
    const over = await view.evaluate((dir) => {
      document.documentElement.dir = dir;
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    }, direction);
    assert.equal(over, 0, direction);
  }
}
