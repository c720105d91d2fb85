// Every screen of the panel in every language, at 100 % and 200 %, to be looked at; and what can be told without looking:
// text that is cut off, and words that are broken in the middle.
//
//   node scripts/screens.mjs [LANGUAGE ...]
//
// Chromium has to bring the languages itself (Debian packs them apart, as chromium-l10n), and the machine has to have
// letters for them (fonts-noto-cjk): otherwise there is English, or boxes, to be looked at.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launchChromium } from "../tests/e2e/lib/chromium.mjs";
import { startPractice } from "../tests/e2e/lib/practice.mjs";
import { SYNC_USER } from "../tests/e2e/lib/job.mjs";
import { until } from "../tests/e2e/lib/until.mjs";
import { Tab } from "../tests/e2e/lib/world.mjs";
import { at } from "./run.mjs";
import { lookAtText } from "./screens/look.mjs";

const OUT = at("target", "screens");

/** A window of 1280 × 800 at each zoom: twice as large means half as much room. */
const ZOOMS = [
  { name: "100", width: 1280, height: 800, deviceScaleFactor: 1 },
  { name: "200", width: 640, height: 400, deviceScaleFactor: 2 },
];

/** High enough for every step to be open at once. */
const TALL = 8000;

const all = (await readdir(at("extension", "_locales"))).sort();
const languages = process.argv.length > 2 ? process.argv.slice(2) : all;
await mkdir(OUT, { recursive: true });
const practice = await startPractice("user-ready");
const found = [];
for (const language of languages) found.push(...(await screensOf(language)));
await practice.stop();
await writeFile(join(OUT, "found.txt"), found.map((line) => `${line}\n`).join(""));
for (const line of found) console.log(line);
console.log(`${languages.length} languages, ${found.length} lines to look at in target/screens/found.txt`);
process.exitCode = found.some((line) => line.includes(" cut off: ")) ? 1 : 0;

/** Walks the main screens in one language. */
async function screensOf(language) {
  const words = await sentences(language);
  const chromium = await launchChromium(practice.ports, { language });
  const complaints = [];
  try {
    const page = (await chromium.browser.pages())[0];
    const tab = new Tab(chromium, page);
    const { panel } = tab;
    const screen = (name) => pictures(tab, `${language}-${name}`, complaints);
    const button = (name) => ({ role: "button", name });

    await practice.reset({ scenario: "everything-wrong" });
    await page.goto(`${practice.origin}/main.aspx`);
    await tab.openChecklist();
    await speaks(tab, words("locale"));
    await panel.type({ role: "searchbox", name: words("shell_search_user") }, SYNC_USER);
    await panel.see(`${SYNC_USER}@`);
    await screen("search");
    await panel.click(button(new RegExp(`${SYNC_USER}@`, "i")));
    await panel.miss(words("evidence_no_sync_user"));
    await panel.see(words("shell_needs_you"));
    await screen("checklist");
    await openEverything(tab);
    await screen("steps");

    await practice.reset({ scenario: "nothing-done" });
    await page.reload();
    await panel.click(button(words("action_review", 4)));
    await panel.see(words("change_publish"));
    await screen("review");
    await panel.click(button(beginning(words("confirm_several", 4, "4", "\n"))));
    await panel.see(words("outcome_all", 4, "4"));
    await screen("result");

    await practice.reset({ scenario: "everything-wrong" });
    await page.reload();
    await panel.see(words("shell_needs_you"));
    await openEverything(tab);
    await panel.see(words("action_show_me"));
    const [show] = await panel.all(button(words("action_show_me")));
    await show.click();
    await panel.see(words("action_cannot_find"));
    await screen("guide");

    await practice.reset({ scenario: "old-plugin" });
    await page.goto(`${practice.origin}/main.aspx`);
    await panel.click(button(words("bulk_open_lacking")));
    await panel.see(words("bulk_source_list"));
    await screen("many");

    complaints.push(...(await ownPages(chromium, language)));
    console.log(`target/screens/${language}-*.png`);
  } finally {
    await chromium.close();
  }
  return complaints;
}

/** The pages of the extension itself. */
async function ownPages({ browser, extensionOrigin }, language) {
  const page = await browser.newPage();
  const complaints = [];
  for (const name of ["popup", "options", "board", "news", "practice"]) {
    await page.goto(`${extensionOrigin}/${name}.html`);
    const ready = name === "practice" ? "body[data-ready]" : "[data-say]:not(:empty)";
    await page.waitForSelector(ready);
    for (const { name: zoom, ...size } of ZOOMS) {
      // The popup has a width of its own.
      await page.setViewport(name === "popup" ? { ...size, width: 380, height: 400 } : size);
      const looks = await (await page.$("body")).evaluate(lookAtText);
      complaints.push(...looks.map((line) => `${language}-${name}-${zoom} ${line}`));
      await page.screenshot({ path: join(OUT, `${language}-${name}-${zoom}.png`), fullPage: name !== "practice" });
    }
  }
  await page.close();
  return complaints;
}

/** The browser has taken the language that it was asked for. */
async function speaks(tab, wanted) {
  const [lang] = (await tab.panel.evaluateAll((root) => root.querySelector("[lang]")?.lang)).filter(Boolean);
  if (lang === wanted) return;
  throw new Error(
    `asked for ${wanted}, Chromium speaks ${lang}: has it this language? Debian packs it as chromium-l10n`,
  );
}

/** Opens every step that can be opened; what one opens may hold another. */
async function openEverything(tab) {
  await tab.page.setViewport({ ...ZOOMS[0], height: TALL });
  const roots = await tab.browser.roots(tab.page);
  await until("every step open", async () => {
    for (const root of roots) {
      const closed = await root.$$("button[aria-expanded=false]");
      for (const each of closed) await each.click();
      if (closed.length > 0) return false;
    }
    return true;
  });
}

/** One screen at each zoom: what is seen, and for long screens all of it. */
async function pictures(tab, name, complaints) {
  for (const { name: zoom, ...size } of ZOOMS) {
    const path = join(OUT, `${name}-${zoom}.png`);
    const long = name.endsWith("-steps");
    await tab.page.setViewport({ ...size, height: long ? TALL : size.height });
    await rested(tab);
    const looks = await tab.panel.evaluateAll(lookAtText);
    complaints.push(...looks.flat().map((line) => `${name}-${zoom} ${line}`));
    await tab.page.screenshot({ path, clip: long ? await content(tab) : undefined });
  }
  await tab.page.setViewport(ZOOMS[0]);
  await rested(tab);
}

/** Waits until the panel has taken the new size. */
async function rested(tab) {
  let last = "";
  await until("the panel at rest", async () => {
    const now = JSON.stringify(await boxes(tab));
    const rests = now === last;
    last = now;
    return rests;
  });
}

function boxes(tab) {
  return tab.panel.evaluateAll((root) => {
    const { x, y, width, height } = root.querySelector(".panel")?.getBoundingClientRect() ?? new DOMRect();
    return { x, y, width, height };
  });
}

/** The panel as far as something is in it. */
async function content(tab) {
  const [box] = await boxes(tab);
  const [inside] = await tab.panel.evaluateAll((root) => {
    const body = root.querySelector(".body");
    const last = body?.lastElementChild?.getBoundingClientRect();
    return last?.bottom ?? 0;
  });
  return { ...box, height: Math.min(box.height, inside - box.y + 16) };
}

/** The sentences of a language: `words(key, count?, ...filled)`. */
async function sentences(language) {
  const file = at("extension", "_locales", language, "messages.json");
  const messages = JSON.parse(await readFile(file, "utf8"));
  const plural = new Intl.PluralRules(language.replace("_", "-"));
  return (key, count, ...filled) => {
    const form = messages[`${key}_${plural.select(count ?? 0)}`] ?? messages[`${key}_other`];
    const { message } = count === undefined ? messages[key] : form;
    const values = filled.length > 0 ? filled : [String(count)];
    return message.replaceAll(/\$(\d)/g, (_, number) => values[number - 1]);
  };
}

/** A pattern for a sentence of which the text around a line break is known. */
function beginning(text) {
  const parts = text.split("\n").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
