// Where the pages of the practice organisation are in the extension: files have one name, and no server is there to read
// an address. The server's own table is `route` in www/src/server/pages.rs; tests/e2e/practice.test.mjs holds the two
// together. Pure: the build uses it too.

/** The folder of the pages in the extension. It is what an organisation's name in the path is on premises. */
export const FOLDER = "practice";

/** A file's name is the path of the page in lower case, and this. */
const END = ".html";

const USERS = "etc=8&pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7cnav_security";

/** Stands for the pages that the practice organisation does not have. */
const ELSEWHERE = "tools/admin/admin.aspx";

/** @typedef {(asked: (name: string) => string | null) => boolean} Asks whether it is meant by what an address asks for */

/**
 * In the order in which they are tried. `page`: in www/pages; `as`: the name of the file where one path is several pages;
 * `leads`: another path and query, to which what was asked for is added.
 * @type {{ path: string, asks?: Asks, page?: string, as?: string, leads?: [string, string] }[]}
 */
const ROUTES = [
  { path: "main.aspx", asks: isClassic, page: "classic/main.html", as: "main.classic.aspx" },
  { path: "main.aspx", page: "uci/main.html" },
  { path: "", leads: ["main.aspx", ""] },
  {
    path: "tools/adminsecurity/adminsecurity_area.aspx",
    asks: (asked) => asked("pid") === "06",
    leads: ["_root/homepage.aspx", USERS],
  },
  {
    path: "tools/adminsecurity/adminsecurity_area.aspx",
    asks: (asked) => asked("pid") !== null,
    leads: [ELSEWHERE, ""],
  },
  { path: "tools/adminsecurity/adminsecurity_area.aspx", page: "classic/security.html" },
  {
    path: "_root/homepage.aspx",
    asks: (asked) => asked("etc") === "8" || asked("etn") === "systemuser",
    page: "classic/users.html",
  },
  { path: "_root/homepage.aspx", page: "classic/list.html", as: "_root/homepage.list.aspx" },
  { path: "_grid/cmds/dlg_role.aspx", page: "classic/roles.html" },
  // Named in the markup of the shell: as it is on the server.
  { path: "_static/blank.htm", page: "classic/blank.html", as: "_static/blank.htm" },
  { path: "biz/users/edit.aspx", page: "classic/form.html" },
  { path: "userdefined/edit.aspx", page: "classic/form.html" },
  { path: "_controls/lookup/lookupinfo.aspx", page: "classic/lookup.html" },
  { path: "tools/personalsettings/dialogs/personalsettings.aspx", page: "classic/options.html" },
  { path: "tools/solution/home_solution.aspx", page: "classic/solutions.html" },
  { path: "tools/systemcustomization/dlg_publishing.aspx", page: "classic/publishing.html" },
  { path: "webwizard/wizardcontainer.aspx", page: "classic/wizard.html" },
  { path: "biz/users/addusers/addmicrosoftonlineuserpage.aspx", page: "classic/add-user.html" },
  { path: ELSEWHERE, page: "classic/elsewhere.html" },
];

/** One address is two clients (dynamics-ui §1.2). */
function isClassic(asked) {
  return asked("settingsonly") === "true" || asked("origin") === "portal" || asked("forceuci") === "0";
}

/**
 * The files that the build makes, from which page of www/pages.
 * @returns {{ file: string, page: string }[]}
 */
export function files() {
  return ROUTES.flatMap(({ path, page, as }) => (page === undefined ? [] : [{ file: nameOf(path, as), page }]));
}

function nameOf(path, as = path) {
  return /\.html?$/.test(as) ? as : as + END;
}

/**
 * The file of an address of the organisation, from the organisation's root, with the query; what is a file already stays
 * as it is, and what is nowhere is the page that says so.
 * @param {string} address path and query
 */
export function fileOf(address) {
  const { pathname, search } = new URL(address, "https://organisation/");
  const path = pathname.slice(1);
  if (/\.html?$/.test(path)) return path + search;
  const given = [...new URLSearchParams(search)].map(([name, value]) => [name.toLowerCase(), value.toLowerCase()]);
  const asked = (name) => given.find(([each]) => each === name)?.[1] ?? null;
  const route = ROUTES.find((each) => each.path === path.toLowerCase() && (each.asks?.(asked) ?? true));
  if (!route) return fileOf(ELSEWHERE);
  if (!route.leads) return nameOf(route.path, route.as) + search;
  const query = [route.leads[1], search.slice(1)].filter(Boolean).join("&");
  return fileOf(`${route.leads[0]}${query && `?${query}`}`);
}

/**
 * The page catalogue, for pages that are files: a page is known by the end of its path.
 * @template {{ pages: { probes: { host?: string, path?: string }[] }[] }} Catalogue
 * @param {Catalogue} catalogue
 * @returns {Catalogue}
 */
export function cataloguedHere(catalogue) {
  const here = (probe) => (probe.path && !probe.host ? { ...probe, path: probe.path + END } : probe);
  const pages = catalogue.pages.map((page) => ({ ...page, probes: page.probes.map(here) }));
  return { ...catalogue, pages };
}
