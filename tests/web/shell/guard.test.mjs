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
    // As long as the browser does not say so, nothing has been painted.
    await stage.page.evaluate(() => (globalThis.IntersectionObserver.prototype.observe = () => undefined));
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

  /** Lays something over everything that lets the pointer through, and keeps our host from hearing of it. */
  const veil = () =>
    stage.page.evaluate(() => {
      addEventListener("toggle", (event) => event.stopImmediatePropagation(), { capture: true });
      const veil = document.createElement("div");
      veil.popover = "manual";
      veil.id = "veil";
      veil.style.cssText = "position:fixed;inset:0;width:auto;height:auto;background:white;pointer-events:none";
      document.body.append(veil);
      veil.showPopover();
    });

  const unsettled = () =>
    stage.becomes("a button that does not count", (root) =>
      Boolean(root.querySelector(".sticky .main[aria-disabled]")),
    );

  test("a press through what lets the pointer pass does not", async () => {
    await stage.review();
    await stage.settled();
    await veil();
    await unsettled();
    await stage.press(CONFIRM);
    await refused(/open in front of this page/);
  });

  test("a press on what was uncovered a moment ago does not", async () => {
    await stage.review();
    await stage.settled();
    await veil();
    await unsettled();
    // The person reached for what the page showed; the page takes it away under their finger.
    await stage.page.evaluate(() =>
      addEventListener("pointerdown", () => document.getElementById("veil").remove(), { capture: true }),
    );
    await stage.press(CONFIRM);
    await refused(/did not count/);
    // Nothing lies there any more.
    await stage.settled();
    await stage.press(CONFIRM);
    await stage.sees(/made and was read back/);
    assert.equal((await stage.writes()).length, 1);
  });

  test("a press whose beginning the page keeps from us does not", async () => {
    await stage.review();
    await stage.settled();
    await stage.page.evaluate(() =>
      addEventListener("pointerdown", (event) => event.stopImmediatePropagation(), { capture: true }),
    );
    await stage.press(CONFIRM);
    await refused(/did not count/);
  });

  test("a press on what the page has made too small to read does not", async () => {
    await stage.review();
    await stage.settled();
    await stage.page.evaluate(() => document.documentElement.style.setProperty("zoom", "0.25"));
    await stage.settled();
    await stage.press(CONFIRM);
    await refused(/covered the button/);
  });

  test("a press on what the page took out of the top layer, unheard, does not", async () => {
    await stage.review();
    await stage.settled();
    await stage.page.evaluate(() => {
      addEventListener("toggle", (event) => event.stopImmediatePropagation(), { capture: true });
      document.querySelector("html > [popover]").hidePopover();
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
