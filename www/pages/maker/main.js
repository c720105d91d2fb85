// Power Apps: the list of solutions, and publishing all of them.

import { api, el, formatted, label_document, places, prefer, query, t } from "../base.js";
import { command_bar, draw_list, draw_nav, later, main } from "../products.js";

const environment = `/environments/${places.organization.environment}`;
const solutions = `${environment}/solutions`;

async function show_solutions() {
  const select = "solutionid,friendlyname,uniquename,version,ismanaged,_publisherid_value";
  const answer = await api(`solutions?${query({ select, filter: "isvisible eq true" })}`, { prefer: prefer(50) });
  const status = el("p", { role: "status" });
  main.replaceChildren(
    el("h1", {}, t("nav_solution")),
    command_bar(
      [
        ["New_solution", null],
        ["Import_solution", null],
        ["Open_AppSource", null],
        ["Publish_All_Customizations_maker", () => publish(status)],
        ["See_history", null],
      ],
      // The command has to be looked for in the overflow on narrower screens.
      window.innerWidth < 1000 ? { fit: 2 } : {},
    ),
    status,
    draw_list({
      label: t("nav_solution"),
      key: "name",
      columns: [
        [
          "Display_Name",
          ({ friendlyname }) => el("a", { class: `ms-Link root-${friendlyname.length}`, href: "#" }, friendlyname),
        ],
        ["Name", ({ uniquename }) => uniquename],
        ["Version", ({ version }) => version],
        ["Publisher", (row) => formatted(row, "_publisherid_value")],
      ],
      rows: answer.value,
    }),
  );
}

async function publish(status) {
  status.textContent = t("publishing");
  try {
    await api("PublishAllXml", { method: "POST", body: {} });
    status.textContent = t("published");
  } catch (error) {
    status.textContent = error.message;
  }
}

function show() {
  const here = location.pathname.toLowerCase();
  const is_solutions = here.endsWith("/solutions");
  draw_nav([
    ["Home", `${environment}/home`, !is_solutions],
    ["nav_solution", solutions, is_solutions],
  ]);
  document.title = t("Maker_title");
  if (is_solutions) later(() => show_solutions().catch((error) => main.replaceChildren(error.message)));
  else main.replaceChildren(el("h1", {}, t("Maker_title")), el("a", { href: solutions }, t("nav_solution")));
}

label_document();
show();
