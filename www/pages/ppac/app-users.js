// Application users of the environment, and how one is made (marketo §1.4).

import { api, el, formatted, prefer, query, t } from "../base.js";
import { button, command_bar, draw_list, field, main, open_panel } from "../products.js";
import { write_change } from "../roles.js";
import { draw_roles, manage_security_roles } from "./roles-panel.js";

/** The directory's app registrations. */
const APPS = [
  { name: "Marketo Sync App", id: "7b1f3c52-90ad-4e0b-8c61-2f1a5d9e4b77" },
  { name: "Contoso Reporting", id: "0c9e8d71-6b5a-4f43-a2d1-9e8f7c6b5a40" },
];

/** Draws the page. */
export async function show_app_users() {
  const select = "systemuserid,fullname,applicationid,_businessunitid_value";
  const filter = "applicationid ne null";
  const answer = await api(`systemusers?${query({ select, filter, orderby: "fullname,systemuserid" })}`, {
    prefer: prefer(250),
  });
  const bar = el("div", {});
  const commands = (chosen) => {
    const ids = chosen.map(({ systemuserid }) => systemuserid);
    const of_chosen = [["Edit_security_roles", () => manage_security_roles(ids, show_app_users)]];
    const always = [
      ["New_app_user", () => new_app_user(answer.value, show_app_users)],
      ["Refresh", show_app_users],
    ];
    bar.replaceChildren(command_bar(chosen.length > 0 ? [...of_chosen, ...always] : always));
  };
  main.replaceChildren(
    el("h1", {}, t("Application_users")),
    bar,
    draw_list({
      label: t("Application_users"),
      columns: [
        ["Name", ({ fullname }) => fullname ?? ""],
        ["App_ID", ({ applicationid }) => applicationid],
        ["Business_Unit", (row) => formatted(row, "_businessunitid_value")],
      ],
      rows: answer.value,
      changed: commands,
    }),
  );
  commands([]);
}

async function new_app_user(known, done) {
  const panel = open_panel(t("Create_app_user"));
  const units = (await api("businessunits?$select=name&$orderby=name")).value;
  let app = null;
  let roles = [];
  const shown_app = el("p", {});
  const shown_roles = el("p", {});
  const unit = el(
    "select",
    { "aria-label": t("Business_Unit") },
    el("option", { value: "" }, ""),
    ...units.map(({ businessunitid, name }) => el("option", { value: businessunitid }, name)),
  );
  const address = field("Email_address");
  const create = button("Create", make, { class: "primary", disabled: true });
  const check = () => (create.disabled = !app || !unit.value || roles.length === 0);
  unit.addEventListener("change", () => {
    roles = [];
    shown_roles.textContent = "";
    check();
  });
  panel.body.append(
    el("h3", {}, t("App")),
    shown_app,
    button("Add_an_app", choose_app, { class: "plain-button" }),
    el("label", {}, t("Business_Unit"), unit),
    address.element,
    el("h3", {}, t("Security_roles_PPAC")),
    shown_roles,
    button("Edit_security_roles", choose_roles, { class: "plain-button" }),
  );
  panel.foot.append(create, button("Cancel", panel.close));

  function choose_app() {
    const list = open_panel(t("Add_an_app_from_directory"));
    const taken = new Set(known.map(({ applicationid }) => applicationid));
    let chosen = null;
    const add = button(
      "Add",
      () => {
        app = chosen;
        shown_app.textContent = chosen.name;
        check();
        list.close();
      },
      { class: "primary", disabled: true },
    );
    for (const each of APPS.filter(({ id }) => !taken.has(id))) {
      const radio = el("input", {
        type: "radio",
        name: "app",
        "aria-label": each.name,
        onchange: () => {
          chosen = each;
          add.disabled = false;
        },
      });
      list.body.append(el("label", { class: "role" }, radio, el("span", {}, `${each.name} ${each.id}`)));
    }
    list.foot.append(add, button("Cancel", list.close));
  }

  async function choose_roles() {
    if (!unit.value) return;
    const list = open_panel(t("Edit_security_roles"));
    const filter = `_businessunitid_value eq ${unit.value}`;
    const all = await api(`roles?${query({ select: "roleid,name", filter, orderby: "name,roleid" })}`, {
      prefer: prefer(5000),
    });
    const ticks = draw_roles(list, all.value, ({ roleid }) => roles.includes(roleid));
    const save = () => {
      const ticked = ticks.filter((tick) => tick.checked);
      roles = ticked.map((tick) => tick.value);
      shown_roles.textContent = ticked.map((tick) => tick.getAttribute("aria-label")).join(", ");
      check();
      list.close();
    };
    list.foot.append(button("Save", save, { class: "primary" }), button("Cancel", list.close));
  }

  async function make() {
    try {
      const body = { applicationid: app.id, "businessunitid@odata.bind": `/businessunits(${unit.value})` };
      const mail = address.input.value.trim();
      if (mail) body.internalemailaddress = mail;
      const user = await api("systemusers", { method: "POST", body, prefer: "return=representation" });
      const held = new Map([[user.systemuserid, new Set()]]);
      for (const role of roles) await write_change(held, { user: user.systemuserid, role, give: true });
      panel.close();
      done();
    } catch (error) {
      panel.fail(error);
    }
  }
}
