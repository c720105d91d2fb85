// What the person has set, and what those who manage this browser have set in their place.

import { place } from "./hosts.js";
import { languages, words } from "./say.js";

/** Key in `storage.local`. */
const KEY = "settings";

/** Every kind of change that the checklist can make, as `Change::kind` in the core names them. */
export const CHANGE_KINDS = [
  "assign_role",
  "remove_role",
  "set_user_language",
  "set_access_mode",
  "enable_steps",
  "set_lookup",
  "publish_all",
  "create_application_user",
  "create_user",
  "create_filter_column",
];

export const THEMES = ["auto", "light", "dark"];

/** Everything that those who manage this browser can set. */
export const MANAGED = ["theme", "guideOnly", "without", "language", "organisations"];

/**
 * What the person can set.
 * @typedef {object} Own
 * @property {"auto" | "light" | "dark"} theme
 * @property {boolean} guideOnly nothing is written
 * @property {string[]} without kinds of change that are not made
 * @property {string | null} language one that is forced, as a BCP 47 tag
 */

/**
 * What holds.
 * @typedef {object} Settings
 * @property {Own} now
 * @property {Own} own what the person has set, also where it does not count
 * @property {Partial<Own>} managed what of it is not the person's to change; of `without`, the kinds that are not
 * @property {string[] | null} organisations patterns of hosts where the checklist may open; `null` for anywhere
 * @property {string[]} unreadable names of managed settings that do not say what they should
 */

/**
 * What a tab is handed.
 * @typedef {Pick<Own, "theme" | "guideOnly" | "without"> & { words: import("./say.js").Words | null }} Handed
 */

/** @type {Own} */
const DEFAULTS = { theme: "auto", guideOnly: false, without: [], language: null };

const text = (value) => typeof value === "string";
const texts = (value) => Array.isArray(value) && value.every(text);
const boolean = (value) => typeof value === "boolean";

/**
 * Reads what holds now.
 * @returns {Promise<Settings>}
 */
export async function readSettings() {
  const [spoken, managed, own] = await Promise.all([languages(), readManaged(), readOwn()]);
  return combine(spoken, managed, own);
}

/** What Firefox rejects with where nobody manages it. */
const NOBODY = "Managed storage manifest not found";

/** Stands for policies that are there, or may be, and cannot be read: nothing that they could say is known. */
const UNREADABLE = Object.freeze(Object.fromEntries(MANAGED.map((name) => [name, Symbol.for("unreadable")])));

/**
 * Without a policy Chromium gives an empty object, and Firefox rejects with a sentence of its own. Any other rejection is
 * a policy that could not be read, and a browser without such a storage knows no policies.
 * @returns {Promise<Record<string, any>>}
 */
async function readManaged() {
  if (!chrome.storage.managed) return {};
  try {
    const managed = (await chrome.storage.managed.get()) ?? {};
    return typeof managed === "object" ? managed : UNREADABLE;
  } catch (error) {
    return /** @type {any} */ (error)?.message === NOBODY ? {} : UNREADABLE;
  }
}

async function readOwn() {
  const kept = await chrome.storage.local.get(KEY);
  return kept[KEY] ?? {};
}

/**
 * What holds, from what is stored; neither is trusted to be whole. What is managed and forbids something takes its
 * strictest meaning where it cannot be read: a slip of the pen must not open what was to be closed.
 * @param {string[]} spoken the languages of this extension
 * @param {Record<string, any>} managed
 * @param {Record<string, any>} own
 * @returns {Settings}
 */
export function combine(spoken, managed, own) {
  const checks = {
    theme: (value) => THEMES.includes(value),
    guideOnly: boolean,
    without: (value) => texts(value) && value.every((kind) => CHANGE_KINDS.includes(kind)),
    language: (value) => text(value) && spoken.includes(tag(value)),
    organisations: (value) => texts(value) && value.every(isPattern),
  };
  const set = MANAGED.filter((name) => managed[name] !== undefined && managed[name] !== null);
  const unreadable = set.filter((name) => !checks[name](managed[name]));
  const good = (from, name) => (checks[name](from[name]) ? from[name] : undefined);

  const forced = {
    theme: good(managed, "theme"),
    guideOnly: unreadable.includes("guideOnly") || unreadable.includes("without") ? true : good(managed, "guideOnly"),
    without: good(managed, "without"),
    language: good(managed, "language") && tag(managed.language),
  };
  const wish = {
    theme: good(own, "theme"),
    guideOnly: good(own, "guideOnly"),
    // A kind that a later version knows is kept out of this one, not everything with it.
    without: texts(own.without) ? own.without.filter((kind) => CHANGE_KINDS.includes(kind)) : undefined,
    language: good(own, "language") && tag(own.language),
  };
  const now = { ...DEFAULTS, ...defined(wish), ...defined(forced) };
  // Whoever may forbid does not thereby allow: both lists count.
  now.without = CHANGE_KINDS.filter((kind) => forced.without?.includes(kind) || wish.without?.includes(kind));
  const organisations = unreadable.includes("organisations") ? [] : (good(managed, "organisations") ?? null);
  return { now, own: { ...DEFAULTS, ...defined(wish) }, managed: defined(forced), organisations, unreadable };
}

const defined = (of) => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));

/** `pt_BR` and `pt-BR` are the same. */
const tag = (language) => language.replace("_", "-");

/**
 * Stores what the person has changed. What is managed is stored, too, and counts once it is managed no more.
 * @param {Partial<Own>} change
 */
export async function saveSettings(change) {
  await chrome.storage.local.set({ [KEY]: { ...(await readOwn()), ...change } });
}

/**
 * What the core in a tab is started with.
 * @param {Settings} settings
 * @returns {Promise<Handed>}
 */
export async function handed({ now: { theme, guideOnly, without, language } }) {
  return { theme, guideOnly, without, words: language === null ? null : await words(language) };
}

/** A host name whose labels may hold `*`: `contoso.crm4.dynamics.com`, `contoso-*.crm4.dynamics.com`. */
function isPattern(pattern) {
  return /^[a-z0-9*-]+(\.[a-z0-9*-]+)*$/i.test(pattern);
}

/**
 * Whether the checklist may open on that page, as far as those who manage this browser are concerned.
 * @param {Settings} settings
 * @param {string | undefined} address
 */
export function mayOpen({ organisations }, address) {
  const where = place(address);
  if (organisations === null || where.kind === "none") return organisations === null;
  return organisations.some((pattern) => fits(pattern.toLowerCase(), where.url.hostname));
}

/** `*` stands for anything within one label: no pattern reaches further than it looks. */
function fits(pattern, host) {
  const [labels, wanted] = [host.split("."), pattern.split(".")];
  return labels.length === wanted.length && wanted.every((each, index) => fitsLabel(each, labels[index]));
}

function fitsLabel(pattern, label) {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(label);
}
