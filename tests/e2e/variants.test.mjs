// The other roads through the procedure, and the report as the browser saves it.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pick, writes } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const APPLICATION = "3c0e2f7a-5b1d-4e83-9a64-0d7c51b2a9e1";

inEachBrowser("other roads", (world) => {
  const begin = async (scenario) => {
    await world.practice.reset({ scenario });
    await world.forget();
    const tab = await world.open();
    await tab.openChecklist();
    return tab;
  };

  test("application-user: made from its id, then set up with one confirmation", async () => {
    const { panel } = await begin("application-user");
    await panel.click({ role: "button", name: /^Application user/ });
    await panel.type({ role: "searchbox", name: "Search for a user" }, APPLICATION);
    await panel.click({ role: "button", name: /^Create an application user for / });
    await panel.see("Cancel");
    assert.deepEqual(await writes(world.practice), []);
    await panel.click({ role: "button", name: /^(Create|Make) / });
    await panel.click({ role: "button", name: "Back to the checklist" });
    await panel.click({ role: "button", name: /^Review \d+ changes?$/ });
    await panel.click({ role: "button", name: /^Make \d+ changes in / });
    await panel.see(/All \d changes are made and were read back/);
    const { users, config } = await world.practice.state();
    const made = users.find(({ applicationid }) => applicationid === APPLICATION);
    assert.ok(made.roles.some(({ name }) => name === "Marketo Sync User"));
    assert.equal(config[0].user, made.id);
  });

  test("two-candidates: the admin chooses, and it is remembered", async () => {
    const { panel, page } = await begin("two-candidates");
    await pick(panel);
    await panel.see(/2 tables may be/);
    await panel.click({ role: "button", name: /^Marketo Config is found/ });
    await panel.see(/by its lookup/);
    const choices = await panel.all({ role: "button", name: /by its lookup/ });
    assert.equal(choices.length, 2);
    // Both bear the same label; the column's own name, which the scenario made up, tells them apart.
    const column = (await choices[0].evaluate((button) => button.textContent)).split(".").at(-1).trim();
    await panel.click({ role: "button", name: new RegExp(`\\.${column}`) });
    await panel.see(/Review \d+ changes?|Review one change/);
    await page.reload();
    await panel.see(/Review \d+ changes?|Review one change/);
  });

  test("old-plugin: everybody needs the role, and that is said", async () => {
    const { panel } = await begin("old-plugin");
    await pick(panel);
    await panel.see(/4\.0\.0\.14/);
  });
});

inEachBrowser(
  "the report",
  (world) => {
    test("is saved by the browser, whole and without a script", async () => {
      const folder = await mkdtemp(join(tmpdir(), "cairn-report-"));
      try {
        await world.practice.reset({ scenario: "done" });
        await world.forget();
        await world.browser.saveInto(folder);
        const { panel } = await world.open().then(async (tab) => {
          await tab.openChecklist();
          await pick(tab.panel);
          return tab;
        });
        await panel.click({ role: "button", name: "Save report" });
        const name = await until(
          async () => "a report in the folder",
          async () => (await readdir(folder)).find((file) => file.endsWith(".html")),
        );
        const text = await readFile(join(folder, name), "utf8");
        assert.match(text, /Evidence report/);
        assert.match(text, /Marketo Sync User/);
        assert.doesNotMatch(text, /<script/i);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  },
  // Firefox's driver has no way to tell where downloads go; the blob is held in the browser tests of the panel.
  { only: ["chromium"] },
);
