// The panel with the security roles: of a user who is there, or to be chosen for one who is about to be made.

import { el, t } from "../base.js";
import { button, open_panel } from "../products.js";
import { changes_of, read_roles, write_change } from "../roles.js";

/** Manage security roles of users. */
export async function manage_security_roles(users, done) {
  const panel = open_panel(t("Manage_security_roles"));
  try {
    const { roles, held } = await read_roles(users);
    const is_held = ({ roleid }) => users.every((user) => held.get(user).has(roleid));
    const ticks = draw_roles(panel, roles, is_held);
    const save = async () => {
      try {
        const decided = ticks.map((tick) => [tick.value, tick.checked]);
        for (const change of changes_of(held, decided)) await write_change(held, change);
        panel.close();
        done();
      } catch (error) {
        panel.fail(error);
      }
    };
    panel.foot.append(button("Save", save, { class: "primary" }), button("Cancel", panel.close));
  } catch (error) {
    panel.fail(error);
  }
}

/** Draws a tick for each role. */
export function draw_roles(panel, roles, is_held) {
  const ticks = roles.map((role) => {
    const tick = el("input", { type: "checkbox", value: role.roleid, "aria-label": role.name });
    tick.checked = is_held(role);
    return tick;
  });
  panel.body.append(
    ...ticks.map((tick) => el("label", { class: "role" }, tick, el("span", {}, tick.getAttribute("aria-label")))),
  );
  return ticks;
}
