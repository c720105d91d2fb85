// What the whole procedure brought: roads, phases, choices, the vendor's pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

const MEMORY = "org/https://contoso.crm4.dynamics.com/memory";

/** The focus on the control whose words hold `words`. */
const focusOn = (root, selector, words) => {
  const found = [...root.querySelectorAll(selector)].find((each) => each.textContent.includes(words));
  found.focus();
  return root.activeElement === found;
};

const pressed = (root, words) =>
  [...root.querySelectorAll(".segments .choice")]
    .find((each) => each.textContent.includes(words))
    .getAttribute("aria-pressed");

onStage("the whole procedure", (stage) => {
  test("the road is chosen by keyboard, remembered, and keeps the focus", async () => {
    await stage.checklist();
    assert.equal(await stage.look(pressed, "Licensed user"), "true");
    await stage.look(focusOn, ".choice", "Licensed user");
    await stage.page.keyboard.press("Tab");
    await stage.page.keyboard.press(" ");
    await stage.becomes(
      "the other road",
      `(root, words) => (${pressed})(root, words) === "true" && root.activeElement.textContent.includes(words)`,
      "Application user",
    );
    assert.equal(await stage.look(pressed, "Licensed user"), "false");
    await stage.page.waitForFunction((key) => platform.stored[key]?.variant === "application-user", {}, MEMORY);
  });

  test("a phase tells how much of it is done, and folds", async () => {
    await stage.checklist();
    const phase = (root) => {
      const found = [...root.querySelectorAll(".phase")].find((each) => each.textContent.includes("The sync user"));
      return [found.open, found.querySelector("summary .quiet").textContent.replace(/[\u2068\u2069]/g, "")];
    };
    assert.deepEqual(await stage.look(phase), [true, "0 of 4 done"]);
    await stage.look(focusOn, "summary", "The sync user");
    await stage.page.keyboard.press("Enter");
    assert.deepEqual(await stage.look(phase), [false, "0 of 4 done"]);
    await stage.page.keyboard.press("Enter");
    assert.deepEqual(await stage.look(phase), [true, "0 of 4 done"]);
  });

  test("the way to a step unfolds its phase", async () => {
    await stage.checklist();
    await stage.look(focusOn, "summary", "The sync user");
    await stage.page.keyboard.press("Enter");
    await stage.press(".pinned .main", "Choose the sync user");
    await stage.becomes("the search in focus", (root) => root.activeElement?.type === "search");
  });

  test("what is wanted is ticked and unticked by keyboard", async () => {
    await stage.checklist();
    await stage.press(".row", "Sync filter");
    await stage.middle(".choice", "contact");
    const ticked = (root) => root.activeElement.getAttribute("aria-checked");
    await stage.look(focusOn, "[role=checkbox]", "contact");
    assert.equal(await stage.look(ticked), "false");
    await stage.page.keyboard.press(" ");
    await stage.becomes("it ticked", `(root) => (${ticked})(root) === "true"`);
    await stage.page.waitForFunction((key) => platform.stored[key]?.filter_tables.join() === "contact", {}, MEMORY);
    await stage.page.keyboard.press(" ");
    await stage.becomes("it not ticked", `(root) => (${ticked})(root) === "false"`);
  });

  test("who is not there yet can be waited for, and that can be ended", async () => {
    await stage.checklist();
    await stage.press("input[type=search]");
    await stage.page.keyboard.type("nobody.yet@contoso.com");
    await stage.press(".picker .button", "Wait for");
    await stage.page.waitForFunction((key) => platform.stored[key]?.awaited === "nobody.yet@contoso.com", {}, MEMORY);
    await stage.press(".actions .button", "Stop waiting");
    await stage.page.waitForFunction((key) => !platform.stored[key]?.awaited, {}, MEMORY);
  });

  test("the vendor's pages open in a tab of their own", async () => {
    await stage.checklist();
    await stage.press(".row", "Sync filter");
    await stage.press(".vendor .link", "Marketo");
    const told = await stage.page.evaluate(() => platform.told.findLast(({ type }) => type === "open-tab"));
    assert.match(told.url, /^https:\/\/experienceleague\.adobe\.com\//);
  });

  test("opened wide, nothing is cut off at 320 pixels", async () => {
    await stage.page.setViewport({ width: 320, height: 640 });
    await stage.checklist();
    for (const words of ["Sync filter", "own checks", "For Marketo"]) await stage.press(".row", words);
    await stage.middle(".choice", "contact");
    const over = await stage.look((root) =>
      [...root.querySelectorAll(".panel *")]
        // Evidence of what is done ends in an ellipsis: its text is longer than its line.
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
        .filter((each) => !each.closest("svg, .live, [data-state=done] .under"))
        .map((each) => each.className),
    );
    assert.deepEqual(over, []);
  });
});
