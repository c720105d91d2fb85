// The command bar of the Unified Interface: built anew when the selection changes; what does not fit is behind one button.

import { el, t } from "../base.js";
import { open_flyout } from "./flyout.js";

/** How long after a selection the commands appear: nobody published a figure, but a finder has to wait for them. */
const LATE_MS = 250;
const FIT = 5;
const NARROW = 900;

/**
 * A bar for a list or a form.
 * @param {"HomePageGrid" | "Form"} place
 * @param {string} entity
 */
export function command_bar(place, entity) {
  const family = place === "Form" ? "Form" : "HomepageGrid";
  const list = el("ul", {
    class: "commands",
    "data-id": "CommandBar",
    "data-lp-id": `commandbar-${place}:${entity}`,
    role: "menubar",
  });
  let pending = 0;

  const button = ([label, sign, name, act], close = () => undefined) =>
    el(
      "li",
      { role: "none" },
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          "data-id": `${entity}|NoRelationship|${place}|${name.includes(".") ? name : `Mscrm.${family}.${entity}.${name}`}`,
          "aria-label": name === "Save" ? `${t(label)} (CTRL+S)` : t(label),
          onclick: () => {
            close();
            act?.();
          },
        },
        el("span", { class: "command-sign", "aria-hidden": "true" }, sign),
        t(label),
      ),
    );
  const build = (commands) => {
    const fit = window.innerWidth < NARROW ? 2 : FIT;
    const rest = commands.slice(fit);
    list.replaceChildren(...commands.slice(0, fit).map((command) => button(command)));
    if (rest.length > 0) list.append(overflow(rest));
  };
  const overflow = (rest) => {
    const more = el(
      "button",
      {
        type: "button",
        role: "menuitem",
        "aria-haspopup": "menu",
        "data-id": "OverflowButton",
        "aria-label": t("More_Commands"),
        onclick: () => {
          open_flyout(more, "OverflowButton", t("More_Commands"), (close) => rest.map((one) => button(one, close)));
        },
      },
      "\u22EE",
    );
    return el("li", { role: "none" }, more);
  };
  return {
    element: list,
    /** Shows commands: `[label, sign, name, act]` each; a moment later, as the real bar. */
    show(commands) {
      clearTimeout(pending);
      pending = setTimeout(() => build(commands), LATE_MS);
    },
    build,
  };
}
