// A browser with the extension on the practice organisation, and one without it for the peers.

import { launchChromium } from "../../tests/e2e/lib/chromium.mjs";
import { launchFirefox } from "../../tests/e2e/lib/firefox.mjs";
import { Tab, World } from "../../tests/e2e/lib/world.mjs";
import { startPractice } from "../../tests/e2e/lib/practice.mjs";
import { until } from "../../tests/e2e/lib/until.mjs";
import { FRAMES } from "./frames.mjs";
import { peer } from "./peers.mjs";

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox };

/** The way there and back, and the work for each operation, where nothing else is said. */
export const LATENCY = { ms: 50, op_ms: 40 };

/** How long one measurement may take at most. */
const PATIENCE = 600_000;

/**
 * Runs something on a fresh stage.
 * @template T
 * @param {{ browser?: "chromium" | "firefox", scenario?: string }} options
 * @param {(stage: Stage) => Promise<T>} run
 */
export async function onStage({ browser = "chromium", scenario = "user-ready" }, run) {
  const stage = new Stage(browser);
  try {
    await stage.start(scenario);
    return await run(stage);
  } finally {
    await stage.stop();
  }
}

/** Everything that a measurement uses. */
export class Stage extends World {
  async start(scenario) {
    this.practice = await startPractice(scenario);
    // The log of an end-to-end run is held against real metadata; what peers ask does not belong there.
    this.practice.keepLogs = async () => undefined;
    this.browser = await LAUNCHERS[this.name](this.practice.ports);
  }

  /** Closes all tabs of a measurement. */
  clear() {
    return this.tidy({ passed: true });
  }

  /** A page of the organisation in a browser of its own kind, with a peer in it. */
  async withPeer(name, address = "/main.aspx") {
    const tab = await this.open(address);
    await tab.page.addScriptTag({ content: await peer(name) });
    return tab;
  }

  /** As nobody who has been here before. */
  async fresh(scenario) {
    await this.practice.reset({ scenario });
    await this.forget();
  }

  /**
   * From the press on the toolbar button to the frame in which the checklist holds what is waited for.
   * @param {Tab} tab whose checklist is closed
   * @param {"opened" | "read"} goal
   */
  async press(tab, goal) {
    const worker = await this.#worker();
    const ours = await this.ownWorld(tab.page);
    await ours.evaluate(`${FRAMES}(${hook})(${JSON.stringify(goal)}, isShown, whenPainted)`);
    await this.browser.pressAction(tab.page);
    const ended = await ours.evaluate(`globalThis.benchPainted`);
    const parts = await ours.evaluate(`globalThis.benchParts ?? null`);
    await ours.detach();
    const pressed = await worker.evaluate(() => globalThis.benchPressed);
    return { ms: ended - pressed, parts: parts && { ...parts, pressed } };
  }

  /** The extension's own world in a page of Chromium. */
  ownWorld(page) {
    return isolated(page, this.browser.extensionOrigin);
  }

  /** The background, which notes when the button was pressed. */
  async #worker() {
    const target = this.browser.browser
      .targets()
      .find((each) => each.type() === "service_worker" && each.url().startsWith(this.browser.extensionOrigin));
    const worker = await target.worker();
    await worker.evaluate(() => {
      if (globalThis.benchPressed !== undefined) return;
      globalThis.benchPressed = 0;
      chrome.action.onClicked.addListener(() => {
        globalThis.benchPressed = performance.timeOrigin + performance.now();
      });
    });
    return worker;
  }
}

/** Waits with patience for what takes long by its nature. */
export const eventually = (what, look) => until(what, look, PATIENCE);

/** What is done between two readings of the page's counters, in milliseconds; Chromium alone has them. */
export async function counted(page, work) {
  const before = await page.metrics();
  const made = await work();
  const after = await page.metrics();
  const ms = (name) => (after[name] - before[name]) * 1000;
  return { made, script: ms("ScriptDuration"), task: ms("TaskDuration") };
}

/** The extension's world in the page: its nodes are the page's, its prototypes are its own. */
async function isolated(page, origin) {
  const session = await page.createCDPSession();
  let context;
  session.on("Runtime.executionContextCreated", (created) => {
    if (created.context.origin === origin) context = created.context.id;
  });
  await session.send("Runtime.enable");
  if (context === undefined) throw new Error("the boot script has not run in this page");
  return {
    async evaluate(expression) {
      const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
        expression,
        contextId: context,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    detach: () => session.detach(),
  };
}

/**
 * Runs in the extension's world before the core is there: finds the closed root as it is made, and the parts of the
 * core's start.
 */
function hook(goal, isShown, whenPainted) {
  const now = () => performance.timeOrigin + performance.now();
  globalThis.benchMake ??= Element.prototype.attachShadow;
  const roots = [];
  Element.prototype.attachShadow = function (...rest) {
    const root = globalThis.benchMake.apply(this, rest);
    roots.push(root);
    return root;
  };
  WebAssembly.instantiate = async (bytes, imports) => {
    const [fetched, compiling] = [now(), performance.now()];
    const module = await WebAssembly.compile(bytes);
    const instantiating = performance.now();
    const instance = new WebAssembly.Instance(module, imports);
    const ended = performance.now();
    globalThis.benchParts = { fetched, compile: instantiating - compiling, instantiate: ended - instantiating };
    return { module, instance };
  };
  const shown = {
    opened: (root) => isShown(root, ".panel"),
    // The bar and the words beside it stand as soon as the organisation was read.
    read: (root) => /\d\D* of \D*\d+\D* done/.test(root.querySelector(".panel")?.textContent ?? ""),
  };
  globalThis.benchPainted = whenPainted(() => roots.some((root) => root.host.isConnected && shown[goal](root)));
}
