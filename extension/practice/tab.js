// The frame that plays the browser's tab: the organisation's pages in it, and the checklist on them.

import { isVendors } from "../hosts.js";
import { cataloguedHere, fileOf } from "./addresses.js";
import { HOME } from "./organisation.js";
import { putInPlace } from "./platform.js";
import { withoutProducts } from "./playbook.js";

/** @typedef {import("./platform.js").Page} Page */

/**
 * What the tab is made of.
 * @typedef {{
 *   frame: HTMLIFrameElement,
 *   file: (name: string) => string,
 *   things: (page: Page) => Record<string, unknown>,
 *   settings: import("../settings.js").Handed,
 *   language: { lcid: string, language: string, direction: string },
 *   leave: (url: string) => void,
 *   opened: (open: boolean) => void,
 *   failed: (error: unknown) => void,
 * }} Parts `file`: the address of a file of the extension; `things`: what takes the place of what a page has from the
 *   browser; `language`: of the pages; `leave`: opens a vendor's page; `opened`: is told whether the checklist is open
 */

/** The tab, from the organisation's first page on. */
export class Tab {
  #parts;
  /** Whether the checklist is open, and so belongs on the next page, too. */
  #open = true;
  /** Documents that have what Practice puts in place. Windows do not tell: the frame's is one for all its pages. */
  #entered = new WeakSet();
  /** The first one is asked for, those of later pages are brought back. */
  #reason = "asked";

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Goes to the organisation's first page, and is done once the checklist is on it.
   * @returns {Promise<void>}
   */
  begin() {
    const { frame, failed } = this.#parts;
    return new Promise((resolve) => {
      frame.addEventListener("load", () => {
        if (!this.#page.location.href.startsWith(`${HOME}/`)) return;
        this.#loaded().then(resolve, failed);
      });
      frame.src = this.addressOf("main.aspx").href;
    });
  }

  /**
   * Where a page of the organisation is.
   * @param {string} path from the organisation's root, or an address below it
   */
  addressOf(path) {
    const { href } = new URL(path, `${HOME}/`);
    return new URL(fileOf(href.startsWith(`${HOME}/`) ? href.slice(HOME.length) : "/nowhere"), `${HOME}/`);
  }

  /**
   * A page of the tab begins, or one of its frames: from its first moment on it reaches neither the network nor what is
   * stored, and opens nothing outside.
   * @param {Page} page
   */
  enter(page) {
    const { things, language } = this.#parts;
    const open = (address) => {
      this.go(String(address));
      return null;
    };
    // A window that the page has opened is the same tab here.
    const close = () => page.history.back();
    putInPlace(page, { ...things(page), open, close });
    // The page itself is a tab's: what measures its way out of frames ends here.
    if (page.parent === window) putInPlace(page, { parent: page, frameElement: null });
    this.#entered.add(page.document);
    const root = page.document.documentElement;
    root.lang = language.language;
    root.dir = language.direction;
    root.dataset.lcid = language.lcid;
    page.document.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest?.("a[target=_blank]");
      if (!link) return;
      event.preventDefault();
      this.go(/** @type {HTMLAnchorElement} */ (link).href);
    });
  }

  /**
   * Goes to a page, in place of a tab or a window of its own; what is not the organisation's is not here.
   * @param {string} address
   */
  go(address) {
    this.#page.location.assign(this.addressOf(address));
  }

  /**
   * What the checklist tells the background. Badges and guides are for tabs of real organisations.
   * @param {{ type: string, open?: boolean, url?: string }} message
   */
  told({ type, open = false, url = "" }) {
    if (type === "panel") {
      this.#open = open;
      this.#parts.opened(open);
    } else if (type === "open-tab" && isVendors(url)) this.#parts.leave(url);
    else if (type === "open-tab") this.go(url);
  }

  /** Opens the checklist or closes it. */
  async toggle() {
    const core = await this.#page.__cairn;
    if (core) return core.toggle();
    this.#reason = "asked";
    await this.#bring();
  }

  /** @returns {any} the window of the page that is shown */
  get #page() {
    return this.#parts.frame.contentWindow;
  }

  async #loaded() {
    if (this.#open) await this.#bring();
  }

  /** Brings the checklist into the page that is shown, as the background does in Dynamics. */
  async #bring() {
    const { file, settings } = this.#parts;
    const page = this.#page;
    // Without it the checklist would take the real platform for its own.
    if (!this.#entered.has(page.document)) throw new Error(page.location.pathname);
    await load(page, file("core.data.js"));
    const { playbooks, pages } = page.__cairnData;
    const here = { playbooks: playbooks.map(withoutProducts), pages: cataloguedHere(pages) };
    Object.assign(page.__cairnData, page.structuredClone(here));
    page.__cairnSettings = page.structuredClone(settings);
    page.__cairnGuide = { session: "practice" };
    page.__cairnReason = this.#reason;
    this.#reason = "restored";
    await load(page, file("core.wasm.js"));
    await page.__cairn;
  }
}

/** A script of the extension, as it is brought into pages of Dynamics. */
function load(page, address) {
  return new Promise((resolve, reject) => {
    const script = page.document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(address));
    page.document.head.append(script);
  });
}
