// The admin center of the Power Platform: the environment, its users and application users.

import { el, label_document, places, t } from "../base.js";
import { draw_nav, later, main } from "../products.js";
import { show_app_users } from "./app-users.js";
import { show_users } from "./users.js";

const { id, environment, name } = places.organization;
const hub = `/manage/environments/environment/${environment}/hub`;
const of_settings = `/manage/environments/environment/${environment}/settings`;
const area = (what) => `/manage/environments/${id}/${environment}/${what}`;

/** What of the old addresses and the redirector leads where (dynamics-ui §1.3). */
const ALIASES = [
  [/^\/settingredirect\/[^/]+\/(users|appusers|teams|securityroles)/, ([, what]) => area(what)],
  [/^\/environments\/environment\/[^/]+\/hub/, () => hub],
  [/^\/environments\/?$/, () => "/manage/environments"],
];

function go(address) {
  history.pushState(null, "", address);
  show();
}

function link(label, address) {
  const follow = (event) => {
    event.preventDefault();
    go(address);
  };
  return el("a", { href: address, onclick: follow }, label);
}

function show() {
  const path = location.pathname;
  for (const [pattern, leads] of ALIASES) {
    const found = path.match(pattern);
    if (found) {
      history.replaceState(null, "", leads(found));
      return show();
    }
  }
  draw_nav([
    ["Home", "/home", path === "/home"],
    ["Manage", "/manage/environments", path.startsWith("/manage")],
  ]);
  document.title = t("PPAC_title");
  main.replaceChildren(el("p", { role: "status" }, t("Loading")));
  later(() => page_of(path)(main));
}

function page_of(path) {
  if (path === "/manage/environments") return show_environments;
  if (path.toLowerCase() === hub.toLowerCase()) return show_hub;
  if (path.toLowerCase() === of_settings.toLowerCase()) return show_settings;
  if (path.endsWith("/users")) return show_users;
  if (path.endsWith("/appusers")) return show_app_users;
  return () => main.replaceChildren(el("h1", {}, t("PPAC_title")), link(t("Environments"), "/manage/environments"));
}

function show_environments() {
  main.replaceChildren(el("h1", {}, t("Environments")), el("p", {}, link(name, hub)));
}

function show_hub() {
  const see_all = (title, what) => el("div", {}, el("h3", {}, t(title)), link(t("See_all"), area(what)));
  const settings = el("button", { type: "button", role: "menuitem", onclick: () => go(of_settings) }, t("Settings"));
  main.replaceChildren(
    el("h1", {}, name),
    el("ul", { class: "command-bar", role: "menubar" }, el("li", { role: "none" }, settings)),
    el(
      "div",
      { class: "cards" },
      el(
        "div",
        { class: "card" },
        el("h2", {}, t("Access")),
        see_all("Security_Roles", "securityroles"),
        see_all("Teams", "teams"),
        see_all("Users", "users"),
        see_all("Application_users", "appusers"),
      ),
    ),
  );
}

function show_settings() {
  const group = (title, entries) => {
    const list = el(
      "ul",
      { hidden: true },
      ...entries.map(([label, what]) => el("li", {}, link(t(label), area(what)))),
    );
    const toggle = el(
      "button",
      {
        type: "button",
        "aria-expanded": "false",
        onclick: () => {
          list.hidden = !list.hidden;
          toggle.setAttribute("aria-expanded", String(!list.hidden));
        },
      },
      t(title),
    );
    return el("section", { class: "card" }, toggle, list);
  };
  main.replaceChildren(
    el("h1", {}, t("Settings")),
    group("Product", [["Features", "features"]]),
    group("Users_and_permissions", [
      ["Application_users", "appusers"],
      ["Security_Roles", "securityroles"],
      ["Teams", "teams"],
      ["Users", "users"],
    ]),
  );
}

label_document();
window.addEventListener("popstate", show);
show();
