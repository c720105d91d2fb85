// The practice organisation in this page: it answers what the checklist asks of the Web API. Nothing goes any further.

import * as glue from "cairn/practice";

/** Where the checklist believes the organisation to be: this page, which is the only address it knows. */
const HOME = location.origin + location.pathname;

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
 * Takes the place of `fetch`.
 * @param {(method: string) => void} answered is told after each answer
 * @returns {typeof fetch}
 */
export function makeFetch(answered) {
  return async (url, { method = "GET", headers, body, signal } = {}) => {
    if (typeof url !== "string" || !url.startsWith(HOME + SERVICE))
      throw new TypeError("Practice reaches nothing else");
    signal?.throwIfAborted();
    const reply = ask(method, url.slice(HOME.length), [...new Headers(headers)], typeof body === "string" ? body : "");
    await pass(reply.takes, signal);
    answered(method);
    return new Response(reply.body || null, reply);
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
export function ask(method, target, headers = [], body = "") {
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
