// Add a user: basics, licences, optional settings, review, done (dynamics-ui §2.9).

import { el, t } from "../base.js";
import { button, directory, field, open_panel } from "../products.js";

const DOMAIN = "contoso.com";

/** Opens the wizard; `done` runs once it is closed. */
export function add_user(done) {
  const panel = open_panel(t("Add_a_user"));
  const made = { first: "", last: "", display: "", user: "", licensed: true, mail: false };
  const STEPS = [basics, licences, optional, review];
  let at = 0;

  function show() {
    panel.foot.replaceChildren();
    STEPS[at]();
  }

  function foot(next) {
    const back = button("Back", () => ((at -= 1), show()));
    const cancel = button("Cancel", finish);
    panel.foot.replaceChildren(...(at > 0 ? [back] : []), next, cancel);
  }

  function next_button(check = () => true) {
    return button(
      "Next",
      () => {
        if (!check()) return;
        at += 1;
        show();
      },
      { class: "primary" },
    );
  }

  function finish() {
    panel.close();
    done();
  }

  function basics() {
    const [first, last, display, user] = [
      field("First_name", { value: made.first }),
      field("Last_name", { value: made.last }),
      field("Display_name", { value: made.display }),
      field("Username", { value: made.user }),
    ];
    const compose = () => (display.input.value = `${first.input.value} ${last.input.value}`.trim());
    first.input.addEventListener("input", compose);
    last.input.addEventListener("input", compose);
    const mail = el("input", { type: "checkbox" });
    mail.checked = made.mail;
    panel.body.replaceChildren(
      el("h3", {}, t("Set_up_the_basics")),
      first.element,
      last.element,
      display.element,
      user.element,
      el("p", {}, `@ ${DOMAIN}`),
      el("label", { class: "role" }, mail, el("span", {}, t("Send_password_in_email"))),
    );
    foot(
      next_button(() => {
        Object.assign(made, {
          first: first.input.value.trim(),
          last: last.input.value.trim(),
          display: display.input.value.trim(),
          user: user.input.value.trim(),
          mail: mail.checked,
        });
        return made.display !== "" && made.user !== "";
      }),
    );
  }

  function licences() {
    const choice = (label, licensed) => {
      const radio = el("input", { type: "radio", name: "licence", onchange: () => (made.licensed = licensed) });
      radio.checked = made.licensed === licensed;
      return el("label", { class: "role" }, radio, el("span", {}, t(label)));
    };
    panel.body.replaceChildren(
      el("h3", {}, t("Product_licenses")),
      choice("Assign_a_license", true),
      choice("Without_a_license", false),
    );
    foot(next_button());
  }

  function optional() {
    panel.body.replaceChildren(el("h3", {}, t("Optional_settings")), el("p", {}, t("Optional_settings_lead")));
    foot(next_button());
  }

  function review() {
    panel.body.replaceChildren(
      el("h3", {}, t("Review_and_finish")),
      el("p", {}, made.display),
      el("p", {}, `${made.user}@${DOMAIN}`),
    );
    foot(button("Finish_adding", add, { class: "primary" }));
  }

  async function add() {
    try {
      const name = made.user.includes("@") ? made.user : `${made.user}@${DOMAIN}`;
      await directory("accounts", {
        first: made.first || made.display,
        last: made.last,
        name,
        licensed: made.licensed,
      });
      panel.body.replaceChildren(el("h3", {}, t("User_added", made.display)));
      panel.foot.replaceChildren(button("Close", finish, { class: "primary" }));
    } catch (error) {
      panel.fail(error);
    }
  }

  show();
}
