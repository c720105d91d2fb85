// What can go wrong around the write that matters most, in the browser: its own words, one next action, no second write.

import assert from "node:assert/strict";
import { test } from "node:test";
import { confirm, hasRole, nothingWritten, review, writes } from "./lib/job.mjs";
import { toFront } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const WRITE = { method: "POST", path: "systemuserroles_association/$ref" };

inEachBrowser("trouble", (world) => {
  const begin = async (scenario = "user-ready") => {
    await world.practice.reset({ scenario });
    await world.forget();
    return world.open();
  };

  const error = (status, code, message) => ({ status: { status, code, message } });
  const refusals = [
    [
      error(403, "0x80040220", "Principal user is missing prvAssignRole privilege"),
      /lacks the privilege prvAssignRole/,
    ],
    [error(400, "0x80041409", "The user belongs to a different business unit"), /another business unit than the user/],
    [error(500, "", ""), /not available just now/],
    [{ html: { status: 502, body: "<html><h1>Bad Gateway</h1></html>" } }, /not available just now/],
    // Nothing can be read without a session, so how it ended is not claimed.
    [{ html: { status: 200, body: "<html>Sign in</html>" } }, /signed out/, "How one change ended is not known"],
    ["signInRedirect", /signed out/, "How one change ended is not known"],
    ["resetBeforeApply", /did not answer/],
  ];
  for (const [fault, words, ending = "Nothing was changed"] of refusals) {
    test(`a write that meets ${JSON.stringify(fault)} is said and not repeated`, async () => {
      const tab = await begin();
      await review(tab);
      await world.practice.faults([{ ...WRITE, fault }]);
      await confirm(tab.panel);
      await tab.panel.see(ending);
      await tab.panel.see(words);
      assert.equal((await writes(world.practice)).length, 1);
      assert.equal(await hasRole(world.practice), false);
    });
  }

  test("an answer that is lost after the write is looked up", async () => {
    const tab = await begin();
    await review(tab);
    await world.practice.faults([{ ...WRITE, fault: "resetAfterApply" }]);
    await confirm(tab.panel);
    await tab.panel.see("The change is made and was read back");
    assert.equal((await writes(world.practice)).length, 1);
  });

  test("a request to wait is said with its time, and followed", async () => {
    const tab = await begin();
    await review(tab);
    await world.practice.faults([{ ...WRITE, fault: { retryAfter: 1 } }]);
    await confirm(tab.panel);
    await tab.panel.see("Dynamics asks us to wait");
    await tab.panel.see("The change is made and was read back");
    assert.equal((await writes(world.practice)).length, 2);
  });

  test("somebody else did it between review and press: success, nothing written", async () => {
    const tab = await begin();
    await review(tab);
    await world.assignElsewhere();
    await confirm(tab.panel);
    await tab.panel.see("It was right already; nothing was written");
    await nothingWritten(world.practice);
  });

  test("another person's session writes nothing", async () => {
    const tab = await begin();
    await review(tab);
    await world.practice.session({ user: "carlos.ibarra" });
    await confirm(tab.panel);
    await tab.panel.see("Nothing was changed");
    await nothingWritten(world.practice);
  });

  test("signed out: said before anything, and it goes on after the sign-in", async () => {
    const tab = await begin();
    await tab.booted();
    await world.practice.session({ user: null, api: "401" });
    await tab.openChecklist();
    await tab.panel.see("You are signed out of Dynamics");
    await tab.panel.see("Reload to sign in");
  });

  test("offline: said, and Try again goes on", async () => {
    const tab = await begin();
    await world.practice.faults([{ path: "$batch", times: 1, fault: "resetBeforeApply" }]);
    await tab.openChecklist();
    await tab.panel.see("Dynamics did not answer");
    await tab.panel.click({ role: "button", name: "Try again" });
    await tab.panel.see(/of 19 done/);
  });

  test("an old server that does not know a column is read without it", async () => {
    const tab = await begin();
    await world.practice.faults([{ path: "isautoassigned", times: 1000, fault: { unknownColumn: "isautoassigned" } }]);
    await tab.openChecklist();
    await tab.panel.see(/8 of 19 done/);
  });

  test("two tabs: while one writes the other cannot", async () => {
    const first = await begin();
    await review(first);
    const second = await world.open();
    await second.openChecklist();
    await second.panel.click({ role: "button", name: /^Review/ });
    await second.panel.see("Cancel");
    await world.practice.faults([{ ...WRITE, fault: { noAnswer: 3000 } }]);
    await toFront(first.page);
    await confirm(first.panel);
    await first.panel.see("Working");
    await toFront(second.page);
    await confirm(second.panel);
    await second.panel.see("Another tab is making changes");
    await toFront(first.page);
    await first.panel.see("Back to the checklist");
    assert.equal((await writes(world.practice)).length, 1);
  });

  test("a user who cannot have the role is marked before anything is sent", async () => {
    const tab = await begin();
    await tab.openChecklist();
    await tab.panel.type({ role: "searchbox", name: "Search for a user" }, "a");
    await tab.panel.see("Disabled");
    const [disabled] = await tab.panel.all({ role: "button", name: /Disabled/ });
    await disabled.click();
    await tab.panel.see(/is disabled/);
    await tab.panel.click({ role: "button", name: /^Review \d+ changes?$|^Review one change$/ });
    await tab.panel.see(/Enable the user first/);
    // Other changes can be ticked; this one cannot.
    const role = await tab.panel.find({ role: "checkbox", name: /^Give Marketo Sync User to/ });
    assert.deepEqual(await role.evaluate(({ disabled, checked }) => ({ disabled, checked })), {
      disabled: true,
      checked: false,
    });
    await nothingWritten(world.practice);
    await tab.panel.click({ role: "button", name: "Cancel" });
    // Under "Needs you" and in its step: either leads to the search.
    await tab.panel.see("Choose another user");
    const [another] = await tab.panel.all({ role: "button", name: "Choose another user" });
    await another.click();
    await tab.panel.type({ role: "searchbox", name: "Search for a user" }, "marketo.sync");
    await tab.panel.click({ role: "button", name: /marketo\.sync@/ });
    await tab.panel.see(/does not have it/);
  });
});
