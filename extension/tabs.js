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
 * Whether the checklist belongs on the page that has just arrived in this tab. A new tab takes after the one that
 * opened it, once, and only when that one's checklist asks for it.
 * @param {{ id: number, openerTabId?: number }} tab
 */
export async function wanted(tab) {
  const known = await recall(tab.id);
  if (known) return known.open;
  const opener = await recall(tab.openerTabId);
  const follows = Boolean(opener?.open && opener.follow);
  if (follows) await remember(tab.id, { open: true, follow: true });
  return follows;
}
