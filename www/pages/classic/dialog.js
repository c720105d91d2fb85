// Inline dialogs: frames in the top document, one above the other.

import { el, t } from "../base.js";

const LOWEST_LAYER = 1005;
let open = 0;

/**
 * Opens a page in a dialog. Once it has loaded, everything else in the body is hidden from assistive technology, as the
 * real client does (dynamics-ui §6.2); after closing, nothing is.
 */
export function open_dialog(address, width, height, argument, closed) {
  const suffix = open === 0 ? "" : String(open);
  const layer = LOWEST_LAYER + 2 * open;
  open += 1;

  const backdrop = el("div", {
    id: `InlineDialog${suffix}_Background`,
    class: "ms-crm-DialogBackground",
    style: `z-index:${layer}`,
  });
  const frame = el("iframe", {
    id: `InlineDialog${suffix}_Iframe`,
    name: `InlineDialog${suffix}_Iframe`,
    src: address.href,
  });
  const loading = el("div", { id: "DialogLoadingDiv" }, t("Loading"));
  const dialog = el(
    "div",
    {
      id: `InlineDialog${suffix}`,
      class: "ms-crm-DialogChrome",
      role: "dialog",
      "aria-modal": "true",
      tabindex: "-1",
      style: `z-index:${layer + 1};width:${width}px;height:${height}px`,
    },
    el(
      "a",
      {
        id: `InlineDialog${suffix}CloseLink`,
        class: "ms-crm-DialogClose",
        href: "#",
        title: t("Close"),
        onclick: (event) => {
          event.preventDefault();
          close(false);
        },
      },
      "\u2715",
    ),
    loading,
    frame,
  );

  const on_key = (event) => {
    if (event.key === "Escape") close(false);
    if (event.key === "Tab" && !dialog.contains(event.target)) {
      event.preventDefault();
      frame.focus();
    }
  };
  function close(changed) {
    if (!dialog.isConnected) return;
    document.removeEventListener("keydown", on_key, true);
    dialog.remove();
    backdrop.remove();
    open -= 1;
    for (const child of document.body.children) child.setAttribute("aria-hidden", "false");
    if (changed) closed();
  }

  frame.practiceDialog = { argument, close };
  frame.addEventListener("load", () => {
    loading.remove();
    for (const child of document.body.children) child.setAttribute("aria-hidden", String(child !== dialog));
    frame.contentDocument.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(false);
    });
  });
  document.addEventListener("keydown", on_key, true);
  document.body.append(backdrop, dialog);
}
