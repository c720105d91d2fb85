// What `storage.local` holds of organisations, as our pages show it. `src/shell/storage.rs` makes the keys.

import { place } from "./hosts.js";

/** A step as a survey found it. @typedef {{ step: string, state: string }} StepSeen */

/**
 * A control that the person has pointed at.
 * @typedef {object} Shown
 * @property {string} key where it is stored
 * @property {string} stop what it was shown for, as messages name it
 * @property {string | null} name what it was called on screen; `null` where what is stored cannot be read
 */

/**
 * One organisation.
 * @typedef {object} Organisation
 * @property {string} address its client URL
 * @property {string} name as it calls itself; its address without the scheme where that is not remembered
 * @property {"Production" | "Sandbox" | "Unstated"} kind
 * @property {number | null} checked when it was read last
 * @property {StepSeen[]} steps
 * @property {Record<string, unknown>} values everything that is stored of it, by key
 * @property {Shown[]} shown controls that the person has pointed at
 * @property {{ changes: number, bulks: number, guides: number, others: number }} counts `others`: what a later version has
 *   stored, too
 * @property {number} size of all that as text, in bytes
 */

/**
 * The ends of keys that we know. An organisation's address holds slashes itself and can end like one of these, so it is
 * what stands before the last that fits.
 */
const KNOWN = /^org\/(.+)\/(?:memory|guide|anchor\/[^/]+|journal\/[^/]+|bulk\/[^/]+\/[^/]+)$/;

/** Which organisation's guide was stored last; `src/shell/storage.rs` leaves it to the background. */
const GUIDE = "guide";

/** The layout of stored controls that this version reads, as in `src/page/shown.rs`. */
const SHOWN_SCHEMA = 1;

/**
 * Every organisation of which something is stored, by name.
 * @param {Record<string, any>} all what `storage.local` holds
 * @returns {Organisation[]}
 */
export function organisationsIn(all) {
  const entries = Object.entries(all).filter(([key]) => key.startsWith("org/"));
  const known = [...new Set(entries.map(([key]) => KNOWN.exec(key)?.[1]))].filter((each) => each !== undefined);
  /** @type {Map<string, Record<string, any>>} */
  const found = new Map();
  for (const [key, value] of entries) {
    // What a later version has stored under an address that we know belongs to it, too.
    const address = KNOWN.exec(key)?.[1] ?? known.find((each) => key.startsWith(`org/${each}/`));
    if (address !== undefined) found.set(address, { ...found.get(address), [key]: value });
  }
  const last = all[GUIDE];
  if (typeof last === "string") found.set(last, { ...found.get(last), [GUIDE]: last });
  const organisations = [...found].map(([address, values]) => organisation(address, values));
  return organisations.sort((a, b) => a.name.localeCompare(b.name) || a.address.localeCompare(b.address));
}

/** @returns {Organisation} */
function organisation(address, values) {
  const own = `org/${address}/`;
  const tails = Object.keys(values)
    .filter((key) => key !== GUIDE)
    .map((key) => key.slice(own.length));
  const memory = values[`${own}memory`] ?? {};
  const changes = tails.filter((tail) => tail.startsWith("journal/")).length;
  const bulk = tails.filter((tail) => tail.startsWith("bulk/"));
  const shown = tails
    .filter((tail) => tail.startsWith("anchor/"))
    .map((tail) => shownIn(own + tail, values[own + tail]));
  const single = tails.filter((tail) => tail === "memory" || tail === "guide").length;
  return {
    address,
    name: typeof memory.name === "string" && memory.name ? memory.name : address.replace(/^https?:\/\//, ""),
    kind: ["Production", "Sandbox"].includes(memory.kind) ? memory.kind : "Unstated",
    checked: typeof memory.checked === "number" ? memory.checked : null,
    steps: Array.isArray(memory.last) ? memory.last.filter(isStep) : [],
    values,
    shown,
    counts: {
      changes,
      bulks: bulk.filter((tail) => tail.endsWith("/head")).length,
      guides: tails.includes("guide") ? 1 : 0,
      others: tails.length - changes - bulk.length - shown.length - single,
    },
    size: new TextEncoder().encode(JSON.stringify(values)).length,
  };
}

/** @returns {Shown} */
function shownIn(key, value) {
  const readable = value?.schema === SHOWN_SCHEMA && typeof value.name === "string" && typeof value.by === "object";
  const stop = key.slice(key.lastIndexOf("/") + 1);
  return { key, stop: `stop_${stop.replaceAll("-", "_")}`, name: readable ? value.name : null };
}

const isStep = (seen) => typeof seen?.step === "string" && typeof seen?.state === "string";

/**
 * How far an organisation is: of the steps that apply, how many are proved, how many stated by a person, how many open.
 * @param {StepSeen[]} steps
 */
export function tally(steps) {
  const total = steps.filter(({ state }) => state !== "NotApplicable").length;
  const done = steps.filter(({ state }) => state === "Done").length;
  const stated = steps.filter(({ state }) => state === "Stated").length;
  return { total, done, stated, open: total - done - stated };
}

/**
 * Two organisations step by step, in the order of the first; `null` where a step was not read.
 * @param {StepSeen[]} one
 * @param {StepSeen[]} other
 */
export function compare(one, other) {
  const state = (steps, id) => steps.find(({ step }) => step === id)?.state ?? null;
  const ids = [...new Set([...one, ...other].map(({ step }) => step))];
  return ids.map((step) => {
    const states = [state(one, step), state(other, step)];
    return { step, states, same: states[0] === states[1] };
  });
}

/** @param {string} state as the core stores it, `NotApplicable` */
export const stateKey = (state) => `state${state.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

/** @param {string} step */
export const titleKey = (step) => `step_${step.replaceAll("-", "_")}_title`;

/** The name of a file about an organisation: its address, as far as file systems take it. */
export function fileName(address) {
  return `cairn-${address.replace(/^https?:\/\//, "").replace(/[^A-Za-z0-9.-]+/g, "-")}.json`;
}

/** The pattern of an organisation's pages, to find its tab by. */
export function tabPattern(address) {
  const where = place(address);
  return where.kind === "none" ? null : `${where.url.protocol}//${where.url.hostname}/*`;
}
