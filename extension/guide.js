// The guide that runs: it goes on in windows that its pages open, and in tabs of other products.

import { PRODUCTS } from "./hosts.js";

/** Where the session's name is kept, and where the core keeps whose guide it stored last. */
const SESSION = "session";
const LAST = "guide";

/**
 * The name under way: two made at once would be two sessions.
 * @type {Promise<string> | undefined}
 */
let named;

/**
 * Names this session of the browser: a guide of an earlier one does not go on unasked.
 * @returns {Promise<string>}
 */
export function session() {
  named ??= chrome.storage.session.get(SESSION).then(async ({ [SESSION]: known }) => {
    if (typeof known === "string") return known;
    const name = crypto.randomUUID();
    await chrome.storage.session.set({ [SESSION]: name });
    return name;
  });
  return named;
}

/**
 * The organisation whose guide runs in this session.
 * @returns {Promise<string | null>} its client URL
 */
export async function running() {
  const { [LAST]: organization } = await chrome.storage.local.get(LAST);
  if (typeof organization !== "string") return null;
  const key = `org/${organization}/guide`;
  /** @type {Record<string, { session?: unknown, standing?: unknown }>} */
  const { [key]: record } = await chrome.storage.local.get(key);
  return record?.standing === "Going" && record.session === (await session()) ? organization : null;
}

/**
 * Whether a page may be one of the organisation's: on premises several share an origin.
 * @param {string} address
 * @param {string | null} organization
 */
export function isOf(address, organization) {
  const { origin } = new URL(address);
  return organization === origin || (organization?.startsWith(`${origin}/`) ?? false);
}

/**
 * Tabs of the other products that are open.
 * @returns {Promise<number[]>}
 */
export async function productTabs() {
  const tabs = await chrome.tabs.query({ url: Object.keys(PRODUCTS).map((host) => `https://${host}/*`) });
  return tabs.flatMap(({ id, discarded }) => (id === undefined || discarded ? [] : [id]));
}
