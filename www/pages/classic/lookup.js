// A lookup field of a classic form (dynamics-ui §2.6): its magnifier shows only while the pointer or the focus is on
// it, its flyout offers the first users, and the flyout's last entry opens the dialog with all of them.

import { api, el, literal, query, t } from "../base.js";
import { press } from "./grid.js";

const FEW = 8;
const DIALOG = "_controls/lookup/lookupinfo.aspx?objecttypes=8&browse=0";

/** The people whom a lookup offers. */
export async function find_users(text, top) {
  const conditions = ["isdisabled eq false", "accessmode ne 3", "accessmode ne 5"];
  if (text) conditions.push(`(contains(fullname,${literal(text)}) or contains(domainname,${literal(text)}))`);
  const filter = conditions.join(" and ");
  const answer = await api(
    `systemusers?${query({ select: "fullname,domainname,internalemailaddress", filter, orderby: "fullname,systemuserid", top })}`,
  );
  return answer.value;
}

/**
 * The control.
 * @param {{ name: string, label: string, value: { id: string, name: string } | null, choose: Function,
 *   shell: Window | null }} field
 */
export function lookup_field({ name, label, value, choose, shell }) {
  const shown = el("span", { id: `${name}_lookupValue`, title: value?.name ?? "" }, value?.name ?? "");
  const input = el("input", { id: `${name}_ledit`, type: "text", "aria-label": label, autocomplete: "off" });
  const list = el("ul", { id: `${name}_IMenu`, role: "menu" });
  const flyout = el("div", { id: `Dialog_${name}_IMenu`, class: "ms-crm-IL-MenuItem", displayed: "false" }, list);

  const take = (user) => {
    shown.textContent = user?.name ?? "";
    shown.title = user?.name ?? "";
    input.value = "";
    close();
    choose(user);
  };
  const close = () => flyout.setAttribute("displayed", "false");
  const entry = (user) =>
    el(
      "li",
      { role: "none" },
      el(
        "a",
        {
          href: "#",
          role: "menuitem",
          title: user.fullname,
          onclick: press(() => take({ id: user.systemuserid, name: user.fullname })),
        },
        el("span", { title: user.fullname }, user.fullname),
      ),
    );
  const more = () => {
    close();
    const detail = { address: DIALOG, width: 600, height: 450, argument: { chosen: take }, closed: () => undefined };
    shell?.dispatchEvent(new CustomEvent("practice-dialog", { detail }));
  };
  const open = async () => {
    const users = await find_users(input.value.trim(), FEW);
    list.replaceChildren(
      ...users.map(entry),
      el("li", { role: "none" }, el("a", { href: "#", role: "menuitem", onclick: press(more) }, t("Look_Up_More"))),
    );
    flyout.setAttribute("displayed", "true");
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    open();
  });
  const icon = el("img", {
    id: `${name}_lookupSearchIcon`,
    src: new URL("../icons/search.svg", import.meta.url).href,
    alt: "",
  });
  const magnifier = el(
    "div",
    { id: `${name}_lookupSearchIconDiv`, class: "ms-crm-Lookup-Search", title: t("Look_Up"), onclick: open },
    icon,
  );
  return el(
    "div",
    {},
    el(
      "table",
      { id: `${name}_lookupTable`, class: "practice-lookup" },
      el(
        "tbody",
        {},
        el(
          "tr",
          {},
          el("td", { id: `${name}_i` }, shown),
          el("td", {}, input),
          el("td", { class: "Lookup_RenderButton_td" }, magnifier),
        ),
      ),
    ),
    flyout,
  );
}
