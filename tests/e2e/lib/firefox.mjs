// Firefox with the folder that the build made, led to the practice organisation through its proxy.

import puppeteer from "puppeteer-core";
import { manifest } from "../../../extension/manifest.mjs";
import { at } from "../../../scripts/run.mjs";
import { toFront, until } from "./until.mjs";

/** Fixed, so that the addresses of the extension's own pages are known. */
const UUID = "6f1c1d5e-3d52-4c8a-9d3c-0c1f2c9b7a10";

/**
 * Starts it.
 * @param {{ proxy: number }} ports of the practice organisation
 * @param {{ folder?: string | null, headless?: boolean, granted?: boolean, through?: number }} options `granted: false` for a
 *   person who has withdrawn the access to the hosts; `through`: the port of another proxy
 */
export async function launchFirefox(
  ports,
  { folder = at("dist", "firefox"), headless = true, granted = true, through } = {},
) {
  const id = extensionId();
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless,
    acceptInsecureCerts: true,
    // The toolbar is part of the browser's own window, which WebDriver reaches only when it is asked for.
    args: ["--remote-allow-system-access"],
    defaultViewport: headless ? { width: 1280, height: 800 } : null,
    extraPrefsFirefox: {
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": through ?? ports.proxy,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": through ?? ports.proxy,
      "extensions.originControls.grantByDefault": granted,
      // A driver cannot press the browser's own question.
      "extensions.webextOptionalPermissionPrompts": false,
      "extensions.webextensions.uuids": JSON.stringify({ [id]: UUID }),
    },
  });
  const firefox = new Firefox(browser);
  if (folder) await firefox.install(folder);
  return firefox;
}

function extensionId() {
  return manifest("firefox", "0").browser_specific_settings.gecko.id;
}

/** A running Firefox. */
export class Firefox {
  name = "firefox";

  constructor(browser) {
    /** @type {import("puppeteer-core").Browser} */
    this.browser = browser;
    /** @type {string | null} */
    this.extensionId = null;
  }

  /** Installs the folder, as it is. */
  async install(folder = at("dist", "firefox")) {
    this.extensionId = await this.browser.installExtension(folder);
    await this.#ready();
  }

  /** Where the extension's own pages are. */
  get extensionOrigin() {
    return `moz-extension://${UUID}`;
  }

  /** Presses the toolbar button on the page's tab. */
  async pressAction(page) {
    await toFront(page);
    await this.#closePopup();
    await until("the toolbar button", () =>
      this.inWindow(
        `(() => {
          const button = document.querySelector(
            '#nav-bar [data-extensionid="${this.extensionId}"] .unified-extensions-item-action-button');
          button?.click();
          return Boolean(button);
        })()`,
      ),
    );
  }

  async #closePopup() {
    await until("no popup of before", () =>
      this.inWindow(
        `(() => {
          const popups = [...document.querySelectorAll("panel .webextension-popup-browser")];
          for (const popup of popups) popup.closest("panel").hidePopup();
          delete window.seenInPopup?.last;
          return popups.length === 0;
        })()`,
      ),
    );
  }

  /** Gives the keyboard command, as its key does. */
  async pressCommand(page) {
    await toFront(page);
    await until("the command's key", () =>
      this.inWindow(
        `(() => {
          const key = document.querySelector('keyset[id^="ext-keyset-id"] key');
          key?.doCommand();
          return Boolean(key);
        })()`,
      ),
    );
  }

  /** The popup that the toolbar button has just opened, once it says something. */
  async openPopup() {
    const read = `(content) => {
      const [what, act] = ["what", "act"].map((id) => content.document.getElementById(id));
      return what?.textContent && { what: what.textContent, act: act.hidden ? null : act.textContent };
    }`;
    // A press that was no click is begun anew: the panel of the popup may be in motion still.
    const press = `(content) => {
      const act = content.document.getElementById("act");
      if (act.clicked === undefined) {
        act.clicked = false;
        act.addEventListener("click", () => (act.clicked = true));
      }
      const { x, y, width, height } = act.getBoundingClientRect();
      for (const type of act.clicked ? [] : ["mousemove", "mousedown", "mouseup"]) {
        content.synthesizeMouseEvent(type, x + width / 2, y + height / 2, { button: 0, clickCount: 1 }, {});
      }
      return { clicked: act.clicked };
    }`;
    const said = await until("the popup's sentence", () => this.#inPopup(read));
    const pressed = async () => {
      const seen = await this.#inPopup(press);
      // It closes itself once it was pressed.
      return seen === null || seen.clicked === true;
    };
    return { ...said, press: () => until("a press in the popup", pressed) };
  }

  /**
   * WebDriver knows no popups; the browser's window does, and lets a script run in their process. What the script said is
   * there at a later call: a popup that is still being put in place never answers.
   */
  async #inPopup(look) {
    const script = `sendAsyncMessage("seen in popup", (${look})(content));`;
    const seen = await this.inWindow(
      `(() => {
        if (!window.seenInPopup) {
          window.seenInPopup = {};
          Services.mm.addMessageListener("seen in popup", ({ data }) => (window.seenInPopup.last = data));
        }
        const popup = document.querySelector("panel .webextension-popup-browser");
        if (!popup) delete window.seenInPopup.last;
        popup?.messageManager.loadFrameScript("data:," + ${JSON.stringify(encodeURIComponent(script))}, false);
        return JSON.stringify(window.seenInPopup.last ?? null);
      })()`,
    );
    return JSON.parse(seen);
  }

  /** Evaluates an expression in the browser's own window. */
  async inWindow(expression) {
    const { result: tree } = await this.#send("browsingContext.getTree", { "moz:scope": "chrome" });
    const target = { context: tree.contexts[0].context };
    const { result } = await this.#send("script.evaluate", { expression, target, awaitPromise: true });
    if (result.type === "exception") throw new Error(result.exceptionDetails.text);
    return result.result.value;
  }

  /** Opens one of the extension's own pages in a tab. */
  async extensionPage(path) {
    const page = await this.browser.newPage();
    const url = `${this.extensionOrigin}/${path}`;
    // The page moves to the extension's process on the way; the driver would wait for an event that is lost there.
    await this.#send("browsingContext.navigate", { context: page.mainFrame()._id, url, wait: "none" });
    await until(`${url} loaded`, () =>
      page.evaluate((address) => location.href === address && document.readyState === "complete", url),
    );
    return page;
  }

  /**
   * The closed roots directly under `html`, in the page's own world.
   * @param {import("puppeteer-core").Page} page
   * @param {import("puppeteer-core").Frame} frame of this page, when it is not the page itself
   */
  async roots(page, frame = page.mainFrame()) {
    const { result } = await this.#send("browsingContext.locateNodes", {
      context: frame._id,
      locator: { type: "css", value: "html > [popover]" },
      serializationOptions: { includeShadowTree: "all", maxDomDepth: 0 },
    });
    const roots = result.nodes.map((node) => node.value.shadowRoot).filter(Boolean);
    return roots.map((root) => frame.mainRealm().createHandle(root));
  }

  /** The one frame of a page. The driver is not told of frames in the extension's process; it is told here. */
  async innerFrame(page) {
    const root = page.mainFrame()._id;
    return until("the frame", async () => {
      const { result } = await this.#send("browsingContext.getTree", { root, maxDepth: 1 });
      const [child] = result.contexts[0].children;
      const known = () => page.frames().find(({ _id }) => _id === child.context);
      if (!known()) this.browser.connection.emit("browsingContext.contextCreated", { ...child, parent: root });
      return known();
    });
  }

  async close() {
    await this.browser.close();
  }

  async #ready() {
    await until("the toolbar button", () =>
      this.inWindow(`Boolean(document.querySelector('#nav-bar [data-extensionid="${this.extensionId}"]'))`),
    );
  }

  #send(method, parameters) {
    return this.browser.connection.send(method, parameters);
  }
}
