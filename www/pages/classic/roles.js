// Manage Roles: ticks the roles of the selected users, and on OK writes what has changed.

import { api, el, formatted, label_document, prefer, query, row_address, t } from "../base.js";

const dialog = window.frameElement?.practiceDialog;
const users = dialog?.argument.ids ?? [];
const by_id = (id) => document.getElementById(id);

const USER = { select: "fullname,_businessunitid_value", expand: "systemuserroles_association($select=roleid)" };
const ROLES = { select: "roleid,name,_businessunitid_value", orderby: "name,roleid" };

/** Role ids that each user has now. */
const held = new Map();

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
  const rows = await Promise.all(users.map((user) => api(`systemusers(${user})?${query(USER)}`)));
  rows.forEach((row, i) => held.set(users[i], new Set(row.systemuserroles_association.map(({ roleid }) => roleid))));
  const unit = rows[0]?._businessunitid_value;
  if (!unit) return;
  const roles = await api(`roles?${query({ ...ROLES, filter: `_businessunitid_value eq ${unit}` })}`, {
    prefer: prefer(5000),
  });
  by_id("tableRoles").tBodies[0].append(...roles.value.map(draw_role));
  by_id("butBegin").disabled = false;
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
  const changes = users.flatMap((user) =>
    ticks
      .filter((tick) => tick.checked !== held.get(user).has(tick.id))
      .map((tick) => ({ user, role: tick.id, give: tick.checked })),
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
    for (const change of changes) await write(change);
  } catch (error) {
    by_id("butBegin").disabled = false;
    return fail(error);
  }
  dialog?.close(true);
}

async function write({ user, role, give }) {
  const path = `systemusers(${user})/systemuserroles_association`;
  if (give) await api(`${path}/$ref`, { method: "POST", body: { "@odata.id": row_address("roles", role) } });
  else await api(`${path}(${role})/$ref`, { method: "DELETE" });
  if (give) held.get(user).add(role);
  else held.get(user).delete(role);
}

function fail(error) {
  by_id("dialogError").textContent = error.message;
  by_id("dialogError").hidden = false;
}
