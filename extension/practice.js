// Practice: pages of Dynamics with the checklist on them, of an organisation that is made of nothing and lives in this
// page alone. The organisation and what the checklist stores are here; a frame plays the browser's tab.

import { begin, element, part } from "./page.js";
import { handed } from "./settings.js";
import { begin as beginOrganisation, makeFetch, places } from "./practice/organisation.js";
import { makePlatforms, putInPlace } from "./practice/platform.js";
import { filesOf, languageOf } from "./practice/site.js";
import { Tab } from "./practice/tab.js";

/** What one can begin with, as the practice organisation names it, and how it is called here. */
const SCENARIOS = {
  "nothing-done": "practice_nothing_done",
  "half-done": "practice_half_done",
  "everything-wrong": "practice_everything_wrong",
  done: "practice_done",
};

/** @type {import("./say.js").Say} */
let say;

/** The real one; from `start` on another takes its place. */
const { i18n, runtime, tabs } = chrome;

show().catch(failed);

function failed(error) {
  part("said").textContent = String(error);
}

async function show() {
  const begun = await begin();
  say = begun.say;
  document.title = say("practice_title");
  const asked = new URLSearchParams(location.search).get("scenario") ?? "";
  const scenario = Object.hasOwn(SCENARIOS, asked) ? asked : "nothing-done";
  const options = Object.entries(SCENARIOS).map(([value, key]) =>
    element("option", { value, selected: value === scenario }, say(key)),
  );
  part("scenario").append(...options);
  await start(scenario, await handed(begun.settings));
  document.body.dataset.ready = "";
}

/**
 * Sets the scenario up and opens its first page with the checklist on it.
 * @param {string} scenario
 * @param {import("./settings.js").Handed} settings
 */
async function start(scenario, settings) {
  const [wasm, words] = await Promise.all(
    ["practice.wasm", "practice/_static/practice/labels.json"].map((name) => fetch(runtime.getURL(name))),
  );
  const labels = await words.json();
  // Whatever names it, a saved report too, says by that what it is.
  await beginOrganisation(await wasm.arrayBuffer(), scenario, say("practice_title"));
  const platforms = makePlatforms(i18n, (message) => tab.told(message));
  const files = filesOf(labels, places);
  const things = (page) => {
    const platform = platforms.of(page);
    return { fetch: makeFetch(page, files), browser: platform, chrome: platform };
  };
  // Here too, before anything of the organisation is there.
  putInPlace(window, things(window));
  const tab = new Tab({
    frame: part("tab"),
    file: (name) => runtime.getURL(name),
    things,
    settings,
    language: languageOf(labels, say.language),
    leave: (url) => tabs.create({ url }),
    opened: (open) => (part("open").hidden = open),
    failed,
  });
  globalThis.cairnPractice = tab;
  part("open").onclick = () => tab.toggle().catch(failed);
  await tab.begin();
}
