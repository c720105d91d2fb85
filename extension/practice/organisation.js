// The practice organisation in this page: it answers what the checklist and the pages ask. Nothing goes any further.

import * as glue from "cairn/practice";
import { FOLDER } from "./addresses.js";

/** Where the checklist believes the organisation to be: the folder of its pages, which is the only address it knows. */
export const HOME = `${location.origin}/${FOLDER}`;

const SERVICE = "/api/data/";

/**
 * Sets a scenario up.
 * @param {ArrayBuffer} bytes the WebAssembly
 * @param {string} scenario
 * @param {string} name what the organisation calls itself
 */
export async function begin(bytes, scenario, name) {
  const { instance } = await WebAssembly.instantiate(bytes, { "./cairn_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  const setUp = instance.exports.__wbindgen_start;
  // There only when the module has something to set up.
  if (typeof setUp === "function") setUp();
  glue.begin(scenario, name);
}

/**
 * What the pages know about the organisation besides its Web API.
 * @returns {object}
 */
export const places = () => JSON.parse(glue.places());

/**
 * Makes what takes the place of `fetch` in a page.
 * @param {Window & typeof globalThis} page
 * @param {Record<string, () => object>} files what is answered besides the Web API, by its path from `HOME`
 * @returns {typeof fetch}
 */
export function makeFetch(page, files = {}) {
  return async (wanted, { method = "GET", headers, body, signal } = {}) => {
    const target = String(wanted).startsWith(`${HOME}/`) ? String(wanted).slice(HOME.length) : "";
    if (Object.hasOwn(files, target)) return page.Response.json(files[target]());
    if (!target.startsWith(SERVICE)) throw new page.TypeError("Practice reaches nothing else");
    signal?.throwIfAborted();
    const reply = ask(method, target, [...new Headers(headers)], typeof body === "string" ? body : "");
    await pass(reply.takes, signal);
    return new page.Response(reply.body || null, reply);
  };
}

/**
 * Asks the organisation directly.
 * @param {string} method
 * @param {string} target path and query
 * @param {string[][]} headers
 * @param {string} body
 * @returns {{ status: number, headers: [string, string][], body: string, takes: number }}
 */
function ask(method, target, headers, body) {
  const there = glue.origin();
  const [status, answered, text, takes] = glue.answer(
    Date.now(),
    method,
    target,
    headers,
    body.replaceAll(HOME + SERVICE, there + SERVICE),
  );
  const here = (value) => value.replaceAll(there + SERVICE, HOME + SERVICE);
  return {
    status,
    headers: answered.map(([name, value]) => /** @type {[string, string]} */ ([name, here(value)])),
    body: here(text),
    takes,
  };
}

/** The organisation has no clock: what takes time there, as publishing does, is waited for here. */
function pass(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
