import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forget, recall, remember, renumber, wanted } from "../../../extension/tabs.js";
import { freshPlatform } from "./fake.mjs";

beforeEach(() => freshPlatform());

test("a tab that has never shown the checklist does not get it", async () => {
  assert.equal(await wanted({ id: 1 }, true), false);
});

test("a tab gets it again as long as it is open", async () => {
  await remember(1, { open: true, follow: false });
  assert.equal(await wanted({ id: 1 }, true), true);
  await remember(1, { open: false, follow: false });
  assert.equal(await wanted({ id: 1 }, true), false);
  await remember(1, { open: true, follow: false });
  await forget(1);
  assert.equal(await wanted({ id: 1 }, true), false);
});

test("a new tab takes after its opener only when that one asks for it", async () => {
  await remember(1, { open: true, follow: false });
  assert.equal(await wanted({ id: 2, openerTabId: 1 }, true), false);
  await remember(1, { open: true, follow: true });
  assert.equal(await wanted({ id: 3, openerTabId: 1 }, true), true);
  await remember(1, { open: false, follow: true });
  assert.equal(await wanted({ id: 4, openerTabId: 1 }, true), false);
});

test("a tab that was closed by the person does not take after its opener again", async () => {
  await remember(1, { open: true, follow: true });
  assert.equal(await wanted({ id: 2, openerTabId: 1 }, true), true);
  await remember(2, { open: false, follow: false });
  assert.equal(await wanted({ id: 2, openerTabId: 1 }, true), false);
});

test("a new tab that the person opened does not take after the one before, then or later", async () => {
  await remember(1, { open: true, follow: true });
  assert.equal(await wanted({ id: 2, openerTabId: 1 }, false), false);
  assert.equal(await wanted({ id: 2, openerTabId: 1 }, true), false);
});

test("a tab that the browser gives another number keeps its checklist", async () => {
  await remember(7, { open: true, follow: true });
  await renumber(9, 7);
  assert.equal(await wanted({ id: 9 }, false), true);
  assert.equal(await recall(7), undefined);
  await renumber(11, 10);
  assert.equal(await recall(11), undefined);
});
