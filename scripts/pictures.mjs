// Pictures for the stores and the README, made from the practice organisation.
//
//   target/pictures/<n>-<screen>-<theme>.png   1280 × 800, as stores ask for
//   docs/walk-through.gif                      the main job, frame by frame

import gifenc from "gifenc";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PNG } from "pngjs";
import { launchChromium } from "../tests/e2e/lib/chromium.mjs";
import { confirm, pick } from "../tests/e2e/lib/job.mjs";
import { startPractice } from "../tests/e2e/lib/practice.mjs";
import { until } from "../tests/e2e/lib/until.mjs";
import { Tab } from "../tests/e2e/lib/world.mjs";
import { at } from "./run.mjs";

const { GIFEncoder, quantize, applyPalette } = gifenc;

const OUT = at("target", "pictures");
const WALK = at("docs", "walk-through.gif");

/** What of the window it shows: the panel, and enough of Dynamics to see that it is there. */
const WALK_PART = { x: 480, y: 0, width: 800, height: 800 };

/** A README should not wait for it. */
const WALK_LIMIT = 1 << 20;

const THEMES = ["light", "dark"];
const SETTINGS = "/main.aspx?settingsonly=true";
const REVIEW = { role: "button", name: /^Review \d+ changes$/ };

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const practice = await startPractice("nothing-done");
try {
  for (const theme of THEMES) await storePictures(theme);
  await walkThrough();
} finally {
  await practice.stop();
}

/** A tab of a browser that has never seen this organisation. */
async function fresh(theme, scenario, path = "/main.aspx") {
  await practice.reset({ scenario, language: 1033 });
  const chromium = await launchChromium(practice.ports, { language: "en" });
  const page = (await chromium.browser.pages())[0];
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: theme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await page.goto(`${practice.origin}${path}`);
  const tab = new Tab(chromium, page);
  await tab.openChecklist();
  return tab;
}

async function storePictures(theme) {
  let count = 0;
  const picture = async (tab, screen) => {
    count += 1;
    // Nothing is to look pointed at.
    await tab.page.mouse.move(0, 400);
    const name = `${count}-${screen}-${theme}.png`;
    await tab.page.screenshot({ path: join(OUT, name) });
    console.log(`target/pictures/${name}`);
  };

  const tab = await fresh(theme, "nothing-done");
  const { panel } = tab;
  await pick(panel);
  await panel.find(REVIEW);
  await toTop(tab);
  await picture(tab, "checklist");
  await panel.click(REVIEW);
  await panel.see("Give Marketo Sync User to");
  await picture(tab, "review");
  await confirm(panel);
  await panel.see("changes are made and were read back");
  await picture(tab, "result");
  await panel.click({ role: "button", name: "Back to the checklist" });
  await panel.see("Everything is set up");
  await picture(tab, "done");
  await tab.browser.close();

  const guided = await fresh(theme, "user-ready", SETTINGS);
  await pick(guided.panel);
  await startGuide(guided);
  await picture(guided, "guide");
  await guided.browser.close();
}

/** *Show me* of the role's step, followed to the page on which users are chosen. */
async function startGuide({ panel, page }) {
  if ((await panel.all({ role: "button", name: "Show me" })).length === 0) {
    await panel.click({ role: "button", name: /The sync user has the role/ });
  }
  await panel.click({ role: "button", name: "Show me" });
  for (const stop of ["Press Settings.", "Press Security."]) {
    const { x, y } = await spotlight(panel, stop);
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
  }
  await spotlight(panel, "Press Users.");
}

/** The middle of the spotlight once the guide says this and it rests. */
async function spotlight(panel, stop) {
  let last = "";
  return until(`a spotlight at rest for "${stop}"`, async () => {
    const [now] = await panel.evaluateAll((root) => {
      const ring = root.querySelector(".ring");
      const text = root.querySelector(".guide-text")?.textContent;
      if (!text || !ring || ring.hidden) return null;
      const { x, y, width, height } = ring.getBoundingClientRect();
      return { text, x: x + width / 2, y: y + height / 2 };
    });
    const rests = now?.text === stop && JSON.stringify(now) === last;
    last = JSON.stringify(now);
    return rests ? now : null;
  });
}

/** The checklist from its beginning. */
async function toTop({ panel }) {
  await panel.evaluateAll((root) => {
    for (const each of root.querySelectorAll(".panel, .body")) each.scrollTop = 0;
  });
}

/** The main job as an animation. */
async function walkThrough() {
  const frames = [];
  const tab = await fresh("light", "nothing-done");
  const { panel, page } = tab;
  const frame = async (ms) => {
    const bytes = await page.screenshot({ clip: WALK_PART });
    frames.push({ ms, ...PNG.sync.read(Buffer.from(bytes)) });
  };
  await frame(1800);
  await panel.type({ role: "searchbox", name: "Search for a user" }, "marketo");
  await panel.see("marketo.sync@");
  await frame(1800);
  await panel.click({ role: "button", name: /marketo\.sync@/ });
  await panel.find(REVIEW);
  await frame(1800);
  await panel.click(REVIEW);
  await panel.see("Give Marketo Sync User to");
  await frame(2400);
  await confirm(panel);
  await panel.see("changes are made and were read back");
  await frame(2400);
  await panel.click({ role: "button", name: "Back to the checklist" });
  await panel.see("Everything is set up");
  await toTop(tab);
  await frame(3000);
  await tab.browser.close();
  await writeFile(WALK, encode(frames));
}

/** @returns {Uint8Array} a GIF that repeats */
function encode(frames) {
  const gif = GIFEncoder();
  for (const { width, height, data, ms } of frames) {
    const palette = quantize(data, 128);
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay: ms });
  }
  gif.finish();
  const bytes = gif.bytes();
  console.log(`docs/walk-through.gif: ${frames.length} frames, ${bytes.length} bytes`);
  if (bytes.length > WALK_LIMIT) throw new Error(`the walk-through is over ${WALK_LIMIT} bytes`);
  return bytes;
}
