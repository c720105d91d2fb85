// Where those who manage the browser allow the checklist, seen from the background.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Event, freshPlatform, fromPage } from "./fake.mjs";

const HERE = "https://contoso.crm4.dynamics.com/main.aspx";
const POPUP = { id: "cairn", url: "chrome-extension://cairn/popup.html" };

const platform = freshPlatform({ files: { "languages.json": ["en"] } });
let popups;
let injected;

Object.assign(platform.runtime, {
  onMessage: new Event(),
  onConnect: new Event(),
  onInstalled: new Event(),
  onStartup: new Event(),
});
Object.assign(platform.permissions, { onAdded: new Event(), onRemoved: new Event() });
Object.assign(platform, {
  action: {
    onClicked: new Event(),
    setPopup: async ({ popup }) => void popups.push(popup),
    setBadgeText: async () => undefined,
    openPopup: async () => void popups.push("opened"),
  },
  commands: { onCommand: new Event() },
  tabs: { onRemoved: new Event(), get: async (id) => ({ id, url: HERE }) },
  scripting: {
    executeScript: async ({ args, files }) => {
      injected.push(args ?? files);
      return [{ result: { present: false, wasm: true, started: true } }];
    },
  },
});
await import("../../../extension/background.js");

const send = (message, sender) => new Promise((answer) => platform.runtime.onMessage.give(message, sender, answer));

beforeEach(() => {
  popups = [];
  injected = [];
  platform.managed = {};
  platform.session.clear();
});

test("without a policy the button opens the checklist in one press", async () => {
  await send({ type: "page", linked: false }, fromPage(HERE));
  assert.deepEqual(popups, [""]);
  assert.deepEqual(await send({ type: "open", tabId: 7 }, POPUP), { problem: null });
  assert.deepEqual(injected[1], ["core.data.js", "core.wasm.js"]);
});

test("the core is handed what holds", async () => {
  platform.managed = { guideOnly: true, without: ["publish_all"], theme: "dark" };
  await send({ type: "open", tabId: 7 }, POPUP);
  const [, settings] = injected[0];
  assert.deepEqual(settings, { theme: "dark", guideOnly: true, without: ["publish_all"], words: null });
});

test("where it is not allowed, the button keeps its popup, and nothing brings the core in", async () => {
  platform.managed = { organisations: ["fabrikam.crm4.dynamics.com"] };
  await send({ type: "page", linked: false }, fromPage(HERE));
  assert.deepEqual(popups, []);
  await platform.action.onClicked.give({ id: 7, url: HERE });
  assert.deepEqual(popups, ["opened"]);
  assert.notEqual((await send({ type: "open", tabId: 7 }, POPUP)).problem, null);
  assert.deepEqual(injected, []);
});

test("a checklist that was open before the policy does not come back", async () => {
  await platform.storage.session.set({ "tab 7": { open: true, follow: false } });
  platform.managed = { organisations: [] };
  await send({ type: "page", linked: false }, fromPage(HERE));
  assert.deepEqual(injected, []);
});
