// The users grid: rows by the Web API, fifty at a time; what is selected is told to the top frame.

import { api, el, formatted, literal, prefer, query, t } from "../base.js";

const PAGE_SIZE = 50;
const COLUMNS = [
  ["fullname", "Full_Name"],
  ["domainname", "User_Name"],
  ["_businessunitid_value", "Business_Unit"],
  ["title", "Title"],
  ["internalemailaddress", "Primary_Email"],
];
// Access modes 3 and 5 are Microsoft's own support accounts (dataverse §2.1).
const PEOPLE = "accessmode ne 3 and accessmode ne 5 and applicationid eq null";
const VIEWS = [
  ["Enabled_Users", `isdisabled eq false and ${PEOPLE}`],
  ["Disabled_Users", `isdisabled eq true and ${PEOPLE}`],
  ["Application_Users", "applicationid ne null"],
];

const by_id = (id) => document.getElementById(id);
const state = { view: 0, find: "", initial: "", links: [null], rows: [], more: null, selected: new Set(), asked: 0 };

function grid_id(row) {
  return `{${row.systemuserid.toUpperCase()}}`;
}

function first_address() {
  const conditions = [VIEWS[state.view][1]];
  if (state.find) {
    const text = literal(state.find);
    conditions.push(
      `(contains(fullname,${text}) or contains(domainname,${text}) or contains(internalemailaddress,${text}))`,
    );
  }
  if (state.initial) conditions.push(`startswith(fullname,${literal(state.initial)})`);
  return `systemusers?${query({
    select: ["systemuserid", ...COLUMNS.map(([column]) => column)].join(","),
    filter: conditions.join(" and "),
    orderby: "fullname,systemuserid",
  })}`;
}

async function load() {
  const asked = ++state.asked;
  state.selected.clear();
  tell_selection();
  status(t("Loading"));
  try {
    const address = state.links.at(-1) ?? first_address();
    const answer = await api(address, { prefer: prefer(PAGE_SIZE) });
    // A slow answer to an older question is not shown over a newer one.
    if (asked !== state.asked) return;
    state.rows = answer.value;
    state.more = answer["@odata.nextLink"] ?? null;
    draw();
  } catch (error) {
    if (asked !== state.asked) return;
    state.rows = [];
    state.more = null;
    draw();
    status(`${t("Rows_not_loaded")} ${error.message}`);
  }
}

function start_over(change) {
  Object.assign(state, change, { links: [null] });
  load();
}

function draw() {
  by_id("viewName").textContent = t(VIEWS[state.view][0]);
  by_id("gridRows").replaceChildren(...state.rows.map(draw_row));
  if (state.rows.length === 0) {
    by_id("gridRows").append(
      el("tr", { class: "grid-empty" }, el("td", { colspan: COLUMNS.length + 1 }, t("No_records"))),
    );
  }
  by_id("pageNumber").textContent = t("Page", state.links.length);
  by_id("_prevPageImg").disabled = by_id("fastRewind").disabled = state.links.length === 1;
  by_id("_nextPageImg").disabled = state.more === null;
  show_count();
}

function draw_row(row, i) {
  const id = grid_id(row);
  const tick = el(
    "td",
    { class: "grid-tick" },
    el("input", {
      type: "checkbox",
      id: `checkBox_${id}`,
      tabindex: "-1",
      "aria-label": t("Select_row", row.fullname ?? ""),
    }),
    el(
      "span",
      { id: `gridBodyTable_checkBox_Image_${id}_${i}`, class: "grid-tick-image", "aria-hidden": "true" },
      "\u2713",
    ),
  );
  const cells = COLUMNS.map(([column], n) => {
    const value = formatted(row, column) || row[column] || "";
    if (n > 0) return el("td", {}, el("div", { title: value }, value));
    const link = el(
      "a",
      {
        id: `gridBodyTable_primaryField_${id}_${i}`,
        class: "ms-crm-List-Link",
        href: `../Biz/Users/edit.aspx?id=${encodeURIComponent(id)}`,
        target: "_blank",
        rel: "opener",
      },
      value,
    );
    return el("td", {}, el("div", { title: value }, link));
  });
  const line = el(
    "tr",
    { class: "ms-crm-List-Row", oid: id, otype: "8", otypename: "systemuser", tabindex: "0" },
    tick,
    ...cells,
  );
  line.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    choose(id, Boolean(event.target.closest(".grid-tick")) || event.ctrlKey);
  });
  line.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target !== line) return;
    event.preventDefault();
    choose(id, true);
  });
  return line;
}

/** The tick adds a row to the selection or takes it out; a press on the row selects it alone. */
function choose(id, together) {
  const was_selected = state.selected.has(id);
  if (!together) state.selected.clear();
  if (together && was_selected) state.selected.delete(id);
  else state.selected.add(id);
  show_selection();
}

function show_selection() {
  for (const line of by_id("gridRows").querySelectorAll("tr.ms-crm-List-Row")) {
    const selected = state.selected.has(line.getAttribute("oid"));
    line.classList.toggle("ms-crm-List-SelectedRow", selected);
    line.setAttribute("aria-selected", String(selected));
    line.querySelector("input").checked = selected;
  }
  by_id("crmGrid_gridBodyTable_checkBox_Image_All").checked =
    state.rows.length > 0 && state.selected.size === state.rows.length;
  show_count();
  tell_selection();
}

function tell_selection() {
  const ids = state.rows.filter((row) => state.selected.has(grid_id(row))).map((row) => row.systemuserid);
  const frame = window.frameElement?.id;
  window.parent.dispatchEvent(new CustomEvent("practice-selection", { detail: { frame, entity: "systemuser", ids } }));
}

function show_count() {
  const first = (state.links.length - 1) * PAGE_SIZE + 1;
  const last = first + state.rows.length - 1;
  const total = state.more ? `${last}+` : `${last}`;
  status(
    state.rows.length === 0 ? t("Rows_shown", 0, 0, 0, 0) : t("Rows_shown", first, last, total, state.selected.size),
  );
}

function status(text) {
  by_id("crmGrid_StatusBar").textContent = text;
}

function draw_frame() {
  const all = el("input", {
    type: "checkbox",
    id: "crmGrid_gridBodyTable_checkBox_Image_All",
    "aria-label": t("Select_all"),
    onchange: () => {
      state.selected = new Set(all.checked ? state.rows.map(grid_id) : []);
      show_selection();
    },
  });
  by_id("gridHeader").append(
    el("th", { class: "grid-tick" }, all),
    ...COLUMNS.map(([, label], i) =>
      el("th", { scope: "col" }, t(label), i === 0 ? el("span", { "aria-hidden": "true" }, " \u2191") : ""),
    ),
  );
  by_id("crmGrid_findCriteria").placeholder = t("Search_for_records");
  by_id("crmGrid_findCriteria").setAttribute("aria-label", t("Search_for_records"));
  for (const [id, label] of [
    ["crmGrid_findCriteriaButton", "Start_search"],
    ["grid_refresh", "Refresh"],
    ["fastRewind", "First_page"],
    ["_prevPageImg", "Previous_page"],
    ["_nextPageImg", "Next_page"],
  ]) {
    by_id(id).title = t(label);
    by_id(id).setAttribute("aria-label", t(label));
  }
  by_id("viewList").append(
    ...VIEWS.map(([label], view) =>
      el(
        "li",
        { role: "none" },
        el(
          "a",
          {
            href: "#",
            role: "menuitem",
            onclick: (event) => {
              event.preventDefault();
              by_id("viewList").hidden = true;
              start_over({ view, initial: "" });
            },
          },
          t(label),
        ),
      ),
    ),
  );
  by_id("crmGrid_JumpBar").append(
    ...["", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((initial) =>
      el(
        "a",
        {
          href: "#",
          onclick: (event) => {
            event.preventDefault();
            start_over({ initial });
          },
        },
        initial || t("All"),
      ),
    ),
  );
}

function find() {
  start_over({ find: by_id("crmGrid_findCriteria").value.trim() });
}

draw_frame();
by_id("crmGrid_SavedNewQuerySelector").addEventListener("click", (event) => {
  event.preventDefault();
  by_id("viewList").hidden = !by_id("viewList").hidden;
});
by_id("crmGrid_findCriteria").addEventListener("keydown", (event) => event.key === "Enter" && find());
by_id("crmGrid_findCriteriaButton").addEventListener("click", find);
by_id("grid_refresh").addEventListener("click", load);
by_id("fastRewind").addEventListener("click", () => start_over({}));
by_id("_prevPageImg").addEventListener("click", () => {
  state.links.pop();
  load();
});
by_id("_nextPageImg").addEventListener("click", () => {
  state.links.push(state.more);
  load();
});
window.addEventListener("practice-refresh", load);
await load();
