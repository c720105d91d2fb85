// The Unified Interface: top bar, gear menu, site map, and a list of business records.

import { el, initials, root, t, who } from "../base.js";
import { show_list } from "./grid.js";

const APP = "5e3d4c7b-2f1a-4b6c-8d9e-0a1b2c3d4e5f";

const AREAS = [
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
];

const SETTINGS_MENU = [
  ["SettingsMenu.PersonalSettings", "Personalization_Settings"],
  ["SettingsMenu.AdvancedSettings-buttoncontainer", "Advanced_Settings"],
  ["SettingsMenu.ToastNotificationSettings", "Toast_Settings"],
  ["SettingsMenu.About", "About"],
  ["SettingsMenu.PrivacyStatement", "Privacy"],
];

const flyouts = document.getElementById("__flyoutRootNode");

function close_settings() {
  flyouts.replaceChildren();
  document.querySelector('button[data-id="personalSettingsLauncher"]').setAttribute("aria-expanded", "false");
}

function toggle_settings(event) {
  if (flyouts.childElementCount > 0) return close_settings();
  const launcher = event.currentTarget;
  launcher.setAttribute("aria-expanded", "true");
  const items = SETTINGS_MENU.map(([id, label]) =>
    el(
      "li",
      { role: "none" },
      el("button", { type: "button", role: "menuitem", "data-id": id, onclick: () => choose_setting(label) }, t(label)),
    ),
  );
  flyouts.append(
    el(
      "ul",
      { class: "flyout", "data-id": "personalSettingsLauncher", role: "menu", "aria-label": t("Settings") },
      ...items,
    ),
  );
  flyouts.querySelector("button").focus();
}

function choose_setting(label) {
  close_settings();
  // Relative, as the real client opens it: on-premises it has to stay inside the organisation's path.
  if (label === "Advanced_Settings") window.open("./main.aspx?settingsonly=true");
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
    el("span", { class: "bar-app", "data-id": "appBreadCrumb" }, t("Sales")),
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
  const entries = AREAS.map(([group, items]) =>
    el(
      "li",
      { role: "none", class: "map-group" },
      el("h3", { class: "map-title" }, t(group)),
      el(
        "ul",
        { role: "group", "aria-label": t(group) },
        ...items.map(([id, label, target]) => {
          const chosen = target !== null && target === entity;
          return el(
            "li",
            {
              id: `sitemap-entity-${id}`,
              "data-id": `sitemap-entity-${id}`,
              "data-lp-id": `sitemap-entity-${id}`,
              "data-text": t(label),
              role: "treeitem",
              tabindex: chosen ? "0" : "-1",
              "aria-selected": String(chosen),
              title: t(label),
              onclick: () => target && open_list(target),
              onkeydown: (event) => event.key === "Enter" && target && open_list(target),
            },
            el("span", { class: `map-icon map-icon-${label.toLowerCase()}`, "aria-hidden": "true" }),
            t(label),
          );
        }),
      ),
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

function open_list(entity) {
  history.pushState(null, "", new URL(`main.aspx?appid=${APP}&pagetype=entitylist&etn=${entity}`, root));
  show_address();
}

function show_address() {
  const asked = new URLSearchParams(location.search).get("etn");
  const entity = asked === "contact" ? "contact" : "account";
  draw_site_map(entity);
  document.title = `${t(entity === "contact" ? "My_Active_Contacts" : "My_Active_Accounts")} - Dynamics 365`;
  show_list(document.getElementById("mainContent"), entity);
}

document.addEventListener("click", (event) => {
  if (flyouts.childElementCount === 0) return;
  const inside = event.target.closest('[data-id="personalSettingsLauncher"]');
  if (!inside) close_settings();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && flyouts.childElementCount > 0) {
    close_settings();
    document.querySelector('button[data-id="personalSettingsLauncher"]').focus();
  }
});
window.addEventListener("popstate", show_address);

draw_top_bar(await who());
show_address();
