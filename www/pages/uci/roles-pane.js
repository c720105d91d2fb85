// Manage Roles in the Unified Interface: a pane of 300 pixels at the side (dynamics-ui §2.8).

import { el, secret, t } from "../base.js";
import { changes_of, read_roles, write_change } from "../roles.js";

/** Opens it for users. */
export async function manage_roles(users, closed) {
  const read = read_roles(users);
  const list = el("div", {
    id: `id-${secret()}-manageroles_cc-manageroles_cc.field-RolesContainer_cb`,
    class: "pane-list",
    role: "group",
    "aria-label": t("Manage_User_Roles"),
  });
  const trouble = el("p", { role: "alert", class: "pane-trouble", hidden: true });
  const ok = el(
    "button",
    { type: "button", "data-id": "ok_id", class: "primary", disabled: true, onclick: save },
    t("Save"),
  );
  const cancel = el("button", { type: "button", "data-id": "cancel_id", onclick: close }, t("Cancel"));
  const pane = el(
    "div",
    { class: "pane", role: "dialog", "aria-modal": "true", "aria-label": t("Manage_User_Roles") },
    el("h2", {}, t("Manage_User_Roles")),
    list,
    trouble,
    el("div", { class: "pane-foot" }, ok, cancel),
  );
  document.body.append(el("div", { class: "pane-back" }, pane));

  function close() {
    pane.parentElement.remove();
    closed();
  }

  function fail(error) {
    trouble.textContent = error.message;
    trouble.hidden = false;
  }

  async function save() {
    const ticks = [...list.querySelectorAll("input")].filter((tick) => !tick.indeterminate);
    ok.disabled = true;
    try {
      const { held } = await read;
      const decided = ticks.map((tick) => [tick.value, tick.checked]);
      for (const change of changes_of(held, decided)) await write_change(held, change);
      close();
    } catch (error) {
      ok.disabled = false;
      fail(error);
    }
  }

  try {
    const { roles, held } = await read;
    list.append(
      ...roles.map(({ roleid, name }) => {
        const holders = [...held.values()].filter((ids) => ids.has(roleid)).length;
        const tick = el("input", { type: "checkbox", value: roleid, "aria-label": name });
        tick.checked = holders === users.length;
        tick.indeterminate = holders > 0 && holders < users.length;
        return el("label", { class: "pane-role", title: name }, tick, el("span", {}, name));
      }),
    );
    ok.disabled = roles.length === 0;
    list.querySelector("input")?.focus();
  } catch (error) {
    fail(error);
  }
}
