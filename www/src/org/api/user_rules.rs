//! What the platform checks before it makes or changes a user, or switches a plug-in step (dataverse §2.1, §2.3, §5.2).

use super::payload::Changes;
use super::walk::Place;
use crate::org::error::{Outcome, Refusal};
use crate::org::schema::{STEP, SYSTEMUSER, TableId};
use crate::org::value::Value;
use crate::org::world::World;

/// `accessmode` of somebody who works, reads, or only administrates without a licence.
const ADMINISTRATIVE: i64 = 1;
const NON_INTERACTIVE: i64 = 4;
/// `accessmode` of the two support placeholders.
const SUPPORT_MODES: [i64; 2] = [3, 5];
/// Non-interactive users of an environment, application users not counted (dataverse §2.3).
const MOST_NON_INTERACTIVE: usize = 7;
/// The domain of the servers on premises.
const DOMAIN: &str = "CONTOSO";

fn unexpected() -> Refusal {
    Refusal::new(400, "0x80040216", "An unexpected error occurred.")
}

fn wrong_transition() -> Refusal {
    Refusal::new(400, "0x80041d66", "The transition of the access mode is not valid.")
}

impl World {
    /// Whether the placeholder accounts are left alone.
    pub(super) fn is_special_user(&self, row: usize) -> bool {
        self.store.read(SYSTEMUSER, row, "isintegrationuser").is_true()
            || self.store.read(SYSTEMUSER, row, "fullname").as_text() == Some("SYSTEM")
    }

    pub(super) fn is_support_user(&self, row: usize) -> bool {
        self.store.read(SYSTEMUSER, row, "accessmode").as_int().is_some_and(|mode| SUPPORT_MODES.contains(&mode))
    }

    pub(super) fn check_new_user(&self, changes: &Changes) -> Outcome<()> {
        let given = |property: &str| self.given(SYSTEMUSER, changes, property);
        if given("_businessunitid_value").is_none() {
            return Err(unexpected());
        }
        if given("isdisabled").is_some_and(Value::is_true) {
            return Err(unexpected());
        }
        let Some(application) = given("applicationid") else { return self.check_new_person(changes) };
        let column = self.store.table(SYSTEMUSER).column("applicationid").unwrap_or_default();
        let rows = self.store.rows(SYSTEMUSER);
        if rows.rows().any(|row| rows.cell(row, column) == application) {
            return Err(Refusal::new(400, "0x80040237", "A record with matching applicationid already exists."));
        }
        if given("accessmode").is_some_and(|mode| mode.as_int() != Some(NON_INTERACTIVE)) {
            return Err(wrong_transition());
        }
        Ok(())
    }

    /// What the platform takes from the directory for an application user that was given no name or e-mail address. How
    /// it
    /// makes them up is not in the reference.
    pub(super) fn name_application(&mut self, row: usize) {
        let Some(application) = self.store.read(SYSTEMUSER, row, "applicationid").as_id() else { return };
        let address = Value::text(&format!("{application}@contoso.onmicrosoft.com"));
        let short: String = application.to_string().chars().take(8).collect();
        let directory = Value::Id(self.store.mint());
        for (property, value) in [
            ("lastname", Value::text(&format!("Application {short}"))),
            ("internalemailaddress", address.clone()),
            ("domainname", address),
            ("azureactivedirectoryobjectid", directory),
        ] {
            if self.store.read(SYSTEMUSER, row, property).is_null() {
                self.store.put(SYSTEMUSER, row, property, value);
            }
        }
    }

    /// Online a person comes from the directory. What a POST answers is an open point of the reference (dataverse §12);
    /// refusing is the stricter reading.
    fn check_new_person(&self, changes: &Changes) -> Outcome<()> {
        let name = self.given(SYSTEMUSER, changes, "domainname").and_then(Value::as_text);
        let Some(name) = name.filter(|_| !self.online()) else { return Err(unexpected()) };
        let (domain, user) = name.split_once('\\').unwrap_or_default();
        if user.is_empty() || user.contains(['\\', '@', ' ']) {
            return Err(Refusal::new(400, "0x80048095", "The user name is not valid."));
        }
        if !domain.eq_ignore_ascii_case(DOMAIN) {
            return Err(Refusal::new(400, "0x80048015", "The domain name is not valid."));
        }
        if self.find_user(name).is_some() {
            return Err(Refusal::new(400, "0x80041d2c", "A user with this name already exists."));
        }
        Ok(())
    }

    pub(super) fn check_changed_user(&self, row: usize, changes: &Changes) -> Outcome<()> {
        if self.is_special_user(row) {
            return Err(Refusal::new(400, "0x80041d33", "Cannot modify a special user."));
        }
        let licensed = self.store.read(SYSTEMUSER, row, "islicensed").is_true();
        if let Some(disabled) = self.given(SYSTEMUSER, changes, "isdisabled")
            && self.online()
        {
            // Follows licence and security group (dataverse §2.1).
            return Err(if !licensed && !disabled.is_true() {
                Refusal::new(400, "0x8004d24c", "A user without a license cannot be enabled.")
            } else {
                super::payload::read_only("isdisabled")
            });
        }
        match self.given(SYSTEMUSER, changes, "accessmode").and_then(Value::as_int) {
            Some(mode) => self.check_access_mode(row, mode),
            None => Ok(()),
        }
    }

    fn check_access_mode(&self, row: usize, mode: i64) -> Outcome<()> {
        let before = self.store.read(SYSTEMUSER, row, "accessmode").as_int().unwrap_or_default();
        if before == mode {
            return Ok(());
        }
        let support = |mode: i64| SUPPORT_MODES.contains(&mode);
        let application = !self.store.read(SYSTEMUSER, row, "applicationid").is_null();
        if support(mode) != support(before) || application {
            return Err(wrong_transition());
        }
        if !self.online() {
            return Ok(());
        }
        let licensed = self.store.read(SYSTEMUSER, row, "islicensed").is_true();
        // From non-interactive on, an unlicensed user is disabled instead of refused (dataverse §2.3).
        if !licensed && mode != ADMINISTRATIVE && before != NON_INTERACTIVE {
            return Err(Refusal::new(400, "0x8004d24b", "The user has no license."));
        }
        if mode == NON_INTERACTIVE && self.non_interactive() >= MOST_NON_INTERACTIVE {
            // The limit is on record, what the service answers is not.
            let text = format!("There can be at most {MOST_NON_INTERACTIVE} non-interactive users.");
            return Err(Refusal::new(400, "0x80040203", text));
        }
        Ok(())
    }

    /// Enabled non-interactive users, application users and placeholders not counted.
    fn non_interactive(&self) -> usize {
        let counts = |row: &usize| {
            self.store.read(SYSTEMUSER, *row, "accessmode").as_int() == Some(NON_INTERACTIVE)
                && self.store.read(SYSTEMUSER, *row, "applicationid").is_null()
                && !self.store.read(SYSTEMUSER, *row, "isdisabled").is_true()
        };
        self.store.rows(SYSTEMUSER).rows().filter(counts).count()
    }

    /// Disables whom a change of the access mode leaves without a licence.
    pub(super) fn after_changed_user(&mut self, row: usize, mode_before: Option<i64>) {
        let mode = self.store.read(SYSTEMUSER, row, "accessmode").as_int();
        let licensed = self.store.read(SYSTEMUSER, row, "islicensed").is_true();
        let back = mode_before == Some(NON_INTERACTIVE) && mode != mode_before && mode != Some(ADMINISTRATIVE);
        if back && !licensed && self.online() {
            self.store.put(SYSTEMUSER, row, "isdisabled", Value::Bool(true));
        }
    }

    /// State and status of a step go together: Enabled is 0 and 1, Disabled is 1 and 2.
    pub(super) fn check_changed_step(&self, place: Place, changes: &Changes) -> Outcome<()> {
        if self.store.read(STEP, place.row, "iscustomizable") == Value::Bool(false) {
            // Whether that holds for the state alone is not on record; refusing is the stricter reading.
            return Err(Refusal::new(400, "0x8004f031", "The managed step cannot be changed."));
        }
        let after = |property: &str| {
            let now = || self.store.read(STEP, place.row, property).as_int();
            self.given(STEP, changes, property).and_then(Value::as_int).or_else(now).unwrap_or_default()
        };
        let given = |property: &str| self.given(STEP, changes, property).is_some();
        let (state, status) = (after("statecode"), after("statuscode"));
        if given("statuscode") && status != state + 1 {
            // The code is not in the reference.
            let text = format!("{status} is not a valid status code for state code {state} of the step.");
            return Err(Refusal::new(400, "0x80040203", text));
        }
        Ok(())
    }

    /// A state without a status takes the status that belongs to it.
    pub(super) fn after_changed_step(&mut self, table: TableId, row: usize) {
        let state = self.store.read(table, row, "statecode").as_int().unwrap_or_default();
        self.store.put(table, row, "statuscode", Value::Int(state + 1));
    }
}
