// Nothing leaves the browser but what is asked of the organisation's own host.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { confirm, pick } from "./lib/job.mjs";
import { startPractice } from "./lib/practice.mjs";
import { until } from "./lib/until.mjs";
import { startWitness } from "./lib/witness.mjs";
import { BROWSERS, World } from "./lib/world.mjs";

for (const name of BROWSERS) {
  describe(`${name}: privacy`, () => {
    const world = new World(name);
    let witness;
    before(async () => {
      world.practice = await startPractice("user-ready");
      witness = await startWitness(world.practice.ports.proxy);
      await world.launch({ through: witness.port });
    });
    after(async () => {
      await world.stop();
      await witness?.stop();
    });

    test("all traffic of the browser goes to the organisation's own host", async () => {
      const own = `${world.practice.ports.hosts[0]}:443`;
      const tab = await world.open();
      await tab.openChecklist();
      await pick(tab.panel);
      if ((await tab.panel.all({ role: "button", name: "Show me" })).length === 0) {
        await tab.panel.click({ role: "button", name: /^The sync user has the role/ });
      }
      await tab.panel.click({ role: "button", name: "Show me" });
      await until("the guide", async () =>
        (await tab.panel.evaluateAll((root) => root.querySelector(".guide-text") !== null)).includes(true),
      );
      await tab.panel.click({ role: "button", name: "Review one change" });
      await tab.panel.see("Cancel");
      await confirm(tab.panel);
      await tab.panel.see("The change is made and was read back");
      await tab.panel.click({ role: "button", name: "Back to the checklist" });
      // Where Firefox's downloads go its driver cannot tell.
      if (name === "chromium") {
        const folder = await mkdtemp(join(tmpdir(), "cairn-privacy-"));
        await world.browser.saveInto(folder);
        await tab.panel.click({ role: "button", name: "Save report" });
        await until("the report", async () => (await readdir(folder)).some((file) => file.endsWith(".html")));
        await rm(folder, { recursive: true });
      }
      for (const path of ["options.html", "board.html", "news.html"]) {
        const page = await world.browser.extensionPage(path);
        await until(`${path} drawn`, () => page.evaluate(() => document.body.dataset.ready !== undefined));
        await page.close();
      }
      assert.ok(witness.seen.has(own), "the witness sees what there is");
      assert.deepEqual([...witness.seen], [own]);
    });
  });
}
