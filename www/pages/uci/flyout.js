// Menus lie at the end of the body, whatever opened them (dynamics-ui §3).

import { el } from "../base.js";

const node = document.getElementById("__flyoutRootNode");
let opener = null;

/** Whether a menu is open. */
export function flyout_is_open() {
  return opener !== null;
}

/** Closes the menu; with `back` the focus goes back to what opened it. */
export function close_flyout({ back = false } = {}) {
  node.replaceChildren();
  opener?.setAttribute("aria-expanded", "false");
  if (back) opener?.focus();
  opener = null;
}

/** Opens a menu with the entries that `fill` makes; it gets the function that closes it. */
export function open_flyout(button, id, label, fill) {
  if (opener === button) return close_flyout();
  close_flyout();
  opener = button;
  button.setAttribute("aria-expanded", "true");
  const menu = el("ul", { class: "flyout", "data-id": id, role: "menu", "aria-label": label }, ...fill(close_flyout));
  node.append(menu);
  if (id !== "personalSettingsLauncher") place_under(menu, button);
  menu.querySelector("button")?.focus();
}

function place_under(menu, button) {
  const { bottom, left } = button.getBoundingClientRect();
  menu.style.insetBlockStart = `${bottom}px`;
  menu.style.left = `${Math.min(left, window.innerWidth - menu.offsetWidth)}px`;
  menu.style.right = "auto";
}

document.addEventListener("click", (event) => {
  if (opener && !opener.contains(event.target) && !node.contains(event.target)) close_flyout();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opener) close_flyout({ back: true });
});
