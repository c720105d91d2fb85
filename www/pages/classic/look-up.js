// Look Up More Records: all users, one of them to choose.

import { el, label_document, t } from "../base.js";
import { find_users } from "./lookup.js";

const dialog = window.frameElement?.practiceDialog;
const by_id = (id) => document.getElementById(id);
let chosen = null;

async function find() {
  chosen = null;
  by_id("butBegin").disabled = true;
  try {
    const users = await find_users(by_id("crmGrid_findCriteria").value.trim(), 50);
    by_id("gridRows").replaceChildren(...users.map(draw_row));
  } catch (error) {
    by_id("dialogError").textContent = error.message;
    by_id("dialogError").hidden = false;
  }
}

function draw_row(user, i) {
  const id = `{${user.systemuserid.toUpperCase()}}`;
  const line = el(
    "tr",
    { class: "ms-crm-List-Row", oid: id, otype: "8", otypename: "systemuser", tabindex: "0" },
    el(
      "td",
      { class: "grid-tick" },
      el("input", {
        type: "checkbox",
        id: `checkBox_${id}`,
        tabindex: "-1",
        "aria-label": t("Select_row", user.fullname),
      }),
      el(
        "span",
        { id: `gridBodyTable_checkBox_Image_${id}_${i}`, class: "grid-tick-image", "aria-hidden": "true" },
        "\u2713",
      ),
    ),
    el("td", {}, el("div", { title: user.fullname }, user.fullname)),
    el("td", {}, el("div", { title: user.domainname ?? "" }, user.domainname ?? "")),
  );
  line.addEventListener("click", () => choose(line, user));
  line.addEventListener("keydown", (event) => event.key === " " && choose(line, user));
  return line;
}

function choose(line, user) {
  chosen = { id: user.systemuserid, name: user.fullname };
  for (const row of by_id("gridRows").rows) {
    row.classList.toggle("ms-crm-List-SelectedRow", row === line);
    row.querySelector("input").checked = row === line;
  }
  by_id("butBegin").disabled = false;
}

function finish(user) {
  dialog?.argument.chosen(user);
  dialog?.close(true);
}

label_document();
document.title = t("Look_Up_Record");
by_id("crmGrid_findCriteria").setAttribute("aria-label", t("Search_for_records"));
by_id("crmGrid_findCriteriaButton").setAttribute("aria-label", t("Start_search"));
by_id("crmGrid_findCriteria").addEventListener("keydown", (event) => event.key === "Enter" && find());
by_id("crmGrid_findCriteriaButton").addEventListener("click", find);
by_id("butBegin").addEventListener("click", () => finish(chosen));
by_id("btnRemoveValue").addEventListener("click", () => finish(null));
by_id("cmdDialogCancel").addEventListener("click", () => dialog?.close(false));
await find();
