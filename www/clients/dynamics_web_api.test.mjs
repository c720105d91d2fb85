// The npm package dynamics-web-api, unmodified, against the practice organisation.

import assert from "node:assert/strict";
import dns from "node:dns";
import { before, beforeEach, test } from "node:test";
import { DynamicsWebApi } from "dynamics-web-api";

const { PRACTICE_HOST: host, PRACTICE_HTTPS: port, PRACTICE_CONTROL: control } = process.env;

let client;

before(() => {
  // The client has no option for its name resolution, and over its proxy option it would send the proxy's host name.
  const lookup = dns.lookup;
  dns.lookup = (name, options, done) => lookup(name === host ? "127.0.0.1" : name, options, done);
  client = new DynamicsWebApi({
    serverUrl: `https://${host}:${port}`,
    dataApi: { version: "9.2" },
    onTokenRefresh: async () => "any",
  });
});

beforeEach(async () => {
  const reply = await fetch(`${control}/reset`, {
    method: "POST",
    body: JSON.stringify({ scenario: "user-ready" }),
  });
  assert.equal(reply.status, 200);
});

async function find(collection, select, filter) {
  const { value } = await client.retrieveMultiple({ collection, select, filter });
  assert.equal(value.length, 1, `${collection}: ${filter}`);
  return value[0];
}

/** The sync user of the scenario, and the copy of the role in the user's business unit. */
async function sync_user_and_role() {
  const user = await find(
    "systemusers",
    ["systemuserid", "fullname", "_businessunitid_value"],
    "contains(domainname,'marketo') and isdisabled eq false and applicationid eq null",
  );
  const role = await find(
    "roles",
    ["roleid"],
    `name eq 'Marketo Sync User' and _businessunitid_value eq ${user._businessunitid_value}`,
  );
  return { user, role };
}

async function roles_of(user) {
  const { value } = await client.retrieveMultiple({
    collection: `systemusers(${user.systemuserid})/systemuserroles_association`,
    select: ["roleid"],
  });
  return value.map(({ roleid }) => roleid);
}

test("WhoAmI", async () => {
  const who = await client.callFunction({ name: "WhoAmI" });
  const me = await client.retrieve({ collection: "systemusers", key: who.UserId, select: ["fullname"] });
  assert.equal(me.fullname, "Alex Admin");
});

test("a paged and filtered user query", async () => {
  const request = {
    collection: "systemusers",
    select: ["systemuserid", "fullname"],
    filter: "isdisabled eq false and accessmode ne 3",
    orderBy: ["fullname", "systemuserid"],
    maxPageSize: 3,
    count: true,
  };
  const ids = new Set();
  let pages = 0;
  let page = await client.retrieveMultiple(request);
  const total = page.oDataCount;
  for (;;) {
    pages += 1;
    assert.ok(page.value.length <= 3);
    for (const row of page.value) ids.add(row.systemuserid);
    if (!page.oDataNextLink) break;
    page = await client.retrieveMultiple(request, page.oDataNextLink);
  }
  assert.ok(pages > 2, `${pages} pages`);
  assert.equal(ids.size, total);
  const all = await client.retrieveAll({ collection: "systemusers", select: ["systemuserid"], filter: request.filter });
  assert.equal(all.value.length, ids.size);
});

test("an associate, read back and taken back", async () => {
  const { user, role } = await sync_user_and_role();
  assert.deepEqual(await roles_of(user), []);
  await client.associate({
    collection: "systemusers",
    primaryKey: user.systemuserid,
    relationshipName: "systemuserroles_association",
    relatedCollection: "roles",
    relatedKey: role.roleid,
  });
  assert.deepEqual(await roles_of(user), [role.roleid]);
  await client.disassociate({
    collection: "systemusers",
    primaryKey: user.systemuserid,
    relationshipName: "systemuserroles_association",
    relatedKey: role.roleid,
  });
  assert.deepEqual(await roles_of(user), []);
});

test("a batch with reads and a change set", async () => {
  client.startBatch();
  client.retrieveMultiple({ collection: "businessunits", select: ["name"], top: 1 });
  client.create({ collection: "accounts", data: { name: "Adventure Works" }, contentId: "1" });
  client.create({
    collection: "contacts",
    data: { lastname: "Vargas", "parentcustomerid_account@odata.bind": "$1" },
  });
  const [units, account, contact] = await client.executeBatch();
  assert.equal(units.value.length, 1);
  const made = await client.retrieve({
    collection: "contacts",
    key: contact,
    select: ["lastname", "_parentcustomerid_value"],
  });
  assert.equal(made.lastname, "Vargas");
  assert.equal(made._parentcustomerid_value, account);
});

test("an error arrives with its code", async () => {
  await assert.rejects(
    client.retrieve({ collection: "systemusers", key: "00000000-0000-0000-0000-00000000dead", select: ["fullname"] }),
    (error) => {
      assert.equal(error.status, 404);
      assert.equal(error.code, "0x80040217");
      assert.match(error.message, /does not exist/i);
      return true;
    },
  );
});
