// The classic command bar: it lives in the top frame and is built anew, late, whenever the selection below changes.

import { el, secret, t } from "../base.js";

/** How long after a selection the commands appear: nobody published a figure, but a finder has to wait for them. */
const LATE_MS = 350;

/** Ids of two commands are in no public source: whatever they are, nobody can know them beforehand. */
const own = secret();

const USERS = [
  { command: "new", label: "New", name: `NewMultipleUsers${own}`, needs: 0 },
  { command: "edit", label: "Edit", name: "Edit", needs: 1 },
  { command: "enable", label: "Enable", name: "Activate", needs: 1 },
  { command: "disable", label: "Disable", name: "Deactivate", needs: 1 },
  { command: "roles", label: "Manage_Roles", name: `ManageRole${own}`, needs: 1 },
  { command: "unit", label: "Change_Business_Unit", name: "ChangeBusinessUnit", needs: 1 },
  { command: "manager", label: "Change_Manager", name: "ChangeManager", needs: 1 },
  { command: "promote", label: "Promote_To_Admin", name: "PromoteToAdmin", needs: 1 },
  { command: "import", label: "Import_Data", name: "ImportData", needs: 0 },
];

const RECORDS = [
  { command: "new", label: "New", name: "NewRecord", needs: 0 },
  { command: "edit", label: "Edit", name: "Edit", needs: 1 },
  { command: "enable", label: "Enable", name: "Activate", needs: 1 },
  { command: "disable", label: "Disable", name: "Deactivate", needs: 1 },
  { command: "delete", label: "Delete", name: "Delete", needs: 1 },
];

const FORM = [
  { command: "save", label: "Save", name: "Save", needs: 0 },
  { command: "save-and-close", label: "Save_and_Close", name: "SaveAndClose", needs: 0 },
  { command: "new", label: "New", name: "NewRecord", needs: 0 },
  { command: "disable", label: "Disable", name: "Deactivate", needs: 0 },
  { command: "delete", label: "Delete", name: "Delete", needs: 0 },
];

let pending = 0;
let built = 0;

/** Shows the commands for a selection, a moment later; none for null. */
export function fill_command_bar(selection, run) {
  clearTimeout(pending);
  if (!selection) return build([]);
  pending = setTimeout(() => {
    const { entity, place, ids } = selection;
    const commands = place === "Form" ? FORM : entity === "systemuser" ? USERS : RECORDS;
    const shown = commands.filter(({ needs }) => ids.length >= needs);
    build(shown.map((command) => [{ ...command, entity, place }, () => run(command.command, selection)]));
  }, LATE_MS);
}

function build(commands) {
  const manager = document.getElementById("crmRibbonManager");
  const before = document.getElementById(manager.getAttribute("currentribbonelement"));
  built += 1;
  const fits = window.innerWidth < 900 ? 4 : 7;
  const items = commands.map(([command, press]) => item(command, press));
  const list = el("ul", { class: "ms-crm-CommandBar-Menu-List", role: "menubar" }, ...items.slice(0, fits));
  if (items.length > fits) list.append(overflow(items.slice(fits)));
  manager.append(el("div", { id: `commandContainer${built}` }, list));
  manager.setAttribute("currentribbonelement", `commandContainer${built}`);
  before?.remove();
}

function item({ command, label, name, entity, place }, press) {
  const family = place === "Form" ? "Form" : "HomepageGrid";
  const id = `${entity}|NoRelationship|${place}|Mscrm.${family}.${entity}.${name}`;
  return el(
    "li",
    {
      id,
      command: id,
      class: "ms-crm-CommandBarItem ms-crm-CommandBar-Menu-Item",
      role: "presentation",
      title: `${t(label)}\n${t(`${label}_hint`)}`,
    },
    el(
      "span",
      { class: "ms-crm-CommandBar-Button" },
      el(
        "a",
        {
          class: "ms-crm-Menu-Label",
          href: "#",
          role: "menuitem",
          onclick: (event) => {
            event.preventDefault();
            press();
          },
        },
        el("span", { class: `ms-crm-CommandBar-Icon practice-icon-${command}`, "aria-hidden": "true" }),
        el("span", { class: "ms-crm-CommandBar-Menu" }, ` ${breakable(t(label))} `),
        el("div", { class: "ms-crm-div-NotVisible" }, t(`${label}_hint`)),
      ),
    ),
  );
}

/** Zero-width spaces inside the words, where the real bar lets long labels break. */
function breakable(label) {
  return label.replace(/(\p{L}{3})(?=\p{L}{2})/gu, "$1\u200B");
}

function overflow(items) {
  const list = el("ul", { id: "moreCommandsList", role: "menu", hidden: true }, ...items);
  const toggle = (event) => {
    event.preventDefault();
    list.hidden = !list.hidden;
  };
  return el(
    "li",
    { id: "moreCommands", class: "ms-crm-CommandBarItem", title: t("More_Commands") },
    el(
      "a",
      { class: "ms-crm-Menu-Label-Flyout", href: "#", "aria-label": t("More_Commands"), onclick: toggle },
      "\u2022\u2022\u2022",
    ),
    list,
  );
}
