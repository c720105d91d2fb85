// The users of the environment.

import { api, el, formatted, prefer, query, t } from "../base.js";
import { button, command_bar, directory, draw_list, field, main, open_panel } from "../products.js";
import { manage_security_roles } from "./roles-panel.js";

const PEOPLE = "isdisabled eq false and accessmode ne 3 and accessmode ne 5 and applicationid eq null";

/** Draws the page. */
export async function show_users() {
  const select = "systemuserid,fullname,domainname,_businessunitid_value";
  const search = el("input", { type: "search", "aria-label": t("Search"), placeholder: t("Search") });
  const place = el("div", {});
  const bar = el("div", {});
  let rows = [];
  const commands = (chosen) => {
    const ids = chosen.map(({ systemuserid }) => systemuserid);
    const of_chosen = [
      ["Manage_security_roles", () => manage_security_roles(ids, show_users)],
      ["Manage_user_in_Dynamics", null],
    ];
    const always = [
      ["Add_user_plus", () => add_user(show_users)],
      ["Refresh", show_users],
    ];
    bar.replaceChildren(command_bar(chosen.length > 0 ? [...of_chosen, ...always] : always, { last: [search] }));
  };
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const shown = rows.filter(({ fullname, domainname }) => `${fullname} ${domainname}`.toLowerCase().includes(wanted));
    place.replaceChildren(
      draw_list({
        label: t("Users"),
        columns: [
          ["Name", ({ fullname }) => fullname ?? ""],
          ["Username", ({ domainname }) => domainname ?? ""],
          ["Business_Unit", (row) => formatted(row, "_businessunitid_value")],
        ],
        rows: shown,
        changed: commands,
      }),
    );
  };
  search.addEventListener("input", draw);
  main.replaceChildren(el("h1", {}, t("Users")), bar, place);
  commands([]);
  const answer = await api(`systemusers?${query({ select, filter: PEOPLE, orderby: "fullname,systemuserid" })}`, {
    prefer: prefer(250),
  });
  rows = answer.value;
  draw();
}

/** Takes an account of the directory over at once, instead of waiting for it. */
function add_user(done) {
  const panel = open_panel(t("Add_user"));
  const name = field("Search_directory");
  const found = el("div", { role: "listbox", "aria-label": t("Search_directory") });
  const add = button("Add", take, { class: "primary", disabled: true });
  let chosen = null;
  name.input.addEventListener("input", async () => {
    const wanted = name.input.value.trim().toLowerCase();
    const accounts = (await directory("accounts")).filter(({ user }) => user === null);
    const fitting = wanted ? accounts.filter((one) => `${one.display} ${one.name}`.toLowerCase().includes(wanted)) : [];
    found.replaceChildren(...fitting.map(option));
  });
  function option(account) {
    const choose = (event) => {
      chosen = account;
      for (const each of found.children) each.setAttribute("aria-selected", String(each === event.currentTarget));
      add.disabled = false;
    };
    const text = `${account.display} (${account.name})`;
    return el("div", { role: "option", class: "card", "aria-selected": "false", tabindex: "0", onclick: choose }, text);
  }
  async function take() {
    try {
      await directory("sync", { name: chosen.name });
      panel.close();
      done();
    } catch (error) {
      panel.fail(error);
    }
  }
  panel.body.append(name.element, found);
  panel.foot.append(add, button("Cancel", panel.close));
}
