// The manifests that the build has made, held against what the design and the stores ask.

import { readFile } from "node:fs/promises";
import { BROWSERS, PAGES_POLICY } from "../../extension/manifest.mjs";
import { PATTERNS } from "../../extension/hosts.js";
import { CHANGE_KINDS, MANAGED } from "../../extension/settings.js";
import { at } from "../run.mjs";

const PERMISSIONS = ["activeTab", "scripting", "storage"];

/** What a store cuts off or refuses. */
const LONGEST = { extension_name: 45, extension_description: 132 };

/** @returns {Promise<string[]>} complaints */
export async function checkManifests() {
  const complaints = [];
  for (const browser of BROWSERS) {
    const manifest = JSON.parse(await readFile(at("dist", browser, "manifest.json"), "utf8"));
    const expect = (what, holds) => holds || complaints.push(`dist/${browser}/manifest.json: ${what}`);
    const firefox = browser === "firefox";
    expect(`permissions are exactly ${PERMISSIONS}`, same(manifest.permissions, PERMISSIONS));
    expect("host permissions are exactly those of hosts.js", same(manifest.host_permissions, PATTERNS));
    expect(
      "the boot script runs exactly there",
      same(
        manifest.content_scripts.flatMap(({ matches }) => matches),
        PATTERNS,
      ),
    );
    expect("no web-accessible resources", manifest.web_accessible_resources === undefined);
    expect("nothing may connect from outside", manifest.externally_connectable === undefined);
    const { content_security_policy: policy } = manifest;
    expect("our pages run scripts of the package alone", same(Object.values(policy), [PAGES_POLICY]));
    expect("one form of background", same(Object.keys(manifest.background), [firefox ? "scripts" : "service_worker"]));
    expect("options in a tab", manifest.options_ui.page === "options.html" && manifest.options_ui.open_in_tab === true);
    expect("a schema for policies except in Firefox", (manifest.storage?.managed_schema !== undefined) === !firefox);
    expect("Firefox's own keys in Firefox alone", (manifest.browser_specific_settings !== undefined) === firefox);
  }
  complaints.push(...(await checkManagedSchema()));
  const messages = JSON.parse(await readFile(at("extension", "_locales", "en", "messages.json"), "utf8"));
  for (const [key, longest] of Object.entries(LONGEST)) {
    const { length } = messages[key].message;
    if (length > longest) complaints.push(`${key} has ${length} characters; stores take ${longest}`);
  }
  return complaints;
}

/** What administrators can set is what settings.js reads, and Chromium takes no more than the schema says. */
async function checkManagedSchema() {
  const path = "extension/managed-schema.json";
  const { properties } = JSON.parse(await readFile(at(path), "utf8"));
  const complaints = [];
  if (!same(Object.keys(properties), MANAGED)) complaints.push(`${path}: says something else than ${MANAGED}`);
  for (const kind of CHANGE_KINDS) {
    if (!properties.without.description.includes(kind)) complaints.push(`${path}: does not name ${kind}`);
  }
  return complaints;
}

const same = (some, others) => JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
