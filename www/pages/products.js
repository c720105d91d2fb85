// What the products beside Dynamics have in common: a command bar, a list, panels at the side. Their real ids are in no
// public source, so that these have none, or others at each load; roles and names are what a finder has.

import { el, t } from "./base.js";

/** How long a page takes to appear once its address is there: nobody published a figure. */
const LATE_MS = 150;
const NARROW = 1000;

export const main = document.querySelector("main");

/** The entries at the side: label, address, and whether it is the page shown. */
export function draw_nav(entries) {
  const item = ([label, href, current]) => el("li", {}, el("a", { href, "aria-current": current && "page" }, t(label)));
  document.querySelector("nav").replaceChildren(el("ul", {}, ...entries.map(item)));
}

let pending = 0;

/** Draws a page a moment later; of several, the last. */
export function later(draw) {
  clearTimeout(pending);
  pending = setTimeout(draw, LATE_MS);
}

/**
 * A command bar.
 * @param {[string, () => void, object?][]} commands label, act, further attributes
 * @param {{ fit?: number, last?: Element[] }} options `fit`: how many have a place before the overflow
 */
export function command_bar(commands, { fit = window.innerWidth < NARROW ? 2 : 8, last = [] } = {}) {
  const button = ([label, act, attributes], close = () => undefined) =>
    el(
      "li",
      { role: "none" },
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          name: t(label),
          onclick: () => {
            close();
            act?.();
          },
          ...attributes,
        },
        el("span", { "data-automation-id": "visibleContent" }, t(label)),
      ),
    );
  const rest = commands.slice(fit);
  const more = el(
    "button",
    { type: "button", role: "menuitem", "aria-haspopup": "menu", "aria-label": t("More") },
    "\u22EF",
  );
  more.addEventListener("click", () => open_menu(more, (close) => rest.map((one) => button(one, close))));
  return el(
    "ul",
    { class: "command-bar", role: "menubar" },
    ...commands.slice(0, fit).map((one) => button(one)),
    ...(rest.length > 0 ? [el("li", { role: "none" }, more)] : []),
    el("li", { role: "none", class: "space" }),
    ...last.map((one) => el("li", { role: "none" }, one)),
  );
}

function open_menu(button, fill) {
  const { bottom, right } = button.getBoundingClientRect();
  const menu = el("ul", { class: "menu", role: "menu", style: `top:${bottom}px;right:${window.innerWidth - right}px` });
  const close = () => {
    menu.remove();
    document.removeEventListener("click", outside, true);
  };
  const outside = (event) => !menu.contains(event.target) && close();
  menu.append(...fill(close));
  document.body.append(menu);
  document.addEventListener("click", outside, true);
}

/**
 * A list with a tick for each row, which shows while the pointer is on it.
 * @param {{ label: string, columns: [string, (row: object) => string | Node][], rows: object[],
 *   changed?: (chosen: object[]) => void, key?: string }} list `key`: an attribute for the first column's cells
 */
export function draw_list({ label, columns, rows, changed, key }) {
  const chosen = new Set();
  const line = (row) => {
    const name = columns[0][1](row);
    const text = typeof name === "string" ? name : name.textContent;
    const tick = el("input", { type: "checkbox", class: "tick", "aria-label": t("Select_row", text) });
    const cells = columns.map(([, show], i) => {
      const role = i === 0 ? "rowheader" : "gridcell";
      const shown = i === 0 ? name : show(row);
      return el("div", { role, ...(i === 0 && key ? { "data-automation-key": key } : {}) }, shown);
    });
    const element = el("div", { class: "row", role: "row", "aria-selected": "false" }, el("div", {}, tick), ...cells);
    element.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      if (chosen.has(row)) chosen.delete(row);
      else chosen.add(row);
      tick.checked = chosen.has(row);
      element.setAttribute("aria-selected", String(chosen.has(row)));
      changed?.([...chosen]);
    });
    return element;
  };
  const head = el(
    "div",
    { class: "row head", role: "row" },
    el("div", {}),
    ...columns.map(([title]) => el("div", { role: "columnheader" }, t(title))),
  );
  return el(
    "div",
    {
      class: "rows",
      role: "grid",
      "aria-label": label,
      "data-automationid": "DetailsList",
      style: `--columns:${columns.length}`,
    },
    head,
    ...rows.map(line),
  );
}

/**
 * A panel at the side.
 * @returns {{ body: HTMLElement, foot: HTMLElement, close: () => void, fail: (error: Error) => void }}
 */
export function open_panel(title) {
  const body = el("div", { class: "panel-body" });
  const foot = el("div", { class: "panel-foot" });
  const trouble = el("p", { class: "trouble", role: "alert", hidden: true });
  const panel = el(
    "div",
    { class: "panel", role: "dialog", "aria-modal": "true", "aria-label": title },
    el("h2", {}, title),
    body,
    trouble,
    foot,
  );
  document.body.append(panel);
  return {
    body,
    foot,
    close: () => panel.remove(),
    fail(error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    },
  };
}

/** A button of a panel. */
export function button(label, act, attributes = {}) {
  return el("button", { type: "button", onclick: act, ...attributes }, t(label));
}

/** A text field with its label above. */
export function field(label, attributes = {}) {
  const input = el("input", { type: "text", "aria-label": t(label), autocomplete: "off", ...attributes });
  return { input, element: el("label", {}, t(label), input) };
}

/** Asks the directory behind Microsoft 365. */
export async function directory(what, body) {
  const reply = await fetch(`/practice-directory/${what}`, {
    method: body ? "POST" : "GET",
    body: body && JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(t("directory_refused"));
  return reply.status === 200 ? reply.json() : null;
}
