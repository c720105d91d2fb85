//! Pages of other organisations: renamed ids, other languages, two of a kind, hidden copies. Never a wrong target.

use super::{ROLE, USER, look, seen, told, values};
use crate::frozen::{Edit, Site};
use cairn::page::catalogue::Kind;
use cairn::page::find::{Found, Sight};
use cairn::page::values::Values;

const OTHER: &str = "77AA0A52-9C7E-4B1D-8A55-0A1B2C3D4E5F";

fn edit<'a>(file: &'a str, from: &'a str, to: &'a str) -> Edit<'a> {
    Edit { file, from, to }
}

/// The rung that found the current stop, and what the control is called.
fn found(file: &str, edits: &[Edit]) -> (String, Kind, String) {
    let site = Site::load(file, edits);
    match look(&super::catalogue(), &site, &values()) {
        Sight::Found(Found { stop, hit, .. }) => (super::STOPS[stop].to_owned(), hit.kind, hit.label),
        sight => panic!("{file}: {}", told(&sight)),
    }
}

#[test]
fn labels_are_told_as_they_read_on_the_screen() {
    assert_eq!(found("classic-users-selected.html", &[]), ("manage-roles".into(), Kind::Prefix, "Manage Roles".into()));
    assert_eq!(found("uci-shell.html", &[]).2, "Settings");
    assert_eq!(found("classic-nav-open.html", &[]).2, "Security");
    assert_eq!(found("classic-roles.html", &[edit("frame-roles.html", "oid=", "x=")]).0, "role-tick");
}

#[test]
fn a_renamed_id_leads_to_the_next_rung() {
    let rows = [
        (
            "uci-shell.html",
            vec![edit("uci-shell.html", "data-id=\"personalSettingsLauncher\"", "")],
            "gear",
            Kind::Attribute,
        ),
        (
            "uci-shell.html",
            vec![
                edit("uci-shell.html", "ersonalSettingsLauncher", "x"),
                edit("uci-shell.html", "settings-button", "x"),
            ],
            "gear",
            Kind::Role,
        ),
        (
            "uci-gear-open.html",
            vec![edit("uci-gear-open.html", "SettingsMenu.Adv", "x.Adv")],
            "advanced-settings",
            Kind::Role,
        ),
        ("classic-start.html", vec![edit("classic-start.html", "TabSettings", "TabX")], "settings", Kind::Label),
        (
            "classic-nav-open.html",
            vec![edit("classic-nav-open.html", "nav_security\" class", "nav_security_2\" class")],
            "security",
            Kind::Prefix,
        ),
        (
            "classic-nav-open.html",
            vec![edit("classic-nav-open.html", "id=\"nav_security\"", "")],
            "security",
            Kind::Label,
        ),
        ("classic-security.html", vec![edit("frame-security.html", "pid=", "p=")], "users", Kind::Role),
        ("classic-users.html", vec![edit("frame-users.html", " oid=", " x=")], "user-row", Kind::Attribute),
        (
            "classic-users.html",
            vec![edit("frame-users.html", " oid=", " x="), edit("frame-users.html", "checkBox_", "x_")],
            "user-row",
            Kind::Prefix,
        ),
        (
            "classic-users-selected.html",
            vec![edit("classic-users-selected.html", "ManageRoles", "AssignRole")],
            "manage-roles",
            Kind::Prefix,
        ),
        (
            "classic-users-selected.html",
            vec![edit("classic-users-selected.html", "ManageRoles", "x")],
            "manage-roles",
            Kind::Label,
        ),
        (
            "classic-roles.html",
            vec![edit("frame-roles.html", "checkbox\" id=\"5BE31D2A", "checkbox\" id=\"x")],
            "role-tick",
            Kind::Attribute,
        ),
    ];
    for (file, edits, stop, kind) in rows {
        let (at, by, _) = found(file, &edits);
        assert_eq!((at.as_str(), by), (stop, kind), "{file} {edits:?}");
    }
}

#[test]
fn without_any_identifier_the_name_finds_it() {
    let rows = edit("frame-users.html", " oid=", " x=");
    let ticks = edit("frame-users.html", "checkBox_", "x");
    let id = USER.to_uppercase();
    let link = format!("gridBodyTable_primaryField_{{{id}}}");
    let link = edit("frame-users.html", &link, "gridBodyTable_primaryField_");
    let (stop, kind, label) = found("classic-users.html", &[rows, ticks, link]);
    assert_eq!((stop.as_str(), kind, label.as_str()), ("user-row", Kind::Label, "Sync Marketo"));
}

#[test]
fn labels_of_other_languages_find_it_in_their_language_only() {
    let file = "classic-users-selected.html";
    let nameless = edit(file, "ManageRoles", "x");
    let german = edit(file, "Man&#x200b;age Ro&#x200b;les", "ROLLEN\u{a0}VERWAL&shy;TEN");
    let lang = edit(file, "<html lang=\"en\">", "<html lang=\"de-DE\">");
    assert_eq!(found(file, &[nameless, german, lang]).2, "ROLLEN VERWALTEN");
    assert_eq!(seen(file, &[nameless, german]).0, "manage-roles Absent");
    let unknown = edit(file, "<html lang=\"en\">", "<html lang=\"fi\">");
    assert_eq!(seen(file, &[nameless, german, unknown]).0, "manage-roles Absent");
    assert_eq!(found(file, &[nameless, unknown]).1, Kind::Label, "what is not translated stays English");
}

#[test]
fn ids_hit_in_any_language() {
    for file in ["classic-nav-open.html", "classic-start.html"] {
        let random = [edit(file, "Secu&#x200b;rity", "Qwxz"), edit(file, "Set&#x200b;tings", "Zxwq")];
        assert_eq!(seen(file, &random[usize::from(file == "classic-start.html")..]).0, seen(file, &[]).0);
    }
}

#[test]
fn absent_is_none() {
    let file = "classic-users-selected.html";
    let cut = [edit(file, "ManageRoles", "x"), edit(file, "Man&#x200b;age Ro&#x200b;les", "Share")];
    assert_eq!(seen(file, &cut), ("manage-roles Absent".into(), None));
    let id = USER.to_uppercase();
    let gone = [edit("frame-users.html", &id, OTHER), edit("frame-users.html", ">Sync Marketo<", ">Nobody<")];
    assert_eq!(seen("classic-users.html", &gone).0, "user-row NotListed");
}

#[test]
fn two_of_a_kind_are_none() {
    let file = "classic-users-selected.html";
    let ids = edit(file, "systemuser.PromoteToAdmin", "systemuser.ManageRolesOfTeam");
    let label = edit(file, "PROMOTE TO ADMIN", "Manage Roles");
    assert_eq!(found(file, &[ids]).1, Kind::Label, "two by id, one by label");
    assert_eq!(seen(file, &[ids, label]), ("manage-roles Ambiguous".into(), None));
    let role = ROLE.to_uppercase();
    let ids = edit("frame-roles.html", "20000000-0F44-4F0E-9B1C-6D7E8F901234", &role);
    let name = edit("frame-roles.html", ">Marketo Sync User Reader<", ">Marketo Sync User<");
    assert_eq!(seen("classic-roles.html", &[ids, name]).0, "role-tick Ambiguous");
}

#[test]
fn a_namesake_with_another_id_is_not_the_one() {
    let id = USER.to_uppercase();
    assert_eq!(seen("classic-users.html", &[edit("frame-users.html", &id, OTHER)]).0, "user-row NotListed");
    let id = ROLE.to_uppercase();
    let other = edit("frame-roles.html", &id, "99999999-0F44-4F0E-9B1C-6D7E8F901234");
    assert_eq!(seen("classic-roles.html", &[other]).0, "role-tick Absent");
}

#[test]
fn a_second_selected_row_is_no_selection() {
    let other = "<tr class=\"ms-crm-List-Row\" oid=\"{77AA0A52";
    let marked = "<tr class=\"ms-crm-List-Row ms-crm-List-SelectedRow\" oid=\"{77AA0A52";
    let two = edit("frame-users-selected.html", other, marked);
    assert_eq!(seen("classic-users-selected.html", &[two]).0, "user-row");
    assert_eq!(seen("classic-roles.html", &[two]).0, "role-tick NotGiven");
    let ticked = edit("frame-users-selected.html", "checkBox_{77AA0A52-9C7E-4B1D-8A55-0A1B2C3D4E5F}\"", "\" checked");
    assert_eq!(seen("classic-users-selected.html", &[ticked]).0, "user-row");
}

#[test]
fn the_dialog_of_another_user_is_left_alone() {
    let site = Site::load("classic-roles.html", &[]);
    let ada = Values::new([("user.id", OTHER), ("user.name", "Ada Byron"), ("role.id", ROLE)]);
    assert_eq!(told(&look(&super::catalogue(), &site, &ada)), "role-tick NotGiven");
}

#[test]
fn a_ticked_role_leads_on_to_ok() {
    let tick = format!("id=\"{}\">", ROLE.to_uppercase());
    let ticked = format!("id=\"{}\" checked>", ROLE.to_uppercase());
    let (stop, tag) = seen("classic-roles.html", &[edit("frame-roles.html", &tick, &ticked)]);
    assert_eq!(stop, "roles-ok");
    assert!(tag.unwrap().contains("butBegin"));
}

#[test]
fn the_target_is_in_the_live_frame_and_the_live_command_bar() {
    let (stop, tag) = seen("classic-users-selected.html", &[]);
    assert_eq!(stop, "manage-roles");
    assert!(tag.unwrap().contains("ManageRoles"));
    // The frame that is named counts, also where a stale one is drawn.
    let file = "classic-start.html";
    let drawn = edit(file, "visibility:hidden", "visibility:visible");
    assert_eq!(seen(file, &[drawn]).0, "settings");
    let unnamed = edit(file, "currentcontentid=\"contentIFrame1\"", "");
    assert_eq!(seen(file, &[unnamed]).0, "settings");
    assert_eq!(seen(file, &[unnamed, drawn]).0, "settings", "two drawn frames and no name: neither");
    let missing = edit(file, "currentcontentid=\"contentIFrame1\"", "currentcontentid=\"contentIFrame9\"");
    assert_eq!(seen(file, &[missing, drawn]).0, "settings");
}

#[test]
fn a_hidden_dialog_is_none_and_the_last_of_two_counts() {
    let file = "classic-roles.html";
    let closed = edit(file, "style=\"z-index:1006\"", "style=\"display:none\"");
    assert_eq!(seen(file, &[closed]).0, "manage-roles");
    let above = "<div id=\"InlineDialog1\" role=\"dialog\"><iframe id=\"InlineDialog1_Iframe\"></iframe></div></body>";
    assert_eq!(seen(file, &[edit(file, "</body>", above)]).0, "UnknownDialog");
}

#[test]
fn while_a_frame_loads_nothing_outside_it_is_pointed_at() {
    let loading = edit("frame-security.html", "<html lang=\"en\">", "<html lang=\"en\" data-loading>");
    assert_eq!(seen("classic-security.html", &[loading]).0, "users", "what is there already is");
    let empty = edit("classic-security.html", "adminsecurity_area", "x");
    assert_eq!(seen("classic-security.html", &[loading, empty]).0, "Loading");
    assert_eq!(seen("classic-security.html", &[empty]).0, "settings");
}

#[test]
fn the_next_control_is_known_where_it_is_there() {
    let site = Site::load("classic-roles.html", &[]);
    let Sight::Found(found) = look(&super::catalogue(), &site, &values()) else { panic!("role-tick is there") };
    assert!(site.tag(&found.next.unwrap()).contains("butBegin"));
    let site = Site::load("classic-users.html", &[]);
    let Sight::Found(found) = look(&super::catalogue(), &site, &values()) else { panic!("user-row is there") };
    assert_eq!(found.next, None, "its command comes with the selection");
}

#[test]
fn names_are_never_part_of_a_selector() {
    let name = "\"]*, html > *:has(x) <img src=x onerror=y>";
    let site = Site::load("classic-users.html", &[edit("frame-users.html", " oid=", " x=")]);
    let values = Values::new([("user.id", name), ("user.name", name), ("role.id", name), ("role.name", name)]);
    assert_eq!(told(&look(&super::catalogue(), &site, &values)), "user-row NotListed");
}

#[test]
fn without_values_nothing_is_pointed_at() {
    let site = Site::load("classic-roles.html", &[]);
    assert_eq!(told(&look(&super::catalogue(), &site, &Values::default())), "role-tick NotGiven");
}
