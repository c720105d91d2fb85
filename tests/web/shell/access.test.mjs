// Every screen against axe's rules, light and dark.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

onStage("access", (stage) => {
  const clean = async (screen) => {
    await stage.page.evaluate(AXE);
    const broken = await stage.page.evaluate(async () => {
      const { violations } = await axe.run(
        { include: [["[popover]"]] },
        { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    assert.deepEqual(broken, [], screen);
  };
  // Only Chromium can be told which scheme the person likes.
  const emulates = stage.name === "chromium";
  for (const scheme of emulates ? ["light", "dark"] : ["light"]) {
    test(`no screen breaks a rule, ${scheme}`, async () => {
      if (emulates) await stage.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await stage.checklist();
      await clean("checklist");
      await stage.press(".row", "Sync filter");
      await stage.press(".row", "own checks");
      await stage.press(".phase summary", "Before you start");
      await stage.middle(".choice", "contact");
      await clean("steps opened, a phase folded");
      await stage.press("input[type=search]");
      await stage.page.keyboard.type("a");
      await stage.middle(".result");
      await clean("search");
      await stage.page.keyboard.press("Backspace");
      await stage.pick();
      await stage.press(".pinned .main", "Review");
      await stage.settled();
      await clean("review");
      await stage.press(".sticky .main");
      await stage.sees(/made and was read back/);
      await clean("result");
      await stage.press(".foot .link");
      await stage.middle(".entry");
      await clean("journal");
      await stage.press(".tool", "Collapse");
      await stage.middle(".pill");
      await clean("pill");
    });
  }

  if (emulates) {
    test("nothing moves for those who asked for that", async () => {
      await stage.page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
      await stage.practice.latency({ ms: 2000 });
      await stage.open();
      await stage.middle(".loading");
      assert.equal(await stage.look((root) => getComputedStyle(root.querySelector(".busy")).animationName), "none");
    });
  }
});
