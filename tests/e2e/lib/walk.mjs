// A person who knows nothing: clicks what the guide has marked, and nothing else. What the guide only tells, because
// neither an identifier nor a name is public, is played by the test.

import { toFront, until } from "./until.mjs";

/** What the callout says, and the middle of the spotlight. */
function read(root) {
  const text = (selector) => (root.querySelector(selector)?.textContent ?? "").replace(/[\u2066-\u2069]/g, "");
  if (!root.querySelector(".guide-text")) return null;
  const ring = root.querySelector(".ring");
  let { x, y, width, height } = ring.getBoundingClientRect();
  // In Practice the page is a frame; the mouse knows the tab alone.
  if (window !== top) {
    const frame = top.document.querySelector("iframe").getBoundingClientRect();
    [x, y] = [x + frame.x, y + frame.y];
  }
  return {
    title: text(".guide-title"),
    place: text(".guide-place"),
    first: text(".guide-first"),
    text: text(".guide-text"),
    mark: ring.hidden ? null : { x: x + width / 2, y: y + height / 2 },
  };
}

/**
 * How often the same has to be seen before the driver clicks: no person clicks while a list is still being drawn. With
 * 25 ms between two looks that is longer than the practice pages let their commands be late, which move all below them.
 */
const RESTS = 12;

/** No road of the procedure has half as many stops. */
const LONGEST = 40;

/** Stands for a tab in which nothing is said. */
const SILENT = "nothing";

const ARRIVED = "Done. Dynamics says so.";

/** One instruction is another one than the last when any of this is. */
const told = ({ title, place, first, text }) => JSON.stringify([title, place, first, text]);

/** Presses *Show me* of the step with this title. */
export async function showMe({ tab }, title) {
  const { panel } = tab;
  if ((await panel.all({ role: "button", name: "Show me" })).length === 0) {
    await panel.click({ role: "button", name: new RegExp(`^${title}`) });
  }
  await panel.click({ role: "button", name: "Show me" });
}

/** Follows the guide from tab to tab. */
export class Walk {
  #world;
  #known = new Set();
  #speaks;
  /** The tab in front. */
  tab;

  /** `speaks`: the guide says it when it arrives, and silence is a page that is being loaded: where all is one tab. */
  constructor(world, tab, { speaks = false } = {}) {
    this.#world = world;
    this.tab = tab;
    this.#speaks = speaks;
  }

  /** What the guide says in the tab in front; `null` where there is none. */
  async says() {
    const all = await this.tab.panel.evaluateAll(read);
    return all.find((one) => one !== null) ?? null;
  }

  /**
   * Follows the guide until the step is done.
   * @param {Record<string, (walk: Walk, mark: { x: number, y: number } | null) => Promise<unknown>>} plays what the person
   *   does where the guide only tells, by what it tells, or by the host where it is not allowed to be
   * @returns {Promise<string[]>} what the guide told, in order
   */
  async follow(plays = {}) {
    const heard = [];
    let before = "";
    for (;;) {
      const now = await this.#next(before, plays);
      const play = plays[this.#play(now)];
      if (play === undefined && (now === null || now.text === ARRIVED)) return heard;
      before = now === null ? SILENT : told(now);
      // What is to be pressed first is named as the page calls it, in whatever language that is.
      if (now) heard.push(now.first ? `On the way: ${now.text}` : now.text);
      if (heard.length > LONGEST) throw new Error(`it leads in circles:\n${heard.join("\n")}`);
      await this.#remember();
      if (play) await play(this, now);
      else await this.click(now.mark);
    }
  }

  /**
   * Clicks into the spotlight, with the pointer coming from elsewhere: what moves while the pointer is on its way is
   * followed, as a hand does.
   */
  async click(mark) {
    let aim;
    do {
      aim = mark;
      await this.tab.page.mouse.move(aim.x, aim.y);
      mark = (await this.says())?.mark ?? aim;
    } while (mark.x !== aim.x || mark.y !== aim.y);
    await this.tab.page.mouse.click(aim.x, aim.y);
  }

  #play(now) {
    return now?.text ?? new URL(this.tab.page.url()).host;
  }

  /** Goes to another tab of the walk. */
  async turnTo(tab) {
    this.tab = tab;
    await toFront(tab.page);
  }

  async #remember() {
    this.#known = new Set(await this.tab.page.browser().pages());
  }

  /** The next instruction after `before`, once it rests: in the tab in front, or in one that a click has opened. */
  async #next(before, plays) {
    let [last, looks] = ["", 0];
    const what = async () =>
      `another instruction than ${before || "none"} on ${this.tab.page.url()}; it says ${JSON.stringify(await this.says())}; ` +
      `the checklist says:\n${await this.tab.panel.text()}`;
    return until(what, async () => {
      const pages = await this.tab.page.browser().pages();
      const opened =
        this.#known.size > 0 && pages.find((page) => !this.#known.has(page) && page.url() !== "about:blank");
      if (opened) {
        this.#known.add(opened);
        await this.turnTo(this.#world.follow(opened));
        before = "";
      }
      const now = await this.says();
      const played = this.#play(now) in plays;
      const ended = now === null ? !this.#speaks : now.text === ARRIVED;
      const done = before !== "" && ended && !played;
      const acts = now === null ? played && before !== SILENT : told(now) !== before && (now.mark !== null || played);
      const seen = JSON.stringify(now);
      looks = seen === last ? looks + 1 : 0;
      last = seen;
      return (done || acts) && looks >= RESTS ? { now } : null;
    }).then(({ now }) => now);
  }
}
