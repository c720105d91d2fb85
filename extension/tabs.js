// What is remembered of each tab while the browser runs: whether its checklist is open.

/** @typedef {{ open: boolean, follow: boolean, problem?: string }} Tab */

const key = (tabId) => `tab ${tabId}`;

/**
 * @param {number | undefined} tabId
 * @returns {Promise<Tab | undefined>}
 */
export async function recall(tabId) {
  if (tabId === undefined) return undefined;
  /** @type {Record<string, Tab>} */
  const kept = await chrome.storage.session.get(key(tabId));
  return kept[key(tabId)];
}

/**
 * @param {number} tabId
 * @param {Tab} tab
 */
export async function remember(tabId, tab) {
  await chrome.storage.session.set({ [key(tabId)]: tab });
}

/** @param {number} tabId */
export async function forget(tabId) {
  await chrome.storage.session.remove(key(tabId));
}

/**
 * The browser has given a tab another number, as Chromium does when it discards one: it is the same tab to the person.
 * @param {number} added
 * @param {number} removed
 */
export async function renumber(added, removed) {
  const known = await recall(removed);
  if (!known) return;
  await remember(added, known);
  await forget(removed);
}

/**
 * Whether the checklist belongs on the page that has just arrived in this tab. A new tab takes after the one that opened
 * it, and only when that one's checklist asks for it. Chromium names an opener for tabs that the person opens, too: those
 * no page has led to. What is found for the first page holds for the tab.
 * @param {{ id: number, openerTabId?: number }} tab
 * @param {boolean} linked whether another page led to this one
 */
export async function wanted(tab, linked) {
  const known = await recall(tab.id);
  if (known) return known.open;
  if (tab.openerTabId === undefined) return false;
  const opener = await recall(tab.openerTabId);
  const follow = Boolean(linked && opener?.open && opener.follow);
  await remember(tab.id, { open: follow, follow });
  return follow;
}
