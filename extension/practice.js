// Practice: the checklist, as it is in Dynamics, on an organisation that is made of nothing and lives in this page alone.

import { isVendors } from "./hosts.js";
import { begin, element, part } from "./page.js";
import { handed } from "./settings.js";
import { ask, begin as beginOrganisation, makeFetch } from "./practice/organisation.js";
import { makePlatform, putInPlace } from "./practice/platform.js";

/** What one can begin with, as the practice organisation names it, and how it is called here. */
const SCENARIOS = {
  "nothing-done": "practice_nothing_done",
  "half-done": "practice_half_done",
  "everything-wrong": "practice_everything_wrong",
  done: "practice_done",
};

/** Everybody with what they may do. */
const USERS =
  "/api/data/v9.2/systemusers?$select=fullname,domainname,isdisabled&$orderby=fullname" +
  "&$expand=businessunitid($select=name),systemuserroles_association($select=name)";

/** So long after a write the list is read again; the parts of a change follow one another. */
const SOON_MS = 300;

/** @type {import("./say.js").Say} */
let say;

/** The real one; from `start` on the checklist's takes its place. */
const { i18n, runtime, tabs } = chrome;

show().catch((error) => {
  part("said").textContent = String(error);
});

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
 * Sets the scenario up and opens the checklist on it.
 * @param {string} scenario
 * @param {import("./settings.js").Handed} settings
 */
async function start(scenario, settings) {
  const wasm = await fetch(runtime.getURL("practice.wasm"));
  // Whatever names it, a saved report too, says by that what it is.
  await beginOrganisation(await wasm.arrayBuffer(), scenario, say("practice_title"));
  drawUsers();
  let drawing = 0;
  const instead = makeFetch((method) => {
    if (method === "GET") return;
    clearTimeout(drawing);
    drawing = setTimeout(drawUsers, SOON_MS);
  });
  // Both before the checklist is there: from its first moment on it reaches neither the network nor what is stored.
  Object.defineProperty(globalThis, "fetch", { value: instead, configurable: true });
  putInPlace(makePlatform(i18n, told));
  await load("core.data.js");
  __cairnData.playbooks = __cairnData.playbooks.map(withoutScreens);
  globalThis.__cairnSettings = settings;
  globalThis.__cairnGuide = { session: "practice" };
  globalThis.__cairnReason = "asked";
  await load("core.wasm.js");
  const core = await globalThis.__cairn;
  part("open").onclick = () => core?.toggle();
}

/** A script of the extension, as it is brought into pages of Dynamics. */
function load(name) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: runtime.getURL(name) });
    script.onload = resolve;
    script.onerror = () => reject(new Error(name));
    document.head.append(script);
  });
}

/** There are no screens of Dynamics here: a step has no place to open and no guide to it. */
function withoutScreens(playbook) {
  const steps = (phase) => phase.steps.map(({ guide: _guide, page: _page, ...step }) => step);
  return { ...playbook, phases: playbook.phases.map((phase) => ({ ...phase, steps: steps(phase) })) };
}

/** What the checklist tells the background. Badges and guides are for tabs of organisations. */
function told({ type, open, url }) {
  if (type === "panel") part("open").hidden = open;
  // Anything else would lead away into what is not there.
  if (type === "open-tab" && isVendors(url)) tabs.create({ url });
}

/** A list as Dynamics shows one: what the checklist changes is seen here. */
function drawUsers() {
  const { value } = JSON.parse(ask("GET", USERS).body);
  const titles = ["bulk_csv_name", "detail_user_name", "detail_business_unit", "detail_roles"];
  const users = value.filter((user) => !user.isdisabled && isOrdinary(user.fullname));
  // Those whom the checklist changes are in sight without scrolling.
  users.sort((one, other) => Number(isMarketos(other)) - Number(isMarketos(one)));
  const rows = users.map((user) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("bdi", {}, user.fullname)),
      ...[
        user.domainname,
        user.businessunitid?.name,
        user.systemuserroles_association.map(({ name }) => name).join(", "),
      ].map((text) => element("td", {}, element("bdi", {}, text ?? ""))),
    ),
  );
  part("users").replaceChildren(
    element(
      "table",
      {},
      element("caption", {}, say("practice_users")),
      element("thead", {}, element("tr", {}, ...titles.map((key) => element("th", { scope: "col" }, say(key))))),
      element("tbody", {}, ...rows),
    ),
  );
}

/** The practice organisation has names that are there to break programs; they teach nobody anything. */
const isOrdinary = (name) => name?.length <= 60 && !/[<\u200b-\u202e]/.test(name);

const isMarketos = ({ domainname }) => /marketo/i.test(domainname ?? "");
