// Who holds which role, and giving and taking it: the same behind every client's way of showing it.

import { api, prefer, query, row_address } from "./base.js";

const USER = { select: "fullname,_businessunitid_value", expand: "systemuserroles_association($select=roleid)" };
const ROLES = { select: "roleid,name,_businessunitid_value", orderby: "name,roleid" };

/**
 * The roles of the first user's business unit, and which of them each user holds.
 * @param {string[]} users
 * @returns {Promise<{ roles: object[], held: Map<string, Set<string>> }>}
 */
export async function read_roles(users) {
  const rows = await Promise.all(users.map((user) => api(`systemusers(${user})?${query(USER)}`)));
  const held = new Map(
    rows.map((row, i) => [users[i], new Set(row.systemuserroles_association.map(({ roleid }) => roleid))]),
  );
  const unit = rows[0]?._businessunitid_value;
  if (!unit) return { roles: [], held };
  const answer = await api(`roles?${query({ ...ROLES, filter: `_businessunitid_value eq ${unit}` })}`, {
    prefer: prefer(5000),
  });
  return { roles: answer.value, held };
}

/** What differs from the ticks: `ticks` are those that the person has decided, as role and whether it is ticked. */
export function changes_of(held, ticks) {
  return [...held].flatMap(([user, roles]) =>
    ticks.filter(([role, ticked]) => ticked !== roles.has(role)).map(([role, give]) => ({ user, role, give })),
  );
}

/** Writes one change, and notes it in `held`. */
export async function write_change(held, { user, role, give }) {
  const path = `systemusers(${user})/systemuserroles_association`;
  if (give) await api(`${path}/$ref`, { method: "POST", body: { "@odata.id": row_address("roles", role) } });
  else await api(`${path}(${role})/$ref`, { method: "DELETE" });
  if (give) held.get(user).add(role);
  else held.get(user).delete(role);
}
