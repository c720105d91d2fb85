// The grid of a table of the vendor.

import { address_of, places, tab } from "../base.js";
import { press, show_grid } from "./grid.js";

const asked = new URLSearchParams(location.search.toLowerCase());
const table = places.tables.find(
  ({ code, table: name }) => `${code}` === asked.get("etc") || name === asked.get("etn"),
);

if (table) {
  show_grid({
    entity: table.table,
    code: `${table.code}`,
    set: table.set,
    key: table.key,
    columns: [
      [table.name, "Name"],
      ["createdon", "Created_On"],
    ],
    views: [
      ["Active_Records", "statecode eq 0"],
      ["Inactive_Records", "statecode eq 1"],
    ],
    find: [table.name],
    order: `${table.name},${table.key}`,
    open: (row) => ({
      href: "#",
      onclick: press(() => {
        const detail = { table: table.table, id: row[table.key] };
        const address = `main.aspx?etn=${detail.table}&pagetype=entityrecord&id=%7b${detail.id}%7d&forceUCI=0`;
        // Without the shell around it there is nobody to show the record in this window.
        if (tab === window) window.open(address_of(address));
        else window.parent.dispatchEvent(new CustomEvent("practice-record", { detail }));
      }),
    }),
  });
}
