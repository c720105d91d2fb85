// The classic client's top frame: navigation, the content frames, and what the frames ask it to show.

import { address_of, api, el, initials, own_label, places, settings, t, who } from "../base.js";
import { open_dialog } from "./dialog.js";
import { fill_command_bar } from "./ribbon.js";

const panel = document.getElementById("crmContentPanel");
const frames = [document.getElementById("contentIFrame0"), document.getElementById("contentIFrame1")];

const SECURITY =
  "tools/AdminSecurity/adminsecurity_area.aspx?pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7cnav_security";
const USERS = "_root/homepage.aspx?etc=8&pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7cnav_security";
const SOLUTIONS = "tools/Solution/home_solution.aspx?etc=7100&sitemappath=Settings%7cCustomizations%7cnav_solution";
const list_of = ({ table, code }) =>
  `_root/homepage.aspx?etc=${code}&pagemode=iframe&sitemappath=Settings%7cExtensions%7c${table}`;
const elsewhere = (id) => `tools/Admin/admin.aspx?pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7c${id}`;

const SITEMAP = [
  [
    "Business",
    [
      ["nav_businessmanagement", elsewhere("nav_businessmanagement")],
      ["nav_templates", elsewhere("nav_templates")],
      ["nav_product", elsewhere("nav_product")],
    ],
  ],
  [
    "Customization",
    [
      ["nav_customization", elsewhere("nav_customization")],
      ["nav_solution", SOLUTIONS],
    ],
  ],
  [
    "System",
    [
      ["nav_administration", elsewhere("nav_administration")],
      ["nav_security", SECURITY],
      ["nav_datamanagement", elsewhere("nav_datamanagement")],
      ["nav_asyncoperation", elsewhere("nav_asyncoperation")],
      ["nav_emailconfiguration", elsewhere("nav_emailconfiguration")],
    ],
  ],
  ["ProcessCenter", [["nav_workflow", elsewhere("nav_workflow")]]],
];

/** The other area of the classic client: without `settingsonly` it is what the client begins with (dynamics-ui §1.4). */
const SALES = [
  [
    "Customers",
    [
      ["nav_accts", elsewhere("nav_accts")],
      ["nav_conts", elsewhere("nav_conts")],
    ],
  ],
];
const LABELS = { nav_accts: "Accounts", nav_conts: "Contacts", SFA: "Sales" };

// What the vendor added: its labels are data, and which id its entry has is in no public source.
const own_names = new Map(places.tables.map((table) => [table.subarea, own_label(table.labels)]));
if (places.tables.length > 0) {
  SITEMAP.push(["Extensions", places.tables.map((table) => [table.subarea, list_of(table)])]);
}

function name_of(id) {
  return own_names.get(id) ?? t(LABELS[id] ?? id);
}

const AREAS = { SFA: SALES, Settings: SITEMAP };
const query_of_page = new URLSearchParams(location.search.toLowerCase());
const only_settings = query_of_page.get("settingsonly") === "true";
/** The area that the navigation bar names. */
let area_shown = only_settings ? "Settings" : "SFA";

function current_frame() {
  return document.getElementById(panel.getAttribute("currentcontentid"));
}

/** The record that is shown, with the address to go back to; `null` on lists. */
let record = null;
let list_shown = null;

/** Shows an address in the other frame; the one shown so far stays behind it as it was. */
function navigate(address, shown_record = null) {
  record = shown_record;
  if (!record) list_shown = address;
  document.getElementById("closeButton").style.display = record ? "block" : "none";
  document.getElementById("popoutButton").style.display = record ? "block" : "none";
  document.getElementById("practice-record")?.remove();
  const before = current_frame();
  const next = frames.find((frame) => frame !== before);
  panel.setAttribute("currentcontentid", next.id);
  before.style.visibility = "hidden";
  next.style.visibility = "visible";
  fill_command_bar(null);
  next.contentWindow.location.replace(address_of(address));
}

function breadcrumb(id) {
  document.getElementById("practice-breadcrumb")?.remove();
  const name = name_of(id);
  document
    .getElementById("navTabGroupDiv")
    .append(
      el(
        "span",
        { id: "practice-breadcrumb", class: "navBarTopLevelItem" },
        el(
          "span",
          { id: `Tab${id}-main` },
          el("a", { class: "navTabButtonLink", href: "#", title: name, onclick: stay }, name),
        ),
      ),
    );
  document.title = `${name} - Microsoft Dynamics 365`;
}

function stay(event) {
  event.preventDefault();
}

function open_area(id, address) {
  close_flyout();
  name_area(SALES.some(([, areas]) => areas.some(([other]) => other === id)) ? "SFA" : "Settings");
  breadcrumb(id);
  show_banner(id === "nav_security");
  navigate(address);
}

const overlay = document.getElementById("navBarOverlay");

function close_flyout() {
  document.getElementById("practice-flyout")?.remove();
  overlay.style.display = "none";
  document.querySelector(`#Tab${area_shown} > a`)?.setAttribute("aria-expanded", "false");
}

function toggle_flyout(event) {
  event.preventDefault();
  if (document.getElementById("practice-flyout")) return close_flyout();
  overlay.style.display = "block";
  document.querySelector(`#Tab${area_shown} > a`).setAttribute("aria-expanded", "true");
  const details = el("div", { id: "detailActionGroupControl" }, ...draw_groups(area_shown));
  const tile = (area) =>
    el(
      "a",
      {
        id: area,
        class: "navActionButtonContainer",
        href: "#",
        title: name_of(area),
        onclick: (press) => {
          press.preventDefault();
          details.replaceChildren(...draw_groups(area));
        },
      },
      el("span", { class: "navActionButtonIcon" }, area === "Settings" ? "\u2699" : "\u25C6"),
      el("span", { class: "navActionButtonLabel" }, name_of(area)),
    );
  const tiles = (only_settings ? ["Settings"] : Object.keys(AREAS)).map(tile);
  document.body.append(
    el("div", { id: "practice-flyout" }, el("div", { id: "actionGroupControl" }, ...tiles), details),
  );
}

function draw_groups(area) {
  return AREAS[area].map(([group, areas]) =>
    el(
      "div",
      { class: "nav-group" },
      el("div", { class: "nav-groupTitle" }, t(group)),
      ...areas.map(([id, address]) =>
        el(
          "a",
          {
            id,
            class: "nav-rowBody",
            href: "#",
            title: name_of(id),
            onclick: (press) => {
              press.preventDefault();
              open_area(id, address);
            },
          },
          el("span", { class: "nav-rowIcon" }),
          el("span", { class: "nav-rowLabel" }, name_of(id)),
        ),
      ),
    ),
  );
}

/** The arrow of an area. */
function draw_arrow() {
  const name = name_of(area_shown);
  return el(
    "span",
    { id: `Tab${area_shown}`, name: "TabHome", class: "navBarTopLevelItem" },
    el(
      "a",
      {
        class: "navTabButtonLink",
        href: "#",
        title: name,
        "aria-expanded": "false",
        "aria-haspopup": "true",
        onclick: toggle_flyout,
      },
      el("span", { id: `Tab${area_shown}-main` }, name),
      el("span", { class: "navTabButtonArrow", "aria-hidden": "true" }, "\u25BE"),
    ),
  );
}

/** From now on the navigation bar names this area. */
function name_area(area) {
  const before = document.getElementById(`Tab${area_shown}`);
  area_shown = area;
  before.replaceWith(draw_arrow());
}

function draw_masthead() {
  document
    .getElementById("navBar")
    .append(
      el(
        "span",
        { id: "TabAppSwitcherNode" },
        el("a", { href: "#", title: t("Apps"), onclick: stay }, el("span", { class: "practice-waffle" })),
      ),
      el("span", { class: "navProduct" }, "Dynamics 365"),
      el("div", { id: "navTabGroupDiv" }, draw_arrow()),
      el("span", { class: "navSpace" }),
      el(
        "span",
        { id: "TabButtonSettingsId" },
        el("a", { href: "#", title: t("Options"), onclick: toggle_options }, "\u2699"),
      ),
      el("span", { id: "TabUserInfoId" }, el("a", { id: "navTabButtonUserInfoLinkId", href: "#", onclick: stay })),
    );
  overlay.addEventListener("click", close_flyout);
  document.getElementById("crmFooter").textContent = t("practice_note");
}

function show_banner(shown) {
  const bar = document.getElementById("crmAppMessageBar");
  bar.replaceChildren(
    el("span", { id: "crmAppMessageBarTitle" }, t("security_deprecated")),
    el(
      "a",
      {
        id: "crmAppMessageBarCloseButton",
        href: "#",
        title: t("Close"),
        onclick: (event) => {
          event.preventDefault();
          bar.hidden = true;
        },
      },
      "\u2715",
    ),
  );
  bar.hidden = !shown;
}

async function show_person() {
  const person = await who();
  document
    .getElementById("navTabButtonUserInfoLinkId")
    .replaceChildren(
      el("span", { class: "navUser" }, person.fullname),
      el("span", { class: "navPicture", "aria-hidden": "true" }, initials(person.fullname)),
    );
}

// The content frame speaks to its parent by events: both are of one origin, as in the real client.
window.addEventListener("practice-selection", ({ detail }) => {
  if (detail.frame === panel.getAttribute("currentcontentid")) fill_command_bar(detail, run_command);
});
window.addEventListener("practice-record", ({ detail }) => open_record(detail));
window.addEventListener("practice-title", ({ detail }) => name_record(detail));
window.addEventListener("practice-close", close_record);
window.addEventListener("practice-dialog", ({ detail }) => {
  open_dialog(address_of(detail.address), detail.width, detail.height, detail.argument, detail.closed);
});

/** Where a record's form is in the content frame; how it lies there is one of the settings. */
function form_of({ table, id }) {
  const code = places.tables.find((each) => each.table === table)?.code ?? 8;
  const record_id = id ? `&id=${encodeURIComponent(`{${id.toUpperCase()}}`)}` : "";
  const nested = settings.form === "nested" ? "&practice=nested" : "";
  const folder = settings.form === "turbo" ? "form/page.aspx" : "userdefined/edit.aspx";
  return `${folder}?etc=${code}&etn=${table}${record_id}&pagemode=iframe${nested}`;
}

function open_record(shown) {
  navigate(form_of(shown), { ...shown, back: list_shown });
}

function name_record(name) {
  document.getElementById("practice-record")?.remove();
  document
    .getElementById("navTabGroupDiv")
    .append(
      el(
        "span",
        { id: "practice-record", class: "navBarTopLevelItem" },
        el(
          "span",
          { id: "TabNode_tab0Tab-main" },
          el("a", { class: "navTabButtonLink", href: "#", onclick: stay }, name),
        ),
      ),
    );
  document.title = `${name} - Microsoft Dynamics 365`;
}

/** Leaves the form, unless its page wants to stay. */
function close_record() {
  const leaving = new CustomEvent("practice-leave", { cancelable: true });
  if (record && form_window().dispatchEvent(leaving)) navigate(record.back ?? elsewhere("nav_overview"));
}

/** The innermost window of the content frame: a turbo form may lie in a frame of its own. */
function form_window() {
  const content = current_frame().contentWindow;
  return content.frames.length > 0 ? content.frames[0] : content;
}

const USER_FORM = "Biz/Users/edit.aspx";

function run_command(command, selection) {
  if (selection.place === "Form") {
    form_window().dispatchEvent(new CustomEvent("practice-command", { detail: command }));
    return;
  }
  if (command === "edit" && selection.entity !== "systemuser") {
    open_record({ table: selection.entity, id: selection.ids[0] });
    return;
  }
  // On premises accounts are in Active Directory: a form instead of the wizard (marketo §1.1, the note on D).
  if (command === "new" && selection.entity === "systemuser" && !places.online) {
    window.open(address_of(USER_FORM));
    return;
  }
  const [width, height, address] = {
    new: [800, 530, "WebWizard/WizardContainer.aspx?WizardId=2631659F-A668-4A48-833B-D20E187B5A89"],
    roles: [500, 330, "_grid/cmds/dlg_role.aspx?iObjType=8"],
  }[command] ?? [500, 250, `tools/Admin/admin.aspx?dialog=${command}`];
  open_dialog(address_of(address), width, height, selection, () => {
    current_frame().contentWindow.dispatchEvent(new CustomEvent("practice-refresh"));
  });
}

function toggle_options(event) {
  event.preventDefault();
  const menu = document.getElementById("practice-options");
  if (menu) return menu.remove();
  const choose = (act) => (press) => {
    toggle_options(press);
    act?.();
  };
  const entry = (id, label, act) => el("a", { id, href: "#", role: "menuitem", onclick: choose(act) }, t(label));
  document.body.append(
    el(
      "div",
      { id: "practice-options", role: "menu" },
      entry("navTabButtonSettingsOptionsId", "Options", () =>
        open_dialog(address_of("tools/personalsettings/dialogs/personalsettings.aspx?dType=1"), 640, 420, {}, () =>
          location.reload(),
        ),
      ),
      entry("navTabButtonSettingsPrintPreviewId", "Print_Preview"),
      entry("navTabButtonSettingsAboutId", "About"),
    ),
  );
}

/** What the address asks for: a list or a record of a table, or an area of the settings. */
function open_asked() {
  const asked = query_of_page;
  const [table, type] = [asked.get("etn") ?? "", asked.get("pagetype")];
  const own = places.tables.find((each) => each.table === table || `${each.code}` === asked.get("etc"));
  const area = SITEMAP.flatMap(([, areas]) => areas).find(([id]) => id.toLowerCase() === asked.get("area"));
  if (type === "entityrecord" && (own || table === "systemuser")) {
    name_area("Settings");
    breadcrumb(own?.subarea ?? "nav_security");
    list_shown = own ? list_of(own) : USERS;
    open_record({ table, id: (asked.get("id") ?? "").replace(/[{}]/g, "") });
  } else if (table === "systemuser" || asked.get("etc") === "8") {
    name_area("Settings");
    // The hidden frame holds a copy of the same page, as it does after some minutes of work.
    breadcrumb("nav_security");
    show_banner(true);
    frames[0].contentWindow.location.replace(address_of(USERS));
    navigate(USERS);
  } else if (own) {
    open_area(own.subarea, list_of(own));
  } else if (table === "solution" || asked.get("etc") === "7100") {
    open_area("nav_solution", SOLUTIONS);
  } else if (area) {
    open_area(...area);
  } else {
    navigate(elsewhere("nav_overview"));
  }
}

draw_masthead();
document.querySelector("#closeButton > a").addEventListener("click", (event) => {
  event.preventDefault();
  close_record();
});
frames[0].style.visibility = "visible";
frames[1].style.visibility = "hidden";
open_asked();
await show_person();
const organisation = await api("organizations?$select=name");
document.getElementById("crmUserInfo").textContent = organisation.value[0]?.name ?? "";
