// The panel by keyboard and for assistive technology.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

const focused = (root) => {
  const { activeElement: at } = root;
  return at && (at.getAttribute("aria-label") ?? (at.innerText || at.localName));
};

onStage("the keyboard", (stage) => {
  test("asked for, it takes the focus, and gives it back when it is closed", async () => {
    await stage.page.evaluate(() => {
      const field = document.createElement("input");
      field.id = "before";
      document.body.prepend(field);
      field.focus();
    });
    await stage.checklist();
    assert.match(await stage.look(focused), /Marketo/);
    await stage.press(".tool", "Close");
    assert.equal(await stage.page.evaluate(() => document.activeElement.id), "before");
  });

  test("come back by itself, it leaves the focus with the page", async () => {
    await stage.page.evaluate(() => {
      const field = document.createElement("input");
      field.id = "before";
      document.body.prepend(field);
      field.focus();
    });
    await stage.open("restored");
    await stage.sees(/done/);
    assert.equal(await stage.page.evaluate(() => document.activeElement.id), "before");
  });

  test("keys and text do not reach the page's shortcuts", async () => {
    await stage.checklist();
    await stage.page.evaluate(() => {
      globalThis.heard = [];
      for (const name of ["keydown", "keypress", "keyup", "input", "click", "focusin", "paste"])
        document.addEventListener(name, (event) => globalThis.heard.push(event.type));
    });
    await stage.press("input[type=search]");
    await stage.page.keyboard.type("mar");
    await stage.page.keyboard.press("Escape");
    await stage.page.keyboard.press("Tab");
    assert.deepEqual(await stage.page.evaluate(() => globalThis.heard), []);
  });

  test("typed text and the caret stay while results come", async () => {
    await stage.practice.latency({ ms: 30 });
    await stage.checklist();
    await stage.press("input[type=search]");
    await stage.page.keyboard.type("markto.sync", { delay: 20 });
    for (let back = 0; back < "to.sync".length; back += 1) await stage.page.keyboard.press("ArrowLeft");
    await stage.page.keyboard.type("e");
    await stage.middle(".result", "marketo.sync@");
    const field = await stage.look((root) => {
      const { activeElement: at } = root;
      return [at.value, at.selectionStart];
    });
    assert.deepEqual(field, ["marketo.sync", "marke".length]);
  });

  test("arrow keys go from the field to the results and back", async () => {
    await stage.checklist();
    await stage.press("input[type=search]");
    await stage.page.keyboard.type("marketo.sync");
    await stage.sees(/One user found/);
    await stage.page.keyboard.press("ArrowDown");
    assert.match(await stage.look(focused), /marketo\.sync@/);
    await stage.page.keyboard.press("ArrowUp");
    assert.equal(await stage.look((root) => root.activeElement.localName), "input");
  });

  test("the edge changes the width, and it is remembered", async () => {
    await stage.checklist();
    await stage.look((root) => root.querySelector("[role=separator]").focus());
    const width = () => stage.look((root) => root.querySelector(".panel").getBoundingClientRect().width);
    const before = await width();
    await stage.page.keyboard.press("ArrowLeft");
    await stage.becomes("a wider panel", (root, was) => root.querySelector(".panel").offsetWidth > was, before);
    const now = await width();
    const edge = await stage.look((root) => root.querySelector("[role=separator]").getAttribute("aria-valuenow"));
    assert.equal(Number(edge), now);
    await stage.page.waitForFunction(
      (wide) => Object.values(platform.stored).some(({ panel }) => panel?.width === wide),
      {},
      now,
    );
  });

  test("a step says whether it is open, and stays in focus when it is pressed", async () => {
    await stage.checklist();
    await stage.look((root) => root.querySelector("[open] .row[aria-expanded=false]").focus());
    const state = (root) => [root.activeElement.className, root.activeElement.getAttribute("aria-expanded")];
    assert.deepEqual(await stage.look(state), ["row", "false"]);
    await stage.page.keyboard.press("Enter");
    assert.deepEqual(await stage.look(state), ["row", "true"]);
    const inside = await stage.look(
      (root) => root.getElementById(root.activeElement.getAttribute("aria-controls")).innerText.length,
    );
    assert.ok(inside > 0);
    await stage.page.keyboard.press(" ");
    assert.deepEqual(await stage.look(state), ["row", "false"]);
  });

  test("collapsed it is a button, which opens it again; the focus goes along", async () => {
    await stage.checklist();
    await stage.press(".tool", "Collapse");
    await stage.becomes("the pill in focus", (root) => root.activeElement?.className === "pill");
    assert.match(await stage.look(focused), /\d steps? open/);
    await stage.page.keyboard.press("Enter");
    await stage.becomes("the panel in focus", (root) => root.activeElement?.id === "title");
  });
});
