//! Traps of the pages beyond the classic users: other tables, namesakes, rows out of view, late commands, loading forms.

use super::{USER, catalogue, look_step, playbook, values, variant};
use crate::frozen::{Edit, Site};
use cairn::page::find::{self, frames::Frames};
use cairn::page::values::Values;

fn seen(file: &str, step: &str, edits: &[Edit]) -> String {
    look_step(&catalogue(), &playbook(), &Site::load(file, edits), step, variant(""))
}

fn edit<'a>(file: &'a str, from: &'a str, to: &'a str) -> Edit<'a> {
    Edit { file, from, to }
}

fn pages(site: &Site, values: &Values) -> Vec<String> {
    let catalogue = catalogue();
    let pages = find::recognised(site, &Frames::of(site), &catalogue, values);
    pages.iter().map(|page| page.name.as_str().to_owned()).collect()
}

#[test]
fn the_record_of_another_table_is_left_alone() {
    assert_eq!(seen("classic-other-list.html", "config-user", &[]), "Classic settings");
    assert_eq!(seen("uci-other-list.html", "config-user", &[]), "Classic gear");
    // The same table of an organisation in which it is called differently.
    let file = "frame-config-list.html";
    assert_eq!(
        seen("classic-config-list.html", "config-user", &[edit(file, "contoso_settings", "x")]),
        "Classic settings"
    );
}

#[test]
fn without_the_names_of_the_organisation_its_pages_are_unknown() {
    let site = Site::load("classic-config-form.html", &[]);
    assert_eq!(pages(&site, &values()), ["classic-shell", "classic-config-form"]);
    assert_eq!(pages(&site, &Values::default()), ["classic-shell"]);
    let site = Site::load("uci-config-list.html", &[]);
    assert_eq!(pages(&site, &Values::default()), ["uci-shell"]);
}

#[test]
fn another_record_called_default_is_not_the_one() {
    let list = "frame-config-list.html";
    let other = edit(list, "0C0F1600", "0C0F1699");
    assert_eq!(seen("classic-config-list.html", "config-user", &[other]), "Classic config-record NotListed");
    let unnumbered = [edit(list, "oid=", "x="), edit(list, "{0C0F1600-0F44-4F0E-9B1C-6D7E8F901234}", "")];
    assert_eq!(seen("classic-config-list.html", "config-user", &unnumbered), "Classic config-record");
}

#[test]
fn of_two_users_with_one_name_neither_is_taken_without_an_id() {
    let file = "uci-users.html";
    let namesake = edit(file, ">Ada Byron<", ">Sync Marketo<");
    assert_eq!(seen(file, "role-assigned", &[namesake]), "Uci uci-user-row Ambiguous");
    let menu = edit("frame-config-form-menu.html", "Ada Byron", "Sync Marketo");
    assert_eq!(seen("classic-config-menu.html", "config-user", &[menu]), "Classic instead config-pick");
    let results = edit("uci-config-results.html", "<span>Ada Byron</span>", "<span>Sync Marketo</span>");
    // With two in the list, none is sure; the field stays what is to be used.
    assert_eq!(seen("uci-config-results.html", "config-user", &[results]), "Uci uci-config-lookup");
}

#[test]
fn a_row_of_another_user_is_not_taken_by_its_name() {
    let file = "uci-users.html";
    let row = edit(
        file,
        "<a role=\"link\" href=\"#\">Sync Marketo</a>",
        "<a role=\"link\" href=\"#\" id=\"77aa0a52-9c7e-4b1d-8a55-0a1b2c3d4e5f\">Sync Marketo</a>",
    );
    assert_eq!(seen(file, "role-assigned", &[row]), "Uci uci-user-row NotListed");
    let own = format!("<a role=\"link\" href=\"#\" id=\"{USER}\">Sync Marketo</a>");
    let row = edit(file, "<a role=\"link\" href=\"#\">Sync Marketo</a>", &own);
    assert_eq!(seen(file, "role-assigned", &[row]), "Uci uci-user-row");
}

#[test]
fn a_row_that_is_out_of_view_is_absent() {
    // Only rows in view exist (dynamics-ui §2.8).
    let file = "uci-users.html";
    let gone = edit(file, "<a role=\"link\" href=\"#\">Sync Marketo</a>", "<a role=\"link\" href=\"#\">Zoe</a>");
    assert_eq!(seen(file, "role-assigned", &[gone]), "Uci uci-user-row NotListed");
}

#[test]
fn a_second_selected_row_is_no_selection() {
    let file = "uci-users-selected.html";
    let two = edit(file, "row-index=\"0\" aria-selected=\"false\"", "row-index=\"0\" aria-selected=\"true\"");
    assert_eq!(seen(file, "role-assigned", &[two]), "Uci uci-user-row");
    let two =
        edit("uci-roles.html", "row-index=\"0\" aria-selected=\"false\"", "row-index=\"0\" aria-selected=\"true\"");
    assert_eq!(seen("uci-roles.html", "role-assigned", &[two]), "Uci uci-role NotGiven");
}

#[test]
fn commands_that_come_late_are_absent_until_they_are_there() {
    let file = "uci-users-selected.html";
    let late =
        edit(file, "SystemUser.ManageRoles\" aria-label=\"Manage Roles\">Manage Roles<", "x\" aria-label=\"x\">x<");
    assert_eq!(seen(file, "role-assigned", &[late]), "Uci uci-manage-roles Absent");
}

#[test]
fn saving_is_pointed_at_only_with_the_user_in_the_field() {
    let file = "frame-config-form-chosen.html";
    let other = edit(file, ">Sync Marketo<", ">Sync Marketo 2<");
    assert_eq!(seen("classic-config-chosen.html", "config-user", &[other]), "Classic config-lookup");
    let file = "uci-config-chosen.html";
    let other = [edit(file, ">Sync Marketo<", ">Ada Byron<")];
    assert_eq!(seen(file, "config-user", &other), "Uci uci-config-lookup");
}

#[test]
fn a_form_that_loads_in_its_own_frame_is_waited_for() {
    let blank = edit("frame-config-form-hover.html", "<html lang=\"en\">", "<html lang=\"en\" data-loading>");
    let empty = edit("frame-config-form-hover.html", "contoso_syncuser", "x");
    assert_eq!(seen("classic-config-turbo.html", "config-user", &[blank, empty]), "Loading");
}

#[test]
fn a_modal_dialog_that_is_not_drawn_shuts_nothing_off() {
    let file = "m365-wizard-other.html";
    let drawn = edit(file, "aria-modal=\"true\"", "aria-modal=\"true\" style=\"display:none\"");
    assert_eq!(seen(file, "sync-user", &[drawn]), "M365 m365-add-user");
}

#[test]
fn a_dialog_of_the_browser_shuts_off_what_is_behind_it_when_it_is_modal() {
    let file = "m365-users.html";
    let dialog = |attributes: &str| {
        let end = format!("<dialog {attributes}><p>What is new</p></dialog>\n</body>");
        seen(file, "sync-user", &[edit(file, "\n</body>", &end)])
    };
    assert_eq!(dialog("open data-modal"), "UnknownDialog");
    assert_eq!(dialog("open"), "M365 m365-add-user");
}

#[test]
fn a_tick_that_selects_every_row_is_no_row() {
    let file = "uci-users-single.html";
    assert_eq!(seen(file, "role-assigned", &[]), "Uci uci-manage-roles");
    let table = "frame-users-selected.html";
    let head = "<tr><th><input type=\"checkbox\" id=\"crmGrid_gridBodyTable_checkBox_Image_All\" checked></th></tr>";
    let body = "<table id=\"gridBodyTable\" role=\"grid\">";
    let with_head = [body, head].concat();
    let all = edit(table, body, &with_head);
    assert_eq!(seen("classic-users-selected.html", "role-assigned", &[all]), "Classic manage-roles");
}

#[test]
fn publishing_is_found_where_its_command_is() {
    let file = "classic-solutions-ribbon.html";
    let nameless = [edit(file, "solution.PublishAll", "x"), edit(file, "Mscrm.PublishAll", "x")];
    assert_eq!(seen(file, "published", &nameless), "Classic publish-all", "by its label");
    let cut = edit(file, "PUB&#x200b;LISH ALL CUSTOM&#x200b;IZATIONS", "SHARE");
    assert_eq!(seen(file, "published", &[nameless[0], nameless[1], cut]), "Classic publish-all Absent");
}

#[test]
fn on_premises_paths_have_the_organisation_in_front_and_any_case() {
    let file = "classic-solutions.html";
    let path = edit(file, "data-frame-url=\"/tools/Solution/", "data-frame-url=\"/Contoso/TOOLS/solution/");
    assert_eq!(seen(file, "published", &[path]), "Classic publish-all");
}

#[test]
fn labels_of_other_products_are_found_in_their_language() {
    let file = "ppac-users-selected.html";
    let german = [
        edit(file, "Manage security roles", "Sicherheitsrollen verwalten"),
        edit(file, "lang=\"en\"", "lang=\"de-DE\""),
    ];
    let site = Site::load(file, &german);
    let catalogue = catalogue();
    let (_, anchor) = catalogue
        .pages
        .iter()
        .flat_map(|page| page.anchors.iter().map(move |a| (page, a)))
        .find(|(_, anchor)| anchor.name.as_str() == "ppac-manage-roles")
        .unwrap();
    let hit = find::resolve(&site, &Frames::of(&site), &catalogue, &anchor.name, &values()).unwrap();
    assert_eq!(hit.label, "Sicherheitsrollen verwalten");
}
