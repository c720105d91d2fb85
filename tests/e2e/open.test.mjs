// The ways to open and close the checklist, and what survives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { roundTrips } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

inEachBrowser("opening", (world) => {
  test("the toolbar button opens it and closes it", async () => {
    const tab = await world.open();
    await tab.openChecklist();
    await tab.pressAction();
    await tab.panel.closed();
    await tab.pressAction();
    await tab.panel.opened();
  });

  test("the popup opens it and then offers to close it", async () => {
    const tab = await world.open();
    const popup = await tab.popup();
    await popup.evaluate(() => document.getElementById("act").click());
    await tab.panel.opened();
    const again = await tab.popup();
    assert.equal(await again.$eval("#act", (element) => element.textContent), "Close checklist");
    await again.close();
  });

  test("it is there again after a reload and after a navigation", async () => {
    const tab = await world.open();
    await tab.openChecklist();
    await tab.page.reload();
    await tab.panel.opened();
    await tab.page.goto(`${world.practice.origin}/main.aspx?settingsonly=true`);
    await tab.panel.opened();
  });

  test("closed, it stays closed after a reload", async () => {
    const tab = await world.open();
    await tab.openChecklist();
    await tab.pressAction();
    await tab.panel.closed();
    await tab.page.reload();
    await tab.booted();
    assert.equal(await tab.panel.present(), false);
  });

  test("a tab that the page opens shows it too, one that the person opens does not", async () => {
    const tab = await world.open();
    await tab.openChecklist();
    const other = await world.open("/main.aspx?settingsonly=true");
    await other.booted();
    assert.equal(await other.panel.present(), false);
    const opened = await tab.opens(() => void window.open("./main.aspx?settingsonly=true"));
    await opened.panel.opened();
  });

  test("a step's link opens the vendor's page in a tab of its own", async () => {
    const tab = await world.open();
    await tab.openChecklist();
    await tab.panel.click({ role: "button", name: "Marketo: set up the sync user" });
    await until("a tab of the vendor's", async () => {
      const pages = await tab.page.browser().pages();
      const vendors = pages.filter((page) => page.url().startsWith("https://experienceleague.adobe.com/"));
      await Promise.all(vendors.map((page) => page.close()));
      return vendors.length === 1;
    });
  });

  test("however many tabs read at once, six requests of theirs are under way at most", async () => {
    const tabs = [];
    for (let each = 0; each < 5; each += 1) {
      const tab = await world.open();
      await tab.openChecklist();
      // There is something to report once the organisation is read.
      await tab.panel.see("Save report");
      tabs.push(tab);
    }
    await world.practice.latency({ ms: 600 });
    const before = await roundTrips(world.practice);
    await world.practice.mostAtOnce();
    await Promise.all(tabs.map((tab) => tab.page.reload()));
    await until("a survey of each in two requests", async () => (await roundTrips(world.practice)) >= before + 10);
    const most = await world.practice.mostAtOnce();
    assert.ok(most > 2 && most <= 6, `${most} at once`);
  });

  for (const csp of ["none", "default", "strict"]) {
    test(`it opens under the page's policy "${csp}"`, async () => {
      await world.practice.csp(csp);
      const tab = await world.open();
      await tab.openChecklist();
      // Firefox leaves content scripts their WebAssembly; Chromium takes it under the strict policy.
      if (world.name !== "chromium") return;
      const core = csp === "strict" ? "core.twin.js" : "core.wasm.js";
      assert.deepEqual(await world.browser.scriptsIn(tab.page), ["boot.js", "core.data.js", core]);
    });
  }
});

inEachBrowser(
  "a tab of before the install",
  (world) => {
    test("shows the checklist", async () => {
      const tab = await world.open();
      await world.browser.install();
      // Firefox brings the boot script into tabs that are there; Chromium does not, so there the popup comes first.
      if (world.name === "firefox") return tab.openChecklist();
      await tab.pressAction();
      await (await world.browser.openPopup()).press();
      await tab.panel.opened();
    });
  },
  { browser: { folder: null } },
);

inEachBrowser(
  "keyboard command",
  (world) => {
    // Chromium takes the keys of commands before a driver can give them; Firefox has an element for each.
    test("opens the checklist", async () => {
      const tab = await world.open();
      await tab.booted();
      await world.browser.pressCommand(tab.page);
      await tab.panel.opened();
    });
  },
  { only: ["firefox"] },
);
