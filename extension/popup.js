// What Cairn can do on the tab in front, said in a sentence and offered with one button.

import { PATTERNS, place, PRODUCTS } from "./hosts.js";
import { begin, part } from "./page.js";
import { mayOpen } from "./settings.js";

/** @type {(key: string, ...names: string[]) => string} */
let say = (key, ...names) => chrome.i18n.getMessage(key, names);

/**
 * What the popup shows.
 * @typedef {object} State
 * @property {string} what the sentence
 * @property {string} [more] what follows from it
 * @property {{ label: string, press: () => Promise<unknown> }} [act] the one thing to do
 */

/**
 * What access is being asked for, and the tab to go on in; kept in `storage.session` while the browser asks.
 * @typedef {{ tabId: number, pattern: string }} Asking
 */

show().catch((error) => draw({ what: say("popup_failed"), more: String(error) }));

async function show() {
  const begun = await begin();
  say = begun.say;
  part("board").onclick = () => goToPage("board.html");
  part("practice").onclick = () => goToPage("practice.html");
  part("news").onclick = () => goToPage("news.html");
  part("options").onclick = () => goToPage("options.html");
  draw(await describe(await currentTab(), begun.settings));
}

/** A tab of our own, or the one that is there. */
async function goToPage(path) {
  const url = chrome.runtime.getURL(path);
  const [tab] = await chrome.tabs.query({ url });
  if (tab) await goTo(tab);
  else await chrome.tabs.create({ url });
  window.close();
}

/** The tab in front; `?tab=` names another, where the popup is opened as a page of its own. */
async function currentTab() {
  const named = new URLSearchParams(location.search).get("tab");
  if (named) return chrome.tabs.get(Number(named));
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab;
}

/**
 * @param {any} tab
 * @param {import("./settings.js").Settings} settings
 * @returns {Promise<State>}
 */
async function describe(tab, settings) {
  const where = place(tab.url);
  switch (where.kind) {
    case "none":
      return elsewhere();
    case "sign-in":
      return { what: say("popup_sign_in"), more: say("popup_sign_in_more") };
    case "product":
      return (await has(where.pattern)) ? product(where) : withdrawn(tab, where);
    case "organisation":
      if (!mayOpen(settings, tab.url)) return notAllowed(where);
      return (await has(where.pattern)) ? organisation(tab, where) : withdrawn(tab, where);
    case "web": {
      const added = await has(where.pattern);
      if (!added && !(await looksLikeDynamics(tab, where.url))) return elsewhere();
      if (!mayOpen(settings, tab.url)) return notAllowed(where);
      return added ? organisation(tab, where) : server(tab, where);
    }
  }
}

/** @returns {Promise<State>} */
async function organisation(tab, { url }) {
  const { open, problem } = await chrome.runtime.sendMessage({ type: "state", tabId: tab.id });
  return {
    what: problem ? say("popup_failed") : say("popup_organisation", url.hostname),
    more: problem ?? undefined,
    act: { label: say(open ? "popup_close" : "popup_open"), press: () => toggle(tab.id) },
  };
}

async function toggle(tabId) {
  const { problem } = await chrome.runtime.sendMessage({ type: "open", tabId });
  if (problem) draw({ what: say("popup_failed"), more: problem });
  else window.close();
}

/** @returns {Promise<State>} */
async function product({ url }) {
  const [tab] = await chrome.tabs.query({ url: PATTERNS.filter((pattern) => pattern.startsWith("https://*.")) });
  return {
    what: say("popup_product", say(PRODUCTS[url.hostname])),
    more: say("popup_product_more"),
    act: tab?.url ? { label: say("popup_product_go", new URL(tab.url).hostname), press: () => goTo(tab) } : undefined,
  };
}

async function goTo(tab) {
  await chrome.tabs.update(tab.id, { active: true });
  await chrome.windows.update(tab.windowId, { focused: true });
  window.close();
}

/** @returns {State} */
function notAllowed({ url }) {
  return { what: say("popup_not_allowed", url.hostname), more: say("popup_not_allowed_more") };
}

/** @returns {State} */
function withdrawn(tab, { url, pattern }) {
  return {
    what: say("popup_withdrawn", url.hostname),
    more: say("popup_withdrawn_more"),
    act: { label: say("popup_allow", url.hostname), press: () => ask(tab.id, pattern) },
  };
}

/** @returns {State} */
function server(tab, { url, pattern }) {
  return {
    what: say("popup_server", url.host),
    more: say(url.protocol === "https:" ? "popup_server_more" : "popup_server_http", url.host),
    act: { label: say("popup_use_server"), press: () => ask(tab.id, pattern) },
  };
}

/** @returns {State} */
function elsewhere() {
  return { what: say("popup_elsewhere"), more: say("popup_elsewhere_more") };
}

/**
 * Asks the browser for access. The popup may close on the question, so the background goes on from the answer; nothing
 * may be waited for before asking, or the press no longer counts.
 */
async function ask(tabId, pattern) {
  chrome.storage.session.set({ asking: { tabId, pattern } });
  if (await chrome.permissions.request({ origins: [pattern] })) window.close();
  else await chrome.storage.session.remove("asking");
}

function has(pattern) {
  return chrome.permissions.contains({ origins: [pattern] });
}

/** An on-premises server can have any name: its address or its page tells. */
async function looksLikeDynamics(tab, url) {
  if (/\/main\.aspx$/i.test(url.pathname)) return true;
  try {
    const [answer] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: hasShell });
    return answer?.result === true;
  } catch {
    // A page that the browser keeps extensions out of is no organisation.
    return false;
  }
}

/** Runs in the page: the marks of a Dynamics shell, loaded or loading. It may use nothing from outside itself. */
function hasShell() {
  const marks = [
    "#ApplicationShell",
    "[data-id=topBar]",
    "#crmMasthead",
    "script[src*='/uclient/scripts']",
    "script[src*='/_static/_common/scripts/']",
  ];
  return document.querySelector(marks.join(",")) !== null;
}

/** @param {State} state */
function draw({ what, more, act }) {
  part("what").textContent = what;
  part("more").textContent = more ?? "";
  part("more").hidden = !more;
  const button = part("act");
  button.hidden = !act;
  if (!act) return;
  button.textContent = act.label;
  button.onclick = async () => {
    button.disabled = true;
    try {
      await act.press();
    } catch (error) {
      draw({ what: say("popup_failed"), more: String(error) });
    } finally {
      button.disabled = false;
    }
  };
  button.focus();
}
