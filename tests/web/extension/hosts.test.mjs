import assert from "node:assert/strict";
import { test } from "node:test";
import { ORGANISATION_PARENTS, PATTERNS, place } from "../../../extension/hosts.js";

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
