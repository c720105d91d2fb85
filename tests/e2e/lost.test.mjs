// What only a browser can lose: its storage, the extension under an open page, a tab in the middle of a write.

import assert from "node:assert/strict";
import { test } from "node:test";
import { confirm, hasRole, nothingWritten, review, writes } from "./lib/job.mjs";
import { toFront, until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const WRITE = { method: "POST", path: "systemuserroles_association/$ref" };

const begin = async (world) => {
  await world.practice.reset({ scenario: "user-ready" });
  await world.forget();
  return world.open();
};

inEachBrowser("what a browser loses", (world) => {
  test("a tab closed in the middle of a write: the next one reads what is true, and writes nothing twice", async () => {
    const tab = await begin(world);
    await review(tab);
    await world.practice.faults([{ ...WRITE, fault: { slowAnswer: 60_000 } }]);
    await confirm(tab.panel);
    await until("the write on its way", async () => (await writes(world.practice)).length === 1);
    await tab.close();
    const next = await world.open();
    await next.openChecklist();
    await next.panel.see("Everything is set up");
    assert.equal(await hasRole(world.practice), true);
    // Who did it is not told by what is there now: it is said as it is, and can be taken back all the same.
    await next.panel.click({ role: "button", name: "One change made here" });
    await next.panel.see("not proved that this did it");
    assert.equal((await writes(world.practice)).length, 1);
  });

  test("the extension is loaded anew under an open review: a press writes nothing", async () => {
    const tab = await begin(world);
    await review(tab);
    const { x, y } = await tab.panel.middle({ role: "button", name: /^Assign role to/ });
    await world.renew();
    await toFront(tab.page);
    await tab.page.mouse.click(x, y);
    await nothingWritten(world.practice);
    // Firefox's driver does not reach the pages of an extension that has loaded itself anew.
    if (world.name === "firefox") return;
    // The next visit goes on.
    await tab.page.reload();
    await review(tab);
    await confirm(tab.panel);
    await tab.panel.see("The change is made and was read back");
    assert.equal((await writes(world.practice)).length, 1);
  });
});

inEachBrowser(
  "what Chromium loses",
  (world) => {
    test("storage that is full: nothing is written without its note, and that is said", async () => {
      const tab = await begin(world);
      await review(tab);
      const view = await world.browser.view;
      // To the last byte that it takes.
      await view.evaluate(async () => {
        const fill = async (size) => {
          try {
            await chrome.storage.local.set({ [`fill-${Math.random()}`]: "x".repeat(size) });
            return true;
          } catch {
            return false;
          }
        };
        for (let size = 4_000_000; size >= 1; size = Math.floor(size / 2)) while (await fill(size));
      });
      await confirm(tab.panel);
      await tab.panel.see("could not store the note about this change, so it was not made");
      await nothingWritten(world.practice);
      await view.evaluate(async () => {
        const keys = Object.keys(await chrome.storage.local.get(null));
        await chrome.storage.local.remove(keys.filter((key) => key.startsWith("fill-")));
      });
      await tab.panel.click({ role: "button", name: "Back to the checklist" });
      await tab.panel.see(/Review one change/);
    });

    test("a tab that the browser has discarded comes back with its checklist, and has written nothing", async () => {
      const tab = await begin(world);
      await review(tab);
      const url = tab.page.url();
      const other = await world.open("/_static/blank.htm");
      await toFront(other.page);
      const view = await world.browser.view;
      await view.evaluate(async (address) => {
        const [here] = (await chrome.tabs.query({})).filter((each) => each.url === address);
        const gone = await chrome.tabs.discard(here.id);
        await chrome.tabs.update((gone ?? here).id, { active: true });
      }, url);
      const page = await until("the tab again", async () => {
        const pages = await world.browser.browser.pages();
        return pages.find((each) => each !== tab.page && !each.isClosed() && each.url() === url);
      });
      const again = world.follow(page);
      await again.panel.opened();
      await again.panel.see(/Review one change/);
      await nothingWritten(world.practice);
    });
  },
  // Firefox sets extensions no limit that a test could reach, and its driver loses a tab that is discarded.
  { only: ["chromium"] },
);
