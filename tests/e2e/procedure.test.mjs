// The whole procedure in a real page: two presses from open to done, and every planted fault on screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pick, syncUser, writes } from "./lib/job.mjs";
import { inEachBrowser } from "./lib/world.mjs";

inEachBrowser("the whole procedure", (world) => {
  const begin = async (scenario) => {
    await world.practice.reset({ scenario });
    await world.forget();
    const tab = await world.open();
    await tab.openChecklist();
    await pick(tab.panel);
    return tab;
  };

  test("nothing-done: one review, one confirmation, everything proved", async () => {
    const { panel } = await begin("nothing-done");
    await panel.click({ role: "button", name: /^Review 4 changes$/ });
    await panel.see("Publish all customizations");
    assert.deepEqual(await writes(world.practice), []);
    await panel.click({ role: "button", name: /^Make 4 changes in / });
    await panel.see("All 4 changes are made and were read back");
    const state = await world.practice.state();
    const user = await syncUser(world.practice);
    assert.equal(user.language, 1033);
    assert.ok(user.roles.some(({ name }) => name === "Marketo Sync User"));
    assert.equal(state.config[0].user, user.id);
    assert.ok(state.publications.length > 0);
    await panel.click({ role: "button", name: "Back to the checklist" });
    await panel.see(/Everything is set up, as far as Dynamics can prove it/);
  });

  test("everything-wrong: what is wrong is named, the worst first", async () => {
    const { panel } = await begin("everything-wrong");
    await panel.see("Needs you");
    for (const wrong of [/may not read Marketo Config/, /other holders of/, /is not a Yes\/No column/]) {
      await panel.see(wrong);
    }
    await panel.see(/2 steps are disabled/);
  });
});
