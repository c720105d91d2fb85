//! What each scenario calls the vendor's things: the real names are not public, so every scenario invents others and
//! nothing
//! can rely on one of them (DESIGN §5).

use super::Scenario;
use crate::org::schema::{Labels, Table, Vendor, custom_table};

/// The vendor's invented names.
#[derive(Clone, Copy)]
pub(super) struct Product {
    pub(super) publisher: &'static str,
    pub(super) prefix: &'static str,
    pub(super) solution: &'static str,
    pub(super) version: &'static str,
    /// Schema name, entity set and primary name column of the configuration table.
    config: [&'static str; 3],
    /// Navigation properties of its lookups to users; the first is the one that counts.
    lookups: &'static [&'static str],
    /// Schema name, entity set and primary name column of the change log.
    log: [&'static str; 3],
    /// The solution as it is listed.
    pub(super) title: &'static str,
    /// Namespace of the plug-ins.
    pub(super) handlers: &'static str,
    type_code: i64,
}

const NEWEST: &str = "5.0.2.1";

/// The vendor's names in a scenario; `None` where the solution is not installed.
pub(super) fn product(scenario: Scenario) -> Option<Product> {
    let product = |[publisher, prefix, solution]: [&'static str; 3], config, lookups, log, handlers, type_code| {
        let version = match scenario {
            Scenario::EverythingWrong => "4.0.0.14",
            Scenario::OldPlugin => "3.1.0.2",
            Scenario::TenThousand => "3.0.0.9",
            _ => NEWEST,
        };
        let title = match scenario {
            Scenario::NoEnglish => "Gestion des prospects Marketo",
            _ => "Marketo Lead Management",
        };
        Some(Product { publisher, prefix, solution, title, version, config, lookups, log, handlers, type_code })
    };
    match scenario {
        Scenario::NoSolution => None,
        Scenario::Fresh => product(
            ["marketoinc", "mkto", "MarketoLeadManagement"],
            ["mkto_MarketoConfig", "mkto_marketoconfigs", "mkto_name"],
            &["mkto_MarketoUser"],
            ["mkto_Log", "mkto_logs", "mkto_name"],
            "Marketo.Inc.Crm",
            10_071,
        ),
        Scenario::UserReady | Scenario::SignedOut => product(
            ["adobemarketo", "mlm", "mlm_LeadManagement"],
            ["mlm_Config", "mlm_configs", "mlm_name"],
            &["mlm_UserId"],
            ["mlm_History", "mlm_histories", "mlm_subject"],
            "Adobe.LeadManagement",
            10_112,
        ),
        Scenario::ThreeBusinessUnits => product(
            ["mktolead", "mktl", "mktl_core"],
            ["mktl_Setting", "mktl_settings", "mktl_name"],
            &["mktl_SyncUser", "mktl_FallbackUser"],
            ["mktl_Entry", "mktl_entries", "mktl_name"],
            "MktoLead.Core",
            10_033,
        ),
        Scenario::RoleElsewhere => product(
            ["marketo", "mkt", "MarketoLM"],
            ["mkt_Configuration", "mkt_configurations", "mkt_name"],
            &["mkt_User"],
            ["mkt_ChangeLog", "mkt_changelogs", "mkt_operation"],
            "Marketo.LM",
            10_206,
        ),
        Scenario::Done => product(
            ["mktoengage", "mke", "mke_LeadManagement"],
            ["mke_MarketoConfig", "mke_marketoconfigs", "mke_name"],
            &["mke_MarketoUserId"],
            ["mke_MarketoLog", "mke_marketologs", "mke_name"],
            "Mke.Engage.Plugins",
            10_054,
        ),
        Scenario::LimitedAdmin => product(
            ["mktpartner", "mkp", "mkp_MarketoLeadMgmt"],
            ["mkp_Config", "mkp_configs", "mkp_name"],
            &["mkp_MarketoUser"],
            ["mkp_Journal", "mkp_journals", "mkp_name"],
            "Partner.Marketo",
            10_081,
        ),
        Scenario::Large => product(
            ["marketosystems", "mks", "mks_LeadManagement"],
            ["mks_Config", "mks_configs", "mks_name"],
            &["mks_User"],
            ["mks_Log", "mks_logs", "mks_name"],
            "Systems.Marketo",
            10_301,
        ),
        Scenario::OnPremises => product(
            ["marketocorp", "mko", "MarketoForDynamics"],
            ["mko_MarketoConfig", "mko_marketoconfigs", "mko_name"],
            &["mko_MarketoUser"],
            ["mko_Log", "mko_logs", "mko_name"],
            "Marketo.Corp.OnPremises",
            10_019,
        ),
        Scenario::NothingDone => product(
            ["engagecrm", "emk", "emk_CrmLink"],
            ["emk_Preference", "emk_preferenceset", "emk_title"],
            &["emk_Account", "emk_Backup"],
            ["emk_Change", "emk_changeset", "emk_text"],
            "Engage.Link",
            10_417,
        ),
        Scenario::HalfDone => product(
            ["leadbridge", "lbr", "BridgeForDynamics"],
            ["lbr_Parameters", "lbr_parameterses", "lbr_key"],
            &["lbr_RunsAs"],
            ["lbr_Trail", "lbr_trails", "lbr_caption"],
            "LeadBridge.Handlers",
            10_244,
        ),
        Scenario::EverythingWrong => product(
            ["crmsyncvendor", "csv", "csv_Marketing"],
            ["csv_Setup", "csv_setups", "csv_label"],
            &["csv_SyncAs"],
            ["csv_Delta", "csv_deltas", "csv_label"],
            "Vendor.Sync.Steps",
            10_158,
        ),
        Scenario::OldPlugin => product(
            ["mktogateway", "mgw", "mgw_Gateway"],
            ["mgw_Options", "mgw_optionscollection", "mgw_name"],
            &["mgw_Person"],
            ["mgw_Audit", "mgw_audits", "mgw_name"],
            "Gateway.Dispatch",
            10_502,
        ),
        Scenario::ApplicationUser => product(
            ["leadcloud", "lcl", "LeadCloudConnector"],
            ["lcl_Endpoint", "lcl_endpoints", "lcl_display"],
            &["lcl_Identity"],
            ["lcl_Event", "lcl_events", "lcl_display"],
            "LeadCloud.Connector",
            10_366,
        ),
        Scenario::OnPremises8 => product(
            ["mktlegacy", "mlg", "mlg_Sync"],
            ["mlg_Base", "mlg_bases", "mlg_name"],
            &["mlg_Runner"],
            ["mlg_Record", "mlg_records", "mlg_name"],
            "Legacy.Sync",
            10_027,
        ),
        Scenario::TwoCandidates => product(
            ["mktotwin", "mtw", "mtw_Package"],
            ["mtw_Primary", "mtw_primaries", "mtw_name"],
            &["mtw_PrimaryUser"],
            ["mtw_Stream", "mtw_streams", "mtw_name"],
            "Twin.Package",
            10_620,
        ),
        Scenario::Translated => product(
            ["mktomonde", "mmd", "mmd_Suite"],
            ["mmd_Reglage", "mmd_reglages", "mmd_nom"],
            &["mmd_Compte"],
            ["mmd_Trace", "mmd_traces", "mmd_nom"],
            "Monde.Suite",
            10_733,
        ),
        Scenario::TenThousand => product(
            ["mktomany", "mmy", "mmy_Everyone"],
            ["mmy_Main", "mmy_mains", "mmy_name"],
            &["mmy_Agent"],
            ["mmy_Line", "mmy_lines", "mmy_name"],
            "Many.Everyone",
            10_811,
        ),
        Scenario::NoEnglish => product(
            ["mktofrance", "mfr", "mfr_Liaison"],
            ["mfr_Choix", "mfr_choixes", "mfr_nom"],
            &["mfr_Personne"],
            ["mfr_Suivi", "mfr_suivis", "mfr_nom"],
            "Liaison.France",
            10_855,
        ),
    }
}

/// Schema name and set of the tables that customers made themselves: related to the synchronised tables, or named much
/// like
/// the vendor's.
pub(super) fn of_the_customer(scenario: Scenario) -> Vec<Table> {
    let table = |schema: &str, set: &str, label: &'static str, code, lookups: &[_]| {
        let order = Vendor {
            schema,
            set,
            name: "new_name",
            label: Labels::english(label),
            type_code: code,
            managed: false,
            lookups,
        };
        custom_table(&order)
    };
    match scenario {
        Scenario::NothingDone => vec![table(
            "new_MarketoConfigArchive",
            "new_marketoconfigarchives",
            "Marketo Config (archive)",
            10_901,
            &[("new_MarketoUser", "systemuser", Labels::english("Marketo User"))],
        )],
        Scenario::EverythingWrong => vec![
            table(
                "new_Registration",
                "new_registrations",
                "Event Registration",
                10_902,
                &[("new_Attendee", "lead", Labels::english("Attendee"))],
            ),
            table(
                "new_Invoicing",
                "new_invoicings",
                "Invoicing Details",
                10_903,
                &[("new_Customer", "account", Labels::english("Customer"))],
            ),
        ],
        _ => Vec::new(),
    }
}

impl Product {
    /// Logical name of the configuration table.
    pub(super) fn config(&self) -> String {
        self.config[0].to_ascii_lowercase()
    }

    /// Property of the lookup that counts.
    pub(super) fn user_property(&self) -> String {
        format!("_{}_value", self.lookups.first().copied().unwrap_or_default().to_ascii_lowercase())
    }

    /// Primary name column of the configuration table.
    pub(super) fn config_name(&self) -> &'static str {
        self.config[2]
    }

    /// The tables that the solution brings, the configuration first.
    pub(super) fn tables(&self, scenario: Scenario) -> Vec<Table> {
        let label = |scenario: Scenario| {
            let english = Labels::english("Marketo Config");
            match scenario {
                Scenario::Translated => english.and(1036, "Configuration Marketo").and(1031, "Marketo-Konfiguration"),
                // Nothing here is labelled in English.
                Scenario::NoEnglish => english.and(1036, "Configuration Marketo"),
                _ => english,
            }
        };
        let user = || {
            let english = Labels::english("Marketo User");
            match scenario {
                Scenario::Translated => english.and(1036, "Utilisateur Marketo").and(1031, "Marketo-Benutzer"),
                Scenario::NoEnglish => english.and(1036, "Utilisateur Marketo"),
                _ => english,
            }
        };
        let lookups: Vec<_> = self
            .lookups
            .iter()
            .enumerate()
            .map(|(at, nav)| (*nav, "systemuser", if at == 0 { user() } else { Labels::english("Fallback User") }))
            .collect();
        let order = |[schema, set, name]: [&'static str; 3], label, code, lookups| {
            custom_table(&Vendor { schema, set, name, label, type_code: code, managed: true, lookups })
        };
        let actor = format!("{}_Actor", self.prefix);
        let log = [(actor.as_str(), "systemuser", Labels::english("Changed By"))];
        let mut tables = vec![
            order(self.config, label(scenario), self.type_code, &lookups),
            order(self.log, Labels::english("Marketo Log"), self.type_code + 1, &log),
        ];
        if scenario == Scenario::TwoCandidates {
            let second = [("mtw_SecondUser", "systemuser", Labels::english("Marketo User"))];
            tables.push(order(["mtw_Second", "mtw_seconds", "mtw_name"], label(scenario), self.type_code + 2, &second));
        }
        tables
    }
}
