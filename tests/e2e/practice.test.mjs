// Practice: the same pages and the same checklist on an organisation that lives in one page of the extension, and reaches
// nothing else.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { files, fileOf } from "../../extension/practice/addresses.js";
import { isAccessible } from "./lib/accessible.mjs";
import { confirm, pick } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { Walk, showMe } from "./lib/walk.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const ROLE = "The sync user has the role";

/** Addresses of the organisation, each page of Practice among them. */
const ADDRESSES = [
  "/main.aspx",
  "/main.aspx?appid=1&pagetype=entitylist&etn=account",
  "/Main.aspx?SettingsOnly=True",
  "/main.aspx?origin=portal",
  "/main.aspx?pagetype=entitylist&etn=systemuser&forceUCI=0",
  "/tools/AdminSecurity/adminsecurity_area.aspx?pagemode=iframe",
  "/tools/AdminSecurity/adminsecurity_area.aspx?pid=06&web=true",
  "/tools/AdminSecurity/adminsecurity_area.aspx?pid=07&web=true",
  "/_root/homepage.aspx?etc=8&pagemode=iframe",
  "/_root/homepage.aspx?etn=SystemUser",
  "/_root/homepage.aspx?etc=10001",
  "/_grid/cmds/dlg_role.aspx?iObjType=8",
  "/_static/blank.htm",
  "/Biz/Users/edit.aspx?id=%7B1%7D",
  "/userdefined/edit.aspx?etc=10001",
  "/_controls/lookup/lookupinfo.aspx?objecttypes=8&browse=0",
  "/tools/personalsettings/dialogs/personalsettings.aspx?dType=1",
  "/tools/Solution/home_solution.aspx?etc=7100",
  "/tools/SystemCustomization/dlg_publishing.aspx",
  "/WebWizard/WizardContainer.aspx",
  "/Biz/Users/AddUsers/AddMicrosoftOnlineUserPage.aspx",
  "/tools/Admin/admin.aspx",
];

inEachBrowser("practice", (world) => {
  const text = (view, selector = "main") => view.$eval(selector, (element) => element.innerText);

  /** Practice in the state that a scenario names, with the checklist on its first page. */
  const practise = async (scenario) => {
    const tab = await world.practise(scenario ? `?scenario=${scenario}` : "");
    await drawn(tab.page);
    await tab.panel.opened();
    return { view: tab.page, panel: tab.panel, tab };
  };

  /** Runs something in the page that is shown in the frame. */
  const inside = async (tab, run, ...rest) => (await tab.frame()).evaluate(run, ...rest);

  /** Waits until the frame shows a page at another address than before. */
  const shown = (tab, part) =>
    until(
      async () => `${part} in the frame, which is at ${await inside(tab, () => location.href)}`,
      () => inside(tab, (end) => location.href.includes(end) && document.readyState === "complete", part),
    );

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
    const { panel } = world.practising(view);
    await panel.see(/Set up the Marketo sync user/);
  });

  test("nothing done: one review, one confirmation, everything proved, and nothing of it anywhere else", async () => {
    await world.practice.reset({ scenario: "user-ready" });
    await world.forget();
    const before = await stored();
    const { view, panel } = await practise();
    assert.match(await text(view), /nothing here is a real organisation/);
    await panel.see("not production");
    await pick(panel);
    await panel.click({ role: "button", name: /^Review 4 changes$/ });
    await panel.see("Publish all customizations");
    await panel.click({ role: "button", name: /^Make 4 changes in Practice/ });
    await panel.see("All 4 changes are made and were read back");
    await panel.click({ role: "button", name: "Back to the checklist" });
    await panel.see(/Everything is set up, as far as Dynamics can prove it/);
    assert.deepEqual(await world.practice.requests(), []);
    assert.deepEqual(await stored(), before);
    const board = await world.browser.extensionPage("board.html");
    await until("the board drawn", () => board.evaluate(() => document.body.dataset.ready !== undefined));
    assert.match(await text(board, "#board"), /No organisation was opened/);
    await board.close();
  });

  test("reaches nothing else, and the real platform not at all", async () => {
    await world.practice.reset({ scenario: "user-ready" });
    const { view, tab } = await practise();
    await inside(tab, () => open("./main.aspx?settingsonly=true"));
    await shown(tab, "main.classic.aspx.html");
    await tab.panel.opened();
    // Practice itself, the page in it, and the frame in that page.
    const members = "runtime,storage,i18n";
    const urls = [`${world.practice.origin}/api/data/v9.2/WhoAmI`, "/api/data/v9.2/WhoAmI", "news.json"];
    const reach = async (wanted) => {
      const content = window === top ? null : document.querySelector("#contentIFrame1").contentWindow;
      const reached = [];
      for (const page of [window, content].filter(Boolean)) {
        for (const url of wanted) reached.push(await page.fetch(url).then(String, ({ message }) => message));
        reached.push(...[page.browser, page.chrome].map((each) => Object.keys(each).join()));
      }
      return reached;
    };
    const each = [...urls.map(() => "Practice reaches nothing else"), members, members];
    assert.deepEqual(await view.evaluate(reach, urls), each);
    await until("the page in the frame", () =>
      inside(tab, () => document.querySelector("#contentIFrame1").contentDocument.readyState === "complete"),
    );
    assert.deepEqual(await inside(tab, reach, urls), [...each, ...each]);
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

  test("has the pages of the server, each under its address", async () => {
    await world.practice.reset({ scenario: "user-ready" });
    const server = await world.open("/main.aspx");
    const read = (address) => server.page.evaluate(async (path) => (await fetch(path)).text(), address);
    const bare = (markup) => markup.replace(/<html [^>]*>/, "<html>").replace(/="(\.\.\/)*_static\//g, '="_static/');
    const met = new Set();
    for (const address of ADDRESSES) {
      const [file] = fileOf(address).split("?");
      met.add(file);
      const here = await readFile(at("dist", world.name, "practice", file), "utf8");
      assert.equal(bare(here), bare(await read(address)), address);
    }
    assert.deepEqual(
      [...met].sort(),
      files()
        .map(({ file }) => file)
        .sort(),
    );
  });

  test("a driver that follows the guide alone gets each step done", async () => {
    await world.practice.reset({ scenario: "user-ready" });
    const { panel, tab } = await practise();
    await pick(panel);
    const walk = new Walk(world, tab, { speaks: true });
    await showMe(walk, ROLE);
    await walk.follow();
    await panel.see(/The sync user has the role\s+Done/);
    await panel.click({ role: "button", name: "Next: Marketo Config names the sync user" });
    await walk.follow();
    await panel.see(/Marketo Config names the sync user\s+Done/);
    await panel.click({ role: "button", name: "Next: Published" });
    await walk.follow();
    await panel.see(/Published\s+Done/);
    assert.deepEqual(await world.practice.requests(), []);
  });

  test("a page opens in its place; after a reload the checklist and what was made are there again", async () => {
    const { panel, tab } = await practise();
    await pick(panel);
    await panel.click({ role: "button", name: /^The sync user has the role/ });
    await panel.click({ role: "button", name: "Do it" });
    await panel.click({ role: "button", name: /^Assign role to Marketo Sync in Practice/ });
    await panel.click({ role: "button", name: "Back to the checklist" });
    await panel.see("One change made here");
    await panel.click({ role: "button", name: /^Sync user chosen/ });
    await panel.click({ role: "button", name: "Open the page" });
    await shown(tab, "main.classic.aspx.html?settingsonly=true&pagetype=entitylist&etn=systemuser");
    await panel.see("One change made here");
    await inside(tab, () => setTimeout(() => location.reload()));
    await until("a page that was loaded again", () =>
      inside(tab, () => performance.getEntriesByType("navigation")[0].type === "reload"),
    );
    await panel.see("One change made here");
    await panel.click({ role: "button", name: "One change made here" });
    await panel.click({ role: "button", name: "Undo this change" });
    await confirm(panel);
    await panel.see("The change is made and was read back");
  });

  test("once Practice itself is loaded again, everything begins anew", async () => {
    const { view, panel, tab } = await practise();
    await pick(panel);
    await inside(tab, () => open("./main.aspx?settingsonly=true"));
    await shown(tab, "main.classic.aspx.html");
    await view.evaluate(() => setTimeout(() => location.reload()));
    await until("a page that was loaded again", () =>
      view.evaluate(() => performance.getEntriesByType("navigation")[0].type === "reload"),
    );
    await drawn(view);
    await panel.see("No user chosen yet");
    await shown(tab, "/practice/main.aspx.html");
    assert.equal(await view.evaluate(() => top.frames.length), 1);
  });

  test("takes there, without another tab", async () => {
    const { panel, tab } = await practise();
    const before = (await world.browser.browser.pages()).length;
    await pick(panel);
    await showMe({ tab }, ROLE);
    await panel.click({ role: "button", name: "I can't find it" });
    await panel.click({ role: "button", name: "Take me there" });
    await shown(tab, "main.classic.aspx.html");
    await panel.see("Select the row of Marketo Sync.");
    assert.equal((await world.browser.browser.pages()).length, before);
  });

  test("a window of its own is the same place, and closing it leads back", async () => {
    const { panel, tab } = await practise();
    await inside(tab, () => open("./main.aspx?settingsonly=true&pagetype=entitylist&etn=systemuser"));
    await until("a user's name in the list", () =>
      inside(tab, () => {
        const frame = document.getElementById(
          document.getElementById("crmContentPanel").getAttribute("currentcontentid"),
        );
        const name = frame.contentDocument.querySelector("a.ms-crm-List-Link");
        name?.click();
        return name !== null;
      }),
    );
    await shown(tab, "biz/users/edit.aspx.html?id=");
    await until("the user's form", () =>
      inside(tab, () => document.getElementById("domainname_i")?.value.includes("@")),
    );
    await panel.opened();
    await inside(tab, () => close());
    await shown(tab, "main.classic.aspx.html");
    await panel.opened();
  });

  test("no road leads through a product that is not here", async () => {
    const { panel, tab } = await practise();
    // Its account is made in Microsoft 365.
    await panel.see("Sync user chosen");
    assert.deepEqual(await panel.all({ role: "button", name: "Show me" }), []);
    await inside(tab, () => open("https://portal.office.com/"));
    await shown(tab, "tools/admin/admin.aspx.html");
    await until("words", () =>
      inside(tab, () => document.body.innerText.includes("This page is not part of the practice organisation")),
    );
  });

  test("refuses what the server refuses", async () => {
    const { tab } = await practise();
    const refused = await inside(tab, async () => {
      const reply = await fetch(`${location.origin}/practice/api/data/v9.2/systemusers?$select=nonsense`);
      return { status: reply.status, code: (await reply.json()).error.code };
    });
    assert.deepEqual(refused, { status: 400, code: "0x80060888" });
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

  test("a closed checklist stays closed on the next page, and opens again", async () => {
    const { view, panel, tab } = await practise();
    await panel.click({ role: "button", name: "Close" });
    await panel.closed();
    await inside(tab, () => open("./main.aspx?settingsonly=true"));
    await shown(tab, "main.classic.aspx.html");
    assert.equal(await panel.present(), false);
    await (await view.waitForSelector('aria/Open checklist[role="button"]')).click();
    await panel.opened();
  });

  test("holds to the accessibility rules, and fits a narrow window", async () => {
    const { view } = await practise();
    // The pages in the frame are not ours to judge.
    await isAccessible(view, { iframes: false });
  });
});
