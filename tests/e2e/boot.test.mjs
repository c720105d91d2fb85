// What a Dynamics page notices of the extension while the checklist is closed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { inEachBrowser } from "./lib/world.mjs";

inEachBrowser("closed checklist", (world) => {
  test("the page is as the server sent it", async () => {
    const tab = await world.open("/_static/blank.htm");
    await tab.booted();
    const sent = await tab.page.evaluate(async () => {
      const parsed = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      return parsed.documentElement.outerHTML;
    });
    assert.equal(await tab.page.evaluate(() => document.documentElement.outerHTML), sent);
  });

  test("the page cannot reach the extension's files", async () => {
    const tab = await world.open();
    await tab.booted();
    const reached = await tab.page.evaluate(
      (url) =>
        fetch(url).then(
          () => "reached",
          () => "refused",
        ),
      `${world.browser.extensionOrigin}/boot.js`,
    );
    assert.equal(reached, "refused");
  });

  test("the Web API is not called", async () => {
    const tab = await world.open("/_static/blank.htm");
    await tab.booted();
    assert.deepEqual(await world.practice.ours(), []);
  });

  test("the manifest names no web-accessible resource", async () => {
    const folder = world.name === "firefox" ? "firefox" : "chromium";
    const manifest = JSON.parse(await readFile(at("dist", folder, "manifest.json"), "utf8"));
    assert.equal(manifest.web_accessible_resources, undefined);
  });
});
