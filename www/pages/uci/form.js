// A record of the Unified Interface.

import { api, el, formatted, prefer, query, t } from "../base.js";
import { command_bar } from "./commands.js";
import { label_of, list_of } from "./lists.js";
import { lookup_field } from "./lookup.js";

/** Draws a record into the page's main part; `back` leads to where the person came from. */
export async function show_form(main, entity, id, back) {
  const list = list_of(entity);
  const fields = list.fields ?? list.columns.map(([column, label]) => ({ column, label, kind: "fixed" }));
  const bar = command_bar("Form", entity);
  const state = el("span", { "data-id": "header_saveStatus", role: "status" });
  const title = el("h1", { "data-id": "header_title" });
  const body = el("div", { class: "form-body" });
  const trouble = el("p", { role: "alert", class: "pane-trouble", hidden: true });
  main.replaceChildren(
    el(
      "div",
      { class: "form-bar" },
      el(
        "button",
        { type: "button", class: "form-back", "aria-label": t("Back"), title: t("Back"), onclick: leave },
        "\u2190",
      ),
      bar.element,
    ),
    el(
      "div",
      { "data-id": "editFormRoot", class: "form-root" },
      el("div", { class: "form-head" }, title, state),
      trouble,
      body,
    ),
  );
  let changes = {};

  function changed(column, value) {
    changes[column] = value;
    state.textContent = `- ${t("Unsaved")}`;
  }

  async function save() {
    if (Object.keys(changes).length === 0) return true;
    trouble.hidden = true;
    try {
      await api(`${list.set}(${id})`, { method: "PATCH", body: changes });
      changes = {};
      state.textContent = `- ${t("Saved")}`;
      return true;
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
      return false;
    }
  }

  function leave() {
    if (Object.keys(changes).length === 0 || window.confirm(t("leave_unsaved"))) back();
  }

  function draw_field(field, row) {
    const { column } = field;
    const label = label_of(field);
    return el(
      "div",
      { "data-id": `${column}-FieldSectionItemContainer`, class: "form-field" },
      el("label", {}, label),
      control(field, label, row),
    );
  }

  function control(field, label, row) {
    const { column } = field;
    if (field.kind === "lookup") {
      const property = `_${column}_value`;
      const value = row[property] ? { id: row[property], name: formatted(row, property) } : null;
      const choose = (user) => changed(`${field.nav}@odata.bind`, user ? `/systemusers(${user.id})` : null);
      return lookup_field({ f: column, label, value, choose });
    }
    const input = el("input", {
      type: "text",
      "data-id": `${column}.fieldControl-text-box-text`,
      "aria-label": label,
      value: formatted(row, column) || row[column] || "",
      readonly: field.kind === "fixed",
      oninput: () => changed(column, input.value),
    });
    return input;
  }

  bar.show([
    ["Save", "\u2913", "Save", save],
    ["Save_and_Close", "\u2912", "SaveAndClose", async () => (await save()) && back()],
    ["New", "+", "NewRecord", null],
    ["Delete", "\u2715", "Delete", null],
    ["Refresh", "\u21BB", "Refresh", null],
  ]);
  const columns = fields.map(({ kind, column }) => (kind === "lookup" ? `_${column}_value` : column));
  const select = [...new Set([list.title, ...columns])].join(",");
  const row = await api(`${list.set}(${id})?${query({ select })}`, { prefer: prefer(50) });
  title.textContent = row[list.title] ?? "";
  state.textContent = `- ${t("Saved")}`;
  body.replaceChildren(...fields.map((field) => draw_field(field, row)));
  document.title = `${title.textContent} - Dynamics 365`;
}
