// What our own pages have in common: their language, their theme, and how they make elements.

import { readSettings } from "./settings.js";
import { speak } from "./say.js";

/** So long a file is kept for the browser to save it. */
const KEPT_MS = 60_000;

/**
 * Puts the page into the language and the theme that hold, and says its fixed sentences: those named by `data-say`.
 */
export async function begin() {
  const settings = await readSettings();
  const say = await speak(settings.now.language);
  const root = document.documentElement;
  root.lang = say.language;
  root.dir = say.direction;
  root.dataset.theme = settings.now.theme;
  for (const fixed of document.querySelectorAll("[data-say]")) {
    fixed.textContent = say(/** @type {HTMLElement} */ (fixed).dataset.say ?? "");
  }
  return { settings, say };
}

/**
 * @param {string} id
 * @returns {any} an element of this page
 */
export const part = (id) => document.getElementById(id);

/**
 * Makes an element. Text of an organisation comes as a child, and so never becomes markup.
 * @param {string} name
 * @param {Record<string, unknown>} [properties] of the element; those with a hyphen are attributes
 * @param {(string | Node | null)[]} children
 * @returns {any}
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-")) made.setAttribute(key, String(value));
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Offers a file for saving.
 * @param {string} name
 * @param {unknown} value what it holds, as JSON
 */
export function saveJson(name, value) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: "application/json" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
