// What Practice makes of addresses, the catalogue, playbooks and storage, without a browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { cataloguedHere, fileOf, files } from "../../../extension/practice/addresses.js";
import { makePlatforms, putInPlace } from "../../../extension/practice/platform.js";
import { withoutProducts } from "../../../extension/practice/playbook.js";
import { languageOf } from "../../../extension/practice/site.js";

const json = async (path) => JSON.parse(await readFile(new URL(`../../../${path}`, import.meta.url), "utf8"));

test("an address is a file, and keeps what it asks for", () => {
  assert.equal(fileOf("/main.aspx"), "main.aspx.html");
  assert.equal(fileOf("/"), "main.aspx.html");
  assert.equal(fileOf("/Main.aspx?SettingsOnly=true&x=%7b1%7d"), "main.classic.aspx.html?SettingsOnly=true&x=%7b1%7d");
  assert.equal(fileOf("/_root/homepage.aspx?ETC=8"), "_root/homepage.aspx.html?ETC=8");
  assert.equal(fileOf("/_root/homepage.aspx?etc=80"), "_root/homepage.list.aspx.html?etc=80");
  assert.equal(fileOf("/Tools/Nothing/x.aspx?y=1"), "tools/admin/admin.aspx.html");
});

test("what is a file already stays as it is", () => {
  for (const address of ["/main.aspx?settingsonly=true", "/_root/homepage.aspx?etc=1", "/_static/blank.htm"]) {
    assert.equal(fileOf(`/${fileOf(address)}`), fileOf(address));
  }
});

test("what leads on says so in its address still: the guide knows the link by it", () => {
  const users = fileOf("/tools/AdminSecurity/adminsecurity_area.aspx?pid=06&web=true");
  assert.match(users, /^_root\/homepage\.aspx\.html\?etc=8&.*&pid=06&web=true$/);
});

test("each path of the catalogue that is a page of Dynamics is that of a file, or of none", async () => {
  const catalogue = await json("extension/pages.json");
  const here = cataloguedHere(catalogue);
  const ends = (path) => files().some(({ file }) => `/${file}`.endsWith(path.toLowerCase()));
  const paths = here.pages.flatMap(({ probes }) => probes.filter(({ host }) => !host).map(({ path }) => path));
  const missing = paths.filter((path) => path && !ends(path));
  // The pointer to the maker portal is an administrator's setting, which Practice does not have.
  assert.deepEqual(missing, ["/tools/solution/dlg_solutionRedirect.aspx.html"]);
  const others = ({ pages }) => pages.flatMap(({ probes }) => probes.filter(({ host }) => host));
  assert.deepEqual(others(here), others(catalogue));
});

test("playbooks lose the roads through other products, and a step without a road its guide", async () => {
  const playbook = withoutProducts(await json("extension/playbooks/marketo-sync-user.json"));
  const steps = new Map(playbook.phases.flatMap((phase) => phase.steps).map((step) => [step.id, step]));
  const roads = (id) => steps.get(id).guide?.map(({ road }) => road);
  assert.deepEqual(roads("role-assigned"), ["classic", "uci"]);
  assert.deepEqual(roads("published"), ["classic"]);
  const only = { phases: [{ steps: [{ id: "x", guide: [{ road: "m365", stops: [] }] }] }] };
  assert.deepEqual(withoutProducts(only), { phases: [{ steps: [{ id: "x" }] }] });
});

test("pages are in Cairn's language where they have one, else in English", async () => {
  const labels = await json("www/pages/labels.json");
  assert.deepEqual(languageOf(labels, "de"), { lcid: "1031", language: "de", direction: "ltr" });
  assert.equal(languageOf(labels, "zh-CN").lcid, "2052");
  assert.equal(languageOf(labels, "zh-TW").lcid, "1033");
  assert.deepEqual(languageOf(labels, "he"), { lcid: "1033", language: "en", direction: "ltr" });
});

/** A window, as far as a platform looks. */
function fakePage() {
  const page = /** @type {any} */ (new EventTarget());
  return Object.assign(page, { structuredClone });
}

test("what one page stores is there on the next, which hears of changes while it is there", async () => {
  const told = [];
  const platforms = makePlatforms({ getMessage: () => "", getUILanguage: () => "en" }, (message) => told.push(message));
  const [first, second] = [fakePage(), fakePage()];
  const [one, other] = [platforms.of(first), platforms.of(second)];
  const heard = { one: [], other: [] };
  one.storage.onChanged.addListener((changes, area) => heard.one.push([area, changes]));
  other.storage.onChanged.addListener((changes, area) => heard.other.push([area, changes]));
  const value = { n: 1 };
  await one.storage.local.set({ a: value });
  value.n = 2;
  assert.deepEqual(await other.storage.local.get("a"), { a: { n: 1 } });
  assert.deepEqual(await other.storage.local.get(null), { a: { n: 1 } });
  assert.deepEqual(heard.other, [["local", { a: { oldValue: undefined, newValue: { n: 1 } } }]]);
  first.dispatchEvent(new Event("pagehide"));
  await other.storage.local.set({ a: 3 });
  assert.equal(heard.one.length, 1);
  assert.equal(heard.other.length, 2);
  await other.runtime.sendMessage({ type: "badge" });
  assert.deepEqual(told, [{ type: "badge" }]);
});

test("where the browser keeps its own platform nothing begins", () => {
  const page = Object.defineProperty(fakePage(), "chrome", {
    get: () => "its own",
    set: () => undefined,
    configurable: true,
  });
  putInPlace(page, { chrome: "ours" });
  assert.equal(page.chrome, "ours");
  const stubborn = new Proxy(fakePage(), { get: (target, name) => (name === "chrome" ? "its own" : target[name]) });
  assert.throws(() => putInPlace(stubborn, { chrome: "ours" }), /stays what it is/);
});
