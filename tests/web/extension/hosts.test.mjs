import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { isVendors, ORGANISATION_PARENTS, PATTERNS, place } from "../../../extension/hosts.js";
import { at } from "../../../scripts/run.mjs";

test("the regions are no number, 2 to 12 and 14 to 23", () => {
  const regions = ORGANISATION_PARENTS.filter((parent) => parent.endsWith(".dynamics.com"));
  assert.equal(regions.length, 1 + 11 + 10);
  assert.ok(regions.includes("crm.dynamics.com"));
  assert.ok(regions.includes("crm23.dynamics.com"));
  assert.ok(!regions.includes("crm13.dynamics.com"));
  assert.ok(!regions.includes("crm1.dynamics.com"));
  assert.equal(PATTERNS.length, 22 + 3 + 4);
});

const KINDS = [
  ["https://contoso.crm4.dynamics.com/main.aspx", "organisation", "https://*.crm4.dynamics.com/*"],
  ["https://contoso.crm.microsoftdynamics.us/", "organisation", "https://*.crm.microsoftdynamics.us/*"],
  ["https://contoso.crm.dynamics.cn/main.aspx?appid=1", "organisation", "https://*.crm.dynamics.cn/*"],
  ["https://admin.cloud.microsoft/", "product", "https://admin.cloud.microsoft/*"],
  ["https://login.microsoftonline.com/common/oauth2", "sign-in", "https://login.microsoftonline.com/*"],
  ["http://crm.contoso.local:5555/orgname/main.aspx", "web", "http://crm.contoso.local/*"],
  // Not an organisation: no name before the region, an unknown region, another domain, no encryption.
  ["https://crm4.dynamics.com/", "web", "https://crm4.dynamics.com/*"],
  ["https://contoso.crm13.dynamics.com/", "web", "https://contoso.crm13.dynamics.com/*"],
  ["https://contoso.crm4.dynamics.com.example.org/", "web", "https://contoso.crm4.dynamics.com.example.org/*"],
  ["http://contoso.crm4.dynamics.com/", "web", "http://contoso.crm4.dynamics.com/*"],
];

for (const [address, kind, pattern] of KINDS) {
  test(`${address} is ${kind}`, () => {
    const where = place(address);
    assert.equal(where.kind, kind);
    assert.equal(where.pattern, pattern);
  });
}

for (const address of [undefined, "", "about:blank", "chrome://extensions/", "file:///main.aspx", "no address"]) {
  test(`${address ?? "an unknown address"} is no place`, () => {
    assert.deepEqual(place(address), { kind: "none" });
  });
}

test("every page that a playbook links to may be opened, and no other page of the web", async () => {
  const names = (await readdir(at("extension", "playbooks"))).filter((name) => !name.endsWith(".schema.json"));
  const texts = await Promise.all(names.map((name) => readFile(at("extension", "playbooks", name), "utf8")));
  const links = texts.flatMap((text) => [...text.matchAll(/"(https:\/\/[^"]+)"/g)].map(([, link]) => link));
  assert.ok(links.length > 5);
  for (const link of links) assert.ok(isVendors(link), link);
  for (const other of [
    "http://experienceleague.adobe.com/",
    "https://experienceleague.adobe.com:444/",
    "https://experienceleague.adobe.com.example.org/",
    "https://example.org/experienceleague.adobe.com",
    "javascript:alert(1)",
    undefined,
  ]) {
    assert.ok(!isVendors(other), other);
  }
});
