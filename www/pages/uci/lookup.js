// A lookup field of a form of the Unified Interface (dynamics-ui §2.8): its results lie at the end of the body.

import { api, el, literal, query, t } from "../base.js";
import { close_flyout, open_flyout } from "./flyout.js";

async function find_users(text) {
  const conditions = ["isdisabled eq false", "accessmode ne 3", "accessmode ne 5"];
  if (text) conditions.push(`(contains(fullname,${literal(text)}) or contains(domainname,${literal(text)}))`);
  const filter = conditions.join(" and ");
  const select = "fullname,domainname";
  const answer = await api(`systemusers?${query({ select, filter, orderby: "fullname,systemuserid", top: 10 })}`);
  return answer.value;
}

/**
 * The control.
 * @param {{ f: string, label: string, value: { id: string, name: string } | null, choose: Function }} field
 */
export function lookup_field({ f, label, value, choose }) {
  const stem = `${f}.fieldControl-LookupResultsDropdown_${f}`;
  const container = el("div", { "data-id": `${f}.fieldControl-Lookup_${f}`, class: "lookup" });
  const input = el("input", {
    type: "text",
    role: "combobox",
    "data-id": `${stem}_textInputBox_with_filter_new`,
    "aria-label": t("Lookup_of", label),
    "aria-expanded": "false",
    autocomplete: "off",
    oninput: () => open(),
  });
  const search = el(
    "button",
    { type: "button", "data-id": `${stem}_search`, "aria-label": t("Search_for_records"), onclick: () => open() },
    el("span", { class: "lookup-sign", "aria-hidden": "true" }),
  );

  const draw = (user) => {
    const tag =
      user &&
      el(
        "div",
        { class: "lookup-tag" },
        el("div", { role: "link", tabindex: "0", "data-id": `${stem}_selected_tag`, title: user.name }, user.name),
        el(
          "button",
          {
            type: "button",
            "data-id": `${stem}_selected_tag_delete`,
            "aria-label": t("Remove_Value"),
            onclick: () => take(null),
          },
          "\u2715",
        ),
      );
    input.value = "";
    container.replaceChildren(...(tag ? [tag] : [input]), search);
  };
  const take = (user) => {
    close_flyout();
    draw(user);
    choose(user);
  };
  let asked = 0;
  const open = async () => {
    const here = ++asked;
    const users = await find_users(input.value.trim());
    if (here !== asked) return;
    close_flyout();
    open_flyout(search, `${stem}_tab`, label, () => users.map(entry));
    if (input.isConnected) input.focus();
  };
  const entry = (user) =>
    el(
      "li",
      {
        role: "option",
        "data-id": `${stem}_resultsContainer`,
        "aria-label": user.fullname,
        title: user.fullname,
        onclick: () => take({ id: user.systemuserid, name: user.fullname }),
      },
      el("span", {}, user.fullname),
      el("small", {}, user.domainname ?? ""),
    );
  draw(value);
  return container;
}
