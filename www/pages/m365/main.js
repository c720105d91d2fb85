// The admin center of Microsoft 365: a hash router, the list of active users, and the wizard that adds one.

import { el, label_document, t } from "../base.js";
import { command_bar, directory, draw_list, draw_nav, later, main } from "../products.js";
import { add_user } from "./wizard.js";

function show() {
  const path = location.hash.slice(1).split("?")[0].toLowerCase();
  const users = path.startsWith("/users");
  draw_nav([
    ["Home", "#/homepage", !users],
    ["Active_users", "#/users", users],
  ]);
  document.title = `${t(users ? "Active_users" : "Home")} - ${t("M365_title")}`;
  main.replaceChildren(el("p", { role: "status" }, t("Loading")));
  later(users ? show_users : show_home);
}

function show_home() {
  main.replaceChildren(
    el("h1", {}, t("M365_title")),
    el(
      "div",
      { class: "cards" },
      el("div", { class: "card" }, el("h2", {}, t("User_management")), el("a", { href: "#/users" }, t("Active_users"))),
    ),
  );
}

async function show_users() {
  const search = el("input", {
    type: "search",
    "data-automation-id": "UserListV2,CommandBarSearchInputBox",
    "aria-label": t("Search_active_users"),
    placeholder: t("Search_active_users"),
  });
  const accounts = await directory("accounts");
  const place = el("div", {});
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const rows = accounts.filter(({ display, name }) => `${display} ${name}`.toLowerCase().includes(wanted));
    place.replaceChildren(
      draw_list({
        label: t("Active_users"),
        columns: [
          ["Display_name", ({ display }) => display],
          ["Username", ({ name }) => name],
          ["Licenses", ({ licensed }) => (licensed ? "Dynamics 365 Sales Enterprise" : t("Unlicensed"))],
        ],
        rows,
      }),
    );
  };
  search.addEventListener("input", draw);
  main.replaceChildren(
    el("h1", {}, t("Active_users")),
    command_bar(
      [
        ["Add_a_user", () => add_user(show_users), { "data-automationid": "addUserButton" }],
        ["User_templates", null],
        ["Add_multiple_users", null],
        ["Refresh", show_users],
      ],
      { last: [search] },
    ),
    place,
  );
  draw();
}

label_document();
window.addEventListener("hashchange", show);
show();
