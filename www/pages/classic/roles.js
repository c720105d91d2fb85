// Manage Roles: ticks the roles of the selected users, and on OK writes what has changed.

import { el, formatted, label_document, t } from "../base.js";
import { changes_of, read_roles, write_change } from "../roles.js";

const dialog = window.frameElement?.practiceDialog;
const users = dialog?.argument.ids ?? [];
const by_id = (id) => document.getElementById(id);

/** Role ids that each user has now. */
let held = new Map();

label_document();
document.title = t("Manage_User_Roles");
by_id("cmdDialogCancel").addEventListener("click", () => dialog?.close(false));
by_id("butBegin").addEventListener("click", save);
try {
  await load();
} catch (error) {
  fail(error);
}

async function load() {
  const read = await read_roles(users);
  held = read.held;
  by_id("tableRoles").tBodies[0].append(...read.roles.map(draw_role));
  by_id("butBegin").disabled = read.roles.length === 0;
}

function draw_role(role) {
  const id = role.roleid;
  const holders = users.filter((user) => held.get(user).has(id)).length;
  const tick = el("input", { type: "checkbox", class: "checkbox", id });
  tick.checked = holders === users.length;
  tick.indeterminate = holders > 0 && holders < users.length;
  return el(
    "tr",
    { oid: id, bid: role._businessunitid_value },
    el("td", { class: "grid-tick" }, tick),
    el("td", {}, el("div", { title: role.name }, el("label", { id: `${id}_ID`, for: id }, role.name))),
    el("td", {}, el("div", {}, formatted(role, "_businessunitid_value"))),
  );
}

async function save() {
  const ticks = [...by_id("tableRoles").querySelectorAll("input.checkbox")].filter((tick) => !tick.indeterminate);
  const changes = changes_of(
    held,
    ticks.map((tick) => [tick.id, tick.checked]),
  );
  const removes_all = users.some((user) => {
    const left =
      held.get(user).size +
      changes.reduce((sum, change) => sum + (change.user === user ? (change.give ? 1 : -1) : 0), 0);
    return left === 0 && held.get(user).size > 0;
  });
  if (removes_all && !window.confirm(t("removes_all_roles"))) return;
  by_id("butBegin").disabled = true;
  try {
    for (const change of changes) await write_change(held, change);
  } catch (error) {
    by_id("butBegin").disabled = false;
    return fail(error);
  }
  dialog?.close(true);
}

function fail(error) {
  by_id("dialogError").textContent = error.message;
  by_id("dialogError").hidden = false;
}
