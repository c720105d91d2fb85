import assert from "node:assert/strict";
import { test } from "node:test";
import { freshPlatform } from "./fake.mjs";

const ORGANIZATION = "https://contoso.crm4.dynamics.com";

/** A worker that has just begun, in a session of the browser that may be older than it. */
async function worker({ session, local = {} } = {}) {
  const platform = freshPlatform();
  if (session) platform.session.set("session", session);
  platform.storage.local = { get: async (key) => (key in local ? { [key]: local[key] } : {}) };
  worker.count = (worker.count ?? 0) + 1;
  return import(`../../../extension/guide.js?${worker.count}`);
}

const stored = (record) => ({ guide: ORGANIZATION, [`org/${ORGANIZATION}/guide`]: record });

test("a session has one name, however often it is asked for and the worker begins anew", async () => {
  const { session } = await worker();
  const [one, other] = await Promise.all([session(), session()]);
  assert.equal(one, other);
  const again = await worker({ session: one });
  assert.equal(await again.session(), one);
});

test("the guide that was stored last runs, where it is of this session and has not ended", async () => {
  const runs = async (record) => (await worker({ session: "now", local: stored(record) })).running();
  assert.equal(await runs({ session: "now", standing: "Going" }), ORGANIZATION);
  assert.equal(await runs({ session: "before", standing: "Going" }), null);
  assert.equal(await runs({ session: "now", standing: "Ended" }), null);
  assert.equal(await runs({ session: "now", standing: { Arrived: { next: "published" } } }), null);
  assert.equal(await runs(undefined), null);
  assert.equal(await (await worker({ session: "now" })).running(), null);
  assert.equal(await (await worker({ session: "now", local: { guide: 7 } })).running(), null);
});

test("a page is the organisation's by its origin", async () => {
  const { isOf } = await worker();
  assert.equal(isOf(`${ORGANIZATION}/main.aspx?x=1`, ORGANIZATION), true);
  assert.equal(isOf("http://crm.contoso.local/orgname/main.aspx", "http://crm.contoso.local/orgname"), true);
  assert.equal(isOf("https://fabrikam.crm4.dynamics.com/", ORGANIZATION), false);
  assert.equal(isOf("https://contoso.crm4.dynamics.com.example/", ORGANIZATION), false);
  assert.equal(isOf(ORGANIZATION, null), false);
});
