// The practice organisation in a browser with the extension: to try with a display, as pictures without one.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { at } from "../../scripts/run.mjs";
import { launchChromium } from "./lib/chromium.mjs";
import { confirm } from "./lib/job.mjs";
import { startPractice } from "./lib/practice.mjs";
import { Tab } from "./lib/world.mjs";

const PICTURES = at("target", "demo");

const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const practice = await startPractice("user-ready");
const browser = await launchChromium(practice.ports, { headless: !hasDisplay });
const page = (await browser.browser.pages())[0];
await page.goto(`${practice.origin}/main.aspx`);
const tab = new Tab(browser, page);
if (hasDisplay) await show();
else await walk();
await practice.stop();

/** Leaves the browser to the person until it is closed. */
async function show() {
  await tab.openChecklist();
  console.log("The practice organisation is open with the checklist. Close the browser to end.");
  await new Promise((resolve) => browser.browser.once("disconnected", resolve));
}

/** Does the main job and takes a picture of each stage. */
async function walk() {
  await mkdir(PICTURES, { recursive: true });
  const { panel } = tab;
  let count = 0;
  const picture = async (stage) => {
    count += 1;
    const name = `${count}-${stage}.png`;
    await page.screenshot({ path: join(PICTURES, name) });
    console.log(`target/demo/${name}`);
  };
  await picture("dynamics");
  await tab.openChecklist();
  await panel.see("Choose the sync user");
  await picture("checklist");
  await panel.click({ role: "button", name: "Choose the sync user" });
  await panel.type({ role: "searchbox", name: "Search for a user" }, "mar");
  await panel.see("marketo.sync@");
  await picture("search");
  await panel.click({ role: "button", name: /marketo\.sync@/ });
  await panel.see(/does not have it/);
  await picture("chosen");
  await panel.click({ role: "button", name: "Review one change" });
  await panel.see("Give Marketo Sync User to");
  await picture("review");
  await confirm(panel);
  await panel.see("The change is made and was read back");
  await picture("result");
  await panel.click({ role: "button", name: "Back to the checklist" });
  await panel.see("Everything is set up");
  await picture("everything-done");
  await browser.close();
}
