// Brings the checklist into tabs. It keeps no state but who may write and send, since the browser may end it at any moment.
// Every listener is registered before the first pause, or an event that wakes the worker would be lost.

import { probe } from "./content/probe.js";
import { isOf, productTabs, running, session } from "./guide.js";
import { isVendors, PATTERNS, place } from "./hosts.js";
import { isOrganisation, isOurs, read } from "./messages.js";
import { RIGHTS, take } from "./rights.js";
import { handed, mayOpen, readSettings } from "./settings.js";
import { forget, recall, remember, renumber, wanted } from "./tabs.js";

const POPUP = "popup.html";

/** The one dynamic registration: the boot script on the servers that the person has added. */
const ADDED = "added-servers";

/** The registration under way: two at once would collide. */
let registered = Promise.resolve();

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  handle(message, sender).then(answer, (error) => answer({ problem: String(error) }));
  return true;
});

chrome.runtime.onConnect.addListener((port) => {
  if (RIGHTS.includes(port.name)) take(port);
  else port.disconnect();
});

chrome.action.onClicked.addListener((tab) => press(tab));

chrome.commands.onCommand.addListener((command, tab) => {
  if (command === "toggle-checklist" && tab) press(tab);
});

chrome.tabs.onRemoved.addListener((tabId) => forget(tabId));
chrome.tabs.onReplaced?.addListener((added, removed) => renumber(added, removed));

chrome.permissions.onAdded.addListener((added) => allowed(added));
chrome.permissions.onRemoved.addListener(() => register());
chrome.runtime.onInstalled.addListener(() => register());
chrome.runtime.onStartup.addListener(() => register());

async function handle(raw, sender) {
  const message = await read(raw, sender);
  switch (message?.type) {
    case "page":
      return arrived(sender, message.linked);
    case "panel":
      return remember(sender.tab.id, { open: message.open, follow: message.follow ?? false });
    case "guide":
      return called();
    case "badge":
      return chrome.action.setBadgeText({ tabId: sender.tab.id, text: message.text });
    case "open-tab":
      return openTab(message, sender.tab);
    case "state":
      return state(message.tabId);
    case "open":
      return bring(message.tabId, { reason: "asked", toggle: true });
    default:
      return null;
  }
}

/**
 * A page of the products has arrived in the tab. Checklists belong to organisations; other products keep the popup, and
 * have the guide while one runs. A window that a guided page opens has no opener that the browser would name.
 */
async function arrived({ tab, url }, linked) {
  if (!(await isOrganisation(url))) {
    const organization = await running();
    if (organization !== null) await bring(tab.id, { reason: "restored", toggle: false, organization });
    return;
  }
  if (!(await isAllowed(url))) return;
  await direct(tab.id);
  const guided = async () => linked && isOf(url, await running());
  if ((await wanted(tab, linked)) || (await guided())) await bring(tab.id, { reason: "restored", toggle: false });
}

/** A guide has begun. Tabs of other products that are open already learn of it now, others when they load. */
async function called() {
  const organization = await running();
  if (organization === null) return;
  for (const tabId of await productTabs()) await bring(tabId, { reason: "restored", toggle: false, organization });
}

/** An organisation's page on which those who manage this browser allow the checklist; elsewhere the popup says why not. */
async function isAllowed(url) {
  return (await isOrganisation(url)) && mayOpen(await readSettings(), url);
}

/** In this tab the button opens and closes the checklist in one press. The browser forgets it as the tab moves on. */
function direct(tabId) {
  return chrome.action.setPopup({ tabId, popup: "" });
}

/** The toolbar button where it has no popup, or the keyboard command. */
async function press(tab) {
  if (await isAllowed(tab.url)) return bring(tab.id, { reason: "asked", toggle: true });
  // Firefox before 149 opens it only straight from the key press; there the toolbar button remains.
  await chrome.action.openPopup?.().catch(() => undefined);
}

/**
 * Access was given. The popup that asked for it may be gone; it has left behind what it asked for.
 * @param {chrome.permissions.Permissions} added
 */
async function allowed({ origins = [] }) {
  await register();
  /** @type {{ asking?: import("./popup.js").Asking }} */
  const { asking } = await chrome.storage.session.get("asking");
  if (!asking || !origins.includes(asking.pattern)) return;
  await chrome.storage.session.remove("asking");
  const { url } = await chrome.tabs.get(asking.tabId);
  if (!(await isAllowed(url))) return;
  await direct(asking.tabId);
  await bring(asking.tabId, { reason: "asked", toggle: false });
}

/**
 * Brings the core into the tab, or toggles the checklist of the one that is there.
 * @param {number} tabId
 * @param {{ reason: "asked" | "restored", toggle: boolean, organization?: string }} options
 *   `organization`: only the guide of that organisation, in a tab of another product
 */
async function bring(tabId, options) {
  try {
    const settings = await readSettings();
    const { url } = await chrome.tabs.get(tabId);
    // The guide of an organisation follows its organisation.
    if (!mayOpen(settings, options.organization ?? url)) {
      throw new Error(chrome.i18n.getMessage("problem_not_allowed_here"));
    }
    const start = { ...options, session: await session() };
    const found = await inject(tabId, { func: probe, args: [start, await handed(settings)] });
    if (!found.present) {
      const entered = await inject(tabId, { files: ["core.data.js", found.wasm ? "core.wasm.js" : "core.twin.js"] });
      if (!entered.started) throw new Error(entered.why);
    }
    return { problem: null };
  } catch (error) {
    // The next press shows the popup, which says what went wrong.
    const problem = error instanceof Error ? error.message : String(error);
    await remember(tabId, { open: false, follow: false, problem });
    await chrome.action.setPopup({ tabId, popup: POPUP });
    await chrome.action.setBadgeText({ tabId, text: "!" });
    return { problem };
  }
}

/** Runs a script in the tab's top frame and gives its last value; Firefox tells of an error, Chromium of nothing. */
async function inject(tabId, script) {
  /** @type {(chrome.scripting.InjectionResult<any> & { error?: unknown })[]} */
  const [answer] = await chrome.scripting.executeScript({ target: { tabId }, ...script });
  if (!answer?.result) throw new Error(String(answer?.error ?? chrome.i18n.getMessage("problem_no_answer")));
  return answer.result;
}

/** Only to where Cairn belongs and to the vendors' pages: what a page can make us open must not become a way to anywhere. */
async function openTab({ url, follow }, opener) {
  if (!isVendors(url) && !(await isOurs(url))) return { opened: false };
  const tab = await chrome.tabs.create({ url, openerTabId: opener.id, index: opener.index + 1 });
  if (follow && tab.id !== undefined) await remember(tab.id, { open: true, follow: true });
  return { opened: true };
}

async function state(tabId) {
  const tab = await recall(tabId);
  return { open: tab?.open ?? false, problem: tab?.problem ?? null };
}

/**
 * Registers the boot script on exactly the servers that the person has added. An update of the extension forgets
 * dynamic registrations, so this runs after each. Broad grants made in the browser's own settings are not meant for us.
 */
function register() {
  registered = registered.then(registerNow, registerNow);
  return registered;
}

async function registerNow() {
  const { origins = [] } = await chrome.permissions.getAll();
  const matches = origins.filter(
    (origin) => !PATTERNS.includes(origin) && !origin.includes("://*") && place(origin.slice(0, -1)).kind === "web",
  );
  const [known] = await chrome.scripting.getRegisteredContentScripts({ ids: [ADDED] });
  if (known) await chrome.scripting.unregisterContentScripts({ ids: [ADDED] });
  if (matches.length) {
    await chrome.scripting.registerContentScripts([
      { id: ADDED, matches, js: ["boot.js"], runAt: "document_idle", persistAcrossSessions: true },
    ]);
  }
}
