// A record of the classic client: fields, the state beside the save icon, and the commands of the top frame.

import { api, el, formatted, own_label, places, prefer, query, t, tab } from "../base.js";
import { lookup_field } from "./lookup.js";

const by_id = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search.toLowerCase());
const table = places.tables.find(({ table: name }) => name === asked.get("etn"));

/** The frames of the shell above; none in a window of its own. */
const shell = tab === window ? null : tab;

const text = (column, label, needed = false) => ({ kind: "text", column, label, needed });
const fixed = (column, label) => ({ kind: "fixed", column, label });

const USER = {
  entity: "systemuser",
  set: "systemusers",
  title: "fullname",
  kind: "User",
  fields: [
    text("domainname", t("User_Name"), true),
    text("firstname", t("First_Name"), true),
    text("lastname", t("Last_Name"), true),
    text("title", t("Title")),
    text("internalemailaddress", t("Primary_Email")),
    {
      kind: "choice",
      column: "accessmode",
      label: t("Access_Mode"),
      options: ["Read_Write", "Administrative", "Read"],
    },
    fixed("_businessunitid_value", t("Business_Unit")),
  ],
};

const form = table
  ? {
      entity: table.table,
      set: table.set,
      title: table.name,
      fields: [
        text(table.name, t("Name"), true),
        ...table.lookups.map(({ column, nav, labels }) => ({ kind: "lookup", column, nav, label: own_label(labels) })),
        fixed("_ownerid_value", t("Owner")),
      ],
    }
  : USER;

let id = (asked.get("id") ?? "").replace(/[{}]/g, "");
/** What differs from the stored record, by column. */
let changes = {};

function changed(column, value) {
  changes[column] = value;
  show_state(t("unsaved_changes"));
}

function show_state(message) {
  by_id("titlefooter_statuscontrol").textContent = message;
}

function draw(row) {
  const name = row[form.title] ?? t("New");
  by_id("form_title_div").textContent = name;
  by_id("formFields").replaceChildren(...form.fields.map((field) => draw_field(field, row)));
  document.title = name;
  shell?.dispatchEvent(new CustomEvent("practice-title", { detail: name }));
}

function draw_field(field, row) {
  const { column, label, needed } = field;
  const name = column.replace(/^_|_value$/g, "");
  const control = draw_control(field, name, row);
  return el(
    "tr",
    {},
    el(
      "td",
      { id: `${name}_c`, class: `ms-crm-FieldLabel${needed ? " ms-crm-Required" : ""}`, title: label },
      el("label", { id: `${name}_cl`, for: `${name}_i` }, label),
    ),
    el("td", { id: `${name}_d` }, el("div", { id: name, class: "ms-crm-Inline-Chrome" }, control)),
  );
}

function draw_control(field, name, row) {
  if (field.kind === "fixed") return el("span", { id: `${name}_i` }, formatted(row, field.column));
  if (field.kind === "lookup") {
    const property = `_${field.column}_value`;
    const value = row[property] ? { id: row[property], name: formatted(row, property) } : null;
    const choose = (user) => {
      const bind = user ? `/systemusers(${user.id})` : null;
      changed(`${field.nav}@odata.bind`, bind);
    };
    return lookup_field({ name, label: field.label, value, choose, shell });
  }
  if (field.kind === "choice") {
    const choices = field.options.map((label, value) =>
      el("option", { value, selected: row[field.column] === value }, t(label)),
    );
    const select = el(
      "select",
      { id: `${name}_i`, onchange: () => changed(field.column, Number(select.value)) },
      ...choices,
    );
    return select;
  }
  const input = el("input", {
    id: `${name}_i`,
    type: "text",
    value: row[field.column] ?? "",
    oninput: () => changed(field.column, input.value),
  });
  return input;
}

async function load() {
  if (!id) return draw({});
  // A lookup's column is asked for as a property.
  const columns = form.fields.map(({ kind, column }) => (kind === "lookup" ? `_${column}_value` : column));
  draw(
    await api(`${form.set}(${id})?${query({ select: [form.title, ...columns].join(",") })}`, { prefer: prefer(50) }),
  );
}

async function save() {
  if (Object.keys(changes).length === 0) return true;
  show_state(t("saving"));
  by_id("containerLoadingProgress").hidden = false;
  try {
    if (id) await api(`${form.set}(${id})`, { method: "PATCH", body: changes });
    else await create();
    changes = {};
    show_state("");
    return true;
  } catch (error) {
    show_state(error.message);
    return false;
  } finally {
    by_id("containerLoadingProgress").hidden = true;
  }
}

async function create() {
  const body = { ...changes };
  if (form === USER) {
    const { BusinessUnitId } = await api("WhoAmI");
    body["businessunitid@odata.bind"] = `/businessunits(${BusinessUnitId})`;
  }
  const made = await api(form.set, { method: "POST", body, prefer: "return=representation" });
  id = made[form === USER ? "systemuserid" : table.key];
  await load();
}

async function command(name) {
  if (name === "save") return save();
  if (name === "save-and-close" && (await save())) leave();
}

function leave() {
  if (shell) shell.dispatchEvent(new CustomEvent("practice-close"));
  else window.close();
}

by_id("savefooter_statuscontrol").alt = t("Save");
by_id("savefooter_statuscontrol").title = t("Save");
by_id("practice-save").addEventListener("click", (event) => {
  event.preventDefault();
  save();
});
window.addEventListener("practice-command", ({ detail }) => command(detail));
window.addEventListener("practice-leave", (event) => {
  if (Object.keys(changes).length > 0 && !window.confirm(t("leave_unsaved"))) event.preventDefault();
});
await load();
const content = window.frameElement?.dataset.content ?? window.frameElement?.id;
const detail = { frame: content, entity: form.entity, place: "Form", ids: id ? [id] : [] };
shell?.dispatchEvent(new CustomEvent("practice-selection", { detail }));
