// Nothing leaves the browser but what is asked of the organisation's own host.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { confirm, pick } from "./lib/job.mjs";
import { startPractice } from "./lib/practice.mjs";
import { until } from "./lib/until.mjs";
import { startWitness } from "./lib/witness.mjs";
import { BROWSERS, World } from "./lib/world.mjs";

/** Whom the browsers ask by themselves, with no extension installed, and not the same in each run. */
const BROWSERS_OWN = {
  chromium: ["google.com", "googleapis.com", "gstatic.com", "gvt1.com"],
  firefox: ["mozilla.com", "mozilla.net", "mozilla.org", "firefox.com"],
};

/** The host of what the witness has seen: of `host:port` of a tunnel, or of the address of a plain request. */
const host = (seen) => new URL(seen.includes("://") ? seen : `https://${seen}`).hostname;

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
      const own = world.practice.ports.hosts[0];
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
      for (const path of ["options.html", "board.html", "news.html", "practice.html"]) {
        const page = await world.browser.extensionPage(path);
        await until(`${path} drawn`, () => page.evaluate(() => document.body.dataset.ready !== undefined));
        await page.close();
      }
      const hosts = new Set([...witness.seen].map(host));
      assert.ok(hosts.delete(own), "the witness sees what there is");
      const isBrowsersOwn = (asked) => BROWSERS_OWN[name].some((each) => `.${asked}`.endsWith(`.${each}`));
      assert.deepEqual(
        [...hosts].filter((asked) => !isBrowsersOwn(asked)),
        [],
      );
    });

    // Else what is taken for the browser's own could be ours.
    test("nothing that is built names a host that the browser asks by itself", async () => {
      const folder = at("dist", name);
      for (const file of await readdir(folder, { recursive: true })) {
        const text = (await stat(join(folder, file))).isFile() ? await readFile(join(folder, file), "latin1") : "";
        for (const each of BROWSERS_OWN[name]) assert.ok(!text.includes(each), `${file} names ${each}`);
      }
    });
  });
}
