// What the pages of the practice organisation stand on in the extension: the page *Practice*, in which they are frames.
// In its place on the server is www/pages/ground.js. It is a file of its own in the package, beside those pages.

/** @type {import("./tab.js").Tab | undefined} */
const practice = /** @type {any} */ (window.top).cairnPractice;

if (practice) practice.enter(window);
else {
  // Opened by its own address, for example from a link in a new tab: there is no organisation behind it.
  if (window.top === window) location.replace("/practice.html");
  // Firefox brings back what a frame had shown when the page around it is loaded again. That will lead on from here.
  await new Promise(() => undefined);
}

/** The organisation's root: the folder of its pages. */
export const root = new URL("../../", import.meta.url);

/** The window that plays the tab: the outermost one inside of Practice. */
export const tab = outermost(window);

/**
 * @param {Window} page
 * @returns {Window}
 */
function outermost(page) {
  return page.parent === page ? page : outermost(page.parent);
}

/**
 * Where a page of the organisation is, by its path from the root.
 * @param {string} path
 */
export function address_of(path) {
  return /** @type {import("./tab.js").Tab} */ (practice).addressOf(path);
}
