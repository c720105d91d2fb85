// The classic client's top frame: navigation, the content frames, and what the frames ask it to show.

import { api, el, initials, root, t, who } from "../base.js";
import { open_dialog } from "./dialog.js";
import { fill_command_bar } from "./ribbon.js";

const panel = document.getElementById("crmContentPanel");
const frames = [document.getElementById("contentIFrame0"), document.getElementById("contentIFrame1")];

const SECURITY =
  "tools/AdminSecurity/adminsecurity_area.aspx?pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7cnav_security";
const USERS = "_root/homepage.aspx?etc=8&pagemode=iframe&sitemappath=Settings%7cSystem_Setting%7cnav_security";
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
      [
        "nav_solution",
        "tools/Solution/home_solution.aspx?etc=7100&sitemappath=Settings%7cCustomizations%7cnav_solution",
      ],
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

function current_frame() {
  return document.getElementById(panel.getAttribute("currentcontentid"));
}

/** Shows an address in the other frame; the one shown so far stays behind it as it was. */
function navigate(address) {
  const before = current_frame();
  const next = frames.find((frame) => frame !== before);
  panel.setAttribute("currentcontentid", next.id);
  before.style.visibility = "hidden";
  next.style.visibility = "visible";
  fill_command_bar(null);
  next.contentWindow.location.replace(new URL(address, root));
}

function breadcrumb(id) {
  document.getElementById("practice-breadcrumb")?.remove();
  const name = t(id);
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
  breadcrumb(id);
  show_banner(id === "nav_security");
  navigate(address);
}

const overlay = document.getElementById("navBarOverlay");

function close_flyout() {
  document.getElementById("practice-flyout")?.remove();
  overlay.style.display = "none";
  document.querySelector("#TabSettings > a")?.setAttribute("aria-expanded", "false");
}

function toggle_flyout(event) {
  event.preventDefault();
  if (document.getElementById("practice-flyout")) return close_flyout();
  overlay.style.display = "block";
  document.querySelector("#TabSettings > a").setAttribute("aria-expanded", "true");
  const area = el(
    "a",
    { id: "Settings", class: "navActionButtonContainer", href: "#", title: t("Settings"), onclick: stay },
    el("span", { class: "navActionButtonIcon" }, "\u2699"),
    el("span", { class: "navActionButtonLabel" }, t("Settings")),
  );
  const groups = SITEMAP.map(([group, areas]) =>
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
            title: t(id),
            onclick: (press) => {
              press.preventDefault();
              open_area(id, address);
            },
          },
          el("span", { class: "nav-rowIcon" }),
          el("span", { class: "nav-rowLabel" }, t(id)),
        ),
      ),
    ),
  );
  document.body.append(
    el(
      "div",
      { id: "practice-flyout" },
      el("div", { id: "actionGroupControl" }, area),
      el("div", { id: "detailActionGroupControl" }, ...groups),
    ),
  );
}

function draw_masthead() {
  const arrow = el(
    "span",
    { id: "TabSettings", name: "TabHome", class: "navBarTopLevelItem" },
    el(
      "a",
      {
        class: "navTabButtonLink",
        href: "#",
        title: t("Settings"),
        "aria-expanded": "false",
        "aria-haspopup": "true",
        onclick: toggle_flyout,
      },
      el("span", { id: "TabSettings-main" }, t("Settings")),
      el("span", { class: "navTabButtonArrow", "aria-hidden": "true" }, "\u25BE"),
    ),
  );
  document
    .getElementById("navBar")
    .append(
      el(
        "span",
        { id: "TabAppSwitcherNode" },
        el("a", { href: "#", title: t("Apps"), onclick: stay }, el("span", { class: "practice-waffle" })),
      ),
      el("span", { class: "navProduct" }, "Dynamics 365"),
      el("div", { id: "navTabGroupDiv" }, arrow),
      el("span", { class: "navSpace" }),
      el("span", { id: "TabButtonSettingsId" }, el("a", { href: "#", title: t("Options"), onclick: stay }, "\u2699")),
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

function run_command(command, selection) {
  const [width, height, address] = {
    new: [800, 530, "WebWizard/WizardContainer.aspx?WizardId=2631659F-A668-4A48-833B-D20E187B5A89"],
    roles: [500, 330, "_grid/cmds/dlg_role.aspx?iObjType=8"],
  }[command] ?? [500, 250, `tools/Admin/admin.aspx?dialog=${command}`];
  open_dialog(new URL(address, root), width, height, selection, () => {
    current_frame().contentWindow.dispatchEvent(new CustomEvent("practice-refresh"));
  });
}

draw_masthead();
const asked = new URLSearchParams(location.search.toLowerCase());
frames[0].style.visibility = "visible";
frames[1].style.visibility = "hidden";
if (asked.get("etn") === "systemuser" || asked.get("etc") === "8") {
  // The hidden frame holds a copy of the same page, as it does after some minutes of work.
  breadcrumb("nav_security");
  show_banner(true);
  frames[0].contentWindow.location.replace(new URL(USERS, root));
  navigate(USERS);
} else if (asked.get("area") === "nav_security") {
  open_area("nav_security", SECURITY);
} else {
  navigate(elsewhere("nav_overview"));
}
await show_person();
const organisation = await api("organizations?$select=name");
document.getElementById("crmUserInfo").textContent = organisation.value[0]?.name ?? "";
