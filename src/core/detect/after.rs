//! After the set-up: the filter, the vendor's own checks, what is handed over.

use super::super::facts::{Known, filter_table, yes_no};
use super::super::finding::{Finding, Problem};
use super::super::message::Message;
use super::{Ground, not_read, unread, unusual};
use crate::dataverse::request::FILTER_COLUMN;
use crate::dataverse::rows::FilterTable;
use crate::playbook::{Detector, Step, Variant};

/// One of the vendor's checks, from this side (marketo §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its heading: key of the message.
    pub title: &'static str,
    /// What can be said.
    pub verdict: Verdict,
}

/// What can be said about a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Proved by these steps.
    Proved,
    /// As it should be as far as can be read: what cannot.
    AsFar(&'static str),
    /// Not so: go to this step.
    Failed(String),
    /// Only the vendor can see it: why.
    OnlyVendor(&'static str),
    /// Not read.
    Unread,
}

impl<'a> Ground<'a> {
    /// Tables of the filter with what the server says about them; those that were not read are left out.
    pub fn filter_tables(&self, tables: &'a [String]) -> Vec<(&'a str, &'a FilterTable)> {
        let read = |table: &'a String| {
            let found = self.facts.filter_table(&filter_table(table)).ok();
            found.map(|found| (table.as_str(), found))
        };
        tables.iter().filter_map(read).collect()
    }

    pub(super) fn filter(&self, tables: &'a [String]) -> Finding {
        for table in tables {
            match self.facts.filter_table(&filter_table(table)) {
                Known::Not => return not_read(),
                // A table that this organisation does not have cannot be filtered.
                Known::Failed(fault) if fault.is_absence() => {}
                Known::Failed(fault) => return unread(&fault),
                Known::Is(_) => {}
            }
        }
        let read = self.filter_tables(tables);
        if let Some(doubt) = self.filter_doubts(tables).into_iter().next() {
            return Finding::Attention(doubt);
        }
        let missing = self.filter_missing(tables);
        if !missing.is_empty() {
            let list = missing.join(", ");
            return Finding::Todo(
                Message::of("evidence_filter_missing").text(FILTER_COLUMN).text(list).time(self.read_at),
            );
        }
        let with: Vec<&str> = read.iter().filter(|(_, t)| t.column.is_some()).map(|(table, _)| *table).collect();
        if with.is_empty() {
            return Finding::NotApplicable(Message::of("not_applicable_filter"));
        }
        Finding::Done(Message::of("evidence_filter").text(FILTER_COLUMN).text(with.join(", ")).time(self.read_at))
    }

    /// What keeps a filter from working as one expects, worst first (marketo §4 rows 21, 22 and 28).
    pub fn filter_doubts(&self, tables: &'a [String]) -> Vec<Problem> {
        let about = |key, column: &str, table: &str| unusual(Message::of(key).text(column).text(table));
        let (mut ignored, mut others) = (Vec::new(), Vec::new());
        for (table, found) in self.filter_tables(tables) {
            let known = self.facts.yes_no_columns(&yes_no(table)).ok();
            let known = known.into_iter().flatten();
            match &found.column {
                Some(column) if !column.is_boolean() => {
                    let doubt = about("attention_filter_type", FILTER_COLUMN, table);
                    ignored.push(doubt.effect(Message::of("effect_column_by_hand")));
                }
                Some(_) => {
                    for column in known.filter(|column| column.logical_name == FILTER_COLUMN) {
                        if column.default_yes {
                            others.push(about("attention_filter_default", FILTER_COLUMN, table));
                        }
                        if column.secured {
                            others.push(about("attention_filter_secured", FILTER_COLUMN, table));
                        }
                    }
                }
                // The vendor looks for one name; the maker's own prefix makes it another.
                None => ignored.extend(
                    known
                        .filter(|column| column.logical_name.ends_with("_synctomkto"))
                        .map(|column| about("attention_filter_prefix", &column.logical_name, table)),
                ),
            }
        }
        ignored.extend(others);
        ignored
    }

    /// Tables on which the person wants the column and that do not have it.
    pub fn filter_missing(&self, tables: &'a [String]) -> Vec<&'a str> {
        let read = self.filter_tables(tables);
        let wanted = |table: &str| self.memory.filter_tables.iter().any(|wanted| wanted == table);
        read.iter().filter(|(table, t)| t.column.is_none() && wanted(table)).map(|(table, _)| *table).collect()
    }

    /// The vendor's seven checks.
    pub fn checks(&self) -> Vec<Check> {
        let by = |tests: &[fn(&Detector) -> bool]| {
            let steps = tests.iter().filter_map(|test| self.playbook.step_where(test));
            let mut verdict = Verdict::Proved;
            for step in steps {
                match self.finding(step) {
                    Finding::Done(_) | Finding::Stated { .. } => {}
                    Finding::Unknown(_) => return Verdict::Unread,
                    // An update is advised, and the check is passed all the same.
                    Finding::Attention(_) if matches!(step.detect, Detector::SolutionInstalled { .. }) => {}
                    _ => verdict = failed(step),
                }
            }
            verdict
        };
        let as_far = |verdict, why| if verdict == Verdict::Proved { Verdict::AsFar(why) } else { verdict };
        let role = by(&[|d| matches!(d, Detector::RoleAssigned {}), |d| matches!(d, Detector::LookupSet {})]);
        let url = by(&[|d| matches!(d, Detector::Organization {})]);
        vec![
            Check { title: "check_url", verdict: as_far(url, "check_url_why") },
            Check { title: "check_password", verdict: Verdict::OnlyVendor("check_password_why") },
            Check {
                title: "check_role",
                // On premises no app in Microsoft Entra needs anybody's consent.
                verdict: match self.variant() {
                    Variant::OnPremises => role,
                    Variant::LicensedUser | Variant::ApplicationUser => as_far(role, "check_role_why"),
                },
            },
            Check { title: "check_solution", verdict: by(&[|d| matches!(d, Detector::SolutionInstalled { .. })]) },
            Check { title: "check_steps", verdict: by(&[|d| matches!(d, Detector::StepsEnabled {})]) },
            Check { title: "check_config", verdict: by(&[|d| matches!(d, Detector::LookupSet {})]) },
            Check { title: "check_match", verdict: Verdict::OnlyVendor("check_match_why") },
        ]
    }

    pub(super) fn checked(&self) -> Finding {
        let checks = self.checks();
        let count = |wanted: fn(&Verdict) -> bool| checks.iter().filter(|check| wanted(&check.verdict)).count();
        let failed = count(|verdict| matches!(verdict, Verdict::Failed(_)));
        if count(|verdict| matches!(verdict, Verdict::Unread)) > 0 {
            return not_read();
        }
        if failed > 0 {
            return Finding::Todo(Message::of("evidence_checks_failed").count(failed).time(self.read_at));
        }
        let proved = count(|verdict| matches!(verdict, Verdict::Proved));
        Finding::Done(Message::of("evidence_checks").count(proved).time(self.read_at))
    }

    pub(super) fn hand_over(&self) -> Finding {
        // Nothing has to become true: it is there to be copied once the rest is.
        let ready = self.steps().all(|step| {
            matches!(step.detect, Detector::HandOver {} | Detector::Stated {}) || self.finding(step).is_settled()
        });
        Finding::NotApplicable(Message::of(if ready { "hand_over_ready" } else { "hand_over_early" }))
    }
}

fn failed(step: &Step) -> Verdict {
    Verdict::Failed(step.id.clone())
}
