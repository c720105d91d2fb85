//! `$metadata`: the CSDL document of the tables that there are.

use std::fmt::Write as _;

use super::call::Reply;
use crate::org::odata::eval::edm;
use crate::org::schema::{Kind, Table, Via};
use crate::org::world::World;

impl World {
    /// The document. Every name in it is an identifier, so nothing has to be escaped.
    pub(crate) fn csdl(&self) -> Reply {
        let mut types = String::new();
        let mut sets = String::new();
        for table in &self.store.schema.tables {
            entity_type(&mut types, table, self);
            entity_set(&mut sets, table, self);
        }
        let online = if self.online() { ONLINE } else { "" };
        Reply::text(
            "application/xml",
            format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
                 <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n\
                 <edmx:DataServices>\n\
                 <Schema Namespace=\"Microsoft.Dynamics.CRM\" Alias=\"mscrm\" \
                 xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n\
                 <EntityType Name=\"crmbaseentity\" Abstract=\"true\" />\n\
                 <ComplexType Name=\"BooleanManagedProperty\">\n\
                 <Property Name=\"Value\" Type=\"Edm.Boolean\" />\n\
                 <Property Name=\"CanBeChanged\" Type=\"Edm.Boolean\" />\n\
                 <Property Name=\"ManagedPropertyLogicalName\" Type=\"Edm.String\" Unicode=\"false\" />\n\
                 </ComplexType>\n\
                 {types}{EVERYWHERE}{OPERATIONS}{online}\
                 <EntityContainer Name=\"System\">\n{sets}</EntityContainer>\n\
                 </Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n"
            ),
        )
    }
}

fn entity_type(out: &mut String, table: &Table, world: &World) {
    let _ = write!(
        out,
        "<EntityType Name=\"{}\" BaseType=\"mscrm.crmbaseentity\">\n<Key>\n<PropertyRef Name=\"{}\" />\n</Key>\n",
        table.logical, table.id
    );
    for column in &table.columns {
        let unicode = if matches!(column.kind, Kind::Text(_)) { " Unicode=\"false\"" } else { "" };
        let _ = writeln!(out, "<Property Name=\"{}\" Type=\"{}\"{unicode} />", column.property, edm(&column.kind));
    }
    for nav in table.navs.iter().filter(|nav| !nav.bind_only) {
        match &nav.via {
            Via::One(column) => {
                let _ = write!(
                    out,
                    "<NavigationProperty Name=\"{}\" Type=\"mscrm.{}\" Nullable=\"false\">\n\
                     <ReferentialConstraint Property=\"{column}\" ReferencedProperty=\"{}\" />\n\
                     </NavigationProperty>\n",
                    nav.name,
                    nav.target,
                    world.store.schema.logical(&nav.target).map_or("", |target| &world.store.table(target).id)
                );
            }
            _ => {
                let _ = writeln!(
                    out,
                    "<NavigationProperty Name=\"{}\" Type=\"Collection(mscrm.{})\" />",
                    nav.name, nav.target
                );
            }
        }
    }
    out.push_str("</EntityType>\n");
}

fn entity_set(out: &mut String, table: &Table, world: &World) {
    let _ = writeln!(out, "<EntitySet Name=\"{}\" EntityType=\"Microsoft.Dynamics.CRM.{}\">", table.set, table.logical);
    for nav in table.navs.iter().filter(|nav| !nav.bind_only) {
        if let Some(target) = world.store.schema.logical(&nav.target) {
            let set = &world.store.table(target).set;
            let _ = writeln!(out, "<NavigationPropertyBinding Path=\"{}\" Target=\"{set}\" />", nav.name);
        }
    }
    out.push_str("</EntitySet>\n");
}

/// The functions that the model answers, on any server.
const EVERYWHERE: &str = r#"<EnumType Name="PrivilegeDepth">
<Member Name="Basic" Value="0" />
<Member Name="Local" Value="1" />
<Member Name="Deep" Value="2" />
<Member Name="Global" Value="3" />
</EnumType>
<EnumType Name="EndpointAccessType">
<Member Name="Default" Value="0" />
<Member Name="Internet" Value="1" />
<Member Name="Intranet" Value="2" />
</EnumType>
<ComplexType Name="RolePrivilege">
<Property Name="Depth" Type="mscrm.PrivilegeDepth" />
<Property Name="PrivilegeId" Type="Edm.Guid" />
<Property Name="BusinessUnitId" Type="Edm.Guid" />
</ComplexType>
<ComplexType Name="WhoAmIResponse">
<Property Name="BusinessUnitId" Type="Edm.Guid" />
<Property Name="UserId" Type="Edm.Guid" />
<Property Name="OrganizationId" Type="Edm.Guid" />
</ComplexType>
<Function Name="WhoAmI">
<ReturnType Type="mscrm.WhoAmIResponse" Nullable="false" />
</Function>
<ComplexType Name="RetrieveVersionResponse">
<Property Name="Version" Type="Edm.String" Unicode="false" />
</ComplexType>
<Function Name="RetrieveVersion">
<ReturnType Type="mscrm.RetrieveVersionResponse" Nullable="false" />
</Function>
<ComplexType Name="RetrieveRolePrivilegesRoleResponse">
<Property Name="RolePrivileges" Type="Collection(mscrm.RolePrivilege)" />
</ComplexType>
<Function Name="RetrieveRolePrivilegesRole">
<Parameter Name="RoleId" Type="Edm.Guid" Nullable="false" />
<ReturnType Type="mscrm.RetrieveRolePrivilegesRoleResponse" Nullable="false" />
</Function>
<ComplexType Name="RetrieveUserPrivilegesResponse">
<Property Name="RolePrivileges" Type="Collection(mscrm.RolePrivilege)" />
</ComplexType>
<Function Name="RetrieveUserPrivileges" IsBound="true">
<Parameter Name="entity" Type="mscrm.systemuser" Nullable="false" />
<ReturnType Type="mscrm.RetrieveUserPrivilegesResponse" Nullable="false" />
</Function>
<Function Name="RetrieveUserPrivilegeByPrivilegeName" IsBound="true">
<Parameter Name="entity" Type="mscrm.systemuser" Nullable="false" />
<Parameter Name="PrivilegeName" Type="Edm.String" Nullable="false" Unicode="false" />
<ReturnType Type="mscrm.RetrieveUserPrivilegesResponse" Nullable="false" />
</Function>
"#;

/// Languages and publishing, on any server.
const OPERATIONS: &str = r#"<ComplexType Name="RetrieveProvisionedLanguagesResponse">
<Property Name="RetrieveProvisionedLanguages" Type="Collection(Edm.Int32)" />
</ComplexType>
<Function Name="RetrieveProvisionedLanguages">
<ReturnType Type="mscrm.RetrieveProvisionedLanguagesResponse" Nullable="false" />
</Function>
<ComplexType Name="RetrieveAvailableLanguagesResponse">
<Property Name="LocaleIds" Type="Collection(Edm.Int32)" />
</ComplexType>
<Function Name="RetrieveAvailableLanguages">
<ReturnType Type="mscrm.RetrieveAvailableLanguagesResponse" Nullable="false" />
</Function>
<Action Name="PublishAllXml" />
<Action Name="PublishXml">
<Parameter Name="ParameterXml" Type="Edm.String" Nullable="false" Unicode="false" />
</Action>
"#;

/// Those that a server on premises does not have (dataverse §1.2).
const ONLINE: &str = r#"<ComplexType Name="PublishAllXmlAsyncResponse">
<Property Name="AsyncOperationId" Type="Edm.Guid" Nullable="false" />
</ComplexType>
<Action Name="PublishAllXmlAsync">
<ReturnType Type="mscrm.PublishAllXmlAsyncResponse" Nullable="false" />
</Action>
<Function Name="RetrieveUserSetOfPrivilegesByNames" IsBound="true">
<Parameter Name="entity" Type="mscrm.systemuser" Nullable="false" />
<Parameter Name="PrivilegeNames" Type="Collection(Edm.String)" Nullable="false" Unicode="false" />
<ReturnType Type="mscrm.RetrieveUserPrivilegesResponse" Nullable="false" />
</Function>
"#;
