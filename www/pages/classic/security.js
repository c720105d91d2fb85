// The tiles of Settings > Security.

import { address_of, el, label_document, t } from "../base.js";

/** Feature numbers of the security area (dynamics-ui §1.2). */
const TILES = [
  ["Users", "06"],
  ["Teams", "07"],
  ["Security_Roles", "01"],
  ["Business_Units", "02"],
  ["Field_Security_Profiles", "05"],
  ["Hierarchy_Security", "08"],
  ["Positions", "04"],
  ["Access_Team_Templates", "03"],
];

const AREA = "tools/AdminSecurity/adminsecurity_area.aspx";

label_document();
const rows = [];
for (let i = 0; i < TILES.length; i += 2) rows.push(TILES.slice(i, i + 2));
document
  .getElementById("tiles")
  .append(
    ...rows.map((pair) =>
      el(
        "tr",
        {},
        ...pair.map(([name, pid]) =>
          el(
            "td",
            {},
            el("span", { class: "area-icon", "aria-hidden": "true" }),
            el(
              "div",
              {},
              el("a", { href: address_of(`${AREA}?pid=${pid}&web=true`).href, class: "area-link" }, t(name)),
              el("p", {}, t(`${name}_hint`)),
            ),
          ),
        ),
      ),
    ),
  );
