// The procedure from end to end, by following only what the guide shows: a driver that clicks what is spotlit and
// nothing else gets each step done, and each ticks itself by what the server says.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as hand from "./lib/hand.mjs";
import { hasRole, nothingWritten, pick, syncUser } from "./lib/job.mjs";
import { DEEP } from "./lib/deep.mjs";
import { until } from "./lib/until.mjs";
import { Walk, showMe } from "./lib/walk.mjs";
import { inEachBrowser } from "./lib/world.mjs";

/** Those of the reference's table of labels, and Arabic, of which it has none. */
const LANGUAGES = [1033, 1036, 1031, 3082, 1040, 1046, 1043, 1053, 1041, 2052, 1042, 1025];

/** One with long words, one without spaces, one from right to left: the others are walked before a release. */
const SOME_LANGUAGES = [1031, 1041, 1025];

const SYNC_USER = "Sync user chosen";
const ROLE = "The sync user has the role";
const CONFIG = "Marketo Config names the sync user";
const PUBLISHED = "Published";

const GEAR = ["Press the gear.", "Press Advanced Settings. A new tab opens."];
const TO_USERS = ["Press Settings.", "Press Security.", "Press Users."];
const GIVE_ROLE = [
  "Select the row of Marketo Sync.",
  "Press Manage Roles.",
  "Tick Marketo Sync User.",
  "Press OK. The step ticks itself as soon as Dynamics has it.",
];
const MAGNIFIER = "Press the magnifier of Marketo User. It appears when the pointer is over the field.";
const CHOOSE =
  "Choose Marketo Sync. If the list does not have that user, take its last entry, which looks up more records.";
const NAME_USER = [
  "Press Settings.",
  "Press Marketo Config.",
  "Open the record Default.",
  `On the way: ${MAGNIFIER}`,
  MAGNIFIER,
  // The list is short, and the sync user is not in it.
  `On the way: ${CHOOSE}`,
  "Select the row of Marketo Sync.",
  "Press the button that adds Marketo Sync.",
  "Press the save icon at the bottom right.",
];
const PUBLISH = [
  "Press the X at the upper right to close the record.",
  "Press Settings.",
  "Press Solutions.",
  "Press Publish All Customizations. It takes some minutes.",
];

const FILL = "Fill in the names of the new account, give it a licence for Dynamics 365, and press Next on each page.";

/** Goes on with the next step, as the callout offers. */
const next = ({ tab }, title) => tab.panel.click({ role: "button", name: `Next: ${title}` });

inEachBrowser(
  "walk",
  (world) => {
    const begin = async (options, site = {}) => {
      await world.practice.reset(options);
      await world.practice.site({ redirection: "off", form: "turbo", ...site });
      await world.forget();
      const tab = await world.open("/main.aspx");
      await tab.openChecklist();
      await tab.panel.see(/Read \d/);
      return new Walk(world, tab);
    };
    const configured = async () =>
      (await world.practice.state()).config[0].user === (await syncUser(world.practice)).id;
    const published = async () => {
      const { publications } = await world.practice.state();
      return publications.length > 1 && publications.at(-1).succeeded;
    };

    /** Clicks 10 to 20. */
    async function roleToPublishing(walk, form = "turbo") {
      assert.deepEqual(await walk.follow(), [...GEAR, ...TO_USERS, ...GIVE_ROLE]);
      assert.equal(await hasRole(world.practice), true);
      await next(walk, CONFIG);
      // Where the field is no wider than its magnifier, the click that is to bring that forth has hit it already.
      const told = form === "nested" ? NAME_USER.filter((line) => line !== MAGNIFIER) : NAME_USER;
      assert.deepEqual(await walk.follow(), told);
      assert.equal(await configured(), true);
      await next(walk, PUBLISHED);
      assert.deepEqual(await walk.follow(), PUBLISH);
      assert.equal(await published(), true);
      await nothingWritten(world.practice);
    }

    test("clicks 1 to 9: an account, made in Microsoft 365, becomes a user of Dynamics", async () => {
      const walk = await begin({ scenario: "fresh" });
      await showMe(walk, SYNC_USER);
      let classic = null;
      const told = await walk.follow({
        // Not one of the products that the extension may be on.
        "portal.office.com": ({ tab }) => hand.press(tab.page, "a", { text: "Admin" }),
        "Press Add and License Users. The Microsoft 365 admin center opens.": ({ tab }, { mark }) => {
          classic = tab;
          return walk.click(mark);
        },
        "Open Users, then Active users.": ({ tab }) => hand.press(tab.page, "nav a", { text: "Active users" }),
        [FILL]: async ({ tab: { page } }) => {
          await hand.type(page, "input[aria-label='First name']", "Marketo");
          await hand.type(page, "input[aria-label='Last name']", "Sync");
          await hand.type(page, "input[aria-label=Username]", "marketo.sync");
          for (const heading of ["Assign product licenses", "Optional settings", "Review and finish"]) {
            await hand.press(page, "button", { text: "Next" });
            await hand.find(page, "h3", { text: heading });
          }
        },
        "Press Finish adding.": async ({ tab }, { mark }) => {
          await walk.click(mark);
          await hand.press(tab.page, "button", { text: "Close" });
          await until("the account as a user", () => syncUser(world.practice));
          await walk.turnTo(classic);
          await pick(classic.panel);
          await classic.panel.see(/Sync user chosen\s+Done/);
        },
      });
      assert.deepEqual(told, [
        ...GEAR,
        ...TO_USERS,
        "Press New.",
        "Press Add and License Users. The Microsoft 365 admin center opens.",
        "Open Users, then Active users.",
        "Press Add a user.",
        FILL,
        "Press Finish adding.",
      ]);
      await nothingWritten(world.practice);
    });

    for (const form of ["turbo", "legacy", "nested"]) {
      test(`classic, clicks 10 to 20, with a ${form} form`, async () => {
        const walk = await begin({ scenario: "nothing-done" }, { form });
        await pick(walk.tab.panel);
        await showMe(walk, ROLE);
        await roleToPublishing(walk, form);
      });
    }

    test("with redirection on, all that the Environment Settings app has", async () => {
      const walk = await begin({ scenario: "nothing-done" }, { redirection: "on" });
      await pick(walk.tab.panel);
      await showMe(walk, CONFIG);
      // What to search for is the person's to type.
      const search = async ({ tab }, { mark }) => {
        await walk.click(mark);
        await tab.page.keyboard.type("marketo.s");
      };
      assert.deepEqual(await walk.follow({ "Search in Marketo User.": search }), [
        ...GEAR,
        "Press Marketo Config.",
        "Open the record Default.",
        "Search in Marketo User.",
        "Choose Marketo Sync.",
        "Press Save.",
      ]);
      assert.equal(await configured(), true);
      await nothingWritten(world.practice);
    });

    test("classic, clicks 10 to 20, under the strict policy", async () => {
      const walk = await begin({ scenario: "nothing-done", csp: "strict" });
      await pick(walk.tab.panel);
      await showMe(walk, ROLE);
      await roleToPublishing(walk);
    });

    for (const language of DEEP && world.name === "chromium" ? LANGUAGES : SOME_LANGUAGES) {
      test(`classic, clicks 10 to 20, in the language ${language}`, async () => {
        const walk = await begin({ scenario: "nothing-done", language });
        await pick(walk.tab.panel);
        await showMe(walk, ROLE);
        await roleToPublishing(walk);
      });
    }
  },
  { scenario: "nothing-done" },
);
