// The extension's own pages: what is set there holds in the checklist, and what is erased is gone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { isAccessible } from "./lib/accessible.mjs";
import { nothingWritten, pick, review, confirm } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser, Tab } from "./lib/world.mjs";

const FRENCH = JSON.parse(await readFile(at("extension", "_locales", "fr", "messages.json"), "utf8"));

/** A second organisation, as an earlier visit would have left it. */
const FABRIKAM = {
  "org/https://fabrikam.crm.dynamics.com/memory": {
    schema: 1,
    name: "Fabrikam",
    kind: "Sandbox",
    checked: 1_700_000_000_000,
    last: [
      { step: "organization", state: "Done" },
      { step: "sync-user", state: "Blocked" },
    ],
  },
};

inEachBrowser("options and board", (world) => {
  const fresh = async (scenario = "user-ready") => {
    await world.practice.reset({ scenario });
    await world.forget();
  };

  /** One of our own pages, once it is drawn. */
  const page = async (path) => {
    const view = await world.browser.extensionPage(path);
    await until(`${path} drawn`, () => view.evaluate(() => document.body.dataset.ready !== undefined));
    return view;
  };

  const stored = (view) => view.evaluate(async () => Object.keys(await chrome.storage.local.get(null)));
  const text = (view, selector = "main") => view.$eval(selector, (element) => element.innerText);
  const said = (view, what) => until(`"${what}" said`, async () => (await text(view, "#said")) === what);
  const press = async (view, role, name) => (await view.waitForSelector(`aria/${name}[role="${role}"]`)).click();
  const seed = (view, values) => view.evaluate((all) => chrome.storage.local.set(all), values);

  test("guide only, set in the options, writes nothing", async () => {
    await fresh();
    const options = await page("options.html");
    await press(options, "checkbox", "Guide only");
    await said(options, "Saved.");
    await options.close();
    const { panel, openChecklist } = await checklist();
    await openChecklist();
    await pick(panel);
    await panel.see("Guide only: nothing is written from here");
    assert.deepEqual(await panel.all({ role: "button", name: /^Review/ }), []);
    await nothingWritten(world.practice);
  });

  test("a kind of change that is switched off is shown, and not made", async () => {
    await fresh();
    const options = await page("options.html");
    await press(options, "checkbox", "Give a security role");
    await said(options, "Saved.");
    await options.close();
    const { panel, openChecklist } = await checklist();
    await openChecklist();
    await pick(panel);
    await panel.click({ role: "button", name: "Show the change that you may not make" });
    await panel.see("Changes of this kind are switched off");
    await nothingWritten(world.practice);
  });

  test("a theme holds from the next opening", async () => {
    await fresh();
    const { tab, panel, openChecklist } = await checklist();
    await openChecklist();
    const scheme = () => panel.evaluateAll((root) => getComputedStyle(root.host).colorScheme);
    const before = await scheme();
    const options = await page("options.html");
    await options.select("#theme", "dark");
    await said(options, "Saved.");
    assert.equal(await options.$eval("html", (root) => getComputedStyle(root).colorScheme), "dark");
    await options.close();
    assert.deepEqual(await scheme(), before);
    await tab.pressAction();
    await panel.closed();
    await openChecklist();
    assert.deepEqual(await scheme(), ["dark"]);
  });

  test("a forced language is spoken by checklist, popup and pages", async () => {
    await fresh();
    const options = await page("options.html");
    await options.focus("#language");
    await options.select("#language", "fr");
    await said(options, FRENCH.options_saved.message);
    assert.equal(await options.$eval("html", (root) => root.lang), "fr");
    assert.ok((await text(options)).includes(FRENCH.options_guide_only_more.message));
    assert.equal(await options.evaluate(() => document.activeElement.id), "language");
    await options.close();
    const { tab, panel, openChecklist } = await checklist();
    await openChecklist();
    await panel.see(FRENCH.step_sync_user_title.message);
    const popup = await tab.popup();
    assert.equal(await text(popup, "#act"), FRENCH.popup_close.message);
    await popup.close();
  });

  test("what is stored is told, and erased only after a yes", async () => {
    await fresh();
    const { tab, panel } = await checklist();
    await review(tab);
    await confirm(panel);
    await panel.see("was read back");
    await tab.pressAction();
    await panel.closed();
    const options = await page("options.html");
    await seed(options, { ...FABRIKAM, settings: { theme: "light" } });
    await until("both organisations", async () => /Contoso[^]*Fabrikam/.test(await text(options, "#stored")));
    assert.match(await text(options, "#stored"), /One change recorded/);
    const erase = 'aria/Erase what is stored of Contoso[role="button"]';
    await (await options.waitForSelector(erase)).click();
    assert.match(await text(options, "#sure"), /Cairn can no longer undo it/);
    const before = await stored(options);
    await press(options, "button", "Keep it");
    await until("no question", () => options.$eval("#sure", (dialog) => !dialog.open));
    assert.deepEqual(await stored(options), before);
    await (await options.waitForSelector(erase)).click();
    await (await options.waitForSelector("#sure-yes")).click();
    await said(options, "Erased.");
    assert.deepEqual((await stored(options)).sort(), [...Object.keys(FABRIKAM), "settings"]);
    await press(options, "button", "Erase everything");
    await (await options.waitForSelector("#sure-yes")).click();
    await until("nothing of an organisation", async () => (await stored(options)).join() === "settings");
    assert.match(await text(options, "#stored"), /Nothing is stored of any organisation/);
    await options.close();
  });

  test("the board tells of each organisation and compares two, and asks none of them", async () => {
    await fresh();
    const { tab, panel, openChecklist } = await checklist();
    await openChecklist();
    await panel.see(/\d+ of \d+ done/);
    await tab.pressAction();
    await panel.closed();
    const before = (await world.practice.ours()).length;
    const board = await page("board.html");
    await seed(board, FABRIKAM);
    await until("both organisations", async () => /Contoso[^]*Fabrikam/.test(await text(board, "#board")));
    assert.match(await text(board, "#board"), /\d+ steps open · \d+ of \d+ done/);
    assert.match(await text(board, "#board"), /One step open · 1 of 2 done/);
    assert.match(await text(board, "table"), /Sync user chosen\s+To do\s+Blocked/);
    assert.match(await text(board, "table"), /Organisation\s+Done\s+Done/);
    await press(board, "checkbox", "Only what differs");
    await until("only what differs", async () => !/Organisation\s+Done\s+Done/.test(await text(board, "table")));
    assert.equal((await world.practice.ours()).length, before);
    await press(board, "button", "Open it: Contoso");
    await until("the organisation's tab in front", () => tab.page.evaluate(() => !document.hidden));
    await panel.see(/\d+ of \d+ done/);
    await board.close();
  });

  test("an organisation without a tab is opened with the checklist", async () => {
    await fresh();
    const board = await page("board.html");
    const address = `org/${world.practice.origin}/memory`;
    await seed(board, { [address]: { schema: 1, name: "Contoso", last: [] } });
    const opened = new Promise((resolve) => world.browser.browser.once("targetcreated", resolve));
    await press(board, "button", "Open it: Contoso");
    const there = await (await opened).page();
    const tab = new Tab(world.browser, there);
    await tab.panel.opened();
    await tab.close();
    await board.close();
  });

  test("what is new is the changelog", async () => {
    const news = await page("news.html");
    assert.match(await text(news), /Added\s+A checklist inside Dynamics 365/);
    await news.close();
  });

  // Only Chromium can be told which colours to prefer while it runs.
  for (const scheme of world.name === "chromium" ? ["light", "dark"] : ["light"]) {
    for (const path of ["options.html", "board.html", "news.html"]) {
      test(`${path} holds to the accessibility rules, ${scheme}, and fits a narrow window`, async () => {
        await fresh();
        const view = await page(path);
        if (world.name === "chromium") {
          await view.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        }
        const contoso = structuredClone(Object.values(FABRIKAM)[0]);
        contoso.name = "Contoso Unternehmensverwaltungsgesellschaft";
        await seed(view, { ...FABRIKAM, "org/https://contoso.crm4.dynamics.com/memory": contoso });
        if (path !== "news.html") await until("both", async () => /Contoso[^]*Fabrikam/.test(await text(view)));
        await isAccessible(view);
        await view.close();
      });
    }
  }

  /** A tab of the organisation, without the checklist yet. */
  async function checklist() {
    const tab = await world.open();
    return { tab, panel: tab.panel, openChecklist: () => tab.openChecklist() };
  }
});
