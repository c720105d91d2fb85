// What environments do to strangers in their pages, and weight for measuring.

import { el } from "./base.js";

const REVERT = "button{font-size:44px!important} *{line-height:3!important;all:revert}";

/** Applies what the settings order. */
export function apply({ hostile, elements, frames }) {
  if (hostile.includes("revert-styles")) document.head.append(el("style", {}, REVERT));
  if (hostile.includes("aria-hidden")) hide_everything();
  if (elements > 0 || frames > 0) add_weight(elements, frames);
}

function hide_everything() {
  const hide = () => {
    for (const child of document.body.children) {
      if (child.getAttribute("aria-hidden") !== "true") child.setAttribute("aria-hidden", "true");
    }
  };
  hide();
  new MutationObserver(hide).observe(document.body, { childList: true });
}

/** Rows of cells with ids and labels, as large pages have them, behind everything else. */
function add_weight(elements, frames) {
  const rows = Array.from({ length: Math.ceil(elements / 5) }, (_, i) =>
    el(
      "div",
      { id: `weight_${i}`, role: "row" },
      el("span", { title: `Weight ${i}` }, `${i}`),
      el("a", { href: "#", "data-id": `weight.${i}` }, `Weight ${i}`),
      el("button", { type: "button", tabindex: "-1" }, "\u2026"),
      el("input", { type: "checkbox", tabindex: "-1", "aria-label": `Weight ${i}` }),
    ),
  );
  const blank = new URL("classic/blank.html", import.meta.url);
  const boxes = Array.from({ length: frames }, (_, i) => el("iframe", { id: `weightFrame${i}`, src: blank.href }));
  document.body.append(el("div", { id: "practice-weight", class: "practice-weight" }, ...rows, ...boxes));
}
