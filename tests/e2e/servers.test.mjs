// Servers that the person adds, and hosts whose access the person has withdrawn.

import assert from "node:assert/strict";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { inEachBrowser } from "./lib/world.mjs";

const SERVER = "http://crm.contoso.local/orgname/main.aspx";
const ADDED = "http://crm.contoso.local/*";

inEachBrowser("a server of one's own", (world) => {
  test("the popup of any other page says so", async () => {
    const tab = await world.open("https://example.org/");
    await tab.pressAction();
    const popup = await world.browser.openPopup();
    assert.equal(popup.what, "This is not a page of Dynamics 365.");
    assert.equal(popup.act, null);
  });

  test("the popup of a sign-in page asks to wait", async () => {
    const tab = await world.open("https://login.microsoftonline.com/");
    await tab.pressAction();
    const popup = await world.browser.openPopup();
    assert.equal(popup.what, "You are signing in.");
    assert.equal(popup.act, null);
  });

  test("the button asks again after the tab has left the organisation", async () => {
    const tab = await world.open();
    await tab.booted();
    await tab.page.goto("https://example.org/");
    await tab.pressAction();
    const popup = await world.browser.openPopup();
    assert.equal(popup.what, "This is not a page of Dynamics 365.");
  });

  test("the popup recognises it", async () => {
    const tab = await world.open(SERVER);
    await tab.pressAction();
    const popup = await world.browser.openPopup();
    assert.equal(popup.what, "crm.contoso.local looks like Dynamics on your own server.");
    assert.equal(popup.act, "Use on this server");
  });
});

inEachBrowser(
  "a server of one's own, added",
  (world) => {
    test("goes on to the checklist once access is given, and again after a reload", async () => {
      const tab = await world.open(SERVER);
      await tab.pressAction();
      await (await world.browser.openPopup()).press();
      await tab.panel.opened();
      await tab.page.reload();
      await tab.panel.opened();
    });
  },
  // The browser's question cannot be pressed by a driver; Firefox can be told to answer it.
  { only: ["firefox"] },
);

inEachBrowser(
  "hosts withdrawn",
  (world) => {
    test("the popup asks for them and goes on", async () => {
      const tab = await world.open();
      await tab.pressAction();
      const popup = await world.browser.openPopup();
      assert.equal(popup.what, "Cairn may not read contoso.crm4.dynamics.com.");
      assert.equal(popup.act, "Allow on contoso.crm4.dynamics.com");
      await popup.press();
      await tab.panel.opened();
    });
  },
  { only: ["firefox"], browser: { granted: false } },
);

/** What the person's answer leaves behind in Chromium: the host is granted. Nothing else differs. */
const GRANTED = at("target", "e2e", "chromium-added");

async function grantedBuild() {
  await rm(GRANTED, { recursive: true, force: true });
  await cp(at("dist", "chromium"), GRANTED, { recursive: true });
  const file = join(GRANTED, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.host_permissions.push(ADDED);
  await writeFile(file, JSON.stringify(manifest));
}

inEachBrowser(
  "a server of one's own, granted",
  (world) => {
    test("differs from the build in that one host", async () => {
      const read = async (folder) => JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
      const [built, granted] = [await read(at("dist", "chromium")), await read(GRANTED)];
      built.host_permissions.push(ADDED);
      assert.deepEqual(granted, built);
    });

    test("shows the checklist in one press", async () => {
      const tab = await world.open(SERVER);
      await tab.openChecklist();
      await tab.page.reload();
      await tab.panel.opened();
    });
  },
  { only: ["chromium"], prepare: grantedBuild, browser: { folder: GRANTED } },
);
