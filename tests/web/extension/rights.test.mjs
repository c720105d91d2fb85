import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { take } from "../../../extension/rights.js";
import { freshPlatform, fromPage, Port } from "./fake.mjs";

let count = 0;
let organisation;

beforeEach(() => {
  freshPlatform();
  // The rights live as long as the module: each test has an organisation of its own.
  organisation = `org ${++count}`;
});

async function ask(of = organisation, name = "lease", { most = 6, underWay = false } = {}) {
  const port = new Port(fromPage("https://contoso.crm4.dynamics.com/main.aspx"), name);
  take(port);
  await port.say({ organisation: of, most, underWay });
  return port;
}

const permit = (more) => ask(organisation, "request", more);
const permits = (count, more) => Promise.all(Array.from({ length: count }, () => permit(more)));
const mayGo = (ports) => ports.filter(({ heard }) => heard.at(-1)?.granted).length;

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
  await port.say({ organisation, most: 6, underWay: false });
  assert.deepEqual(port.heard, [YES]);
  await port.hangUp();
  assert.deepEqual((await ask()).heard, [YES]);
});

test("one that leaves while it is looked at never holds it", async () => {
  const port = new Port(fromPage("https://contoso.crm4.dynamics.com/main.aspx"));
  take(port);
  const asked = port.say({ organisation, most: 6, underWay: false });
  await port.hangUp();
  await asked;
  assert.deepEqual(port.heard, []);
  assert.deepEqual((await ask()).heard, [YES]);
});

test("whoever may not ask is hung up on", async () => {
  const port = new Port(fromPage("https://example.org/"));
  take(port);
  await port.say({ organisation, most: 6, underWay: false });
  assert.ok(port.closed);
  assert.deepEqual(port.heard, []);
});

test("six requests at once, whichever tabs they are of, then in the order in which they were asked for", async () => {
  const ports = await permits(9);
  assert.deepEqual(
    ports.map(({ heard }) => heard),
    [YES, YES, YES, YES, YES, YES, NO, NO, NO].map((heard) => [heard]),
  );
  await ports[4].hangUp();
  assert.deepEqual(
    ports.slice(6).map(({ heard }) => heard),
    [[NO, YES], [NO], [NO]],
  );
  await ports[7].hangUp();
  await ports[0].hangUp();
  assert.deepEqual(ports[8].heard, [NO, YES]);
});

test("fewer where any tab has heard of fewer, and six again when it has gone", async () => {
  const [first, ...more] = await permits(4, { most: 2 });
  assert.equal(mayGo([first, ...more]), 2);
  const others = await permits(3);
  assert.equal(mayGo(others), 0);
  for (const port of [first, ...more]) await port.hangUp();
  assert.equal(mayGo(others), 3);
});

test("what has left already counts, and is not asked to come back", async () => {
  const waiting = await permits(8);
  const gone = await permit({ underWay: true });
  assert.deepEqual(gone.heard, [YES]);
  await waiting[0].hangUp();
  assert.equal(mayGo(waiting.slice(1)), 5, "six are under way with it");
  await gone.hangUp();
  assert.equal(mayGo(waiting.slice(1)), 6);
});

test("requests and the right to write do not stand in each other's way", async () => {
  await permits(6);
  assert.deepEqual((await ask()).heard, [YES]);
  assert.deepEqual((await ask(organisation, "lease", { most: 6 })).heard, [NO]);
});
