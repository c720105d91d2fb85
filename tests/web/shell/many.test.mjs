// The choice of many users: its sources, by mouse and keyboard, and against axe's rules.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clean } from "./axe.mjs";
import { onStage } from "./stage.mjs";

onStage(
  "many users",
  (stage) => {
    const begin = async () => {
      await stage.checklist();
      await stage.pick();
      await stage.press(".row", "Every user has the role");
      await stage.press(".actions .button", "Give the role to users");
      await stage.sees(/Give .*Marketo Sync User.* to users/);
    };
    const emulates = stage.name === "chromium";
    for (const scheme of emulates ? ["light", "dark"] : ["light"]) {
      test(`no screen of it breaks a rule, ${scheme}`, async () => {
        if (emulates) await stage.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await begin();
        await clean(stage, "everybody");
        await stage.press(".button", "Add every enabled user");
        await stage.sees(/Review \d+ changes/);
        await clean(stage, "chosen");
        await stage.press(".segments .choice", "Search");
        await stage.middle(".result");
        await clean(stage, "search");
        await stage.press(".segments .choice", "View");
        await stage.middle(".tall .choice");
        await clean(stage, "views");
        await stage.press(".segments .choice", "Business unit");
        await stage.middle(".tall .choice", "Contoso");
        await stage.press(".segments .choice", "List");
        await stage.press("textarea");
        await stage.page.keyboard.type("nobody@nowhere.example");
        await stage.press(".button", "Find these users");
        await stage.sees(/One line of the list names nobody/);
        await clean(stage, "list");
        await stage.press(".sticky .button", "Review");
        await stage.settled();
        await clean(stage, "review");
        await stage.press(".sticky .main");
        await stage.sees(/users have the role/);
        await clean(stage, "result");
      });
    }

    test("users are unticked one by one, with the keyboard too", async () => {
      await begin();
      await stage.press(".button", "Add every enabled user");
      await stage.sees(/Review \d+ changes/);
      const chosen = async () => Number(/(\d+) users chosen/.exec(await stage.text())[1]);
      const all = await chosen();
      await stage.press(".people .choice");
      await stage.sees(new RegExp(`${all - 1} users chosen`));
      await stage.page.keyboard.press(" ");
      await stage.sees(new RegExp(`${all} users chosen`));
      await stage.press(".chosen .button", "Choose nobody");
      await stage.sees(/0 users chosen/);
      assert.equal(await stage.look((root) => root.querySelectorAll(".people .choice").length), 0);
      assert.deepEqual(await stage.writes(), []);
    });

    test("it fits into 320 pixels", async () => {
      await stage.page.setViewport({ width: 320, height: 640 });
      await begin();
      await stage.press(".segments .choice", "List");
      await stage.middle("textarea");
      const wide = await stage.look((root) => {
        const body = root.querySelector(".body");
        return body.scrollWidth > body.clientWidth;
      });
      assert.equal(wide, false);
    });
  },
  { scenario: "old-plugin" },
);
