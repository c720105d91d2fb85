// A list page of the Unified Interface. Only the rows in view exist in the document.

import { api, el, formatted, literal, prefer, query, t } from "../base.js";

const ROW_HEIGHT = 42;
const AHEAD = 4;

const LISTS = {
  account: {
    set: "accounts",
    id: "accountid",
    view: "My_Active_Accounts",
    columns: [
      ["name", "Account_Name"],
      ["telephone1", "Main_Phone"],
      ["address1_city", "City"],
      ["emailaddress1", "Email"],
    ],
  },
  contact: {
    set: "contacts",
    id: "contactid",
    view: "My_Active_Contacts",
    columns: [
      ["fullname", "Full_Name"],
      ["jobtitle", "Job_Title"],
      ["telephone1", "Business_Phone"],
      ["emailaddress1", "Email"],
    ],
  },
};

/** Draws the list of a table into the page's main part. */
export async function show_list(main, entity) {
  const list = LISTS[entity];
  const canvas = el("div", { class: "ag-center-cols-container", role: "rowgroup" });
  const viewport = el("div", { class: "grid-viewport" }, canvas);
  const foot = el("div", { class: "grid-foot", role: "status" }, t("Loading"));
  const find = el("input", {
    type: "search",
    "data-id": "quickFind-text-editor",
    placeholder: t("Filter_by_keyword"),
    "aria-label": t("Filter_by_keyword"),
  });
  const heads = list.columns.map(([column, label]) => el("div", { role: "columnheader", "col-id": column }, t(label)));
  main.replaceChildren(
    command_bar(entity),
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
  const draw = () => {
    const first = Math.max(0, Math.floor(viewport.scrollTop / ROW_HEIGHT) - AHEAD);
    const last = Math.min(rows.length, Math.ceil((viewport.scrollTop + viewport.clientHeight) / ROW_HEIGHT) + AHEAD);
    canvas.style.height = `${rows.length * ROW_HEIGHT}px`;
    canvas.replaceChildren(...rows.slice(first, last).map((row, i) => draw_row(list, row, first + i)));
  };
  viewport.addEventListener("scroll", draw);
  const load = async () => {
    const found = find.value.trim();
    const conditions = ["statecode eq 0"];
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

function command_bar(entity) {
  const commands = [
    ["New", "+", "NewRecord"],
    ["Delete", "\u2715", "Delete"],
    ["Refresh", "\u21BB", "Refresh"],
    ["Export_to_Excel", "\u2193", "ExportToExcel"],
  ];
  return el(
    "ul",
    { class: "commands", "data-id": "CommandBar", "data-lp-id": `commandbar-HomePageGrid:${entity}`, role: "menubar" },
    ...commands.map(([label, sign, name]) =>
      el(
        "li",
        { role: "none" },
        el(
          "button",
          {
            type: "button",
            role: "menuitem",
            "data-id": `${entity}|NoRelationship|HomePageGrid|Mscrm.HomepageGrid.${entity}.${name}`,
            "aria-label": t(label),
          },
          el("span", { class: "command-sign", "aria-hidden": "true" }, sign),
          t(label),
        ),
      ),
    ),
  );
}

function draw_row(list, row, index) {
  const cells = list.columns.map(([column], i) => {
    const value = formatted(row, column) || row[column] || "";
    const shown = i === 0 ? el("a", { href: "#", onclick: (event) => event.preventDefault() }, value) : value;
    return el("div", { role: "gridcell", "col-id": column, title: value }, shown);
  });
  return el(
    "div",
    { role: "row", "row-index": index, class: "grid-row", style: `top:${index * ROW_HEIGHT}px` },
    el(
      "div",
      { class: "grid-check" },
      el("input", { type: "checkbox", "aria-label": t("Select_row", row[list.columns[0][0]] ?? "") }),
    ),
    ...cells,
  );
}
