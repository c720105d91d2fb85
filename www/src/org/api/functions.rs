//! Functions: who am I, which organisation, which privileges (dataverse §1.3, §3.4).

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::call::{Call, Reply};
use super::path::{Arguments, Segment, literal};
use super::read::is_bare;
use super::walk::Place;
use crate::org::error::{Outcome, Refusal};
use crate::org::odata::functions::text_list;
use crate::org::odata::lex::Literal;
use crate::org::privileges::{Depth, PrivilegeIndex, Rights};
use crate::org::schema::{ROLE, SYSTEMUSER, TEAM, TEAMROLES, TableId};
use crate::org::value::read_id;
use crate::org::world::World;

impl World {
    /// An unbound function, if the segment names one.
    pub(crate) fn function(&self, call: &Call<'_>, segment: &Segment) -> Outcome<Option<Reply>> {
        let alone = call.segments.len() == 1;
        let answer = match segment.name.as_str() {
            "WhoAmI" if is_bare(&segment.arguments) => self.who_am_i(call),
            "RetrieveVersion" if segment.arguments == Arguments::Empty => {
                response(call, "RetrieveVersionResponse", &[("Version", self.facts.version.into())])
            }
            "RetrieveCurrentOrganization" => self.current_organization(call, segment)?,
            "RetrieveProvisionedLanguages" if segment.arguments == Arguments::Empty => {
                let languages = json!(self.facts.languages);
                response(call, "RetrieveProvisionedLanguagesResponse", &[("RetrieveProvisionedLanguages", languages)])
            }
            "RetrieveAvailableLanguages" if segment.arguments == Arguments::Empty => {
                let languages = json!(self.facts.available());
                response(call, "RetrieveAvailableLanguagesResponse", &[("LocaleIds", languages)])
            }
            "RetrieveTotalRecordCount" => self.total_record_count(call, segment)?,
            "RetrieveRolePrivilegesRole" => {
                let role = parameter_id(call, segment, "RoleId")?;
                self.role_privileges(call, role)?
            }
            _ => return Ok(None),
        };
        if alone { Ok(Some(answer)) } else { Err(Refusal::syntax()) }
    }

    fn who_am_i(&self, call: &Call<'_>) -> Reply {
        response(
            call,
            "WhoAmIResponse",
            &[
                ("BusinessUnitId", self.business_unit_of(call.caller).to_string().into()),
                ("UserId", call.caller.to_string().into()),
                ("OrganizationId", self.facts.id.to_string().into()),
            ],
        )
    }

    fn current_organization(&self, call: &Call<'_>, segment: &Segment) -> Outcome<Reply> {
        let access = segment.parameter("AccessType", &call.options.aliases).unwrap_or_default();
        // The enum needs its full name and the member (dataverse §1.3).
        let member = access
            .strip_prefix("Microsoft.Dynamics.CRM.EndpointAccessType'")
            .and_then(|rest| rest.strip_suffix('\''))
            .filter(|member| ["Default", "Internet", "Intranet"].contains(member));
        if member.is_none() {
            return Err(Refusal::syntax());
        }
        let facts = &self.facts;
        let url = &call.service.client_url;
        let mut detail = Map::new();
        detail.insert("OrganizationId".into(), facts.id.to_string().into());
        detail.insert("FriendlyName".into(), facts.friendly_name.clone().into());
        detail.insert("OrganizationVersion".into(), facts.version.into());
        if self.online() {
            detail.insert("EnvironmentId".into(), facts.environment_id.clone().into());
            detail.insert("DatacenterId".into(), facts.datacenter.to_string().into());
            detail.insert("Geo".into(), "EMEA".into());
            detail.insert("TenantId".into(), facts.tenant.to_string().into());
        }
        detail.insert("UrlName".into(), facts.url_name.clone().into());
        detail.insert("UniqueName".into(), facts.unique_name.clone().into());
        detail.insert("State".into(), "Enabled".into());
        if self.online() {
            detail.insert("SchemaType".into(), "Full".into());
            detail.insert("OrganizationType".into(), facts.kind.into());
        }
        detail.insert(
            "Endpoints".into(),
            json!({
                "Count": 3,
                "IsReadOnly": false,
                "Keys": ["WebApplication", "OrganizationService", "OrganizationDataService"],
                "Values": [
                    format!("{url}/"),
                    format!("{url}/XRMServices/2011/Organization.svc"),
                    format!("{url}/XRMServices/2011/OrganizationData.svc"),
                ],
            }),
        );
        Ok(response(call, "RetrieveCurrentOrganizationResponse", &[("Detail", detail.into())]))
    }

    fn total_record_count(&self, call: &Call<'_>, segment: &Segment) -> Outcome<Reply> {
        let names = segment.parameter("EntityNames", &call.options.aliases).ok_or_else(Refusal::syntax)?;
        let names = text_list(names)?;
        let counts: Vec<usize> = names
            .iter()
            .map(|name| {
                let table = self.store.schema.logical(name);
                table.map(|table| self.store.rows(table).live()).ok_or_else(|| {
                    let text = format!("The entity with a name = '{name}' was not found in the MetadataCache.");
                    Refusal::new(404, "0x80041102", text)
                })
            })
            .collect::<Outcome<_>>()?;
        let collection = json!({ "Count": names.len(), "IsReadOnly": false, "Keys": names, "Values": counts });
        Ok(response(call, "RetrieveTotalRecordCountResponse", &[("EntityRecordCountCollection", collection)]))
    }

    fn role_privileges(&self, call: &Call<'_>, role: Uuid) -> Outcome<Reply> {
        self.may_read(call, ROLE)?;
        let row = self.store.rows(ROLE).find(role).ok_or_else(|| Refusal::not_found("role", role))?;
        let unit = self.store.read(ROLE, row, "_businessunitid_value").as_id().unwrap_or_default();
        let held = self.grants_of(role).iter().map(|(index, depth)| self.held_json(*index, *depth, unit, false));
        Ok(privileges_response(call, "RetrieveRolePrivilegesRoleResponse", held.collect()))
    }

    fn held_json(&self, index: PrivilegeIndex, depth: Depth, unit: Uuid, named: bool) -> Json {
        let mut held = Map::new();
        let privilege = self.privilege_at(index);
        held.insert("Depth".into(), depth.name().into());
        held.insert("PrivilegeId".into(), privilege.map(|p| p.id.to_string()).unwrap_or_default().into());
        held.insert("BusinessUnitId".into(), unit.to_string().into());
        if named {
            held.insert("PrivilegeName".into(), privilege.map(|p| p.name.clone()).unwrap_or_default().into());
        }
        held.into()
    }

    /// A function on a row.
    pub(crate) fn bound_function(&self, call: &Call<'_>, place: Place, segment: &Segment) -> Outcome<Reply> {
        let id = self.store.rows(place.table).id(place.row);
        let name = segment.name.trim_start_matches("Microsoft.Dynamics.CRM.");
        self.may_read(call, place.table)?;
        match (place.table, name) {
            (SYSTEMUSER, "RetrieveUserPrivileges") if is_bare(&segment.arguments) => {
                let held = self.reported(id);
                Ok(privileges_response(call, "RetrieveUserPrivilegesResponse", self.all_json(&held, id, false)))
            }
            // Not before v9.0 (dataverse §3.4).
            (SYSTEMUSER, "RetrieveUserPrivilegeByPrivilegeName") if !call.service.root_path.contains("/v8.") => {
                let text = segment.parameter("PrivilegeName", &call.options.aliases).and_then(literal);
                let Some(Literal::Text(wanted)) = text else { return Err(Refusal::syntax()) };
                let held = self.privilege(&wanted).and_then(|index| Some((index, self.reported(id).depth(index)?)));
                let unit = self.business_unit_of(id);
                let held = held.map(|(index, depth)| self.held_json(index, depth, unit, false));
                let kind = "RetrieveUserPrivilegeByPrivilegeNameResponse";
                Ok(privileges_response(call, kind, held.into_iter().collect()))
            }
            (SYSTEMUSER, "RetrieveUserSetOfPrivilegesByNames") if self.online() => {
                let names = segment.parameter("PrivilegeNames", &call.options.aliases).ok_or_else(Refusal::syntax)?;
                let wanted: Vec<_> = text_list(names)?.iter().filter_map(|name| self.privilege(name)).collect();
                let (rights, unit) = (self.rights(id), self.business_unit_of(id));
                let held = wanted.into_iter().filter_map(|index| Some((index, rights.depth(index)?)));
                let held = held.map(|(index, depth)| self.held_json(index, depth, unit, true));
                let kind = "RetrieveUserSetOfPrivilegesByNamesResponse";
                Ok(privileges_response(call, kind, held.collect()))
            }
            (TEAM, "RetrieveTeamPrivileges") if is_bare(&segment.arguments) => {
                let mut rights = Rights::new(self.privileges.len());
                let row = self.store.rows(TEAM).find(id).unwrap_or_default();
                let unit = self.store.read(TEAM, row, "_businessunitid_value").as_id().unwrap_or_default();
                for role in self.linked(TEAMROLES, "teamid", id, "roleid") {
                    rights.add(self.grants_of(role));
                }
                let held = rights.held().map(|(index, depth)| self.held_json(index, depth, unit, false)).collect();
                Ok(privileges_response(call, "RetrieveTeamPrivilegesResponse", held))
            }
            _ => Err(Refusal::no_segment(&segment.name)),
        }
    }

    /// What `RetrieveUserPrivileges` reports: direct roles at their depth, teams at Basic whatever it is (dataverse
    /// §3.4).
    fn reported(&self, user: Uuid) -> Rights {
        let mut rights = Rights::new(self.privileges.len());
        for role in self.roles_of_user(user) {
            rights.add(self.grants_of(role));
        }
        for role in self.team_roles_of_user(user) {
            let basic: Vec<_> = self.grants_of(role).iter().map(|(index, _)| (*index, Depth::Basic)).collect();
            rights.add(&basic);
        }
        rights
    }

    fn all_json(&self, rights: &Rights, user: Uuid, named: bool) -> Vec<Json> {
        let unit = self.business_unit_of(user);
        rights.held().map(|(index, depth)| self.held_json(index, depth, unit, named)).collect()
    }

    /// Whether a table may be named in a URL of this service.
    pub(crate) fn set_of(&self, name: &str) -> Outcome<TableId> {
        self.store.schema.set(name).ok_or_else(|| Refusal::no_segment(name))
    }
}

fn parameter_id(call: &Call<'_>, segment: &Segment, name: &str) -> Outcome<Uuid> {
    let text = segment.parameter(name, &call.options.aliases).ok_or_else(Refusal::syntax)?;
    read_id(text.trim()).ok_or_else(Refusal::syntax)
}

fn response(call: &Call<'_>, kind: &str, members: &[(&str, Json)]) -> Reply {
    let mut body = Map::new();
    let context = format!("{}$metadata#Microsoft.Dynamics.CRM.{kind}", call.service.root);
    body.insert("@odata.context".into(), context.into());
    for (name, value) in members {
        body.insert((*name).to_owned(), value.clone());
    }
    Reply::json(body.into())
}

fn privileges_response(call: &Call<'_>, kind: &str, held: Vec<Json>) -> Reply {
    response(call, kind, &[("RolePrivileges", held.into())])
}
