// The panel in a page: where it hangs, what it keeps, what it leaves behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

onStage("the panel", (stage) => {
  test("it hangs under the document element, in a closed root, in the top layer", async () => {
    await stage.checklist();
    const found = await stage.page.evaluate(() => {
      const { options, host } = platform.roots.at(-1);
      return { mode: options.mode, parent: host.parentElement.localName, top: host.matches(":popover-open") };
    });
    assert.deepEqual(found, { mode: "closed", parent: "html", top: true });
  });

  test("the page's styles do not get in", async () => {
    await stage.page.addStyleTag({
      content: `* { line-height: 3 !important; --paper: red !important } html { font-size: 40px }
        button { font-size: 44px !important } div { opacity: 0.1 !important; transform: rotate(9deg) !important }`,
    });
    await stage.checklist();
    const seen = await stage.look((root) => {
      const style = (each) => getComputedStyle(each);
      const panel = root.querySelector(".panel");
      return [
        style(root.querySelector(".row")).fontSize,
        style(root.querySelector("h2")).lineHeight,
        style(root.host).opacity,
        style(root.host).transform,
        style(panel).backgroundColor,
        Math.round(panel.getBoundingClientRect().width),
      ];
    });
    assert.deepEqual(seen, ["14px", "22px", "1", "none", "rgb(255, 255, 255)", 380]);
  });

  test("names of the organisation are text", async () => {
    await stage.checklist();
    const { users } = await stage.practice.state();
    assert.ok(users.length > 0);
    assert.equal(await stage.look((root) => root.querySelectorAll("img, script, iframe").length), 0);
    assert.ok(await stage.look((root) => root.querySelectorAll("bdi").length > 0));
    // Text that is filled into sentences is isolated from their direction.
    assert.ok(
      await stage.look((root) => /\u2068[^\u2068\u2069]+\u2069/.test(root.querySelector(".frame").textContent)),
    );
  });

  test("what the page hides or takes away comes back", async () => {
    await stage.checklist();
    await stage.page.evaluate(() => {
      const { host } = platform.roots.at(-1);
      host.setAttribute("aria-hidden", "true");
      host.inert = true;
      host.style.setProperty("display", "none", "important");
    });
    await stage.becomes("a clean host", (root) => root.host.getAttributeNames().join() === "popover");
    await stage.page.evaluate(() => platform.roots.at(-1).host.hidePopover());
    await stage.becomes("it in the top layer", (root) => root.host.matches(":popover-open"));
    await stage.page.evaluate(() => {
      document.body.replaceChildren();
      platform.roots.at(-1).host.remove();
    });
    await stage.becomes("it on the page", (root) => root?.host.isConnected && root.host.matches(":popover-open"));
  });

  test("it is on top of what comes into the top layer after it", async () => {
    await stage.checklist();
    await stage.page.evaluate(() => {
      const box = document.createElement("div");
      box.popover = "manual";
      box.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh;background:red";
      document.body.append(box);
      box.showPopover();
    });
    await stage.becomes("it above the other popover", (root) => {
      const box = root.querySelector(".panel").getBoundingClientRect();
      return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === root.host;
    });
  });

  test("against a page that always takes it away it gives up, and says so", async () => {
    await stage.checklist();
    await stage.page.evaluate(() => {
      const { host } = platform.roots.at(-1);
      new MutationObserver(() => host.remove()).observe(document.documentElement, { childList: true });
      host.remove();
    });
    await stage.page.waitForFunction(() => platform.told.some(({ type, text }) => type === "badge" && text === "!"));
    const told = await stage.page.evaluate(() => platform.told.findLast(({ type }) => type === "panel"));
    assert.deepEqual(told, { type: "panel", open: false });
    assert.equal(await stage.page.evaluate(() => platform.roots.some(({ host }) => host.isConnected)), false);
  });

  test("closing it leaves nothing, and opening it again works", async () => {
    const nodes = await stage.page.evaluate(() => document.documentElement.childElementCount);
    await stage.checklist();
    await stage.page.evaluate(() => globalThis.__cairn.then((core) => core.toggle()));
    const left = () =>
      stage.page.evaluate(() => ({
        nodes: document.documentElement.childElementCount,
        heard: platform.changed.listeners.size,
        ports: platform.ports.filter(({ open }) => open).length,
      }));
    assert.deepEqual(await left(), { nodes, heard: 0, ports: 0 });
    await stage.call("toggle");
    await stage.sees(/done/);
    await stage.call("dispose");
    assert.deepEqual(await left(), { nodes, heard: 0, ports: 0 });
    // What is disposed of does not come back, and does not mind being asked.
    await stage.call("toggle");
    await stage.call("dispose");
    assert.deepEqual(await left(), { nodes, heard: 0, ports: 0 });
  });

  test("it says that it is open, and closed", async () => {
    await stage.checklist();
    await stage.press(".tool", "Close");
    const told = await stage.page.evaluate(() => platform.told.filter(({ type }) => type === "panel"));
    assert.deepEqual(told, [
      { type: "panel", open: true, follow: true },
      { type: "panel", open: false },
    ]);
  });
});
