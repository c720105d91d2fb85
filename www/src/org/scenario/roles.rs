//! Security roles: the platform's own, the vendor's, and those that a scenario needs.

use uuid::Uuid;

use super::Scenario;
use super::flavour::Flavour;
use super::people::People;
use super::seed::Seed;
use crate::org::api::metadata::{derived, metadata_id};
use crate::org::privileges::{Depth, Privilege};

/// The role of the procedure; its name is the same in every language (marketo §5.2).
pub(super) const MARKETO: &str = "Marketo Sync User";
pub(super) const ADMINISTRATOR: &str = "System Administrator";

/// The template that System Administrator comes from, the same in every organisation.
const ADMINISTRATOR_TEMPLATE: Uuid = Uuid::from_u128(0x6270_90ff_40a3_4053_8790_584e_dc5b_e201);

/// A role whose name is an attack on whoever builds markup from strings.
pub(super) const MARKUP: &str = "<img src=x onerror=\"document.title='owned'\">";

/// What the vendor's role grants. The real one is not public (marketo §7); this follows what the documents say it
/// needs:
/// customer tables and activities, metadata, plug-in steps, users.
const MARKETO_GRANTS: [(&str, Depth); 42] = [
    ("prvCreateLead", Depth::Global),
    ("prvReadLead", Depth::Global),
    ("prvWriteLead", Depth::Global),
    ("prvDeleteLead", Depth::Global),
    ("prvAssignLead", Depth::Deep),
    ("prvShareLead", Depth::Local),
    ("prvAppendLead", Depth::Global),
    ("prvAppendToLead", Depth::Global),
    ("prvCreateContact", Depth::Global),
    ("prvReadContact", Depth::Global),
    ("prvWriteContact", Depth::Global),
    ("prvAssignContact", Depth::Deep),
    ("prvAppendContact", Depth::Global),
    ("prvAppendToContact", Depth::Global),
    ("prvReadAccount", Depth::Global),
    ("prvWriteAccount", Depth::Global),
    ("prvAppendToAccount", Depth::Global),
    ("prvReadOpportunity", Depth::Global),
    ("prvReadCustomerOpportunityRole", Depth::Global),
    ("prvCreateActivity", Depth::Global),
    ("prvReadActivity", Depth::Global),
    ("prvWriteActivity", Depth::Global),
    ("prvAppendActivity", Depth::Global),
    ("prvAppendToActivity", Depth::Global),
    ("prvCreateNote", Depth::Basic),
    ("prvReadNote", Depth::Local),
    ("prvReadCampaign", Depth::Global),
    ("prvReadList", Depth::Global),
    ("prvReadConnection", Depth::Local),
    ("prvReadUser", Depth::Global),
    ("prvAppendToUser", Depth::Global),
    ("prvReadTeam", Depth::Global),
    ("prvReadBusinessUnit", Depth::Global),
    ("prvReadOrganization", Depth::Global),
    ("prvReadUserSettings", Depth::Global),
    ("prvReadRole", Depth::Global),
    ("prvReadEntity", Depth::Global),
    ("prvReadAttribute", Depth::Global),
    ("prvReadSdkMessage", Depth::Global),
    ("prvReadSdkMessageProcessingStep", Depth::Global),
    ("prvReadPluginType", Depth::Global),
    ("prvReadCurrency", Depth::Global),
];

/// What nearly every role lets one read.
const COMMON: [&str; 9] = [
    "prvReadUser",
    "prvReadTeam",
    "prvReadBusinessUnit",
    "prvReadOrganization",
    "prvReadUserSettings",
    "prvWriteUserSettings",
    "prvReadRole",
    "prvReadEntity",
    "prvReadAttribute",
];

/// The stock roles: name, depth on customer tables, whether the platform gives it itself with a licence.
const STOCK: [(&str, Depth, bool); 11] = [
    ("System Customizer", Depth::Global, false),
    ("Basic User", Depth::Basic, false),
    ("Salesperson", Depth::Local, false),
    ("Sales Manager", Depth::Deep, false),
    ("Marketing Professional", Depth::Local, false),
    ("Marketing Manager", Depth::Deep, false),
    ("Customer Service Representative", Depth::Local, false),
    ("Knowledge Manager", Depth::Local, false),
    ("Environment Maker", Depth::Basic, false),
    ("Dynamics 365 App for Outlook User", Depth::Basic, true),
    ("Delegate", Depth::Basic, false),
];

fn is_customer_table(name: &str) -> bool {
    ["Account", "Activity", "Contact", "Lead", "Note", "Opportunity", "Connection"]
        .iter()
        .any(|noun| name.strip_prefix("prv").is_some_and(|rest| rest.ends_with(noun)) && !name.contains("Role"))
}

/// Adds solutions with their roles, and the platform's own.
pub(super) fn add(seed: &mut Seed, flavour: &Flavour) {
    let platform = seed.add_solution(
        ("MicrosoftCorporation", "MicrosoftCorporation", ""),
        ("System", "System Solution", flavour.version),
        true,
    );
    seed.add_solution(
        ("DefaultPublisherorg", "Default Publisher for Contoso", "new"),
        ("Default", "Default Solution", "1.0"),
        false,
    );
    let all = seed.grants(|_| Some(Depth::Global));
    let administrator = seed.add_role(ADMINISTRATOR, Some(platform), false, all);
    seed.set_template(administrator, ADMINISTRATOR_TEMPLATE);
    let support = seed.grants(|privilege| privilege.name.starts_with("prvRead").then_some(Depth::Global));
    seed.add_role("Support User", Some(platform), false, support);
    for (name, depth, automatic) in STOCK {
        let customizes = name == "System Customizer";
        let grants = seed.grants(|privilege: &Privilege| {
            let common = COMMON.contains(&privilege.name.as_str());
            let metadata = customizes && !privilege.owned && privilege.name != "prvAssignRole";
            (common || metadata).then_some(Depth::Global).or(is_customer_table(&privilege.name).then_some(depth))
        });
        let role = seed.add_role(name, Some(platform), automatic, grants);
        seed.set_template(role, derived(&["template:", name]));
    }
    let markup = seed.grants(|privilege| (privilege.name == "prvReadNote").then_some(Depth::Basic));
    seed.add_role(MARKUP, None, false, markup);
    if let Some(table) = flavour.sister_table() {
        let prefix = table.logical.split('_').next().unwrap_or_default().to_owned();
        let sister = seed.add_solution(
            ("marketosalesinsight", "Marketo", &prefix),
            ("MarketoSalesInsight", "Marketo Sales Insight", "4.3.1.0"),
            true,
        );
        let grants = seed.grants(|privilege| (privilege.name == "prvReadLead").then_some(Depth::Local));
        let root = seed.add_role("Marketo Sales Insight", Some(sister), false, grants);
        seed.add_component(sister, 20, root);
        seed.add_component(sister, 1, metadata_id(&table));
    }
    if let Some(product) = &flavour.product {
        let solution = seed.add_solution(
            (product.publisher, "Marketo", product.prefix),
            (product.solution, product.title, product.version),
            true,
        );
        if flavour.scenario == Scenario::NoEnglish {
            // Named much like it, and the customer's own.
            seed.add_solution(
                ("DefaultPublisherfrance", "Default Publisher for Contoso France", "new"),
                ("AdaptationsMarketo", "Adaptations pour Marketo", "1.0.0.3"),
                false,
            );
        }
        let own = own_privileges(flavour);
        let grants = seed.grants(|privilege| {
            let listed = MARKETO_GRANTS.iter().find(|(name, _)| *name == privilege.name).map(|(_, depth)| *depth);
            listed.or(own.contains(&privilege.name).then_some(Depth::Global))
        });
        let root = seed.add_role(MARKETO, Some(solution), false, grants);
        seed.add_component(solution, 20, root);
        for table in flavour.product_tables() {
            seed.add_component(solution, 1, metadata_id(&table));
        }
        // Tables of the platform to which the solution adds columns are among its parts too, without what was there.
        for logical in ["lead", "contact"] {
            let table = seed.world().store.schema.logical(logical);
            let id = table.map(|table| metadata_id(seed.world().store.table(table))).unwrap_or_default();
            seed.add_part(solution, 1, id, 2);
        }
        for kind in [2, 62] {
            let object = seed.world().store.mint();
            seed.add_component(solution, kind, object);
        }
    }
}

/// What the vendor's role grants on custom tables: its own, and where a customer saw to it, others.
fn own_privileges(flavour: &Flavour) -> Vec<String> {
    let mut names = Vec::new();
    for (order, table) in flavour.product_tables().iter().enumerate() {
        let forgotten = flavour.scenario == Scenario::EverythingWrong && order == 0;
        if !forgotten {
            names.push(format!("prvRead{}", table.schema));
        }
        if order == 1 {
            names.push(format!("prvDelete{}", table.schema));
        }
    }
    if flavour.scenario == Scenario::EverythingWrong {
        names.push("prvReadnew_Invoicing".to_owned());
    }
    names
}

/// The roles of people who manage users and may not do everything: one lacks the right to assign, the other has it and
/// lacks privileges of the role to assign.
pub(super) fn add_regional(seed: &mut Seed, people: &People) {
    let reads = |privilege: &Privilege| {
        let reads = privilege.name.starts_with("prvRead") && privilege.name != "prvReadCampaign";
        reads.then_some(if is_customer_table(&privilege.name) { Depth::Local } else { Depth::Global })
    };
    let manager = seed.grants(|privilege| {
        let writes_users = ["prvWriteUser", "prvCreateUser", "prvDisableUser"].contains(&privilege.name.as_str());
        reads(privilege).or(writes_users.then_some(Depth::Global))
    });
    seed.add_role("Regional User Manager", None, false, manager);
    seed.give(people.regional_manager, "Regional User Manager");
    let assigner =
        seed.grants(|privilege| reads(privilege).or((privilege.name == "prvAssignRole").then_some(Depth::Global)));
    seed.add_role("Regional Role Manager", None, false, assigner);
    seed.give(people.regional_assigner, "Regional Role Manager");
}
