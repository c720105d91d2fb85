// The Solutions page. Its commands are not the top frame's but a menu bar of its own (dynamics-ui §2.7).

import {
  address_of,
  api,
  el,
  formatted,
  label_document,
  places,
  prefer,
  query,
  secret,
  settings,
  t,
  tab,
} from "../base.js";
import { open_dialog as open_here } from "./dialog.js";
import { press } from "./grid.js";

const COLUMNS = [
  ["uniquename", "Name"],
  ["friendlyname", "Display_Name"],
  ["version", "Version"],
  ["installedon", "Installed_On"],
  ["ismanaged", "Package_Type"],
  ["_publisherid_value", "Publisher"],
];

const by_id = (id) => document.getElementById(id);

// Which id the entry has is in no public source, only the family of its name and that it carries its action.
const MENU = [
  ["_MBCreate", "New", "Mscrm.SolutionHandler.createSolution()", null],
  ["_MBdoActioncrmGrid7100delete", "Delete", "Mscrm.GridRibbonActions.deleteRecords('crmGrid',7100)", null],
  [`_MB${secret()}`, "Import", "Mscrm.SolutionHandler.importSolution()", null],
  [`_MB${secret()}`, "Export", "Mscrm.SolutionHandler.exportSolution()", null],
  [`_MB${secret()}`, "Publish_All_Customizations", "Mscrm.SolutionHandler.publishAllCustomization();", publish],
  ["_MBDependencies", "Show_Dependencies", "Mscrm.SolutionHandler.showDependencies()", null],
];

/** Dialogs are in the top document: the shell's, or this one where the page was opened by its own address. */
function open_dialog(address, width, height, argument, closed) {
  const detail = { address, width, height, argument, closed };
  if (tab === window) open_here(address_of(address), width, height, argument, closed);
  else window.parent.dispatchEvent(new CustomEvent("practice-dialog", { detail }));
}

function publish() {
  // The please-wait window of 400 by 150; the page inside it is our own.
  open_dialog("tools/SystemCustomization/dlg_publishing.aspx", 400, 150, {}, () => undefined);
}

function draw_menu() {
  by_id("crmMenuBar").append(
    ...MENU.map(([id, label, action, act]) =>
      el(
        "li",
        { id, role: "none", class: "ms-crm-Menu", action, title: t(label) },
        el("span", {}, el("a", { href: "#", role: "menuitem", onclick: press(() => act?.()) }, t(label))),
      ),
    ),
  );
}

function draw_row(row, i) {
  const id = `{${row.solutionid.toUpperCase()}}`;
  const cells = COLUMNS.map(([column], n) => {
    const value = formatted(row, column) || row[column] || "";
    const attributes = { id: `gridBodyTable_primaryField_${id}_${i}`, href: solution_address(id), target: "_blank" };
    return el("td", {}, el("div", { title: value }, n === 0 ? el("a", attributes, value) : `${value}`));
  });
  return el("tr", { class: "ms-crm-List-Row", oid: id, otype: "7100", otypename: "solution", tabindex: "0" }, ...cells);
}

function solution_address(id) {
  return address_of(`tools/solution/edit.aspx?id=${encodeURIComponent(id)}`).href;
}

async function load() {
  by_id("gridHeader").replaceChildren(...COLUMNS.map(([, label]) => el("th", { scope: "col" }, t(label))));
  try {
    const select = ["solutionid", ...COLUMNS.map(([column]) => column)].join(",");
    const answer = await api(`solutions?${query({ select, filter: "isvisible eq true" })}`, { prefer: prefer(50) });
    by_id("gridRows").replaceChildren(...answer.value.map(draw_row));
    by_id("crmGrid_StatusBar").textContent = t("Rows", answer.value.length);
  } catch (error) {
    by_id("crmGrid_StatusBar").textContent = `${t("Rows_not_loaded")} ${error.message}`;
  }
}

label_document();
document.title = t("nav_solution");
draw_menu();
await load();
if (settings.nudge && places.online)
  open_dialog("Tools/Solution/dlg_solutionRedirect.aspx", 480, 220, {}, () => undefined);
