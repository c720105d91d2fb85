// Every screen against axe's rules, light and dark.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clean } from "./axe.mjs";
import { onStage } from "./stage.mjs";

onStage("access", (stage) => {
  // Only Chromium can be told which scheme the person likes.
  const emulates = stage.name === "chromium";
  for (const scheme of emulates ? ["light", "dark"] : ["light"]) {
    test(`no screen breaks a rule, ${scheme}`, async () => {
      if (emulates) await stage.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await stage.checklist();
      await clean(stage, "checklist");
      await stage.press(".row", "Sync filter");
      await stage.press(".row", "own checks");
      await stage.press(".phase summary", "Before you start");
      await stage.middle(".choice", "contact");
      await clean(stage, "steps opened, a phase folded");
      await stage.press("input[type=search]");
      await stage.page.keyboard.type("a");
      await stage.middle(".result");
      await clean(stage, "search");
      await stage.page.keyboard.press("Backspace");
      await stage.pick();
      await stage.press(".pinned .main", "Review");
      await stage.settled();
      await clean(stage, "review");
      await stage.press(".sticky .main");
      await stage.sees(/made and was read back/);
      await clean(stage, "result");
      await stage.press(".foot .link");
      await stage.middle(".entry");
      await clean(stage, "journal");
      await stage.press(".tool", "Collapse");
      await stage.middle(".pill");
      await clean(stage, "pill");
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
