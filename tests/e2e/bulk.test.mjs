// The role for many users: chosen by a list, shown, confirmed once, resumed after a closed tab, and taken back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pick, nothingWritten, writes } from "./lib/job.mjs";
import { until } from "./lib/until.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const COUNT = 300;

/** User names of some hundred users, as an admin would have them in a spreadsheet. */
async function userNames(tab) {
  return tab.page.evaluate(async (count) => {
    const query = `systemusers?$select=domainname&$filter=contains(domainname,'0')&$orderby=systemuserid&$top=${count}`;
    const reply = await fetch(`/api/data/v9.2/${query}`, { headers: { Accept: "application/json" } });
    return (await reply.json()).value.map(({ domainname }) => domainname);
  }, COUNT);
}

/** Opens the choice of users from the step that asks for it. */
async function choose(tab) {
  const { panel } = tab;
  await panel.click({ role: "button", name: /^Every user has the role/ });
  await panel.click({ role: "button", name: "Give the role to users" });
  await panel.see("Give Marketo Sync User to users");
}

/** Pastes a list and has it read. */
async function paste(tab, text) {
  const { panel } = tab;
  await panel.click({ role: "button", name: "List" });
  const field = await panel.find({ role: "textbox", name: "List of users" });
  await field.evaluate((node, value) => (node.value = value), text);
  await panel.click({ role: "button", name: "Find these users" });
}

/** How often each user was given the role, or lost it. */
async function byUser(practice, method) {
  const counts = new Map();
  for (const { method: verb, path, status } of await writes(practice)) {
    if (verb !== method || status !== 204) continue;
    const [, user] = /systemusers\(([^)]+)\)/.exec(path);
    counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return counts;
}

inEachBrowser("many users", (world) => {
  const begin = async () => {
    await world.practice.reset({ scenario: "ten-thousand" });
    await world.forget();
    const tab = await world.open();
    const names = await userNames(tab);
    await tab.openChecklist();
    await pick(tab.panel);
    return { tab, names };
  };

  test("a pasted list, one confirmation, a closed tab, and everything taken back", async () => {
    const { tab, names } = await begin();
    await choose(tab);
    await paste(tab, ["Name;User name", ...names.map((name) => `x;${name}`), "nobody@nowhere.example"].join("\r\n"));
    await tab.panel.see(`${COUNT} users chosen`);
    await tab.panel.see("2 lines of the list name nobody");
    await tab.panel.click({ role: "button", name: `Review ${COUNT} changes` });
    await tab.panel.see(/\d+ users?: the copy of business unit/);
    await nothingWritten(world.practice);

    await world.practice.latency({ ms: 300, op_ms: 10 });
    await tab.panel.click({ role: "button", name: new RegExp(`^Give Marketo Sync User to ${COUNT} users in `) });
    await tab.panel.see("Pause");
    await until("some to be written", async () => (await byUser(world.practice, "POST")).size >= 50);
    await tab.close();
    await world.practice.latency({ ms: 0 });

    const again = await world.open();
    await again.openChecklist();
    await again.panel.see(new RegExp(`Interrupted at \\d+ of ${COUNT}`));
    await again.panel.click({ role: "button", name: "Resume or leave" });
    await again.panel.click({ role: "button", name: /^Resume: give Marketo Sync User to the other \d+ users in / });
    await again.panel.see(`All ${COUNT} users have the role`);
    const given = await byUser(world.practice, "POST");
    assert.equal(given.size, COUNT);
    assert.deepEqual([...new Set(given.values())], [1], "every user exactly once");

    await again.panel.click({ role: "button", name: `Take back what was done for ${COUNT} users` });
    await again.panel.see("Take Marketo Sync User back");
    await again.panel.see(`${COUNT} users chosen`);
    await again.panel.click({ role: "button", name: `Review ${COUNT} changes` });
    await again.panel.click({ role: "button", name: new RegExp(`^Take Marketo Sync User from ${COUNT} users in `) });
    await again.panel.see(`None of the ${COUNT} users has the role any more`);
    const taken = await byUser(world.practice, "DELETE");
    assert.deepEqual([...taken.keys()].sort(), [...given.keys()].sort());
  });

  test("pause and go on; what was refused is listed and can be saved", async () => {
    const { tab, names } = await begin();
    await choose(tab);
    await paste(tab, names.slice(0, 120).join("\n"));
    await tab.panel.see("120 users chosen");
    await tab.panel.click({ role: "button", name: "Review 120 changes" });
    const refusal = { status: 403, code: "0x80040220", message: "Principal user is missing prvAssignRole privilege" };
    const write = { method: "POST", path: "systemuserroles_association/$ref" };
    await world.practice.faults([{ ...write, nth: 2, fault: { status: refusal } }]);
    await world.practice.latency({ ms: 400 });
    await tab.panel.click({ role: "button", name: /^Give Marketo Sync User to 120 users in / });
    await tab.panel.click({ role: "button", name: "Pause" });
    await tab.panel.see("Paused");
    await world.practice.latency({ ms: 0 });
    await tab.panel.click({ role: "button", name: "Go on" });
    await tab.panel.see(/^Right for \d+ of 120 users/m);
    await tab.panel.see("lacks the privilege prvAssignRole");
    await tab.panel.find({ role: "button", name: /^Save the \d+ that were not changed \(CSV\)$/ });
  });
});
