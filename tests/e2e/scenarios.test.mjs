// Every starting state, from the toolbar button to the end of the job, under each content security policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { confirm, hasRole, nothingWritten, pick, review, roundTrips, writes } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

inEachBrowser("scenarios", (world) => {
  const begin = async (scenario, csp = "default") => {
    await world.practice.reset({ scenario, csp });
    // What is remembered belongs to the organisation of the test before.
    await world.forget();
    return world.open();
  };

  /** The whole job ran on what this policy allows: Chromium forbids WebAssembly under the strict one. */
  const theArtefactFor = async ({ page }, csp) => {
    if (world.name !== "chromium") return;
    const core = csp === "strict" ? "core.twin.js" : "core.wasm.js";
    assert.deepEqual(await world.browser.scriptsIn(page), ["boot.js", "core.data.js", core]);
  };

  for (const csp of ["none", "default", "strict"]) {
    test(`user-ready under the policy "${csp}": review, one press, proof, undo`, async () => {
      const tab = await begin("user-ready", csp);
      await review(tab);
      const { panel } = tab;
      await panel.see("Give Marketo Sync User to");
      await panel.see("Does not have Marketo Sync User");
      await nothingWritten(world.practice);
      assert.equal(await hasRole(world.practice), false);
      await confirm(panel);
      await panel.see("The change is made and was read back");
      assert.equal((await writes(world.practice)).length, 1);
      assert.equal(await hasRole(world.practice), true);
      await panel.click({ role: "button", name: "Back to the checklist" });
      await panel.see("Everything is set up");
      await theArtefactFor(tab, csp);
      await panel.click({ role: "button", name: /^One change made here$/ });
      await panel.click({ role: "button", name: "Undo this change" });
      await confirm(panel);
      await panel.see("The change is made and was read back");
      assert.equal(await hasRole(world.practice), false);
      assert.equal((await writes(world.practice)).length, 2);
    });
  }

  test("fresh: everything but the sync user is known, within five round trips", async () => {
    const tab = await begin("fresh");
    await tab.openChecklist();
    await tab.panel.see("No user chosen yet");
    await tab.panel.see(/7 of 18 done/);
    const asked = await roundTrips(world.practice);
    assert.ok(asked >= 1 && asked <= 5, `${asked} round trips`);
    await nothingWritten(world.practice);
  });

  test("a known organisation is read within two round trips", async () => {
    const tab = await begin("user-ready");
    await tab.openChecklist();
    await pick(tab.panel);
    await tab.panel.see(/does not have it/);
    await tab.pressAction();
    await tab.panel.closed();
    await world.practice.reset({ scenario: "user-ready" });
    await tab.pressAction();
    await tab.panel.see(/does not have it/);
    const asked = await roundTrips(world.practice);
    assert.ok(asked >= 1 && asked <= 2, `${asked} round trips`);
  });

  test("three-business-units: the copy of the user's own business unit", async () => {
    const tab = await begin("three-business-units");
    await review(tab);
    await tab.panel.see(/Marketo Sync User has 3 copies/);
    await confirm(tab.panel);
    await tab.panel.see("The change is made and was read back");
    assert.equal(await hasRole(world.practice), true);
    const [{ status }] = await writes(world.practice);
    assert.equal(status, 204);
  });

  test("role-elsewhere: only what is safe is ticked, and the rest is said", async () => {
    const tab = await begin("role-elsewhere");
    await review(tab);
    const { panel } = tab;
    await panel.see(/has no other role, neither directly nor through a team/);
    await panel.see(/its members have it through the team/);
    await panel.see(/Your own roles are not offered here/);
    await panel.see(/A role made here is also named/);
    const boxes = await panel.all({ role: "checkbox" });
    const ticked = await Promise.all(boxes.map((box) => box.evaluate((each) => each.checked)));
    assert.ok(ticked.includes(false), "whoever would be left without a role is not ticked");
    await nothingWritten(world.practice);
    await confirm(panel);
    await panel.see("Back to the checklist");
    assert.equal((await writes(world.practice)).length, ticked.filter(Boolean).length);
  });

  test("done: nothing to press", async () => {
    const tab = await begin("done");
    await tab.openChecklist();
    await pick(tab.panel);
    await tab.panel.see("Everything is set up");
    assert.deepEqual(await tab.panel.all({ role: "button", name: /^Review/ }), []);
    await nothingWritten(world.practice);
  });

  test("no-solution: what is missing comes first", async () => {
    const tab = await begin("no-solution");
    await tab.openChecklist();
    await tab.panel.see(/Marketo Lead Management is not installed/);
    await tab.panel.see(/First: .*Marketo Lead Management is installed/);
    await tab.panel.see(/There is no role named Marketo Sync User/);
    await nothingWritten(world.practice);
  });

  test("limited-admin: the privileges that are missing, before anything is sent", async () => {
    const tab = await begin("limited-admin");
    await tab.openChecklist();
    await tab.panel.see(/Your account lacks \d+ privileges: .*prvAssignRole/);
    await tab.panel.see("Copy a request for an administrator");
    await pick(tab.panel);
    await tab.panel.click({ role: "button", name: /^Show .*change.* that you may not make$/ });
    await tab.panel.see("Nothing here can be changed by you");
    await nothingWritten(world.practice);
  });

  test("large: the search answers as one types, and nothing reads all users", async () => {
    const opening = {};
    for (const scenario of ["fresh", "large"]) {
      const tab = await begin(scenario);
      await tab.booted();
      const pressed = performance.now();
      await tab.pressAction();
      await tab.panel.see(/of 18 done/);
      opening[scenario] = performance.now() - pressed;
      if (scenario === "fresh") continue;
      const waits = [];
      for (const key of "marta kowalski, leon ") waits.push(await keyToList(tab, key));
      await tab.panel.see(/users? found|users of more/);
      const told = waits.filter((wait) => wait !== null).toSorted((one, other) => one - other);
      const ms = (value) => `${Math.round(value)} ms`;
      console.log(
        `large: key press to list, median of ${told.length}: ${ms(told[told.length >> 1])}; ` +
          `button to survey: ${ms(opening.large)}, in fresh ${ms(opening.fresh)}`,
      );
    }
    for (const { path } of await world.practice.ours()) {
      if (/\/systemusers\?/.test(path)) assert.match(path, /filter/);
    }
  });

  /** Milliseconds from the field's input to the next change of the list; `null` where the list stays the same. */
  const keyToList = async ({ page, panel }, key) => {
    const field = await panel.find({ role: "searchbox", name: "Search for a user" });
    await field.evaluate((input) => {
      input.focus();
      const list = input.closest(".picker");
      globalThis.changed = new Promise((resolve) => {
        input.addEventListener(
          "input",
          ({ timeStamp }) => {
            const watch = new MutationObserver(() => {
              if (list.querySelector(".busy")) return;
              watch.disconnect();
              resolve(performance.now() - timeStamp);
            });
            watch.observe(list, { childList: true, characterData: true, subtree: true });
          },
          { once: true },
        );
      });
    });
    await page.keyboard.type(key);
    return field.evaluate(() => globalThis.changed);
  };

  test("names are text, whole and in their own direction", async () => {
    const tab = await begin("fresh");
    await tab.openChecklist();
    const { panel } = tab;
    const search = { role: "searchbox", name: "Search for a user" };
    for (const [typed, seen] of [
      ["<img", "<img src=x onerror="],
      ["markup", "<img src=x onerror="],
      // From right to left, with an override in it that must not reach beyond the name.
      ["yael.cohen", "\u05d9\u05e2\u05dc \u05db\u05d4\u05df \u202eabc"],
      ["zoe.zerowidth", "Zo\u200b\u00eb\u200b Zero\u200d\ufeffwidth"],
    ]) {
      await panel.type(search, typed);
      await until(`${typed} as its organisation wrote it`, async () =>
        (await names(panel)).some((name) => name.startsWith(seen)),
      );
      await clear(tab);
    }
    assert.notEqual(await tab.page.title(), "owned");
    assert.deepEqual((await panel.evaluateAll((root) => root.querySelectorAll("img").length)).filter(Boolean), []);
    // A name of 400 characters is laid out whole: nothing is wider than the panel.
    await panel.type(search, "endless");
    await until("the endless name, whole", async () => (await names(panel)).some((name) => name.length >= 400));
    const wide = await panel.evaluateAll((root) =>
      // What only assistive technology reads is one pixel wide.
      [...root.querySelectorAll("*")]
        .filter((each) => each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
        // The evidence of a closed step that is done is cut to a line on purpose.
        .filter((each) => getComputedStyle(each).textOverflow !== "ellipsis")
        .map((each) => `${each.localName}.${each.className} ${each.textContent.slice(0, 40)}`),
    );
    assert.deepEqual(wide.flat(), []);
  });

  /** Names in the list of results; each isolates its own direction. */
  const names = async (panel) =>
    (
      await panel.evaluateAll((root) => [...root.querySelectorAll(".picker bdi")].map((name) => name.textContent))
    ).flat();

  const clear = async ({ page }) => {
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.press("Backspace");
  };
});
