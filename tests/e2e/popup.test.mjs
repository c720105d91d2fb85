// What the popup says of each kind of page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const sentence = (popup) => popup.$eval("#what", (element) => element.textContent);
const button = (popup) => popup.$eval("#act", (element) => (element.hidden ? null : element.textContent));

inEachBrowser("popup", (world) => {
  test("says that another page is not Dynamics", async () => {
    const tab = await world.open("https://example.org/");
    const popup = await tab.popup();
    assert.equal(await sentence(popup), "This is not a page of Dynamics 365.");
    assert.equal(await button(popup), null);
    await popup.close();
  });

  test("offers the checklist on an organisation's page", async () => {
    const tab = await world.open();
    const popup = await tab.popup();
    assert.equal(await sentence(popup), "This tab is on contoso.crm4.dynamics.com.");
    assert.equal(await button(popup), "Open checklist");
    await popup.close();
  });

  test("leads from an admin center to the organisation's tab", async () => {
    await world.open();
    const tab = await world.open("https://admin.powerplatform.microsoft.com/");
    const popup = await tab.popup();
    assert.equal(await sentence(popup), "This is the Power Platform admin center.");
    assert.equal(await button(popup), "Go to contoso.crm4.dynamics.com");
    await popup.close();
  });

  test("reads as one sentence and one button, in the language it says", async () => {
    const tab = await world.open();
    const popup = await tab.popup();
    assert.equal(await popup.$eval("html", (html) => html.lang), "en");
    assert.ok(await popup.$('aria/[name="Cairn"][role="heading"]'));
    assert.equal(await popup.evaluate(() => document.activeElement.id), "act");
    await popup.close();
  });

  // Only Chromium can be told which colours to prefer while it runs.
  for (const scheme of world.name === "chromium" ? ["light", "dark"] : ["light"]) {
    test(`holds to the accessibility rules, ${scheme}`, async () => {
      const tab = await world.open();
      const popup = await tab.popup();
      if (world.name === "chromium") {
        await popup.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      }
      await popup.evaluate(await readFile(at("node_modules", "axe-core", "axe.min.js"), "utf8"));
      const violations = await popup.evaluate(async () =>
        (await axe.run()).violations.map(({ id, help }) => [id, help]),
      );
      assert.deepEqual(violations, []);
      await popup.close();
    });
  }
});
