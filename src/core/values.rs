//! What stands in place-holders of anchors and addresses: everything that is known of user, role and record.

use super::detect::{Ground, name_of};
use crate::page::values::{Place, Values};

impl Ground<'_> {
    /// Values of the route of a guide, and of the addresses of pages. What is not known is not there.
    pub fn values(&self) -> Values {
        let mut values = Values::default();
        if let Some(organization) = self.facts.organization().ok() {
            values.put(Place::OrganizationId, organization.id.to_string());
            if let Some(environment) = &organization.environment_id {
                values.put(Place::OrganizationEnvironment, environment.as_str());
            }
        }
        if let Some(user) = self.sync_user() {
            values.put(Place::UserId, user.id.to_string());
            values.put(Place::UserName, name_of(user));
            if let Some(root) = self.root()
                && let Some(copies) = self.facts.copies(self.playbook, user).ok()
                && let Some(copy) = copies.iter().find(|role| role.root == root.root)
            {
                values.put(Place::RoleId, copy.id.to_string());
            }
        }
        values.put(Place::RoleName, self.playbook.role.name.as_str());
        let config = &self.playbook.config;
        values.put(Place::ConfigLabel, config.table.as_str());
        values.put(Place::ConfigRecord, config.record.as_str());
        values.put(Place::ConfigLookup, config.lookup.as_str());
        if let Some(spot) = self.facts.config_spot(self.playbook, self.memory).ok() {
            values.put(Place::ConfigTable, spot.table.logical_name.as_str());
            values.put(Place::ConfigColumn, spot.lookup.column.as_str());
        }
        if let Some(record) = self.facts.config_record(self.playbook, self.memory).ok() {
            values.put(Place::ConfigId, record.row.id.to_string());
        }
        values
    }
}
