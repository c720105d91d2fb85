// What every practice page shares: its place in the organisation, its language, its elements and its Web API calls.

import { root } from "./ground.js";
import { word } from "./words.js";

export { address_of, tab } from "./ground.js";

const read = async (name) => (await fetch(new URL(name, import.meta.url))).json();
const [languages, facts] = await Promise.all([read("labels.json"), read("site.json")]);

/** How the pages are shown, as the control port ordered it. */
export const settings = facts.settings;

/** Where the organisation and the vendor's things are. */
export const places = facts.places;

// Beside Dynamics the host leads to the organisation; what names a row is absolute.
const api_path = `api/data/${places.api}/`;
const api_root = new URL(api_path, root);
const organisation = places.online ? `https://${places.organization.url}.crm4.dynamics.com/` : root.href;

const page = document.documentElement;
const english = languages["1033"].labels;
const keys = Object.keys(english);
const labels = languages[page.dataset.lcid]?.labels ?? english;

/** A label in the page's language; `{0}`, `{1}` … stand for the further arguments. */
export function t(key, ...values) {
  return values.reduce((text, value, i) => text.replace(`{${i}}`, value), label(key));
}

function label(key) {
  if (labels[key] !== undefined) return labels[key];
  if (english[key] === undefined) throw new Error(`no label ${key}`);
  // Without a seed nobody wants to be kept from finding a way by words: whoever learns here is shown English.
  if (languages.same_everywhere.includes(key) || settings.seed === null) return english[key];
  return word(page.lang.slice(0, 2), settings.seed, keys.indexOf(key), english[key]);
}

/** A label that the organisation itself keeps by language: of the vendor's tables and columns. */
export function own_label(by_language) {
  return by_language[page.dataset.lcid] ?? Object.values(by_language)[0] ?? "";
}

/** What is in no public source: another at each load, so that nothing can know it beforehand. */
export function secret() {
  return Array.from(crypto.getRandomValues(new Uint8Array(3)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An element with attributes, `on…` listeners and children; text is never read as markup. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The Web API answered with an error. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Sends a Web API request as the page's own session; the answer's body, or null. */
export async function api(path, { method = "GET", body, prefer } = {}) {
  const headers = {
    Accept: "application/json",
    "OData-MaxVersion": "4.0",
    "OData-Version": "4.0",
    "If-None-Match": "null",
    // The request log tells the pages' own requests from everybody else's by this.
    "X-Practice-Page": "1",
  };
  if (prefer) headers.Prefer = prefer;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const reply = await fetch(new URL(path, api_root), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  const is_json = reply.headers.get("Content-Type")?.includes("json");
  const answer = is_json && text ? JSON.parse(text) : null;
  if (!reply.ok) throw new ApiError(reply.status, answer?.error?.message ?? `${reply.status}`);
  return answer;
}

/** The address of a row, for `@odata.id`, which has to be absolute. */
export function row_address(set, id) {
  return new URL(`${api_path}${set}(${id})`, organisation).href;
}

/** `$filter` and the like as a query. */
export function query(options) {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `$${name}=${encodeURIComponent(value)}`)
    .join("&");
}

/** A text as an OData literal. */
export function literal(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The formatted value that stands beside a column. */
export function formatted(row, column) {
  return row[`${column}@OData.Community.Display.V1.FormattedValue`] ?? "";
}

/** Asks for formatted values, in pages of so many rows. */
export function prefer(page_size) {
  return `odata.include-annotations="OData.Community.Display.V1.FormattedValue",odata.maxpagesize=${page_size}`;
}

/** Who is signed in. */
export async function who() {
  const { UserId } = await api("WhoAmI");
  return api(`systemusers(${UserId})?${query({ select: "fullname,internalemailaddress" })}`);
}

/** Initials for the round picture. */
export function initials(name) {
  return name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
}

/** Writes labels into the elements that the markup marks with `data-label`. */
export function label_document() {
  for (const element of document.querySelectorAll("[data-label]")) element.textContent = t(element.dataset.label);
}

if (settings.hostile.length > 0 || settings.elements > 0 || settings.frames > 0) {
  import("./hostile.js").then(({ apply }) => apply(settings));
}
