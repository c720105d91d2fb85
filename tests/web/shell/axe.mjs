// What is on screen against axe's rules.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** No rule is broken by what the stage shows now. */
export async function clean(stage, screen) {
  await stage.page.evaluate(AXE);
  const broken = await stage.page.evaluate(async () => {
    const { violations } = await axe.run(
      { include: [["[popover]"]] },
      { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  assert.deepEqual(broken, [], screen);
}
