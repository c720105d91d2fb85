// A list page of the Unified Interface. Only the rows in view exist in the document.

import { api, el, formatted, literal, prefer, query, t } from "../base.js";
import { command_bar } from "./commands.js";
import { list_of } from "./lists.js";
import { manage_roles } from "./roles-pane.js";

const ROW_HEIGHT = 42;
const AHEAD = 4;
const MANAGE_ROLES = "Mscrm.AppCommon.SystemUser.ManageRoles";

/**
 * Draws the list of a table into the page's main part.
 * @param {HTMLElement} main
 * @param {string} entity
 * @param {(entity: string, id: string) => void} open
 */
export async function show_list(main, entity, open) {
  const list = list_of(entity);
  const canvas = el("div", { class: "ag-center-cols-container", role: "rowgroup" });
  const viewport = el("div", { class: "grid-viewport" }, canvas);
  const foot = el("div", { class: "grid-foot", role: "status" }, t("Loading"));
  const find = el("input", {
    type: "search",
    "data-id": "quickFind-text-editor",
    placeholder: t("Filter_by_keyword"),
    "aria-label": t("Filter_by_keyword"),
  });
  const bar = command_bar("HomePageGrid", entity);
  const heads = list.columns.map(([column, label]) => el("div", { role: "columnheader", "col-id": column }, t(label)));
  main.replaceChildren(
    bar.element,
    el(
      "div",
      { class: "list-card" },
      el(
        "div",
        { class: "list-head" },
        el(
          "button",
          { type: "button", id: `ViewSelector_1_${entity}`, class: "list-view" },
          t(list.view),
          el("span", { "aria-hidden": "true" }, " \u2304"),
        ),
        find,
      ),
      el(
        "div",
        {
          class: "list-grid",
          "data-id": "entity_control-powerapps_onegrid_control_container",
          role: "grid",
          "aria-label": t(list.view),
        },
        el("div", { class: "grid-heads", role: "row" }, el("div", { class: "grid-check" }), ...heads),
        viewport,
      ),
      foot,
    ),
  );

  let rows = [];
  const selected = new Set();
  const draw = () => {
    const first = Math.max(0, Math.floor(viewport.scrollTop / ROW_HEIGHT) - AHEAD);
    const last = Math.min(rows.length, Math.ceil((viewport.scrollTop + viewport.clientHeight) / ROW_HEIGHT) + AHEAD);
    canvas.style.height = `${rows.length * ROW_HEIGHT}px`;
    canvas.replaceChildren(...rows.slice(first, last).map((row, i) => draw_row(row, first + i)));
  };
  const draw_row = (row, index) => {
    const id = row[list.id];
    const name = row[list.columns[0][0]] ?? "";
    const cells = list.columns.map(([column], i) => {
      const value = formatted(row, column) || row[column] || "";
      const follow = (event) => {
        event.preventDefault();
        open(entity, id);
      };
      const shown = i === 0 ? el("a", { href: "#", role: "link", onclick: follow }, value) : value;
      return el("div", { role: "gridcell", "col-id": column, title: value }, shown);
    });
    const tick = el("input", { type: "checkbox", "aria-label": t("Select_row", name) });
    tick.checked = selected.has(id);
    const choose = (event) => {
      if (event.target.closest("a")) return;
      // The tick adds; a press on the row selects it alone.
      const together = event.target.closest(".grid-check");
      const had = selected.has(id);
      if (!together) selected.clear();
      if (together && had) selected.delete(id);
      else selected.add(id);
      draw();
      show_commands();
    };
    return el(
      "div",
      {
        role: "row",
        "row-index": index,
        "row-id": id,
        class: "grid-row",
        "aria-selected": String(selected.has(id)),
        style: `top:${index * ROW_HEIGHT}px`,
        onclick: choose,
      },
      el("div", { class: "grid-check" }, tick),
      ...cells,
    );
  };
  const show_commands = () => {
    const chosen = [...selected];
    const of_users = [
      ["Manage_Roles", "\u2691", MANAGE_ROLES, () => manage_roles(chosen, () => undefined)],
      ["Change_Business_Unit", "\u21C4", "ChangeBusinessUnit", null],
    ];
    bar.show([
      ...(chosen.length > 0 ? [["Edit", "\u270E", "Edit", () => open(entity, chosen[0])]] : []),
      ["New", "+", "NewRecord", null],
      ...(chosen.length > 0 && entity === "systemuser" ? of_users : []),
      ...(chosen.length > 0 ? [["Delete", "\u2715", "Delete", null]] : []),
      ["Refresh", "\u21BB", "Refresh", () => load()],
      ["Export_to_Excel", "\u2193", "ExportToExcel", null],
    ]);
  };
  viewport.addEventListener("scroll", draw);
  const load = async () => {
    selected.clear();
    show_commands();
    const found = find.value.trim();
    const conditions = [list.filter];
    if (found) conditions.push(`contains(${list.columns[0][0]},${literal(found)})`);
    try {
      const answer = await api(
        `${list.set}?${query({
          select: [list.id, ...list.columns.map(([column]) => column)].join(","),
          filter: conditions.join(" and "),
          orderby: `${list.columns[0][0]},${list.id}`,
        })}`,
        { prefer: prefer(250) },
      );
      rows = answer.value;
      foot.textContent = t("Rows", rows.length);
    } catch (error) {
      rows = [];
      foot.textContent = `${t("Rows_not_loaded")} ${error.message}`;
    }
    draw();
  };
  find.addEventListener("keydown", (event) => event.key === "Enter" && load());
  await load();
}
