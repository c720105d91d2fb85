// Chromium with the folder that the build made, led to the practice organisation.

import puppeteer from "puppeteer-core";
import { at } from "../../../scripts/run.mjs";
import { toFront, until } from "./until.mjs";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--ignore-certificate-errors",
];

const resolved = ({ http, https }) => `--host-resolver-rules=MAP *:80 127.0.0.1:${http}, MAP * 127.0.0.1:${https}`;

/**
 * Starts it.
 * @param {{ https: number, http: number }} ports of the practice organisation
 * @param {{ folder?: string | null, headless?: boolean, language?: string, through?: number }} options `folder: null` for
 *   no extension; `language`: of the browser itself, as a folder of `_locales` is named; `through`: the port of a proxy
 */
export async function launchChromium(
  ports,
  { folder = at("dist", "chromium"), headless = true, language, through } = {},
) {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless,
    // Extensions are installed over the pipe only.
    pipe: true,
    enableExtensions: true,
    defaultViewport: headless ? { width: 1280, height: 800 } : null,
    // On Linux the browser goes by this, and not by `--lang`.
    env: language ? { ...process.env, LANGUAGE: language } : process.env,
    args: [...ARGUMENTS, through ? `--proxy-server=127.0.0.1:${through}` : resolved(ports)],
  });
  const chromium = new Chromium(browser);
  if (folder) await chromium.install(folder);
  return chromium;
}

/** A running Chromium. */
export class Chromium {
  name = "chromium";

  constructor(browser) {
    /** @type {import("puppeteer-core").Browser} */
    this.browser = browser;
    /** @type {string | null} */
    this.extensionId = null;
  }

  /** Installs the folder, as it is. */
  async install(folder = at("dist", "chromium")) {
    this.extensionId = await this.browser.installExtension(folder);
    await this.#ready();
  }

  /** Where the extension's own pages are. */
  get extensionOrigin() {
    return `chrome-extension://${this.extensionId}`;
  }

  /** Presses the toolbar button on the page's tab. */
  async pressAction(page) {
    const extension = (await this.browser.extensions()).get(this.extensionId);
    await toFront(page);
    await page.triggerExtensionAction(extension);
  }

  /** The popup that the toolbar button has just opened, once it says something. */
  async openPopup() {
    const address = `${this.extensionOrigin}/popup.html`;
    const known = await this.view;
    const page = await until("the popup", async () => {
      const targets = this.browser.targets().filter((target) => target.url() === address && target !== known?.target());
      return targets[0]?.asPage();
    });
    const what = await until("the popup's sentence", () => page.$eval("#what", (element) => element.textContent));
    const act = await page.$eval("#act", (element) => (element.hidden ? null : element.textContent));
    return { what, act, press: () => page.click("#act") };
  }

  /** Lets what is downloaded go into this folder, without a question. */
  async saveInto(folder) {
    const session = await this.browser.target().createCDPSession();
    // It holds as long as the session does, which ends with the browser.
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  }

  /** Opens one of the extension's own pages in a tab. */
  async extensionPage(path) {
    const page = await this.browser.newPage();
    await page.goto(`${this.extensionOrigin}/${path}`);
    return page;
  }

  /**
   * The closed roots directly under `html`, in the page's own world.
   * @param {import("puppeteer-core").Page} page
   * @param {import("puppeteer-core").Frame} frame of this page, when it is not the page itself
   */
  async roots(page, frame = page.mainFrame()) {
    const session = await page.createCDPSession();
    try {
      const document = await this.#documentOf(session, page, frame);
      const html = document?.children.find((node) => node.localName === "html");
      const roots = (html?.children ?? []).flatMap((node) => node.shadowRoots ?? []);
      const realm = frame.mainRealm();
      return await Promise.all(roots.map((node) => realm.adoptBackendNode(node.backendNodeId)));
    } finally {
      await session.detach();
    }
  }

  /** The one frame of a page. */
  async innerFrame(page) {
    return until("the frame", () => page.frames().find((frame) => frame.parentFrame() === page.mainFrame()));
  }

  async #documentOf(session, page, frame) {
    const isPage = frame === page.mainFrame();
    const { root } = await session.send("DOM.getDocument", { depth: isPage ? 2 : -1, pierce: true });
    const below = (node) =>
      node.frameId === frame._id && node.contentDocument
        ? node.contentDocument
        : (node.children ?? []).map(below).find(Boolean);
    return isPage ? root : below(root);
  }

  /**
   * The extension's scripts that have run in the page, by name.
   * @param {import("puppeteer-core").Page} page
   */
  async scriptsIn(page) {
    const session = await page.createCDPSession();
    const urls = [];
    session.on("Debugger.scriptParsed", ({ url }) => urls.push(url));
    // It tells of every script that is there before it answers.
    await session.send("Debugger.enable");
    await session.detach();
    const ours = `${this.extensionOrigin}/`;
    return [...new Set(urls.filter((url) => url.startsWith(ours)).map((url) => url.slice(ours.length)))].sort();
  }

  async close() {
    await this.browser.close();
  }

  async #ready() {
    await until("the extension's worker", async () =>
      this.browser
        .targets()
        .some((each) => each.type() === "service_worker" && each.url().startsWith(this.extensionOrigin)),
    );
  }
}
