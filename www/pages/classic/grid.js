// The grid of the classic client: rows by the Web API, fifty at a time; what is selected is told to the top frame.

import { api, el, formatted, literal, prefer, query, t } from "../base.js";

const PAGE_SIZE = 50;

const by_id = (id) => document.getElementById(id);

/**
 * A grid of a table.
 * @param {{ entity: string, code: string, set: string, key: string, columns: [string, string][],
 *   views: [string, string][], find: string[], order: string, open: (row: object) => object }} grid `columns` and
 *   `views` with their labels; `find`: columns that a search looks into; `open`: attributes of a row's link
 */
export function show_grid(grid) {
  const state = { view: 0, find: "", initial: "", links: [null], rows: [], more: null, selected: new Set(), asked: 0 };
  const id_of = (row) => `{${row[grid.key].toUpperCase()}}`;
  const [primary] = grid.columns[0];

  function first_address() {
    const conditions = [grid.views[state.view][1]].filter(Boolean);
    if (state.find) {
      const text = literal(state.find);
      conditions.push(`(${grid.find.map((column) => `contains(${column},${text})`).join(" or ")})`);
    }
    if (state.initial) conditions.push(`startswith(${primary},${literal(state.initial)})`);
    return `${grid.set}?${query({
      select: [grid.key, ...grid.columns.map(([column]) => column)].join(","),
      filter: conditions.join(" and "),
      orderby: grid.order,
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
    by_id("viewName").textContent = t(grid.views[state.view][0]);
    by_id("gridRows").replaceChildren(...state.rows.map(draw_row));
    if (state.rows.length === 0) {
      by_id("gridRows").append(
        el("tr", { class: "grid-empty" }, el("td", { colspan: grid.columns.length + 1 }, t("No_records"))),
      );
    }
    by_id("pageNumber").textContent = t("Page", state.links.length);
    by_id("_prevPageImg").disabled = by_id("fastRewind").disabled = state.links.length === 1;
    by_id("_nextPageImg").disabled = state.more === null;
    show_count();
  }

  function draw_row(row, i) {
    const id = id_of(row);
    const tick = el(
      "td",
      { class: "grid-tick" },
      el("input", {
        type: "checkbox",
        id: `checkBox_${id}`,
        tabindex: "-1",
        "aria-label": t("Select_row", row[primary] ?? ""),
      }),
      el(
        "span",
        { id: `gridBodyTable_checkBox_Image_${id}_${i}`, class: "grid-tick-image", "aria-hidden": "true" },
        "\u2713",
      ),
    );
    const cells = grid.columns.map(([column], n) => {
      const value = formatted(row, column) || row[column] || "";
      if (n > 0) return el("td", {}, el("div", { title: value }, value));
      const link = el(
        "a",
        { id: `gridBodyTable_primaryField_${id}_${i}`, class: "ms-crm-List-Link", ...grid.open(row) },
        value,
      );
      return el("td", {}, el("div", { title: value }, link));
    });
    const line = el(
      "tr",
      { class: "ms-crm-List-Row", oid: id, otype: grid.code, otypename: grid.entity, tabindex: "0" },
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
    const ids = state.rows.filter((row) => state.selected.has(id_of(row))).map((row) => row[grid.key]);
    const frame = window.frameElement?.id;
    const detail = { frame, entity: grid.entity, place: "HomePageGrid", ids };
    window.parent.dispatchEvent(new CustomEvent("practice-selection", { detail }));
  }

  function show_count() {
    const first = (state.links.length - 1) * PAGE_SIZE + 1;
    const last = first + state.rows.length - 1;
    const total = state.more ? `${last}+` : `${last}`;
    status(
      state.rows.length === 0 ? t("Rows_shown", 0, 0, 0, 0) : t("Rows_shown", first, last, total, state.selected.size),
    );
  }

  function draw_frame() {
    const all = el("input", {
      type: "checkbox",
      id: "crmGrid_gridBodyTable_checkBox_Image_All",
      "aria-label": t("Select_all"),
      onchange: () => {
        state.selected = new Set(all.checked ? state.rows.map(id_of) : []);
        show_selection();
      },
    });
    by_id("gridHeader").append(
      el("th", { class: "grid-tick" }, all),
      ...grid.columns.map(([, label], i) =>
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
    by_id("viewList").append(...grid.views.map(([label], view) => view_entry(label, view)));
    by_id("crmGrid_JumpBar").append(
      ...["", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((initial) =>
        el("a", { href: "#", onclick: press(() => start_over({ initial })) }, initial || t("All")),
      ),
    );
  }

  function view_entry(label, view) {
    const choose_view = press(() => {
      by_id("viewList").hidden = true;
      start_over({ view, initial: "" });
    });
    return el("li", { role: "none" }, el("a", { href: "#", role: "menuitem", onclick: choose_view }, t(label)));
  }

  function find() {
    start_over({ find: by_id("crmGrid_findCriteria").value.trim() });
  }

  draw_frame();
  const toggle_views = () => (by_id("viewList").hidden = !by_id("viewList").hidden);
  by_id("crmGrid_SavedNewQuerySelector").addEventListener("click", press(toggle_views));
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
  load();
}

/** A listener for a link that leads nowhere else. */
export function press(act) {
  return (event) => {
    event.preventDefault();
    act(event);
  };
}

function status(text) {
  by_id("crmGrid_StatusBar").textContent = text;
}
