import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, fileName, organisationsIn, stateKey, tabPattern, tally } from "../../../extension/stored.js";

const CONTOSO = "https://contoso.crm4.dynamics.com";
const PREMISES = "http://crm.contoso.local/journal";

const STORED = {
  settings: { theme: "dark" },
  [`org/${CONTOSO}/memory`]: {
    schema: 1,
    name: "Contoso",
    kind: "Production",
    checked: 5,
    last: [{ step: "role-assigned", state: "Done" }, { step: "broken" }],
  },
  [`org/${CONTOSO}/journal/0001`]: {},
  [`org/${CONTOSO}/journal/0002`]: {},
  [`org/${CONTOSO}/bulk/0003/head`]: {},
  [`org/${CONTOSO}/bulk/0003/0`]: {},
  [`org/${CONTOSO}/bulk/0003/1`]: {},
  [`org/${CONTOSO}/anchor/uci-gear`]: { schema: 1, name: "Settings", by: {} },
  [`org/${CONTOSO}/anchor/ppac-user`]: { schema: 0, name: "Anna", by: {} },
  [`org/${CONTOSO}/guide`]: { schema: 1 },
  [`org/${CONTOSO}/later`]: {},
  guide: CONTOSO,
  [`org/${PREMISES}/memory`]: { schema: 1 },
  [`org/${PREMISES}/journal/0001`]: {},
};

test("every organisation is found, with what is stored of it", () => {
  const [contoso, premises, ...rest] = organisationsIn(STORED);
  assert.deepEqual(rest, []);
  assert.equal(contoso.address, CONTOSO);
  assert.equal(contoso.name, "Contoso");
  assert.equal(contoso.kind, "Production");
  assert.equal(contoso.checked, 5);
  assert.deepEqual(contoso.counts, { changes: 2, bulks: 1, guides: 1, others: 1 });
  assert.equal(Object.keys(contoso.values).length, 11, "and erasing takes all of it");
  assert.equal(contoso.values.guide, CONTOSO, "also whose guide was stored last");
  assert.deepEqual(contoso.shown, [
    { key: `org/${CONTOSO}/anchor/uci-gear`, stop: "stop_uci_gear", name: "Settings" },
    { key: `org/${CONTOSO}/anchor/ppac-user`, stop: "stop_ppac_user", name: null },
  ]);
  assert.deepEqual(contoso.steps, [{ step: "role-assigned", state: "Done" }], "what cannot be read is left out");
  assert.equal(premises.address, PREMISES);
  assert.deepEqual(premises.counts, { changes: 1, bulks: 0, guides: 0, others: 0 });
  assert.equal(premises.name, "crm.contoso.local/journal");
  assert.equal(premises.kind, "Unstated");
  assert.equal(premises.checked, null);
});

test("whatever stands under a name, it is still shown and can be erased", () => {
  const found = organisationsIn({ [`org/${CONTOSO}/memory`]: null, [`org/${CONTOSO}/journal/1`]: 3 });
  assert.equal(found.length, 1);
  assert.equal(found[0].name, "contoso.crm4.dynamics.com");
});

test("a guide alone is found, and erased with whose it is", () => {
  const [alone, ...rest] = organisationsIn({ [`org/${PREMISES}/guide`]: {}, guide: PREMISES });
  assert.deepEqual(rest, []);
  assert.equal(alone.address, PREMISES);
  assert.deepEqual(Object.keys(alone.values), [`org/${PREMISES}/guide`, "guide"]);
  const [left] = organisationsIn({ guide: CONTOSO });
  assert.deepEqual(Object.keys(left.values), ["guide"], "also where nothing else is left");
  assert.deepEqual(organisationsIn({ guide: { not: "an address" } }), []);
});

const steps = (states) => Object.entries(states).map(([step, state]) => ({ step, state }));

test("open is what applies and is neither proved nor stated", () => {
  const seen = steps({ a: "Done", b: "Stated", c: "Todo", d: "Blocked", e: "NotApplicable", f: "Unknown" });
  assert.deepEqual(tally(seen), { total: 5, done: 1, stated: 1, open: 3 });
});

test("two are compared step by step, also where one knows a step that the other does not", () => {
  const compared = compare(steps({ a: "Done", b: "Todo" }), steps({ b: "Done", a: "Done", c: "Todo" }));
  assert.deepEqual(compared, [
    { step: "a", states: ["Done", "Done"], same: true },
    { step: "b", states: ["Todo", "Done"], same: false },
    { step: "c", states: [null, "Todo"], same: false },
  ]);
});

test("names are what messages, files and tabs are called by", () => {
  assert.equal(stateKey("NotApplicable"), "state_not_applicable");
  assert.equal(stateKey("Done"), "state_done");
  assert.equal(fileName(PREMISES), "cairn-crm.contoso.local-journal.json");
  assert.equal(tabPattern("http://crm.contoso.local:5555/org"), "http://crm.contoso.local/*");
});
