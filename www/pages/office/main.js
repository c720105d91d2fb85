// Office's start page, with the tile that leads administrators to their center.

import { el, label_document, t } from "../base.js";
import { main } from "../products.js";

label_document();
document.title = t("Office_title");
main.append(
  el("h1", {}, t("Office_welcome")),
  el(
    "div",
    { class: "cards" },
    ...["Outlook", "Word", "Excel"].map((name) => el("span", { class: "card" }, name)),
    el(
      "a",
      {
        class: "card",
        href: "https://admin.microsoft.com/Adminportal/Home#/homepage",
        target: "_blank",
        rel: "opener",
      },
      t("Admin"),
    ),
  ),
);
