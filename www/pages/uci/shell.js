// The Unified Interface: top bar, gear menu, site map, lists and records; as the sales app, and as the Environment
// Settings app.

import { address_of, el, initials, own_label, places, settings, t, who } from "../base.js";
import { close_flyout, open_flyout } from "./flyout.js";
import { show_form } from "./form.js";
import { show_list } from "./grid.js";
import { list_of } from "./lists.js";

const SALES = {
  id: "5e3d4c7b-2f1a-4b6c-8d9e-0a1b2c3d4e5f",
  name: "Sales",
  start: "account",
  areas: [
    [
      "My_Work",
      [
        ["nav_dashboards", "Dashboards", null],
        ["nav_activities", "Activities", null],
      ],
    ],
    [
      "Customers",
      [
        ["nav_accts", "Accounts", "account"],
        ["nav_conts", "Contacts", "contact"],
      ],
    ],
  ],
};

/** Where *Advanced Settings* leads once redirection is on; its id differs from organisation to organisation. */
const SETTINGS = {
  id: `a1f0c0de-${places.organization.id.slice(9)}`,
  name: "Environment_Settings",
  start: null,
  areas: [
    [
      "Business",
      [
        ["nav_businessmanagement", "nav_businessmanagement", null],
        ["nav_templates", "nav_templates", null],
        ["nav_product", "nav_product", null],
      ],
    ],
    [
      "System",
      [
        ["nav_administration", "nav_administration", null],
        ["nav_datamanagement", "nav_datamanagement", null],
        ["nav_asyncoperation", "nav_asyncoperation", null],
        ["nav_emailconfiguration", "nav_emailconfiguration", null],
      ],
    ],
    // Extensions of the old Settings area are carried over (dynamics-ui §0).
    [
      "Extensions",
      places.tables.filter(() => settings.extensions === "carried").map(({ subarea, table }) => [subarea, null, table]),
    ],
  ].filter(([, items]) => items.length > 0),
};

const SETTINGS_MENU = [
  ["SettingsMenu.PersonalSettings", "Personalization_Settings"],
  ["SettingsMenu.AdvancedSettings-buttoncontainer", "Advanced_Settings"],
  ["SettingsMenu.ToastNotificationSettings", "Toast_Settings"],
  ["SettingsMenu.About", "About"],
  ["SettingsMenu.PrivacyStatement", "Privacy"],
];

const main = document.getElementById("mainContent");

function app() {
  return new URLSearchParams(location.search).get("appid") === SETTINGS.id ? SETTINGS : SALES;
}

function toggle_settings({ currentTarget: launcher }) {
  const item = ([id, label]) =>
    el(
      "li",
      { role: "none" },
      el("button", { type: "button", role: "menuitem", "data-id": id, onclick: () => choose_setting(label) }, t(label)),
    );
  open_flyout(launcher, "personalSettingsLauncher", t("Settings"), () => SETTINGS_MENU.map(item));
}

function choose_setting(label) {
  close_flyout();
  if (label !== "Advanced_Settings") return;
  // Relative, as the real client opens it: on-premises it has to stay inside the organisation's path.
  const redirected = settings.redirection === "on" && places.online;
  window.open(redirected ? `./main.aspx?appid=${SETTINGS.id}` : "./main.aspx?settingsonly=true");
}

function draw_top_bar(person) {
  const button = (attributes, sign) =>
    el("button", { type: "button", class: "bar-button", ...attributes }, el("span", { "aria-hidden": "true" }, sign));
  document.getElementById("topBar").append(
    button(
      { "data-id": "appLauncher", "aria-label": t("Apps"), title: t("Apps") },
      el("span", { class: "practice-waffle" }),
    ),
    el("span", { class: "bar-product" }, "Dynamics 365"),
    el("span", { class: "bar-app", "data-id": "appBreadCrumb" }, t(app().name)),
    el("span", { class: "bar-space" }),
    button({ "data-id": "quickCreateLauncher", "aria-label": t("New"), title: t("New") }, "+"),
    button(
      {
        id: "personalSettingsLauncher_buttoncrm_header_global",
        "data-id": "personalSettingsLauncher",
        "data-lp-id": "settings-button",
        "aria-label": t("Settings"),
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: t("Settings"),
        onclick: toggle_settings,
      },
      "\u2699",
    ),
    el(
      "button",
      {
        type: "button",
        class: "bar-person",
        "data-id": "mectrl_main_trigger",
        title: person.fullname,
        "aria-label": t("Account_manager", person.fullname),
      },
      initials(person.fullname),
    ),
  );
}

function draw_site_map(entity) {
  const entries = app().areas.map(([group, items]) =>
    el(
      "li",
      { role: "none", class: "map-group" },
      el("h3", { class: "map-title" }, t(group)),
      el("ul", { role: "group", "aria-label": t(group) }, ...items.map((item) => draw_entry(item, entity))),
    ),
  );
  document.getElementById("sitemap").replaceChildren(
    el(
      "button",
      {
        type: "button",
        class: "map-launcher",
        "data-id": "navbutton",
        "data-lp-id": "sitemap-launcher",
        "aria-label": t("Site_Map"),
      },
      el("span", { "aria-hidden": "true" }, "\u2630"),
    ),
    el("ul", { role: "tree", "aria-label": t("Site_Map"), class: "map" }, ...entries),
  );
}

function draw_entry([id, label, target], entity) {
  const ours = places.tables.find(({ table }) => table === target);
  const name = ours ? own_label(ours.labels) : t(label);
  const chosen = target !== null && target === entity;
  const open = () => go(target ? { pagetype: "entitylist", etn: target } : { pagetype: "custom", name: id });
  return el(
    "li",
    {
      id: `sitemap-entity-${id}`,
      "data-id": `sitemap-entity-${id}`,
      "data-lp-id": `sitemap-entity-${id}`,
      "data-text": name,
      role: "treeitem",
      tabindex: chosen ? "0" : "-1",
      "aria-selected": String(chosen),
      title: name,
      onclick: open,
      onkeydown: (event) => event.key === "Enter" && open(),
    },
    el("span", { class: `map-icon map-icon-${(label ?? "own").toLowerCase()}`, "aria-hidden": "true" }),
    name,
  );
}

/** Goes to a page of the app, without a load. */
function go(parameters) {
  const query = new URLSearchParams({ appid: app().id, ...parameters });
  history.pushState(null, "", address_of(`main.aspx?${query}`));
  show_address();
}

function show_address() {
  const asked = new URLSearchParams(location.search.toLowerCase());
  const type = asked.get("pagetype");
  const entity = asked.get("etn") ?? (type ? null : app().start);
  draw_site_map(entity);
  const list = entity && list_of(entity);
  if (!list) return show_nothing();
  if (type === "entityrecord") {
    const back = () => go({ pagetype: "entitylist", etn: entity });
    return show_form(main, entity, (asked.get("id") ?? "").replace(/[{}]/g, ""), back);
  }
  document.title = `${list.name ?? t(list.view)} - Dynamics 365`;
  show_list(main, entity, (table, id) => go({ pagetype: "entityrecord", etn: table, id }));
}

function show_nothing() {
  document.title = `${t(app().name)} - Dynamics 365`;
  main.replaceChildren(el("div", { class: "list-card" }, el("p", { class: "form-root" }, t("not_in_practice"))));
}

window.addEventListener("popstate", show_address);

draw_top_bar(await who());
show_address();
