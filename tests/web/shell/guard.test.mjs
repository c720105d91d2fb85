// A press on a control that writes counts only when the person made it, on what the person saw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

const CONFIRM = ".sticky .main";

onStage("the guard", (stage) => {
  const refused = async (why) => {
    await stage.sees(why);
    assert.deepEqual(await stage.writes(), []);
  };

  test("a person's press writes", async () => {
    await stage.review();
    await stage.settled();
    await stage.press(CONFIRM);
    await stage.sees(/made and was read back/);
    assert.equal((await stage.writes()).length, 1);
  });

  test("a person's key press writes", async () => {
    await stage.review();
    await stage.settled();
    await stage.look((root, selector) => root.querySelector(selector).focus(), CONFIRM);
    await stage.page.keyboard.press("Enter");
    await stage.sees(/made and was read back/);
  });

  test("a script's press does not", async () => {
    await stage.review();
    await stage.settled();
    await stage.look((root, selector) => root.querySelector(selector).click(), CONFIRM);
    await refused(/came from a script/);
  });

  test("a press as soon as the button is there does not", async () => {
    // Nothing is painted as long as no frame comes.
    await stage.page.evaluate(() => (globalThis.requestAnimationFrame = () => 0));
    await stage.review();
    const early = await stage.look((root, selector) => {
      const button = root.querySelector(selector);
      button.focus();
      return button.getAttribute("aria-disabled");
    }, CONFIRM);
    assert.equal(early, "true");
    await stage.page.keyboard.press("Enter");
    await refused(/only just appeared/);
  });

  test("a press through something that lies above does not", async () => {
    await stage.review();
    await stage.settled();
    await stage.page.evaluate(() => {
      // Lets the pointer through only at the moment of the press, as an attack does.
      const veil = document.createElement("div");
      veil.style.cssText = "position:fixed;inset:0;z-index:2147483647;background:white;pointer-events:auto";
      document.elementFromPoint = () => veil;
      document.body.append(veil);
    });
    await stage.press(CONFIRM);
    await refused(/covered the button/);
  });

  test("a press on what cannot be seen through to does not", async () => {
    await stage.review();
    await stage.settled();
    await stage.page.evaluate(() => document.documentElement.style.setProperty("opacity", "0.2"));
    await stage.press(CONFIRM);
    await refused(/covered the button/);
  });
});
