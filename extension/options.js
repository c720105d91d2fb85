// Settings, the keyboard shortcut, and what is stored of each organisation.

import { begin, element, part, saveJson } from "./page.js";
import { CHANGE_KINDS, readSettings, saveSettings, THEMES } from "./settings.js";
import { languages } from "./say.js";
import { fileName, organisationsIn, tabPattern } from "./stored.js";

/** @type {import("./say.js").Say} */
let say;

show().catch((error) => {
  part("said").textContent = String(error);
});

async function show() {
  const begun = await begin();
  say = begun.say;
  document.title = say("options_title");
  part("version").textContent = say("options_version", chrome.runtime.getManifest().version);
  await Promise.all([drawSettings(begun.settings), drawKeyboard(), drawStored()]);
  chrome.storage.onChanged.addListener((changes, area) => {
    // Chromium reads its policies a moment after it has started.
    if (area === "managed") location.reload();
    if (area === "local" && Object.keys(changes).some((key) => /^(org\/|guide$)/.test(key))) drawStored();
  });
  // The shortcut is changed on a page of the browser's own; coming back from there shows it.
  addEventListener("focus", drawKeyboard);
  document.body.dataset.ready = "";
}

/** @param {import("./settings.js").Settings} settings */
async function drawSettings({ now, managed, organisations, unreadable }) {
  const notes = [
    Object.keys(managed).length || organisations ? say("options_managed") : null,
    organisations ? say("options_organisations", organisations.join(", ") || say("options_organisations_none")) : null,
    unreadable.length ? say("options_unreadable", unreadable.join(", ")) : null,
  ].filter((note) => note !== null);
  part("policy").textContent = notes.join(" ");
  part("policy").hidden = notes.length === 0;
  part("settings").replaceChildren(
    choice("theme", say("options_theme"), "theme" in managed, now.theme, themes()),
    choice("language", say("options_language"), "language" in managed, now.language ?? "", await tongues()),
    tick(say("options_guide_only"), "guideOnly" in managed, now.guideOnly, (on) => save({ guideOnly: on }), {
      more: say("options_guide_only_more"),
    }),
    element(
      "fieldset",
      {},
      element("legend", {}, say("options_without")),
      ...CHANGE_KINDS.map((kind) => {
        const fixed = managed.guideOnly === true || Boolean(managed.without?.includes(kind));
        const forbid = (on) => forbidKind(kind, !on);
        return tick(say(`options_may_${kind}`), fixed, !now.guideOnly && !now.without.includes(kind), forbid, {
          off: now.guideOnly,
        });
      }),
    ),
  );
}

const themes = () => THEMES.map((theme) => ({ value: theme, label: say(`options_theme_${theme}`) }));

/** Each language calls itself by its own name. */
async function tongues() {
  const known = (await languages()).map((tag) => ({
    value: tag,
    label: new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag,
  }));
  return [{ value: "", label: say("options_language_browser") }, ...known];
}

/** @param {"theme" | "language"} name */
function choice(name, label, fixed, now, options) {
  const select = element("select", {
    id: name,
    disabled: fixed,
    onchange: () => save({ [name]: select.value || null }),
  });
  for (const { value, label: shown } of options) {
    const lang = name === "language" && value ? { lang: value } : {};
    select.append(element("option", { value, selected: value === now, ...lang }, shown));
  }
  return element("p", { className: "field" }, element("label", { htmlFor: name }, label), select, managedNote(fixed));
}

/**
 * @param {{ more?: string, off?: boolean }} options `off`: out of use for the moment
 */
function tick(label, fixed, now, save, options = {}) {
  const { more, off = false } = options;
  const box = element("input", { type: "checkbox", checked: now, disabled: fixed || off });
  box.onchange = () => save(box.checked);
  return element(
    "div",
    { className: "tick" },
    element("label", {}, box, element("span", {}, label)),
    more ? element("p", { className: "quiet" }, more) : null,
    managedNote(fixed),
  );
}

function managedNote(fixed) {
  return fixed ? element("small", { className: "managed" }, say("options_fixed")) : null;
}

async function forbidKind(kind, forbidden) {
  const { own } = await readSettings();
  const rest = own.without.filter((each) => each !== kind);
  await save({ without: forbidden ? [...rest, kind] : rest });
}

/** @param {Partial<import("./settings.js").Own>} change */
async function save(change) {
  const had = document.activeElement;
  const at = [...document.querySelectorAll("#settings input, #settings select")].findIndex((each) => each === had);
  await saveSettings(change);
  // Another language changes every sentence of the page.
  const begun = await begin();
  say = begun.say;
  document.title = say("options_title");
  part("version").textContent = say("options_version", chrome.runtime.getManifest().version);
  await Promise.all([drawSettings(begun.settings), drawKeyboard(), drawStored()]);
  const again = document.querySelectorAll("#settings input, #settings select")[at];
  /** @type {HTMLElement | undefined} */ (again)?.focus();
  part("said").textContent = say("options_saved");
}

async function drawKeyboard() {
  const commands = await chrome.commands.getAll();
  const shortcut = commands.find(({ name }) => name === "toggle-checklist")?.shortcut;
  const said = shortcut ? [element("kbd", {}, shortcut)] : [say("options_no_shortcut")];
  part("keyboard").replaceChildren(
    element("p", {}, say("command_toggle")),
    element("p", { className: "quiet" }, ...said),
    element("button", { type: "button", onclick: changeShortcut }, say("options_change_shortcut")),
  );
}

/** Firefox opens its own page for it; in Chromium that page has an address. */
async function changeShortcut() {
  // What the types know is Chromium's.
  const { openShortcutSettings } = /** @type {any} */ (chrome.commands);
  if (openShortcutSettings) await openShortcutSettings();
  else await chrome.tabs.create({ url: "chrome://extensions/shortcuts" });
}

async function drawStored() {
  const organisations = organisationsIn(await chrome.storage.local.get(null));
  const rows = organisations.map((organisation) => drawOrganisation(organisation));
  const all = element(
    "div",
    { className: "buttons" },
    element("button", { type: "button", onclick: () => saveAll(organisations) }, say("options_export_all")),
    element(
      "button",
      { type: "button", className: "danger", onclick: () => eraseAll(organisations) },
      say("options_erase_all"),
    ),
  );
  const none = element("p", {}, say("options_nothing_stored"));
  part("stored").replaceChildren(...(rows.length ? [element("ul", { className: "cards" }, ...rows), all] : [none]));
}

/** @param {import("./stored.js").Organisation} organisation */
function drawOrganisation(organisation) {
  const { name, address, checked, counts, shown, size } = organisation;
  const facts = [
    checked === null ? say("board_never_checked") : say("board_checked", say.time(checked)),
    say.count("options_changes", counts.changes),
    counts.bulks ? say.count("options_bulks", counts.bulks) : null,
    counts.guides ? say("options_guides") : null,
    counts.others ? say.count("options_others", counts.others) : null,
    say.count("options_size", Math.ceil(size / 1024)),
  ];
  return element(
    "li",
    {},
    element("h3", { dir: "auto" }, name),
    element("p", { className: "quiet", dir: "ltr" }, address),
    element("p", {}, facts.filter((fact) => fact !== null).join(" · ")),
    shown.length ? drawShown(shown) : null,
    element(
      "div",
      { className: "buttons" },
      element(
        "button",
        {
          type: "button",
          "aria-label": say("options_export_of", name),
          onclick: () => saveJson(fileName(address), organisation.values),
        },
        say("options_export"),
      ),
      element(
        "button",
        {
          type: "button",
          className: "danger",
          "aria-label": say("options_erase_of", name),
          onclick: () => eraseOne(organisation),
        },
        say("options_erase"),
      ),
    ),
  );
}

/**
 * Controls that the person has pointed at: for what, and what each was called.
 * @param {import("./stored.js").Shown[]} shown
 */
function drawShown(shown) {
  const rows = shown.map(({ key, stop, name }) => {
    // Whom and which role it was about is not stored with it.
    const said = say(stop, "…", "…") || key.slice(key.lastIndexOf("/") + 1);
    const called = name ?? say("options_shown_unreadable");
    return element(
      "li",
      {},
      element("span", {}, said),
      called ? element("span", { className: "quiet", dir: "auto" }, called) : null,
      element(
        "button",
        { type: "button", "aria-label": say("options_forget_of", said), onclick: () => forget(key) },
        say("options_forget"),
      ),
    );
  });
  return element("div", { className: "shown" }, element("h4", {}, say("options_shown")), element("ul", {}, ...rows));
}

/** @param {string} key of a control that the person has pointed at; it can be shown again */
async function forget(key) {
  await chrome.storage.local.remove(key);
  await drawStored();
  part("said").textContent = say("options_forgotten");
  part("stored-title").focus();
}

/** @param {import("./stored.js").Organisation[]} organisations */
function saveAll(organisations) {
  saveJson("cairn.json", Object.assign({}, ...organisations.map(({ values }) => values)));
}

/** @param {import("./stored.js").Organisation} organisation */
async function eraseOne(organisation) {
  await erase([organisation], say("options_sure_of", organisation.name));
}

async function eraseAll(organisations) {
  await erase(organisations, say.count("options_sure_all", organisations.length));
}

/**
 * Erases what is stored, once the person has said yes to what goes with it.
 * @param {import("./stored.js").Organisation[]} organisations
 */
async function erase(organisations, question) {
  const changes = organisations.reduce((sum, { counts }) => sum + counts.changes + counts.bulks, 0);
  const open = await anyOpen(organisations);
  const more = [
    changes ? say.count("options_sure_undo", changes) : say("options_sure_nothing"),
    open ? say("options_sure_open") : null,
  ];
  if (!(await sure(question, more.filter((each) => each !== null).join(" ")))) return;
  await chrome.storage.local.remove(organisations.flatMap(({ values }) => Object.keys(values)));
  await drawStored();
  part("said").textContent = say("options_erased");
  part("stored-title").focus();
}

/** Whether a tab shows one of them: its checklist may store again what it knows. */
async function anyOpen(organisations) {
  const patterns = organisations.map(({ address }) => tabPattern(address)).filter((each) => each !== null);
  return (await chrome.tabs.query({ url: patterns })).length > 0;
}

/** Asks in the page. */
function sure(question, more) {
  const dialog = part("sure");
  part("sure-title").textContent = question;
  part("sure-more").textContent = more;
  part("sure-yes").textContent = say("options_erase");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
