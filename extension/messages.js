// Every message that reaches the background, in one table: who may send it, and what it must carry.

import { place } from "./hosts.js";

const boolean = (value) => typeof value === "boolean";
const optional = (check) => (value) => value === undefined || check(value);
const tabId = (value) => Number.isInteger(value) && value >= 0;
const text = (longest) => (value) => typeof value === "string" && value.length <= longest;

/**
 * `page`: from our scripts in the top frame of a page we have access to. `own`: from our own popup or board.
 *
 * @type {Record<string, { from: "page" | "own", carries: Record<string, (value: unknown) => boolean> }>}
 */
const MESSAGES = {
  /** The boot script: a page of the products is here; `linked` when another page led to it. */
  page: { from: "page", carries: { linked: boolean } },
  /**
   * The core: the checklist was opened or closed in this tab. With `follow`, tabs that this one opens show it too.
   */
  panel: { from: "page", carries: { open: boolean, follow: optional(boolean) } },
  /** The core: what the toolbar button's badge says of this tab; empty for nothing. */
  badge: { from: "page", carries: { text: text(4) } },
  /** The core: open an organisation's or a product's page beside this tab; with `follow`, with the checklist. */
  "open-tab": { from: "page", carries: { url: text(2000), follow: optional(boolean) } },
  /** The core: a guide has begun; it goes on in tabs of other products. */
  guide: { from: "page", carries: {} },
  /** The popup or the board: is the checklist open in that tab? Answered with `{ open, problem }`. */
  state: { from: "own", carries: { tabId } },
  /** The popup or the board: open the checklist in that tab, or close it. */
  open: { from: "own", carries: { tabId } },
};

const few = (value) => Number.isInteger(value) && value >= 1 && value <= 6;

/** What a port carries first, whatever it asks for. */
const ASKED = { organisation: text(200), most: few, underWay: boolean };

/**
 * The message, when it is one of the table's, complete, and its sender may send it.
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<any | null>}
 */
export async function read(message, sender) {
  const kind = Object.hasOwn(MESSAGES, message?.type) ? MESSAGES[message.type] : null;
  if (!kind || !complete(message, kind.carries)) return null;
  const trusted = kind.from === "own" ? isOwn(sender) : await isPage(sender);
  return trusted ? message : null;
}

/**
 * What a port asks for, when its sender may ask.
 * @returns {Promise<{ organisation: string, most: number, underWay: boolean } | null>}
 */
export async function readAsked(message, sender) {
  return complete(message, ASKED) && (await isPage(sender)) ? message : null;
}

function complete(message, carries) {
  return Object.entries(carries).every(([name, check]) => check(message?.[name]));
}

function isOwn(sender) {
  const own = ["popup.html", "board.html"].map((page) => chrome.runtime.getURL(page));
  return sender.id === chrome.runtime.id && own.some((page) => (sender.url ?? "").startsWith(page));
}

/** The top frame of a known host, or of a server that the person has added. */
async function isPage(sender) {
  if (sender.id !== chrome.runtime.id || !sender.tab || sender.frameId !== 0) return false;
  return isOurs(sender.url);
}

/**
 * Whether Cairn belongs on that page at all.
 * @param {string | undefined} address
 */
export async function isOurs(address) {
  return place(address).kind === "product" || isOrganisation(address);
}

/**
 * Whether that page is an organisation's: a known host, or a server that the person has added.
 * @param {string | undefined} address
 */
export async function isOrganisation(address) {
  const where = place(address);
  if (where.kind === "organisation") return true;
  return where.kind === "web" && chrome.permissions.contains({ origins: [where.pattern] });
}
