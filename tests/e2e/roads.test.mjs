// Roads beside the classic one, by following what the guide shows; what it only tells is played by the test.

import assert from "node:assert/strict";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import * as hand from "./lib/hand.mjs";
import { hasRole, nothingWritten, pick, syncUser } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { Walk, showMe } from "./lib/walk.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const SYNC_USER = "Sync user chosen";
const ROLE = "The sync user has the role";
const PUBLISHED = "Published";

const GEAR = ["Press the gear.", "Press Advanced Settings. A new tab opens."];
const TICK = "Tick Marketo Sync User.";
const OK = "Press OK. The step ticks itself as soon as Dynamics has it.";
const PUBLISH = "Press Publish All Customizations. It takes some minutes.";

const NO_USERS = "The Environment Settings app does not have users. Go on in the Power Platform admin center.";
const NO_ACCOUNTS = "The Environment Settings app does not have users. Go on in the Microsoft 365 admin center.";
const NO_SOLUTIONS = "The Environment Settings app does not have solutions. Go on in Power Apps.";

const SELECT = "Select Marketo Sync in the list, and nobody else.";
const SAVE = "Press Save. The step ticks itself as soon as Dynamics has it.";

/** What is only told in the Power Platform admin center. */
async function selectInPpac({ tab: { page } }) {
  // The callout may stand on the end of the list.
  await hand.type(page, "input[type=search]", "marketo.sync");
  const row = await hand.find(page, "[role=rowheader]", { text: "Marketo Sync" });
  await row.hover();
  await hand.press(page, "input[aria-label='Select Marketo Sync']");
  await hand.press(page, "[role=menuitem]", { text: "Manage security roles" });
}

/** The guide's own way to where the next control is. */
const takeMeThere = ({ tab }) => tab.panel.click({ role: "button", name: "Take me there" });

/** By the keyboard alone: to the callout with its own keys, and then to the button. */
async function didIt({ tab: { page, panel } }) {
  await page.keyboard.down("Alt");
  await page.keyboard.down("Shift");
  await page.keyboard.press("KeyG");
  await page.keyboard.up("Shift");
  await page.keyboard.up("Alt");
  const focused = () =>
    panel.evaluateAll((root) => root.activeElement?.textContent ?? "").then((all) => all.find(Boolean) ?? "");
  await until("the focus in the callout", async () => (await focused()) !== "");
  for (let at = 0; at < 4 && (await focused()) !== "I have done this"; at += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
}

const beginIn = (world, path) => async (options, site) => {
  await world.practice.reset(options);
  await world.practice.site(site);
  await world.forget();
  const tab = await world.open(path);
  await tab.openChecklist();
  await tab.panel.see(/Read \d/);
  return new Walk(world, tab);
};

inEachBrowser(
  "roads",
  (world) => {
    const begin = beginIn(world, "/main.aspx");
    const published = async () => {
      const { publications } = await world.practice.state();
      return publications.length > 1 && publications.at(-1).succeeded;
    };
    /** A colleague names the sync user in Marketo Config. */
    const configure = async ({ tab: { page } }) => {
      const { config, users } = await world.practice.state();
      const [{ set, id }] = config;
      const user = users.find(({ domainname }) => domainname?.includes("marketo"));
      const nav = await page.evaluate(async (wanted) => {
        const { places } = await (await fetch("/_static/practice/site.json")).json();
        return places.tables.find((table) => table.set === wanted).lookups[0].nav;
      }, set);
      const body = { [`${nav}@odata.bind`]: `/systemusers(${user.id})` };
      await world.practice.write({ request: { method: "PATCH", path: `${set}(${id})`, body } });
    };

    test("with redirection on, the role is given in the Power Platform admin center", async () => {
      const walk = await begin({ scenario: "nothing-done" }, { redirection: "on" });
      await pick(walk.tab.panel);
      await showMe(walk, ROLE);
      const told = await walk.follow({ [NO_USERS]: takeMeThere, [SELECT]: selectInPpac });
      assert.deepEqual(told, [...GEAR, NO_USERS, SELECT, TICK, SAVE]);
      assert.equal(await hasRole(world.practice), true);
      await nothingWritten(world.practice);
    });

    test("with redirection on, publishing is in Power Apps", async () => {
      const walk = await begin({ scenario: "half-done" }, { redirection: "on" });
      await configure(walk);
      await pick(walk.tab.panel);
      await showMe(walk, PUBLISHED);
      const press = "Press Publish all customizations. It takes some minutes.";
      assert.deepEqual(await walk.follow({ [NO_SOLUTIONS]: takeMeThere }), [...GEAR, NO_SOLUTIONS, press]);
      assert.equal(await published(), true);
      await nothingWritten(world.practice);
    });

    // Firefox stores nothing while a page opens a tab: that tab learns a moment late what was pressed, and may name the gear
    // until then.
    const late = (told) => (world.name === "firefox" && told[2] === GEAR[0] ? told.toSpliced(2, 1) : told);

    test("the Environment Settings app is known without anything of Marketo in it, also when it is loaded again", async () => {
      const walk = await begin({ scenario: "nothing-done" }, { redirection: "on", extensions: "missing" });
      await pick(walk.tab.panel);
      await showMe(walk, ROLE);
      const told = await walk.follow({
        [NO_USERS]: async (here) => {
          await here.tab.page.reload();
          await here.tab.panel.see(NO_USERS);
          await takeMeThere(here);
        },
        [SELECT]: selectInPpac,
      });
      assert.deepEqual(late(told), [...GEAR, NO_USERS, SELECT, TICK, SAVE]);
      assert.equal(await hasRole(world.practice), true);
      await nothingWritten(world.practice);
    });

    test("where nothing comes of a press, it says why that can be and does not ask for it again", async () => {
      const walk = await begin({ scenario: "nothing-done" }, { redirection: "on" });
      await pick(walk.tab.panel);
      await showMe(walk, ROLE);
      const { page, panel } = walk.tab;
      await page.evaluate(() => {
        window.open = () => null;
        const gear = document.querySelector("button[data-id=personalSettingsLauncher]");
        const nothing = (event) => event.stopImmediatePropagation();
        gear.addEventListener("click", nothing, { capture: true, once: true });
      });
      const again = "This was pressed before, and the guide does not know what has come of it.";
      const told = await walk.follow({
        [GEAR[0]]: async (here, { mark }) => {
          await here.click(mark);
          await panel.see(/If another tab or window has opened, go on there/);
          await here.click((await here.says()).mark);
        },
        [again]: async () => {
          await panel.see(/If another tab or window has opened, go on there/);
          await panel.click({ role: "button", name: "Show it in the Power Platform admin center" });
          await panel.see("Take me there");
          await panel.click({ role: "button", name: "End the guide" });
        },
      });
      assert.deepEqual(told, [...GEAR, again]);
    });

    test("a page can be reported without a guide, after it was said what that holds", async () => {
      const walk = await begin({ scenario: "nothing-done" }, {});
      const { panel } = walk.tab;
      await panel.click({ role: "button", name: "Report this page" });
      await panel.see(/Nothing is sent/);
      await panel.click({ role: "button", name: "Save the description" });
      await panel.miss(/Nothing is sent/);
      const said = () => panel.evaluateAll((root) => root.querySelector(".live")?.textContent ?? "");
      await until("that the file is offered", async () => (await said()).includes("The file is offered for saving"));
    });

    test("publishing on the solutions page by its own address", async () => {
      const walk = await begin({ scenario: "half-done" }, { redirection: "off" });
      await configure(walk);
      await pick(walk.tab.panel);
      await showMe(walk, PUBLISHED);
      const gear = GEAR[0];
      const told = await walk.follow({
        [gear]: async (here) => {
          await here.tab.panel.click({ role: "button", name: "I can't find it" });
          await takeMeThere(here);
        },
      });
      assert.deepEqual(told, [gear, PUBLISH]);
      assert.equal(await published(), true);
      await nothingWritten(world.practice);
    });

    test("users and their roles in the Unified Interface", async () => {
      const users = beginIn(world, "/main.aspx?pagetype=entitylist&etn=systemuser");
      const walk = await users({ scenario: "nothing-done" }, {});
      await pick(walk.tab.panel);
      await showMe(walk, ROLE);
      assert.deepEqual(await walk.follow(), ["Select the row of Marketo Sync.", "Press Manage Roles.", TICK, OK]);
      assert.equal(await hasRole(world.practice), true);
      await nothingWritten(world.practice);
    });

    test("the wizard of Microsoft 365 in a language that is not known is told", async () => {
      const walk = await begin({ scenario: "fresh", language: 1031 }, { redirection: "on" });
      const organization = walk.tab;
      await showMe(walk, SYNC_USER);
      const add = "Press Add a user.";
      const fill =
        "Fill in the names of the new account, give it a licence for Dynamics 365, and press Next on each page.";
      const finish = "Press Finish adding.";
      const told = await walk.follow({
        [NO_ACCOUNTS]: takeMeThere,
        [add]: ({ tab: { page } }) => hand.press(page, "[data-automationid=addUserButton]"),
        [fill]: async ({ tab: { page } }) => {
          const [first, last, , user] = await page.$$("[role=dialog] input[type=text]");
          for (const [field, text] of [
            [first, "Marketo"],
            [last, "Sync"],
            [user, "marketo.sync"],
          ]) {
            await field.type(text);
          }
          for (let at = 0; at < 3; at += 1) {
            const heading = await page.$eval("[role=dialog] h3", (one) => one.textContent);
            await hand.press(page, "[role=dialog] button.primary");
            const moved = () =>
              page.evaluate((h) => document.querySelector("[role=dialog] h3")?.textContent !== h, heading);
            await until("the wizard's next page", moved);
          }
          await didIt({ tab: walk.tab });
        },
        [finish]: async ({ tab: { page } }) => {
          await hand.press(page, "[role=dialog] button.primary");
          await until("the account as a user", () => syncUser(world.practice));
          await walk.turnTo(organization);
          await pick(organization.panel);
          await organization.panel.see(/Sync user chosen\s+Done/);
        },
      });
      assert.deepEqual(told, [...GEAR, NO_ACCOUNTS, add, fill, finish]);
      await nothingWritten(world.practice);
    });
  },
  { scenario: "nothing-done" },
);

const SERVER = "http://crm.contoso.local";
/** What the person's answer to the browser's question leaves behind: the host is granted. Nothing else differs. */
const GRANTED = at("target", "e2e", "chromium-roads");

/** The default app is in another area than the settings. */
const TO_USERS = ["On the way: Press Settings.", "Press Settings.", "Press Security.", "Press Users."];

async function grantedBuild() {
  await rm(GRANTED, { recursive: true, force: true });
  await cp(at("dist", "chromium"), GRANTED, { recursive: true });
  const file = join(GRANTED, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.host_permissions.push(`${SERVER}/*`);
  await writeFile(file, JSON.stringify(manifest));
}

inEachBrowser(
  "roads on premises",
  (world) => {
    test("from the default app to a new user, whose form is a window of its own", async () => {
      const begin = beginIn(world, `${SERVER}/orgname/main.aspx?forceUCI=0`);
      const walk = await begin({ scenario: "on-premises-8" }, {});
      const classic = walk.tab;
      await showMe(walk, SYNC_USER);
      const save = "Press the save icon at the bottom right.";
      const type = "Type the account of the new user into User Name, and save.";
      const told = await walk.follow({
        [type]: async ({ tab: { page } }) => {
          await hand.type(page, "#domainname_i", "CONTOSO\\marketo.sync");
          await hand.type(page, "#firstname_i", "Marketo");
          await hand.type(page, "#lastname_i", "Sync");
        },
        [save]: async ({ tab: { page } }, { mark }) => {
          await page.mouse.click(mark.x, mark.y);
          await until("the user", () => syncUser(world.practice));
          await walk.turnTo(classic);
          await pick(classic.panel);
          await classic.panel.see(/Sync user chosen\s+Done/);
        },
      });
      assert.deepEqual(told, [...TO_USERS, "Press New.", type, save]);
      await nothingWritten(world.practice);
    });

    test("the role, from the default app to OK", async () => {
      const begin = beginIn(world, `${SERVER}/orgname/main.aspx?forceUCI=0`);
      const walk = await begin({ scenario: "on-premises" }, {});
      await pick(walk.tab.panel);
      await showMe(walk, ROLE);
      const give = ["Select the row of Marketo Sync.", "Press Manage Roles.", TICK, OK];
      assert.deepEqual(await walk.follow(), [...TO_USERS, ...give]);
      assert.equal(await hasRole(world.practice), true);
      await nothingWritten(world.practice);
    });
  },
  { only: ["chromium"], scenario: "on-premises-8", prepare: grantedBuild, browser: { folder: GRANTED } },
);
