// What the person sees of Cairn in a page: found by role and name as assistive technology finds it, and used with
// trusted input.

import { named } from "./named.mjs";
import { until } from "./until.mjs";

/**
 * What to find: a role, a name, or both. A name that is a RegExp is held against label or text.
 * @typedef {{ role?: string, name?: string | RegExp }} Wanted
 */

/** First strong isolate and pop directional isolate. */
const ISOLATES = /[\u2068\u2069]/g;

/** The checklist in a page. */
export class Panel {
  #page;
  #roots;

  /**
   * @param {import("puppeteer-core").Page} page
   * @param {() => Promise<import("puppeteer-core").ElementHandle[]>} roots the closed roots directly under `html`
   */
  constructor(page, roots) {
    this.#page = page;
    this.#roots = roots;
  }

  /** Everything that is shown, as text; empty when nothing is. */
  async text() {
    // What is not rendered has a text too, and nobody sees it.
    // Nor does anybody see what is only said: it lingers there after the screen has gone on.
    const texts = await this.evaluateAll((root) =>
      [...root.children]
        .flatMap((child) => (child.querySelector(":scope > .live") ? [...child.children] : [child]))
        .map((child) => (child.checkVisibility() && !child.matches(".live") ? child.innerText : ""))
        .join("\n"),
    );
    // Isolates around names of the organisation are there for the eye's direction, not for the reader.
    return texts.join("\n").replace(ISOLATES, "").trim();
  }

  /** Whether anything is on the page. */
  async present() {
    return (await this.#roots()).length > 0;
  }

  /** Waits until the text holds this. */
  async see(text) {
    await until(
      async () => `"${text}" in the checklist, which says:\n${await this.text()}`,
      async () => (typeof text === "string" ? (await this.text()).includes(text) : text.test(await this.text())),
    );
  }

  /** Waits until the text does not hold this any more. */
  async miss(text) {
    await until(
      async () => `no "${text}" in the checklist, which says:\n${await this.text()}`,
      async () => !(typeof text === "string" ? (await this.text()).includes(text) : text.test(await this.text())),
    );
  }

  /** Waits until the checklist is on the page. */
  async opened() {
    await until("the checklist on the page", async () => (await this.text()) !== "");
  }

  /** Waits until nothing of it is shown any more. */
  async closed() {
    await until(
      async () => `no checklist on the page, which says:\n${await this.text()}`,
      async () => (await this.text()) === "",
    );
  }

  /**
   * Everything that fits now. A node that is replaced while it is read makes the reading begin anew.
   * @param {Wanted} wanted
   * @returns {Promise<import("puppeteer-core").ElementHandle[]>}
   */
  async all(wanted) {
    const { found } = await until("a reading that nothing moved away under", async () => ({
      found: await this.#now(wanted),
    }));
    return found;
  }

  /** The same; fails where something is replaced meanwhile. */
  async #now(wanted) {
    // Firefox took 350 to 1,000 ms for a look through its accessibility tree, and 10 ms for one through the document.
    return this.#page.browser().protocol === "webDriverBiDi" ? this.#inDocument(wanted) : this.#inTree(wanted);
  }

  async #inDocument({ role, name }) {
    const wanted =
      name instanceof RegExp ? { role, pattern: { source: name.source, flags: name.flags } } : { role, exact: name };
    const lists = await Promise.all((await this.#roots()).map((root) => root.evaluateHandle(named, wanted)));
    const properties = await Promise.all(lists.map((list) => list.getProperties()));
    return properties
      .flatMap((each) => [...each.values()])
      .map((each) => each.asElement())
      .filter(Boolean);
  }

  async #inTree({ role, name }) {
    const exact = typeof name === "string" ? `[name=${JSON.stringify(name)}]` : "";
    const query = `aria/${exact}${role ? `[role=${JSON.stringify(role)}]` : ""}`;
    const found = (await Promise.all((await this.#roots()).map((root) => root.$$(query)))).flat();
    if (!(name instanceof RegExp)) return found;
    const names = await Promise.all(found.map((each) => each.evaluate(roughName)));
    return found.filter((_, index) => name.test(names[index].replace(ISOLATES, "")));
  }

  /**
   * Waits until exactly one fits.
   * @param {Wanted} wanted
   */
  async find(wanted) {
    let found = [];
    await until(
      async () =>
        `one ${describe(wanted)}; there are ${found.length} in the checklist, which says:\n${await this.text()}`,
      async () => {
        found = await this.#now(wanted);
        return found.length === 1;
      },
    );
    return found[0];
  }

  /** Waits until none fits any more. */
  async gone(wanted) {
    await until(
      async () => `no ${describe(wanted)} in the checklist, which says:\n${await this.text()}`,
      async () => (await this.#now(wanted)).length === 0,
    );
  }

  /** The text of what fits. */
  async read(wanted) {
    return (await this.find(wanted)).evaluate((element) => element.innerText ?? element.textContent);
  }

  /**
   * Presses what fits, with the mouse, where it is shown. The checklist may move between the look and the press: what
   * comes down on something else is taken off before it is let go, and what was no click of it is begun anew, as a person
   * does.
   */
  async click(wanted) {
    const { mouse } = this.#page;
    await until(`a press on ${describe(wanted)}`, async () => {
      const { element, x, y } = await this.#atRest(wanted);
      const seen = await element.evaluateHandle(clicksOf);
      await mouse.move(x, y);
      await mouse.down();
      const hit = await element.evaluate((node) => node.matches(":active"));
      if (!hit) await mouse.move(0, 0);
      await mouse.up();
      // A press that leaves the page takes what was seen with it.
      return hit && seen.evaluate(({ clicks }) => clicks > 0).catch(() => true);
    });
  }

  /** Where what fits is shown, once it is enabled and stays in its place. */
  async middle(wanted) {
    const { x, y } = await this.#atRest(wanted);
    return { x, y };
  }

  async #atRest(wanted) {
    let last = "";
    return until(`an enabled ${describe(wanted)} at rest`, async () => {
      const element = await this.find(wanted);
      const box = await element.evaluate((node) => {
        node.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
        let { x, y, width, height } = node.getBoundingClientRect();
        // In Practice the page is a frame; the mouse knows the tab alone.
        if (window !== top) {
          const frame = top.document.querySelector("iframe").getBoundingClientRect();
          [x, y] = [x + frame.x, y + frame.y];
        }
        const off = node.disabled || node.getAttribute("aria-disabled") === "true";
        return off || !width || !height ? null : { x: x + width / 2, y: y + height / 2 };
      });
      const now = JSON.stringify(box);
      const rests = box !== null && now === last;
      last = now;
      return rests ? { element, ...box } : null;
    });
  }

  /** Presses into the field that fits and types. */
  async type(wanted, text) {
    await this.click(wanted);
    await this.#page.keyboard.type(text);
  }

  /** Presses a key, wherever the focus is. */
  async press(key) {
    await this.#page.keyboard.press(key);
  }

  /** What has the focus inside of the checklist: its label or text; `null` when the page has it. */
  async focused() {
    const names = await this.evaluateAll((root) => {
      const element = root.activeElement;
      if (!element) return null;
      return (
        element.getAttribute("aria-label") ||
        element.innerText ||
        element.getAttribute("placeholder") ||
        element.localName
      );
    });
    return names.find((name) => name !== null) ?? null;
  }

  /**
   * Runs a function in the page on each root.
   * @template T
   * @param {(root: ShadowRoot, ...rest: any[]) => T} look
   * @returns {Promise<T[]>}
   */
  async evaluateAll(look, ...rest) {
    return Promise.all((await this.#roots()).map((root) => root.evaluate(look, ...rest)));
  }
}

const describe = ({ role, name }) => `${role ?? "element"} named ${String(name ?? "anything")}`;

/** Counts the clicks that an element gets. */
function clicksOf(element) {
  const seen = { clicks: 0 };
  element.addEventListener("click", () => seen.clicks++, { capture: true });
  return seen;
}

/** Near enough to the accessible name to be held against a pattern. */
function roughName(element) {
  const labelled = (element.getAttribute("aria-labelledby") ?? "")
    .split(" ")
    .map((id) => element.getRootNode().getElementById?.(id)?.textContent ?? "")
    .join(" ")
    .trim();
  const label = element.labels?.[0]?.textContent ?? "";
  return labelled || element.getAttribute("aria-label") || label || element.innerText || "";
}
