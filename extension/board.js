// Every organisation that was opened with the checklist, as it was read last. Nothing is fetched from any of them.

import { begin, element, part } from "./page.js";
import { compare, organisationsIn, stateKey, tabPattern, tally, titleKey } from "./stored.js";
import { remember } from "./tabs.js";

/** @typedef {import("./stored.js").Organisation} Organisation */

/** @type {import("./say.js").Say} */
let say;

/** Addresses of the two that are compared, and whether what is the same is left out. */
const chosen = { sides: ["", ""], only: false };

show().catch((error) => {
  part("said").textContent = String(error);
});

async function show() {
  say = (await begin()).say;
  document.title = say("board_title");
  await draw();
  chrome.storage.onChanged.addListener((changes, area) => {
    if (area === "local" && Object.keys(changes).some((key) => key.startsWith("org/"))) draw();
  });
  document.body.dataset.ready = "";
}

async function draw() {
  const organisations = organisationsIn(await chrome.storage.local.get(null));
  const cards = organisations.map((organisation) => card(organisation));
  const none = element("p", {}, say("board_empty"));
  part("board").replaceChildren(cards.length ? element("ul", { className: "cards" }, ...cards) : none);
  const read = organisations.filter(({ steps }) => steps.length > 0);
  part("comparing").hidden = read.length < 2;
  if (read.length >= 2) drawCompared(read);
}

/** @param {Organisation} organisation */
function card(organisation) {
  const { name, address, kind, checked, steps } = organisation;
  return element(
    "li",
    {},
    element("h2", {}, element("bdi", {}, name), badge(kind)),
    element("p", { className: "quiet", dir: "ltr" }, address),
    element("p", { className: "state" }, state(steps)),
    element("p", {}, checked === null ? say("board_never_checked") : say("board_checked", say.time(checked))),
    element(
      "div",
      { className: "buttons" },
      element(
        "button",
        { type: "button", "aria-label": say("board_open_of", name), onclick: () => open(organisation) },
        say("board_open"),
      ),
    ),
  );
}

/** Production or not, where the server has said so. */
function badge(kind) {
  if (kind === "Unstated") return null;
  return element(
    "span",
    { className: `badge ${kind}` },
    say(kind === "Production" ? "kind_production" : "kind_sandbox"),
  );
}

/** @param {import("./stored.js").StepSeen[]} steps */
function state(steps) {
  if (steps.length === 0) return say("board_not_read");
  const { total, done, stated, open } = tally(steps);
  const progress = stated
    ? say.count("progress_done_stated", total, String(done), String(stated))
    : say.count("progress_done", total, String(done));
  return `${say.count("board_steps_open", open)} · ${progress}`;
}

/**
 * Shows the checklist in the organisation's tab, or in a new one.
 * @param {Organisation} organisation
 */
async function open({ address }) {
  const pattern = tabPattern(address);
  const tabs = pattern ? await chrome.tabs.query({ url: pattern }) : [];
  // On premises one host can have several organisations.
  const known = tabs.find(({ url }) => url === address || url?.startsWith(`${address}/`));
  if (known?.id !== undefined) {
    await chrome.tabs.update(known.id, { active: true });
    await chrome.windows.update(known.windowId, { focused: true });
    const { open: shown } = await chrome.runtime.sendMessage({ type: "state", tabId: known.id });
    if (!shown) await chrome.runtime.sendMessage({ type: "open", tabId: known.id });
    return;
  }
  const tab = await chrome.tabs.create({ url: `${address}/` });
  if (tab.id !== undefined) await remember(tab.id, { open: true, follow: true });
}

/** @param {Organisation[]} read those of which steps are known, two or more */
function drawCompared(read) {
  const known = (address) => read.some((each) => each.address === address);
  const [first, second] = chosen.sides;
  const one = known(first) ? first : read[0].address;
  const other = known(second) && second !== one ? second : read.filter(({ address }) => address !== one)[0].address;
  chosen.sides = [one, other];
  part("sides").replaceChildren(side(0, read), side(1, read));
  const box = element("input", { type: "checkbox", id: "only-differences", checked: chosen.only });
  box.onchange = () => {
    chosen.only = box.checked;
    drawTable(read);
  };
  const label = element("label", {}, box, element("span", {}, say("board_only_differences")));
  part("only").replaceChildren(element("div", { className: "tick" }, label));
  drawTable(read);
}

/** @param {Organisation[]} read */
function side(index, read) {
  const id = `side-${index}`;
  const select = element("select", { id });
  for (const { name, address } of read) {
    select.append(
      element("option", { value: address, selected: chosen.sides[index] === address }, label(name, address)),
    );
  }
  select.onchange = () => {
    const before = chosen.sides[index];
    chosen.sides[index] = select.value;
    // Whoever chooses the other one means to change sides.
    if (chosen.sides[1 - index] === select.value) chosen.sides[1 - index] = before;
    drawCompared(read);
    part(id).focus();
  };
  const title = say(index === 0 ? "board_first" : "board_second");
  return element("p", { className: "field" }, element("label", { htmlFor: id }, title), select);
}

/** Two organisations can call themselves the same. */
const label = (name, address) => (address.endsWith(name) ? name : `${name} (${new URL(address).host})`);

/** @param {Organisation[]} read */
function drawTable(read) {
  const sides = chosen.sides.map((address) => read.find((each) => each.address === address));
  const steps = compare(sides[0]?.steps ?? [], sides[1]?.steps ?? []);
  const shown = chosen.only ? steps.filter(({ same }) => !same) : steps;
  const names = sides.map((each) => element("th", { scope: "col" }, element("bdi", {}, each?.name ?? "")));
  const rows = shown.map(({ step, states, same }) =>
    element(
      "tr",
      { className: same ? "" : "differs" },
      // A step that only a later version knows has no title here.
      element("th", { scope: "row" }, say(titleKey(step)) || step),
      ...states.map((each) =>
        element("td", { className: `state ${each ?? ""}` }, each === null ? say("board_no_step") : say(stateKey(each))),
      ),
    ),
  );
  const differences = steps.filter(({ same }) => !same).length;
  part("compared").replaceChildren(
    element(
      "table",
      {},
      element("caption", {}, say.count("board_differences", differences)),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("board_step")), ...names)),
      element("tbody", {}, ...rows),
    ),
  );
}
