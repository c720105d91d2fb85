// The built core in a page of the practice organisation, with a platform made of nothing.

import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe } from "node:test";
import { at } from "../../../scripts/run.mjs";
import { launchChromium } from "../../e2e/lib/chromium.mjs";
import { launchFirefox } from "../../e2e/lib/firefox.mjs";
import { startPractice } from "../../e2e/lib/practice.mjs";
import { until } from "../../e2e/lib/until.mjs";
import { platform } from "./platform.mjs";

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox };
const BROWSERS = (process.env.BROWSERS ?? "chromium firefox").split(" ");

/**
 * Defines the same tests for each browser; each test begins with a fresh page.
 * @param {string} title
 * @param {(stage: Stage) => void} define
 */
export function onStage(title, define, { scenario = "three-business-units" } = {}) {
  for (const name of BROWSERS) {
    describe(`${name}: ${title}`, () => {
      const stage = new Stage(name, scenario);
      before(() => stage.start());
      beforeEach(() => stage.fresh());
      after(() => stage.stop());
      define(stage);
    });
  }
}

/** So often a press that missed is begun. */
const PRESSES = 5;

/** Whether the pointer is down on what fits; counts the click that comes of it. Runs in the page. */
function isPressed(root, wanted, said) {
  const found = [...root.querySelectorAll(wanted)].find((each) =>
    `${each.getAttribute("aria-label") ?? ""} ${each.innerText}`.includes(said),
  );
  globalThis.wasPressed = false;
  found?.addEventListener("click", () => (globalThis.wasPressed = true), { capture: true, once: true });
  return found?.matches(":active") ?? false;
}

/** A page with the core in it. */
class Stage {
  constructor(name, scenario) {
    this.name = name;
    this.scenario = scenario;
  }

  async start() {
    this.practice = await startPractice(this.scenario);
    this.browser = await LAUNCHERS[this.name](this.practice.ports, { folder: null });
    this.messages = JSON.parse(await readFile(at("extension", "_locales", "en", "messages.json"), "utf8"));
    await this.take("core.wasm.js");
  }

  /** Takes this artefact from now on, with what it reads. */
  async take(artefact) {
    const read = (file) => readFile(at("dist", this.name, file), "utf8");
    this.core = (await Promise.all(["core.data.js", artefact].map(read))).join("\n");
  }

  async stop() {
    await this.browser?.browser.close();
    await this.practice?.stop();
  }

  async fresh() {
    await this.page?.close();
    await this.practice.reset({ scenario: this.scenario });
    this.page = await this.browser.browser.newPage();
    await this.page.setViewport({ width: 1280, height: 800 });
    await this.page.evaluateOnNewDocument(platform, this.messages);
    await this.page.goto(`${this.practice.origin}/main.aspx`);
  }

  /** Brings the core in; the checklist opens. */
  async open(reason = "asked") {
    await this.page.evaluate((why) => (globalThis.__cairnReason = why), reason);
    await this.page.addScriptTag({ content: this.core });
    await this.page.evaluate(() => globalThis.__cairn);
  }

  /** Brings the core in and waits until the checklist is read. */
  async checklist() {
    await this.open();
    await this.sees(/ of .*\d.* done/);
  }

  /** Calls an export of the core. */
  async call(name) {
    await this.page.evaluate(async (each) => (await globalThis.__cairn)[each](), name);
  }

  /** Runs a function in the page on our root. */
  look(f, ...rest) {
    return this.page.evaluate(
      `(${f})(platform.roots.findLast(({ host }) => host.isConnected)?.root, ...${JSON.stringify(rest)})`,
    );
  }

  /** What is on screen of ours, as text. */
  async text() {
    return (await this.look((root) => root?.querySelector(".frame").innerText)) ?? "";
  }

  async sees(pattern) {
    await until(
      async () => `${pattern} in:\n${await this.text()}`,
      async () => pattern.test(await this.text()),
    );
  }

  /** Waits until a function on our root gives something true. */
  becomes(what, f, ...rest) {
    return until(what, () => this.look(f, ...rest));
  }

  /** The middle of what fits, once it is there. */
  middle(selector, words = "") {
    return this.becomes(
      `${selector} "${words}"`,
      (root, wanted, said) => {
        const found = [...root.querySelectorAll(wanted)].find((each) =>
          `${each.getAttribute("aria-label") ?? ""} ${each.innerText}`.includes(said),
        );
        found?.scrollIntoView({ block: "nearest", behavior: "instant" });
        const box = found?.getBoundingClientRect();
        return box?.width ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
      },
      selector,
      words,
    );
  }

  /**
   * Presses it with the mouse. The panel may move between the look and the press: what was no click of it is begun anew, as
   * a person does. Where something lies over it on purpose, the last of the presses is let go all the same.
   */
  async press(selector, words = "") {
    const { mouse } = this.page;
    for (let left = PRESSES; left > 0; left -= 1) {
      const { x, y } = await this.middle(selector, words);
      await mouse.move(x, y);
      await mouse.down();
      const hit = await this.look(isPressed, selector, words);
      if (!hit && left > 1) await mouse.move(0, 0);
      await mouse.up();
      if (hit && (await this.page.evaluate(() => globalThis.wasPressed))) return;
    }
  }

  /** Searches for the sync user and chooses it. */
  async pick() {
    await this.press("input[type=search]");
    await this.page.keyboard.type("marketo.sync");
    // Rows that are about to be replaced are not pressed.
    await this.sees(/One user found/);
    await this.press(".result", "marketo.sync@");
  }

  /** Opens the checklist, chooses the sync user and shows what would change. */
  async review() {
    await this.checklist();
    await this.pick();
    await this.press(".pinned .main", "Review");
    await this.middle(".sticky .main");
  }

  /** Waits until the button that writes has been seen long enough to count. */
  settled() {
    return this.becomes("a button that counts", (root) =>
      Boolean(root.querySelector(".sticky .main:not([aria-disabled])")),
    );
  }

  /** What left for the server and was no read. */
  async writes() {
    const all = await this.practice.requests();
    return all.filter(({ method, path }) => method !== "GET" && !path.endsWith("/$batch"));
  }
}
