// A browser, the extension and a practice organisation, for the tests of one file.

import { after, afterEach, before, describe } from "node:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { at } from "../../../scripts/run.mjs";
import { launchChromium } from "./chromium.mjs";
import { launchFirefox } from "./firefox.mjs";
import { Panel } from "./panel.mjs";
import { startPractice } from "./practice.mjs";
import { toFront, until } from "./until.mjs";

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox };

/** `BROWSERS=chromium` for a quick look at one of them; by default both. */
export const BROWSERS = (process.env.BROWSERS ?? "chromium firefox").split(" ");

const FAILED = at("target", "e2e", "failed");

/**
 * Defines the same tests for each browser. The world is there inside of tests, not while they are defined.
 * @param {string} title
 * @param {(world: World) => void} define
 * @param {{ scenario?: string, only?: string[], browser?: object, prepare?: () => Promise<void> }} options `browser`: for
 *   its launcher; `prepare`: runs before it is launched
 */
export function inEachBrowser(title, define, { scenario, only = BROWSERS, browser, prepare } = {}) {
  for (const name of BROWSERS.filter((each) => only.includes(each))) {
    describe(`${name}: ${title}`, () => {
      const world = new World(name);
      before(async () => {
        await prepare?.();
        await world.start(scenario, browser);
      });
      afterEach((context) => world.tidy(context));
      after(() => world.stop());
      define(world);
    });
  }
}

/** Everything that a test uses. */
export class World {
  #tabs = [];

  constructor(name) {
    this.name = name;
  }

  async start(scenario, options) {
    this.practice = await startPractice(scenario);
    await this.launch(options);
  }

  /** Starts the browser; the practice organisation is there. */
  async launch(options) {
    this.browser = await LAUNCHERS[this.name](this.practice.ports, options);
  }

  async stop() {
    await this.browser?.close();
    await this.practice?.stop();
  }

  /**
   * Opens a page; a path is one of the organisation's.
   * @returns {Promise<Tab>}
   */
  async open(address = "/main.aspx") {
    const page = await this.browser.browser.newPage();
    const tab = new Tab(this.browser, page, this.#tabs);
    await page.goto(new URL(address, this.practice.origin).href);
    return tab;
  }

  /**
   * Opens the extension's page Practice; its frame plays the tab.
   * @returns {Promise<Tab>}
   */
  async practise(query = "") {
    return this.practising(await this.browser.extensionPage(`practice.html${query}`));
  }

  /**
   * The tab of an open page Practice.
   * @returns {Tab}
   */
  practising(page) {
    return new Tab(this.browser, page, this.#tabs, () => this.browser.innerFrame(page));
  }

  /**
   * The tab of a page that another page has opened.
   * @returns {Tab}
   */
  follow(page) {
    return new Tab(this.browser, page, this.#tabs);
  }

  /** Forgets what the extension has stored, as if it had never been here. */
  async forget() {
    this.browser.view ??= this.browser.extensionPage("popup.html");
    const view = await this.browser.view;
    await view.evaluate(() => chrome.storage.local.clear());
  }

  /** The extension is taken away from under its pages and comes anew, as it does with an update. */
  async renew() {
    this.browser.view = undefined;
    await this.browser.browser.uninstallExtension(this.browser.extensionId);
    await this.browser.install();
  }

  /** A colleague gives the sync user the role, in another place. */
  async assignElsewhere() {
    const { users, roles } = await this.practice.state();
    const user = users.find(({ domainname }) => domainname?.includes("marketo"));
    const role = roles.find(
      ({ name, businessunit, managed }) =>
        name === "Marketo Sync User" && managed && businessunit === user.businessunit,
    );
    await this.practice.write({ assign: { user: user.id, role: role.id } });
  }

  /** Closes the test's tabs; of a failed test they leave a picture and the checklist's text. */
  async tidy(context) {
    const failed = context.passed === false || context.error;
    const open = this.#tabs.splice(0).filter(({ page }) => !page.isClosed());
    for (const [index, tab] of open.entries()) {
      if (failed) await tab.record(`${this.name} ${context.name} ${index + 1}`);
      await tab.close();
    }
  }
}

/** One tab of the browser. */
export class Tab {
  #siblings;

  /** `siblings`: where the tabs of a test are kept; `frame` gives that which plays the tab, where one does. */
  constructor(browser, page, siblings = [], frame = async () => page.mainFrame()) {
    this.#siblings = siblings;
    siblings.push(this);
    this.browser = browser;
    /** @type {import("puppeteer-core").Page} */
    this.page = page;
    this.frame = frame;
    this.panel = new Panel(page, async () => browser.roots(page, await frame()));
  }

  /**
   * The tab that the page opens when this runs in it.
   * @param {() => unknown} open
   */
  async opens(open) {
    await toFront(this.page);
    const came = new Promise((resolve) => this.page.once("popup", resolve));
    await this.page.evaluate(open);
    return new Tab(this.browser, await came, this.#siblings);
  }

  /** Presses the toolbar button, as a person does; on an organisation's page that opens or closes the checklist. */
  async pressAction() {
    await this.browser.pressAction(this.page);
  }

  /** Opens the checklist with the toolbar button and waits until it is there. */
  async openChecklist() {
    // Before the boot script has reported, the button still opens the popup.
    await this.booted();
    await this.pressAction();
    await until(
      async () => `the checklist on the page; the background says ${await this.#problem()}`,
      async () => (await this.panel.text()) !== "",
    );
  }

  /** What the background remembers of tabs where the checklist could not be opened. */
  async #problem() {
    const view = await this.#view();
    const kept = Object.values(await view.evaluate(() => chrome.storage.session.get()));
    return (
      kept
        .map(({ problem }) => problem)
        .filter(Boolean)
        .join(", ") || "nothing"
    );
  }

  /** Waits until the button opens the checklist in one press. */
  async booted() {
    const view = await this.#view();
    await until("the boot script's report", () =>
      view.evaluate(async (url) => {
        const tabs = await chrome.tabs.query({});
        const here = tabs.filter((tab) => tab.url === url);
        const popups = await Promise.all(here.map(({ id }) => chrome.action.getPopup({ tabId: id })));
        return popups.length > 0 && popups.every((popup) => popup === "");
      }, this.page.url()),
    );
  }

  /**
   * Opens the popup for this tab as a page of its own.
   * @returns {Promise<import("puppeteer-core").Page>}
   */
  async popup() {
    const view = await this.#view();
    await toFront(this.page);
    const id = await view.evaluate(async (url) => {
      const tabs = (await chrome.tabs.query({})).filter((tab) => !tab.url?.includes("-extension://"));
      const here = tabs.filter((tab) => tab.url === url);
      const [latest] = (here.length ? here : tabs).sort((a, b) => b.lastAccessed - a.lastAccessed);
      return latest.id;
    }, this.page.url());
    const popup = await this.browser.extensionPage(`popup.html?tab=${id}`);
    await until("the popup's sentence", () => popup.evaluate(() => document.getElementById("what").textContent !== ""));
    return popup;
  }

  /** A page of the extension, to ask for the browser's own state from; one for all tabs. */
  async #view() {
    this.browser.view ??= this.browser.extensionPage("popup.html");
    return this.browser.view;
  }

  async record(name) {
    await mkdir(FAILED, { recursive: true });
    const file = join(FAILED, name.replace(/[^a-z0-9]+/gi, "-"));
    // A tab behind another is not drawn.
    await toFront(this.page);
    await this.page.screenshot({ path: `${file}.png` }).catch(() => undefined);
    const session = async () => JSON.stringify(await chrome.storage.session.get(null), null, 2);
    const known = await (await this.#view()).evaluate(session).catch(String);
    await writeFile(`${file}.txt`, `${await this.panel.text().catch(String)}\n\nWhat the extension knows:\n${known}\n`);
  }

  /** Closes it; a test may have done so before. */
  async close() {
    if (!this.page.isClosed()) await this.page.close();
  }
}
