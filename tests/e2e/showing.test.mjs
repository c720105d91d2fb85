// A control that the guide does not find is shown to it once: the guide goes on with it, also after a reload, and the
// options list, export and forget it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SYNC_USER } from "./lib/job.mjs";
import { toFront, until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const GEAR = "button[data-id=personalSettingsLauncher]";
const STEP = "The sync user has the role";

/** A later build of the page: nothing of the gear is as the catalogue knows it. */
function rename() {
  const gear = document.querySelector("button[data-id=personalSettingsLauncher]");
  for (const name of gear.getAttributeNames()) {
    if (!["class", "style", "type"].includes(name)) gear.removeAttribute(name);
  }
  gear.dataset.id = "globalPreferences";
  gear.setAttribute("aria-label", "Preferences");
}

/** What the guide says, and the middle of the spotlight. */
async function says(panel) {
  const [now] = await panel.evaluateAll((root) => {
    const ring = root.querySelector(".ring");
    const text = root.querySelector(".guide-text");
    if (!text || !ring) return null;
    const { x, y, width, height } = ring.getBoundingClientRect();
    const mark = ring.hidden ? null : { x: x + width / 2, y: y + height / 2 };
    return { text: text.textContent.replace(/[\u2066-\u2069]/g, ""), mark };
  });
  return now ?? null;
}

/** The guide once it says this and its spotlight rests. */
async function marked(panel, text) {
  let last = "";
  return until(
    async () => `"${text}" with a spotlight; the guide says ${JSON.stringify(await says(panel))}`,
    async () => {
      const now = await says(panel);
      const rests = now?.text === text && now.mark !== null && JSON.stringify(now) === last;
      last = JSON.stringify(now);
      return rests ? now.mark : null;
    },
  );
}

inEachBrowser(
  "showing a control",
  (world) => {
    test("shown once, it is found from then on, listed, exported and forgotten", async () => {
      await world.practice.reset({ scenario: "user-ready" });
      await world.forget();
      const tab = await world.open("/main.aspx");
      const { page, panel } = tab;
      await page.waitForSelector(GEAR);
      await page.evaluate(rename);
      await tab.openChecklist();
      await panel.type({ role: "searchbox", name: "Search for a user" }, SYNC_USER);
      await panel.click({ role: "button", name: /marketo\.sync@/ });
      await panel.see(/does not have it/);
      if ((await panel.all({ role: "button", name: "Show me" })).length === 0) {
        await panel.click({ role: "button", name: new RegExp(STEP) });
      }
      await panel.click({ role: "button", name: "Show me" });

      await panel.click({ role: "button", name: "Point at it" });
      await until("the guide waits", async () => /^Press the control/.test((await says(panel))?.text));
      const gear = await until("the panel out of the way", () =>
        page.$eval("[data-id=globalPreferences]", (element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          const middle = { x: x + width / 2, y: y + height / 2 };
          return element.contains(document.elementFromPoint(middle.x, middle.y)) ? middle : null;
        }),
      );
      await page.mouse.move(gear.x, gear.y);
      await page.mouse.click(gear.x, gear.y);
      await until("it is told", async () => (await says(panel))?.text === "You have shown: button Preferences");
      const open = () => page.$eval("[data-id=globalPreferences]", (element) => element.getAttribute("aria-expanded"));
      assert.notEqual(await open(), "true", "the press has not reached the page");
      await panel.click({ role: "button", name: "Remember it" });

      const mark = await marked(panel, "Press the gear.");
      const below = ({ x, y }) => document.elementFromPoint(x, y)?.closest("[data-id=globalPreferences]") !== null;
      assert.ok(await page.evaluate(below, mark), "it marks what was shown");
      await page.mouse.click(mark.x, mark.y);
      await marked(panel, "Press Advanced Settings. A new tab opens.");

      await page.reload();
      await page.waitForSelector(GEAR);
      await page.evaluate(rename);
      await marked(panel, "Press the gear.");

      const options = await world.browser.extensionPage("options.html");
      await until("options drawn", () => options.evaluate(() => document.body.dataset.ready !== undefined));
      const stored = () => options.$eval("#stored", (element) => element.innerText);
      assert.match(await stored(), /Controls that you have pointed at\s+Press the gear\.\s+Preferences/);
      const exported = await options.evaluate(async () => {
        const blobs = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => (blobs.push(blob), make.call(URL, blob));
        [...document.querySelectorAll("#stored button")].find(({ innerText }) => innerText === "Export").click();
        return JSON.parse(await blobs[0].text());
      });
      const key = `org/${world.practice.origin}/anchor/gear`;
      assert.deepEqual(exported[key].by, { Attribute: { name: "data-id", value: "globalPreferences" } });
      assert.equal(exported.guide, world.practice.origin);
      await (await options.waitForSelector('aria/Forget: Press the gear.[role="button"]')).click();
      await until("it is forgotten", async () => !/pointed at/.test(await stored()));
      assert.ok(!(key in (await options.evaluate(() => chrome.storage.local.get(null)))));
      await options.close();
      await toFront(page);
      await until("no mark in the open tab either", async () => (await says(panel))?.mark === null);
    });
  },
  { scenario: "user-ready" },
);
