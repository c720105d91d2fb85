// The practice pages by hand, without the extension: each click of the procedure does what it does in the real products.

import assert from "node:assert/strict";
import { test } from "node:test";
import { find, opens, press, type } from "./lib/hand.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const SYNC = "Marketo Sync";
const ROLE = "Marketo Sync User";
/** The lookup and the table of the scenario `nothing-done`. */
const F = "emk_account";
const TABLE = "emk_preference";

inEachBrowser(
  "the practice pages",
  (world) => {
    const begin = async (options, site = {}) => {
      await world.practice.reset(options);
      await world.practice.site(site);
    };
    const open = async (address) => (await world.open(address)).page;
    const state = () => world.practice.state();
    const user = async (name) => (await state()).users.find(({ fullname }) => fullname === name);
    const hasRole = (name) =>
      until(`${name} with the role`, async () => (await user(name)).roles.some((role) => role.name === ROLE));
    const configured = (name) =>
      until(`${name} in the configuration`, async () => (await state()).config[0].userName === name);
    const published = () =>
      until("a publish that went well", async () => {
        const { publications } = await state();
        return publications.length > 1 && publications.at(-1).succeeded;
      });

    for (const csp of ["none", "default", "strict"]) {
      test(`the classic client and Microsoft 365, all twenty clicks, under the ${csp} policy`, async () => {
        await begin({ scenario: "fresh", csp });
        const sales = await open("/main.aspx");
        await press(sales, "button[data-id=personalSettingsLauncher]");
        const page = await opens(sales, "[data-id^='SettingsMenu.AdvancedSettings']");
        await press(page, "#TabSettings > a");
        await press(page, "#nav_security");
        await press(page, "a[href*='pid=06']");
        await press(page, "li[id^='systemuser|'][id*=New] a");
        const office = await opens(page, "#buttonNext");
        const m365 = await opens(office, "a", { text: "Admin" });
        await press(m365, "nav a", { text: "Active users" });
        await press(m365, "[role=menuitem]", { text: "Add a user" });
        await type(m365, "input[aria-label='First name']", "Marketo");
        await type(m365, "input[aria-label='Last name']", "Sync");
        await type(m365, "input[aria-label=Username]", "marketo.sync");
        await press(m365, "button", { text: "Next" });
        await find(m365, "h3", { text: "Assign product licenses" });
        await press(m365, "button", { text: "Next" });
        await find(m365, "h3", { text: "Optional settings" });
        await press(m365, "button", { text: "Next" });
        await press(m365, "button", { text: "Finish adding" });
        await press(m365, "button", { text: "Close" });

        await press(page, "#grid_refresh");
        const row = await find(page, "#gridBodyTable tr a", { text: SYNC });
        await row.hover();
        const id = (await user(SYNC)).id.toUpperCase();
        await press(page, `[id^='gridBodyTable_checkBox_Image_{${id}}']`);
        await press(page, "li[id^='systemuser|'][id*=Role] a");
        await press(page, "#tableRoles label", { text: ROLE });
        await press(page, "#butBegin");
        await hasRole(SYNC);
        await office.close();
        await m365.close();
        await page.close();
      });
    }

    for (const form of ["legacy", "turbo", "nested"]) {
      test(`the classic configuration in a ${form} form, and publishing`, async () => {
        await begin({ scenario: "nothing-done" }, { form });
        const page = await open("/main.aspx?settingsonly=true");
        await press(page, "#TabSettings > a");
        await press(page, ".nav-rowLabel", { text: "Marketo Config" });
        await press(page, "a[id^=gridBodyTable_primaryField_]", { text: "Default" });
        await (await find(page, `#${F}_d`)).hover();
        await press(page, `#${F}_lookupSearchIconDiv`);
        await press(page, `#Dialog_${F}_IMenu[displayed=true] a`, { text: "Look Up More Records" });
        await type(page, "#InlineDialog ~ * #crmGrid_findCriteria, #crmGrid_findCriteria", "marketo.sync");
        await press(page, "#crmGrid_findCriteriaButton");
        await press(page, "#gridBodyTable td div", { text: SYNC });
        await press(page, "#butBegin");
        await find(page, "#titlefooter_statuscontrol", { text: "unsaved changes" });
        await press(page, "#savefooter_statuscontrol");
        await configured(SYNC);
        await press(page, "#closeButton > a");
        await find(page, "a[id^=gridBodyTable_primaryField_]", { text: "Default" });

        await press(page, "#TabSettings > a");
        await press(page, "#nav_solution");
        await press(page, "[id^=_MB][action*=publishAll i] a");
        await published();
      });
    }

    test("with redirection on, the Environment Settings app", async () => {
      await begin({ scenario: "nothing-done" }, { redirection: "on" });
      const sales = await open("/main.aspx");
      await press(sales, "button[data-id=personalSettingsLauncher]");
      const page = await opens(sales, "[data-id^='SettingsMenu.AdvancedSettings']");
      await press(page, "[role=treeitem]", { text: "Marketo Config" });
      await press(page, "[role=row] a", { text: "Default" });
      const lookup = `${F}.fieldControl-LookupResultsDropdown_${F}`;
      await type(page, `[data-id^='${lookup}_textInputBox']`, "marketo.s");
      await press(page, `li[data-id*='${F}_resultsContainer']`, { text: SYNC });
      await press(page, `button[data-id$='Mscrm.Form.${TABLE}.Save']`);
      await configured(SYNC);
      await page.close();
    });

    test("the users of the Unified Interface and their roles", async () => {
      await begin({ scenario: "nothing-done" });
      const page = await open("/main.aspx?pagetype=entitylist&etn=systemuser");
      await type(page, "[data-id=quickFind-text-editor]", "marketo\n");
      await press(page, `[role=row] input[aria-label='Select ${SYNC}']`);
      await press(page, "[data-id*='SystemUser.ManageRoles']");
      await press(page, `input[aria-label='${ROLE}']`);
      await press(page, "[data-id=ok_id]");
      await hasRole(SYNC);
    });

    test("the Power Platform center: an account taken over, roles, an application user", async () => {
      await begin({ scenario: "fresh" }, { directory_ms: 3_600_000 });
      const m365 = await open("https://admin.microsoft.com/#/users");
      await m365.evaluate(() =>
        fetch("/practice-directory/accounts", {
          method: "POST",
          body: JSON.stringify({ first: "Marketo", last: "Sync", name: "marketo.sync@contoso.com", licensed: true }),
        }),
      );
      assert.equal(await user(SYNC), undefined, "Dynamics takes its time");
      const { organization } = await state();
      const center = "https://admin.powerplatform.microsoft.com";
      const page = await open(`${center}/settingredirect/${organization.id}/users`);
      await press(page, "[role=menuitem]", { text: "+ Add user" });
      await type(page, "input[aria-label='Enter name or email address']", "marketo");
      await press(page, "[role=option]");
      await press(page, "button", { text: "Add" });
      const row = await find(page, "[role=rowheader]", { text: SYNC });
      await row.hover();
      await press(page, `input[aria-label='Select ${SYNC}']`);
      await press(page, "[role=menuitem]", { text: "Manage security roles" });
      await press(page, `input[aria-label='${ROLE}']`);
      await press(page, "button", { text: "Save" });
      await hasRole(SYNC);

      await page.goto(`${center}/manage/environments`);
      await press(page, "main a", { text: organization.name });
      await press(page, "[role=menuitem]", { text: "Settings" });
      await press(page, "button", { text: "Users + permissions" });
      await press(page, "main a", { text: "Application users" });
      await press(page, "[role=menuitem]", { text: "+ New app user" });
      await press(page, "button", { text: "+ Add an app" });
      await press(page, "input[aria-label='Marketo Sync App']");
      await press(page, "button", { text: "Add" });
      await (await find(page, "select")).select((await state()).businessunits[0].id);
      await press(page, "button", { text: "Edit security roles" });
      await press(page, `input[aria-label='${ROLE}']`);
      await press(page, "button", { text: "Save" });
      await press(page, "button", { text: "Create" });
      await until("the application user", async () => {
        const made = (await state()).users.find(({ applicationid }) => applicationid?.startsWith("7b1f3c52"));
        return made?.roles.some((role) => role.name === ROLE);
      });
    });

    test("pages of the classic client by their own address", async () => {
      await begin({ scenario: "nothing-done" });
      const solutions = await open("/tools/Solution/home_solution.aspx?etc=7100");
      await press(solutions, "[id^=_MB][action*=publishAll i] a");
      await published();
      const list = await open(`/_root/homepage.aspx?etn=${TABLE}&pagemode=iframe`);
      const record = await opens(list, "a[id^=gridBodyTable_primaryField_]", { text: "Default" });
      await find(record, `#${F}_d`);
      await record.close();
    });

    test("the maker portal publishes", async () => {
      await begin({ scenario: "nothing-done" });
      const page = await open("https://make.powerapps.com/environments/any/solutions");
      await press(page, "[role=menuitem]", { text: "Publish all customizations" });
      await published();
    });

    test("on premises New is a form", async () => {
      await begin({ scenario: "on-premises-8" });
      const users = "/orgname/main.aspx?settingsonly=true&pagetype=entitylist&etn=systemuser";
      const page = await open(`http://crm.contoso.local${users}`);
      const form = await opens(page, "li[id^='systemuser|'][id*=New] a");
      await type(form, "#domainname_i", "CONTOSO\\marketo.sync");
      await type(form, "#firstname_i", "Marketo");
      await type(form, "#lastname_i", "Sync");
      await press(form, "#savefooter_statuscontrol");
      await until("the user", () => user(SYNC));
      await form.close();
    });

    test("on premises the classic client begins in another area", async () => {
      await begin({ scenario: "on-premises" });
      const page = await open("http://crm.contoso.local/orgname/main.aspx?forceUCI=0");
      await press(page, "#TabSFA[name=TabHome] > a");
      await press(page, "#actionGroupControl a#Settings");
      await press(page, "#detailActionGroupControl a#nav_security");
      await find(page, "#TabSettings > a");
      await find(page, "a[href*='pid=06']");
    });

    test("a label without a cell is another word in another run, and ids stay", async () => {
      const users = "/main.aspx?settingsonly=true&pagetype=entitylist&etn=systemuser";
      const seen = [];
      for (const seed of [1, 2]) {
        await begin({ scenario: "nothing-done" }, { language: 1025, seed });
        const page = await open(users);
        await press(page, "#TabSettings > a");
        seen.push(await (await find(page, "#nav_solution .nav-rowLabel")).evaluate((label) => label.textContent));
        assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
      }
      assert.equal(new Set([...seen, "Solutions"]).size, 3, `${seen}`);
      await begin({ scenario: "nothing-done" }, { language: 1031 });
      const page = await open("/main.aspx?settingsonly=true");
      await press(page, "#TabSettings > a");
      await find(page, "#nav_solution .nav-rowLabel", { text: "Lösungen" });
    });

    test("a page can be made heavy and hostile", async () => {
      await begin(
        { scenario: "nothing-done" },
        { hostile: ["revert-styles", "aria-hidden"], elements: 5_000, frames: 3 },
      );
      const page = await open("/main.aspx");
      await until("the weight", () =>
        page.evaluate(() => {
          const hidden = [...document.body.children].every((child) => child.ariaHidden === "true");
          return (
            hidden && document.querySelectorAll("*").length > 5_000 && document.querySelectorAll("iframe").length === 3
          );
        }),
      );
    });
  },
  { scenario: "nothing-done", browser: { folder: null } },
);
