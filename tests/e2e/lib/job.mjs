// The main job, as a person does it.

import assert from "node:assert/strict";

/** The user that every scenario means for Marketo. */
export const SYNC_USER = "marketo.sync";

/** Searches for a user and chooses the first result of that user name. */
export async function pick(panel, userName = SYNC_USER) {
  await panel.type({ role: "searchbox", name: "Search for a user" }, userName);
  await panel.click({ role: "button", name: new RegExp(`${userName.replaceAll(".", "\\.")}(?![\\w.])`, "i") });
  await panel.miss("No user chosen yet");
}

/** Opens the checklist, chooses the sync user and shows what would change. */
export async function review(tab, userName) {
  await tab.openChecklist();
  await pick(tab.panel, userName);
  await tab.panel.click({ role: "button", name: /^Review \d+ changes?$|^Review one change$/ });
  await tab.panel.see("Cancel");
}

/** Presses the button that names the act. */
export async function confirm(panel) {
  await panel.click({ role: "button", name: /^(Assign role to|Take role from|Make) / });
}

/** Writes among what the extension asked, parts of a batch among them. */
export async function writes(practice) {
  const ours = await practice.ours();
  return ours.filter(({ method, path }) => method !== "GET" && !path.endsWith("/$batch"));
}

/** How many requests the extension has sent, a batch counted once. */
export async function roundTrips(practice) {
  return (await practice.ours()).filter(({ part }) => !part).length;
}

/** No write has left. */
export async function nothingWritten(practice) {
  assert.deepEqual(await writes(practice), []);
}

/** The sync user's row in the organisation's state. */
export async function syncUser(practice) {
  const { users } = await practice.state();
  return users.find(({ domainname }) => domainname?.includes(SYNC_USER) || domainname?.includes("marketo"));
}

/** Whether the sync user has the role directly. */
export async function hasRole(practice) {
  return (await syncUser(practice)).roles.some(({ name }) => name === "Marketo Sync User");
}
