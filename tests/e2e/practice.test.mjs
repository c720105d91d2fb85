// Practice: the same checklist on an organisation that lives in one page of the extension, and reaches nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./lib/accessible.mjs";
import { pick } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

inEachBrowser("practice", (world) => {
  const text = (view, selector = "main") => view.$eval(selector, (element) => element.innerText);

  /** Practice in the state that a scenario names, with the checklist on it. */
  const practise = async (scenario) => {
    const view = await world.browser.extensionPage(`practice.html${scenario ? `?scenario=${scenario}` : ""}`);
    const tab = world.follow(view);
    await drawn(view);
    await tab.panel.opened();
    return { view, panel: tab.panel };
  };

  const drawn = (view) =>
    until(
      async () => `Practice drawn; it says ${await text(view, "#said")}`,
      () => view.evaluate(() => document.body.dataset.ready !== undefined),
    );

  /** Asked of the page itself: Firefox's driver is not told where pages of ours have gone. */
  const address = (view) => view.evaluate(() => location.href).catch(() => "");

  /** What the real platform has stored; asked of another page of ours, for in Practice it is out of reach. */
  const stored = async () => {
    world.browser.view ??= world.browser.extensionPage("popup.html");
    return (await world.browser.view).evaluate(async () => ({
      ...(await chrome.storage.local.get(null)),
      ...(await chrome.storage.session.get(null)),
    }));
  };

  test("the popup leads there from any page", async () => {
    const tab = await world.open("https://example.org/");
    const popup = await tab.popup();
    const before = new Set(await world.browser.browser.pages());
    // It closes itself, maybe before the driver hears that it was pressed.
    await (await popup.waitForSelector('aria/Practice[role="button"]')).click().catch(() => undefined);
    const view = await until("a tab of Practice", async () => {
      const opened = (await world.browser.browser.pages()).filter((page) => !before.has(page));
      const there = await Promise.all(opened.map(address));
      return opened.find((_, index) => there[index].endsWith("/practice.html"));
    });
    const { panel } = world.follow(view);
    await panel.see(/Set up the Marketo sync user/);
  });

  test("nothing done: one review, one confirmation, everything proved, and nothing of it anywhere else", async () => {
    await world.practice.reset({ scenario: "user-ready" });
    await world.forget();
    const before = await stored();
    const { view, panel } = await practise();
    assert.match(await text(view), /nothing here is a real organisation/);
    await panel.see("not production");
    assert.doesNotMatch(await text(view, "#users"), /marketo\.sync.*Marketo Sync User/);
    await pick(panel);
    await panel.click({ role: "button", name: /^Review 4 changes$/ });
    await panel.see("Publish all customizations");
    await panel.click({ role: "button", name: /^Make 4 changes in Practice/ });
    await panel.see("All 4 changes are made and were read back");
    await panel.click({ role: "button", name: "Back to the checklist" });
    await panel.see(/Everything is set up, as far as Dynamics can prove it/);
    await until("the role in the list", async () =>
      /marketo\.sync.*Marketo Sync User/.test(await text(view, "#users")),
    );
    assert.deepEqual(await world.practice.requests(), []);
    assert.deepEqual(await stored(), before);
    const board = await world.browser.extensionPage("board.html");
    await until("the board drawn", () => board.evaluate(() => document.body.dataset.ready !== undefined));
    assert.match(await text(board, "#board"), /No organisation was opened/);
    await board.close();
  });

  test("reaches nothing else, and the real platform not at all", async () => {
    await world.practice.reset({ scenario: "user-ready" });
    const { view } = await practise();
    const reached = await view.evaluate(
      async (urls) => {
        const tries = urls.map((url) => fetch(url).then(String, ({ message }) => message));
        return Promise.all(tries);
      },
      [`${world.practice.origin}/api/data/v9.2/WhoAmI`, "/api/data/v9.2/WhoAmI", "news.json"],
    );
    assert.deepEqual(new Set(reached), new Set(["Practice reaches nothing else"]));
    const members = await view.evaluate(() => [globalThis.browser, chrome].map((each) => Object.keys(each).join()));
    assert.deepEqual(new Set(members), new Set(["runtime,storage,i18n"]));
    assert.deepEqual(await world.practice.requests(), []);
  });

  test("begins in the state that is chosen, and anew", async () => {
    const { view, panel } = await practise();
    await view.select("#scenario", "everything-wrong");
    await (await view.waitForSelector('aria/Start again[role="button"]')).click();
    await until("another state", async () => (await address(view)).includes("scenario=everything-wrong"));
    await drawn(view);
    await panel.see("No user chosen yet");
    await pick(panel);
    await panel.see(/may not read Marketo Config/);
    assert.equal(await view.$eval("#scenario", (select) => select.value), "everything-wrong");
  });

  test("leads nowhere: no guide and no screen to open", async () => {
    const { panel } = await practise();
    await pick(panel);
    const steps = [
      [/^The sync user has the role/, "Without Marketo Sync User, Marketo can neither"],
      [/^Published/, "The last click of the procedure"],
    ];
    for (const [title, opened] of steps) {
      await panel.click({ role: "button", name: title });
      await panel.see(opened);
    }
    assert.deepEqual(await panel.all({ role: "button", name: "Show me" }), []);
    assert.deepEqual(await panel.all({ role: "button", name: "Open the page" }), []);
  });

  test("the vendor's pages are real, and open in a tab of their own", async () => {
    const { panel } = await practise();
    const before = new Set(await world.browser.browser.pages());
    await panel.click({ role: "button", name: "Marketo: set up the sync user" });
    const view = await until("the vendor's page", async () => {
      const opened = (await world.browser.browser.pages()).filter((page) => !before.has(page));
      const there = await Promise.all(opened.map(address));
      return opened.find((_, index) => there[index].startsWith("https://experienceleague.adobe.com/"));
    });
    await view.close();
  });

  test("a closed checklist opens again", async () => {
    const { view, panel } = await practise();
    await panel.click({ role: "button", name: "Close" });
    await panel.closed();
    await (await view.waitForSelector('aria/Open checklist[role="button"]')).click();
    await panel.opened();
  });

  test("holds to the accessibility rules, and fits a narrow window", async () => {
    const { view } = await practise();
    await isAccessible(view);
  });
});
