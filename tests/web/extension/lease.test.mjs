import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { take } from "../../../extension/lease.js";
import { freshPlatform, fromPage, Port } from "./fake.mjs";

let count = 0;
let organisation;

beforeEach(() => {
  freshPlatform();
  // The leases live as long as the module: each test has an organisation of its own.
  organisation = `org ${++count}`;
});

async function ask(of = organisation) {
  const port = new Port(fromPage("https://contoso.crm4.dynamics.com/main.aspx"));
  take(port);
  await port.say({ organisation: of });
  return port;
}

const YES = { granted: true };
const NO = { granted: false };

test("the first that asks holds it, the next hears that it does not", async () => {
  const [first, second] = [await ask(), await ask()];
  assert.deepEqual(first.heard, [YES]);
  assert.deepEqual(second.heard, [NO]);
});

test("as the holder leaves, the next in line holds it, and only that one", async () => {
  const [first, second, third] = [await ask(), await ask(), await ask()];
  await first.hangUp();
  assert.deepEqual(second.heard, [NO, YES]);
  assert.deepEqual(third.heard, [NO]);
  await second.hangUp();
  assert.deepEqual(third.heard, [NO, YES]);
});

test("one that leaves the line changes nothing for the others", async () => {
  const [first, second, third] = [await ask(), await ask(), await ask()];
  await second.hangUp();
  assert.deepEqual(first.heard, [YES]);
  assert.deepEqual(third.heard, [NO]);
  await first.hangUp();
  assert.deepEqual(third.heard, [NO, YES]);
});

test("each organisation has its own", async () => {
  const [here, there] = [await ask(), await ask("another organisation")];
  assert.deepEqual(here.heard, [YES]);
  assert.deepEqual(there.heard, [YES]);
  await there.hangUp();
});

test("asking twice on one port asks once", async () => {
  const port = await ask();
  await port.say({ organisation });
  assert.deepEqual(port.heard, [YES]);
  await port.hangUp();
  assert.deepEqual((await ask()).heard, [YES]);
});

test("one that leaves while it is looked at never holds it", async () => {
  const port = new Port(fromPage("https://contoso.crm4.dynamics.com/main.aspx"));
  take(port);
  const asked = port.say({ organisation });
  await port.hangUp();
  await asked;
  assert.deepEqual(port.heard, []);
  assert.deepEqual((await ask()).heard, [YES]);
});

test("whoever may not ask is hung up on", async () => {
  const port = new Port(fromPage("https://example.org/"));
  take(port);
  await port.say({ organisation });
  assert.ok(port.closed);
  assert.deepEqual(port.heard, []);
});
