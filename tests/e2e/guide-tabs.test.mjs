// The guide goes on: after a reload, in windows that a guided page opens, and in the tabs of other products.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SYNC_USER } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const PRODUCT = "https://admin.powerplatform.microsoft.com/";

/** What the callout says; empty where there is none. */
async function says(tab) {
  const texts = await tab.panel.evaluateAll((root) => root.querySelector(".guide-text")?.textContent ?? "");
  return texts.join("").replace(/[\u2066-\u2069]/g, "");
}

async function saying(tab, text) {
  await until(
    async () => `"${text}" in the callout, which says "${await says(tab)}"`,
    async () => (await says(tab)) === text,
  );
}

inEachBrowser(
  "guide in several tabs",
  (world) => {
    const begin = async () => {
      await world.practice.reset({ scenario: "user-ready" });
      await world.forget();
      const tab = await world.open("/main.aspx");
      await tab.openChecklist();
      await tab.panel.type({ role: "searchbox", name: "Search for a user" }, SYNC_USER);
      await tab.panel.click({ role: "button", name: /marketo\.sync@/ });
      await tab.panel.see(/does not have it/);
      if ((await tab.panel.all({ role: "button", name: "Show me" })).length === 0) {
        await tab.panel.click({ role: "button", name: /The sync user has the role/ });
      }
      await tab.panel.click({ role: "button", name: "Show me" });
      await saying(tab, "Press the gear.");
      return tab;
    };

    test("after a reload it goes on by itself", async () => {
      const tab = await begin();
      await tab.page.reload();
      await saying(tab, "Press the gear.");
    });

    test("it goes on in the window that a page opens, and ended there it is ended here", async () => {
      const tab = await begin();
      const other = await tab.opens(() => window.open("./main.aspx?settingsonly=true", "", "width=900,height=700"));
      await saying(other, "Press Settings.");
      await other.panel.click({ role: "button", name: "End the guide" });
      await saying(tab, "");
    });

    test("in another product there is the callout alone, and nothing is asked of the organisation", async () => {
      const tab = await begin();
      const before = (await world.practice.requests()).length;
      const other = await world.open(PRODUCT);
      await until("a callout", async () => (await says(other)) !== "");
      assert.deepEqual(await other.panel.all({ role: "complementary" }), []);
      assert.equal((await world.practice.requests()).length, before);
      await other.panel.click({ role: "button", name: "End the guide" });
      await saying(tab, "");
      await other.page.reload();
      await other.page.waitForSelector("body");
      assert.equal(await says(other), "");
    });

    test("a product's tab that was open before learns of it", async () => {
      const other = await world.open(PRODUCT);
      await begin();
      await until("a callout", async () => (await says(other)) !== "");
    });
  },
  { scenario: "user-ready" },
);
