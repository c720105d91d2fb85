import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { read, readAsked } from "../../../extension/messages.js";
import { freshPlatform, fromPage } from "./fake.mjs";

const ORGANISATION = "https://contoso.crm4.dynamics.com/main.aspx";
const POPUP = { id: "cairn", url: "chrome-extension://cairn/popup.html?tab=7" };
const BOARD = { id: "cairn", url: "chrome-extension://cairn/board.html" };

beforeEach(() => freshPlatform({ granted: ["http://crm.contoso.local/*"] }));

const taken = async (message, sender) => (await read(message, sender)) !== null;

test("the boot script is heard on an organisation, on an admin center and on an added server", async () => {
  const urls = [ORGANISATION, "https://admin.microsoft.com/", "http://crm.contoso.local/orgname/main.aspx"];
  for (const url of urls) assert.ok(await taken({ type: "page", linked: false }, fromPage(url)), url);
});

test("nobody else is heard as a page", async () => {
  const senders = {
    "another site": fromPage("https://example.org/"),
    "a child frame": fromPage(ORGANISATION, { frameId: 3 }),
    "another extension": fromPage(ORGANISATION, { id: "other" }),
    "no tab": fromPage(ORGANISATION, { tab: undefined }),
    "an unknown address": fromPage(undefined),
    "the popup": POPUP,
  };
  for (const [who, sender] of Object.entries(senders))
    assert.ok(!(await taken({ type: "page", linked: false }, sender)), who);
});

test("only the popup and the board open the checklist in a tab of their choice", async () => {
  for (const sender of [POPUP, BOARD]) assert.ok(await taken({ type: "open", tabId: 7 }, sender));
  assert.ok(!(await taken({ type: "open", tabId: 7 }, { ...POPUP, url: "chrome-extension://cairn/options.html" })));
  assert.ok(!(await taken({ type: "open", tabId: 7 }, fromPage(ORGANISATION))));
  assert.ok(!(await taken({ type: "open", tabId: 7 }, { ...POPUP, id: "other" })));
});

test("a message that is not whole is nothing", async () => {
  const messages = [
    null,
    "page",
    {},
    { type: "unknown" },
    { type: "toString" },
    { type: "panel" },
    { type: "panel", open: "yes" },
    { type: "panel", open: true, follow: 1 },
    { type: "badge", text: "12345" },
    { type: "open-tab", url: 1 },
  ];
  for (const message of messages) assert.ok(!(await taken(message, fromPage(ORGANISATION))), JSON.stringify(message));
  for (const tabId of [undefined, "7", -1, 1.5]) assert.ok(!(await taken({ type: "open", tabId }, POPUP)), `${tabId}`);
});

test("a right is asked for an organisation, from a page", async () => {
  const asked = { organisation: "org", most: 6, underWay: false };
  assert.deepEqual(await readAsked(asked, fromPage(ORGANISATION)), asked);
  assert.equal(await readAsked(asked, fromPage("https://example.org/")), null);
  for (const wrong of [{ organisation: undefined }, { organisation: "o".repeat(201) }, { most: 7 }, { most: 0 }])
    assert.equal(await readAsked({ ...asked, ...wrong }, fromPage(ORGANISATION)), null);
  for (const wrong of [{ most: 1.5 }, { most: "6" }, { underWay: 1 }, { underWay: undefined }])
    assert.equal(await readAsked({ ...asked, ...wrong }, fromPage(ORGANISATION)), null);
});
