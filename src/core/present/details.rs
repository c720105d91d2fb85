//! What opens below a step: facts to read and copy, choices, checks.

use super::super::Open;
use super::super::detect::{Ground, Verdict};
use super::super::facts::{Discovery, Known, counted};
use super::super::message::Message;
use super::super::press::Press;
use super::super::view::{CheckView, Choice, Detail, Tone, Weight};
use super::button;
use crate::dataverse::request::Query;
use crate::playbook::{Detector, Step, Variant};

fn add(details: &mut Vec<Detail>, label: &'static str, value: String, copy: bool) {
    if !value.is_empty() {
        details.push(Detail { label: Message::of(label), value, words: None, copy });
    }
}

pub(super) fn details(open: &Open, ground: &Ground<'_>, step: &Step) -> Vec<Detail> {
    let mut details = Vec::new();
    match &step.detect {
        Detector::Organization {} => {
            if let Some(organization) = ground.facts.organization().ok() {
                add(&mut details, "detail_organization_id", organization.id.to_string(), true);
                add(
                    &mut details,
                    "detail_version",
                    organization.version.map(|v| v.to_string()).unwrap_or_default(),
                    false,
                );
                add(
                    &mut details,
                    "detail_environment_id",
                    organization.environment_id.clone().unwrap_or_default(),
                    true,
                );
                add(&mut details, "detail_tenant_id", organization.tenant_id.clone().unwrap_or_default(), true);
            }
        }
        Detector::SolutionInstalled { .. } => {
            if let Some(solution) = ground.installed() {
                add(&mut details, "detail_version", solution.version_text.clone(), false);
                add(&mut details, "detail_unique_name", solution.unique_name.clone(), true);
                add(&mut details, "detail_publisher", solution.publisher.clone().unwrap_or_default(), false);
            }
        }
        Detector::RoleFound {} => {
            if let Some(root) = ground.root() {
                add(&mut details, "detail_role_id", root.root.to_string(), true);
                add(&mut details, "detail_business_unit", root.business_unit_name.clone().unwrap_or_default(), false);
            }
        }
        Detector::CallerMay {} => {
            if let Some(user) = ground.caller().and_then(|id| ground.facts.user(&Query::User(id)).ok()) {
                add(&mut details, "detail_user_name", user.user_name.clone(), false);
                let held = ground.facts.roles_of(user).ok().unwrap_or_default();
                let roles: Vec<&str> = held.iter().map(|role| role.name.as_str()).collect();
                add(&mut details, "detail_roles", roles.join(", "), false);
            }
        }
        Detector::UserChosen {} => {
            if let Some(user) = ground.sync_user() {
                add(&mut details, "detail_user_name", user.user_name.clone(), true);
                add(&mut details, "detail_email", user.email.clone(), true);
                add(&mut details, "detail_business_unit", user.business_unit_name.clone().unwrap_or_default(), false);
                add(&mut details, "detail_user_id", user.id.to_string(), true);
            }
        }
        Detector::AccessFits { .. } => {
            if let Some(count) = ground.facts.number(&Query::NonInteractiveUsers).ok() {
                add(&mut details, "detail_non_interactive", count.to_string(), false);
            }
        }
        Detector::ConfigFound {} => {
            if let Known::Is(record) = ground.facts.config_record(ground.playbook, ground.memory) {
                add(&mut details, "detail_table", record.spot.table.logical_name.clone(), true);
                add(&mut details, "detail_column", record.spot.lookup.column.clone(), true);
                add(&mut details, "detail_record", record.row.name.clone(), false);
            }
        }
        Detector::Filter { tables } => {
            for (table, found) in ground.filter_tables(tables) {
                let counts: Vec<String> = counted(found)
                    .iter()
                    .filter_map(|query| ground.facts.number(query).ok().map(u32::to_string))
                    .collect();
                if let [yes, no, empty] = counts.as_slice() {
                    let text = Message::of("detail_filter_counts").text(yes).text(no).text(empty);
                    details.push(Detail {
                        label: Message::of("detail_filter").text(table),
                        value: String::new(),
                        words: Some(text),
                        copy: false,
                    });
                }
            }
        }
        Detector::HandOver {} => hand_over(open, ground, &mut details),
        _ => {}
    }
    details
}

/// What the next step of the journey asks for (marketo §7.5).
fn hand_over(open: &Open, ground: &Ground<'_>, details: &mut Vec<Detail>) {
    add(details, "detail_organization_url", open.client_url.clone(), true);
    let Some(user) = ground.sync_user() else { return };
    match ground.variant() {
        // Server to server, Marketo wants the e-mail address as the user name (marketo §4, 11).
        Variant::ApplicationUser if user.email.is_empty() => details.push(Detail {
            label: Message::of("detail_application_email"),
            value: String::new(),
            words: Some(Message::of("value_no_email")),
            copy: false,
        }),
        Variant::ApplicationUser => add(details, "detail_application_email", user.email.clone(), true),
        Variant::LicensedUser | Variant::OnPremises => {
            add(details, "detail_marketo_user_name", user.user_name.clone(), true);
        }
    }
    add(details, "detail_application_id", user.application_id.map(|id| id.to_string()).unwrap_or_default(), true);
    let tenant = ground.facts.organization().ok().and_then(|organization| organization.tenant_id.clone());
    add(details, "detail_tenant_id", tenant.unwrap_or_default(), true);
}

/// What the person has to choose between, or may choose.
pub(super) fn choices(ground: &Ground<'_>, step: &Step) -> Vec<Choice> {
    match &step.detect {
        Detector::ConfigFound {} => {
            let Known::Is(Discovery::Several(spots)) = ground.facts.config(ground.playbook, ground.memory) else {
                return Vec::new();
            };
            spots
                .iter()
                .map(|spot| {
                    let under = [spot.table.logical_name.as_str(), ".", &spot.lookup.column].concat();
                    let label = Message::of("choice_config").text(spot.table_name()).text(spot.lookup_name());
                    Choice { label, under: Some(under), chosen: false, press: Press::ChooseConfig(spot.choice()) }
                })
                .collect()
        }
        Detector::Filter { tables } => ground
            .filter_tables(tables)
            .iter()
            .filter(|(_, found)| found.column.is_none())
            .map(|(table, _)| Choice {
                label: Message::of("choice_filter").text(*table),
                under: None,
                chosen: ground.memory.filter_tables.iter().any(|wanted| wanted == table),
                press: Press::WantFilter((*table).to_owned()),
            })
            .collect(),
        Detector::SolutionInstalled { .. } if ground.installed().is_none() => {
            let found = ground.facts.solutions(ground.playbook).ok().unwrap_or_default();
            found
                .into_iter()
                .map(|solution| Choice {
                    label: Message::of("choice_solution").text(&solution.friendly_name).text(&solution.version_text),
                    under: Some(solution.unique_name.clone()),
                    chosen: false,
                    press: Press::ChooseSolution(solution.id),
                })
                .collect()
        }
        Detector::RoleExclusive { .. } if ground.old_rules() => ground
            .narrowed_to()
            .map(|names| Choice {
                label: Message::of("choice_narrowed").text(names),
                under: None,
                chosen: true,
                press: Press::Narrow(Vec::new()),
            })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// The vendor's checks, one by one.
pub(super) fn checks(ground: &Ground<'_>, step: &Step) -> Vec<CheckView> {
    if !matches!(step.detect, Detector::Checks {}) {
        return Vec::new();
    }
    ground
        .checks()
        .into_iter()
        .map(|check| {
            let mut action = None;
            let (tone, verdict) = match check.verdict {
                Verdict::Proved => (Tone::Good, Message::of("verdict_proved")),
                Verdict::OnlyVendor(why) | Verdict::AsFar(why) => (Tone::Info, Message::of(why)),
                Verdict::Unread => (Tone::Warning, Message::of("verdict_unread")),
                Verdict::Failed(step) => {
                    let fix = ground.playbook.step(&step).map(|step| ground.title(step));
                    let verdict = Message::of("verdict_failed").message(fix.unwrap_or(Message::of("verdict_unread")));
                    let go = Message::of("action_go_to_step");
                    action = Some(button(go, Press::GoToStep(step), Weight::Plain));
                    (Tone::Bad, verdict)
                }
            };
            CheckView { title: Message::of(check.title), tone, verdict, action }
        })
        .collect()
}
