// What every practice page shares: its place in the organisation, its language, its elements and its Web API calls.

/** The organisation's root, found from this file's own place: on-premises it has a path. */
export const root = new URL("../../", import.meta.url);

/** On-premises servers know no v9.2. */
const version = root.pathname === "/" ? "v9.2" : "v9.0";
const api_root = new URL(`api/data/${version}/`, root);

const page = document.documentElement;
const languages = await (await fetch(new URL("labels.json", import.meta.url))).json();
const english = languages["1033"].labels;
const labels = languages[page.dataset.lcid]?.labels ?? english;

/** A label in the page's language; `{0}`, `{1}` … stand for the further arguments. */
export function t(key, ...values) {
  const label = labels[key] ?? english[key] ?? key;
  return values.reduce((text, value, i) => text.replace(`{${i}}`, value), label);
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
  return new URL(`${set}(${id})`, api_root).href;
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
