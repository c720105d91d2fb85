// The guide on the classic client: a driver that clicks what is spotlit and nothing else gets the step done.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasRole, SYNC_USER, writes } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const USERS = "/main.aspx?settingsonly=true&pagetype=entitylist&etn=systemuser";

const STEP = "The sync user has the role";

/** What the guide shows now: its instruction and the middle of the spotlight; `null` while it does not rest. */
async function shown(panel) {
  const [now] = await panel.evaluateAll((root) => {
    const ring = root.querySelector(".ring");
    const text = root.querySelector(".guide-text");
    if (!text || !ring || ring.hidden) return null;
    const { x, y, width, height } = ring.getBoundingClientRect();
    return { text: text.textContent.replace(/[\u2066-\u2069]/g, ""), x: x + width / 2, y: y + height / 2 };
  });
  return now ?? null;
}

/** The next instruction after `before`, once the spotlight rests. */
async function next(panel, before) {
  let last = "";
  return until(
    async () => `another instruction than "${before}"; the checklist says:\n${await panel.text()}`,
    async () => {
      const now = await shown(panel);
      const rests = now !== null && now.text !== before && JSON.stringify(now) === last;
      last = JSON.stringify(now);
      return rests ? now : null;
    },
  );
}

/** The guide as soon as it says this and the spotlight rests. */
async function settled(panel, text) {
  let last = "";
  return until(
    async () => `"${text}" with a spotlight; the checklist says:\n${await panel.text()}`,
    async () => {
      const now = await shown(panel);
      const rests = now?.text === text && JSON.stringify(now) === last;
      last = JSON.stringify(now);
      return rests ? now : null;
    },
  );
}

/** Clicks into the spotlight once the guide says this. */
async function press(tab, text) {
  const now = await settled(tab.panel, text);
  await tab.page.mouse.move(now.x, now.y);
  await tab.page.mouse.click(now.x, now.y);
  return now;
}

/** Where the callout begins. */
async function calloutTop(panel) {
  const [top] = await panel.evaluateAll((root) => root.querySelector(".callout").getBoundingClientRect().top);
  return top;
}

/** Where the panel begins. */
async function panelLeft(panel) {
  const [left] = await panel.evaluateAll((root) => root.querySelector(".panel").getBoundingClientRect().left);
  return left;
}

/** Opens the checklist, chooses the sync user and presses *Show me* of the step. */
async function showMe(tab, { opened = false } = {}) {
  if (!opened) await tab.openChecklist();
  await tab.panel.type({ role: "searchbox", name: "Search for a user" }, SYNC_USER);
  await tab.panel.click({ role: "button", name: /marketo\.sync@/ });
  await tab.panel.see(/does not have it/);
  if ((await tab.panel.all({ role: "button", name: "Show me" })).length === 0) {
    await tab.panel.click({ role: "button", name: new RegExp(STEP) });
  }
  await tab.panel.click({ role: "button", name: "Show me" });
}

inEachBrowser(
  "guide",
  (world) => {
    const begin = async (path) => {
      await world.practice.reset({ scenario: "user-ready" });
      await world.forget();
      return world.open(path);
    };

    test("leads through the frames to the role, and the step ticks itself", async () => {
      const tab = await begin("/main.aspx?settingsonly=true");
      await showMe(tab);
      const told = [];
      let before = "";
      while (before !== "Press OK. The step ticks itself as soon as Dynamics has it.") {
        const now = await next(tab.panel, before);
        told.push(now.text);
        before = now.text;
        await tab.page.mouse.move(now.x, now.y);
        await tab.page.mouse.click(now.x, now.y);
      }
      assert.deepEqual(told, [
        "Press Settings.",
        "Press Security.",
        "Press Users.",
        "Select the row of Marketo Sync.",
        "Press Manage Roles.",
        "Tick Marketo Sync User.",
        "Press OK. The step ticks itself as soon as Dynamics has it.",
      ]);
      await tab.panel.see("Everything is set up");
      assert.equal(await hasRole(world.practice), true);
      assert.deepEqual(await writes(world.practice), [], "the person did it, not the extension");
      assert.equal(await shown(tab.panel), null);
    });

    test("what is under More commands is reached through it", async () => {
      const tab = await begin(USERS);
      await tab.page.setViewport({ width: 880, height: 700 });
      await showMe(tab);
      await press(tab, "Select the row of Marketo Sync.");
      await tab.panel.see(/First press .?More Commands/);
      const first = await press(tab, "Press Manage Roles.");
      await until("the spotlight on the command itself", async () => {
        const now = await shown(tab.panel);
        return now && (now.x !== first.x || now.y !== first.y);
      });
      await press(tab, "Press Manage Roles.");
      await settled(tab.panel, "Tick Marketo Sync User.");
    });

    test("with a second row selected it stays with the row", async () => {
      const tab = await begin(USERS);
      await showMe(tab);
      const row = await settled(tab.panel, "Select the row of Marketo Sync.");
      // Two rows on, on the side on which the callout is not.
      const other = (await calloutTop(tab.panel)) < row.y ? row.y + 58 : row.y - 58;
      await tab.page.mouse.click(row.x, other);
      await tab.page.mouse.click(row.x, row.y);
      await until("two selected rows", () =>
        tab.page.evaluate(() => {
          const current = document.getElementById("crmContentPanel").getAttribute("currentcontentid");
          const frame = document.getElementById(current);
          return frame.contentDocument.querySelectorAll(".ms-crm-List-SelectedRow").length === 2;
        }),
      );
      await settled(tab.panel, "Select the row of Marketo Sync.");
      await tab.page.mouse.click(row.x, other);
      await settled(tab.panel, "Press Manage Roles.");
    });

    test("the spotlight follows what scrolls inside a frame", async () => {
      const tab = await begin(USERS);
      await tab.page.setViewport({ width: 1280, height: 420 });
      await showMe(tab);
      const before = await settled(tab.panel, "Select the row of Marketo Sync.");
      await tab.page.mouse.move(400, 300);
      await tab.page.mouse.wheel({ deltaY: 60 });
      await until("the spotlight on the moved row", async () => {
        const now = await shown(tab.panel);
        return now !== null && Math.abs(before.y - now.y - 60) < 4;
      });
    });

    test("a row that the page pushes out of sight while it loads is brought into view again", async () => {
      const tab = await begin("/main.aspx?pagetype=entitylist&etn=systemuser&forceUCI=1");
      await tab.page.setViewport({ width: 1280, height: 800 });
      await showMe(tab);
      await settled(tab.panel, "Select the row of Marketo Sync.");
      await tab.page.reload();
      await settled(tab.panel, "Select the row of Marketo Sync.");
    });

    test("the panel makes room for what is pointed at, and comes back", async () => {
      const tab = await begin("/main.aspx");
      await tab.openChecklist();
      const home = await panelLeft(tab.panel);
      await showMe(tab, { opened: true });
      const gear = await settled(tab.panel, "Press the gear.");
      await until("the panel at the other side", async () => (await panelLeft(tab.panel)) < home);
      assert.ok(gear.x > home);
      await tab.panel.click({ role: "button", name: "End the guide" });
      await until("no guide", async () => (await shown(tab.panel)) === null);
      assert.equal(await panelLeft(tab.panel), home);
      const [left] = await tab.panel.evaluateAll((root) => root.querySelectorAll(".guide").length);
      assert.equal(left, 0);
    });
  },
  { scenario: "user-ready" },
);
