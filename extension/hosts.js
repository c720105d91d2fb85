// The hosts Cairn knows, in one place: the manifest, the background and the popup all read them here.

/**
 * Regions of Dynamics 365 online: no number, then 2 to 12 and 14 to 23. Match patterns know no digits, so each is
 * named. A region that Microsoft adds later is reached with "Use on this server".
 */
const REGIONS = ["", ...range(2, 12), ...range(14, 23)].map((number) => `crm${number}.dynamics.com`);

/** The sovereign clouds: US Department of Defense and GCC High, and China. */
const SOVEREIGN = ["crm.microsoftdynamics.us", "crm.appsplatform.us", "crm.dynamics.cn"];

/** Every organisation online has a host directly under one of these. */
export const ORGANISATION_PARENTS = [...REGIONS, ...SOVEREIGN];

/** The other products that the procedures pass through, with the message key of their name. */
export const PRODUCTS = {
  "admin.microsoft.com": "product_m365",
  "admin.cloud.microsoft": "product_m365",
  "admin.powerplatform.microsoft.com": "product_ppac",
  "make.powerapps.com": "product_maker",
};

/** The vendors whose pages the steps of the playbooks link to. Nothing of ours runs there; they are only opened. */
const VENDORS = ["experienceleague.adobe.com"];

/** Where Microsoft's clouds ask for a password; no checklist belongs there. */
const SIGN_IN_HOSTS = [
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "login.live.com",
];

/** The match patterns of the manifest's host permissions and of the boot script. */
export const PATTERNS = [
  ...ORGANISATION_PARENTS.map((parent) => `https://*.${parent}/*`),
  ...Object.keys(PRODUCTS).map((host) => `https://${host}/*`),
];

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/**
 * The address as a URL, when it is one that a page can be at.
 * @param {string | undefined} address
 * @returns {URL | null}
 */
export function webAddress(address) {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/**
 * What Cairn can tell from an address alone.
 * @param {string | undefined} address
 * @returns {{ kind: "organisation" | "product" | "sign-in" | "web", url: URL, pattern: string } | { kind: "none" }}
 *   `pattern` is the narrowest match pattern to ask access for.
 */
export function place(address) {
  const url = webAddress(address);
  if (!url) return { kind: "none" };
  const host = url.hostname;
  const parent = ORGANISATION_PARENTS.find((name) => host.endsWith(`.${name}`));
  if (parent && url.protocol === "https:") return { kind: "organisation", url, pattern: `https://*.${parent}/*` };
  // A match pattern has no port: it stands for every port of the host.
  const pattern = `${url.protocol}//${host}/*`;
  if (host in PRODUCTS && url.protocol === "https:") return { kind: "product", url, pattern };
  if (SIGN_IN_HOSTS.includes(host)) return { kind: "sign-in", url, pattern };
  return { kind: "web", url, pattern };
}

/**
 * Whether it is a page of a vendor that the playbooks link to.
 * @param {string | undefined} address
 */
export function isVendors(address) {
  const url = webAddress(address);
  return url !== null && url.protocol === "https:" && url.port === "" && VENDORS.includes(url.hostname);
}
