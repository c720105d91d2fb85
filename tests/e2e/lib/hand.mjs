// A hand on the practice pages: finds what a person would see, in whichever frame it is, and presses it.

import { toFront, until } from "./until.mjs";

/**
 * @typedef {import("puppeteer-core").Page} Page
 * @typedef {import("puppeteer-core").Frame} Frame
 */

/** The frames of a page that can be seen: stale ones stay in the document, hidden. */
async function shownFrames(page) {
  const shown = [];
  for (const frame of page.frames()) {
    const hidden = await frame.evaluate(() => {
      for (let here = window; here.frameElement; here = here.parent) {
        if (here.frameElement.style.visibility === "hidden") return true;
      }
      return false;
    });
    if (!hidden) shown.push(frame);
  }
  return shown;
}

/**
 * The one element that can be seen and has this text, name or neither.
 * @param {Page} page
 * @param {string} selector
 * @param {{ text?: string }} wish `text`: what it reads, zero-width characters left out
 */
export function find(page, selector, { text } = {}) {
  return until(`${selector} ${text ?? ""} on ${page.url()}`, async () => {
    const found = [];
    for (const frame of await shownFrames(page)) {
      for (const handle of await frame.$$(selector)) {
        const fits = await handle.evaluate((element, wanted) => {
          const read = (element.getAttribute("aria-label") ?? element.textContent)
            .replace(/[\u200b\ufeff]/g, "")
            .trim();
          return element.checkVisibility() && (wanted === undefined || read === wanted);
        }, text);
        if (fits) found.push(handle);
      }
    }
    if (found.length > 1) throw new Error(`${found.length} of ${selector} ${text ?? ""}`);
    return found[0];
  });
}

/** The same as `find`, once two looks saw the same element in the same place: lists are drawn anew while they fill. */
async function atRest(page, selector, wish) {
  let before = null;
  return until(`${selector} ${wish?.text ?? ""} at rest on ${page.url()}`, async () => {
    const now = await find(page, selector, wish);
    const box = JSON.stringify(await now.boundingBox());
    const same = before?.frame === now.frame && before.box === box;
    const rests = same && (await now.evaluate((element, other) => element === other, before.handle));
    before = { handle: now, frame: now.frame, box };
    return rests ? now : null;
  });
}

/** Clicks it once it rests. */
export async function press(page, selector, wish) {
  await toFront(page);
  const handle = await atRest(page, selector, wish);
  await handle.click();
  return handle;
}

/** Presses what opens a tab or a window, and gives that. */
export async function opens(page, selector, wish) {
  const before = new Set(await page.browser().pages());
  await press(page, selector, wish);
  return until(`another tab after ${selector} on ${page.url()}`, async () => {
    const opened = (await page.browser().pages()).filter((each) => !before.has(each));
    return opened.find((each) => each.url() !== "about:blank");
  });
}

/** Types into a field. */
export async function type(page, selector, text, wish) {
  const handle = await press(page, selector, wish);
  await handle.type(text);
}
