//! Privileges: which there are, what a role grants, and what that comes to for a user (dataverse §3.4).

use uuid::Uuid;

/// How far a privilege reaches; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    Basic,
    Local,
    Deep,
    Global,
}

impl Depth {
    /// As `RolePrivileges` write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Basic => "Basic",
            Self::Local => "Local",
            Self::Deep => "Deep",
            Self::Global => "Global",
        }
    }
}

/// A privilege by its place in the organisation's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PrivilegeIndex(pub(crate) usize);

/// Verbs with the access right that the platform counts for them.
const VERBS: [(&str, i64); 8] = [
    ("Create", 32),
    ("Read", 1),
    ("Write", 2),
    ("Delete", 65_536),
    ("Assign", 524_288),
    ("Share", 262_144),
    ("Append", 4),
    ("AppendTo", 16),
];

/// Nouns whose rows have owners: every verb, every depth.
const OWNED: [&str; 11] =
    ["Account", "Activity", "Campaign", "Connection", "Contact", "Lead", "List", "Note", "Opportunity", "Team", "User"];

/// Nouns of the organisation as a whole, with the verbs they have.
const ORGANIZATIONAL: [(&str, &[&str]); 17] = [
    ("Role", &["Create", "Read", "Write", "Delete", "Assign"]),
    ("BusinessUnit", &["Create", "Read", "Write", "Delete"]),
    ("Organization", &["Read", "Write"]),
    ("UserSettings", &["Read", "Write"]),
    ("Solution", &["Create", "Read", "Write", "Delete"]),
    ("Publisher", &["Create", "Read", "Write", "Delete"]),
    ("Entity", &["Create", "Read", "Write", "Delete"]),
    ("Attribute", &["Create", "Read", "Write", "Delete"]),
    ("Relationship", &["Create", "Read", "Write", "Delete"]),
    ("SdkMessage", &["Create", "Read", "Write"]),
    ("SdkMessageProcessingStep", &["Create", "Read", "Write", "Delete"]),
    ("PluginAssembly", &["Create", "Read", "Write", "Delete"]),
    ("PluginType", &["Create", "Read", "Write", "Delete"]),
    ("SystemForm", &["Create", "Read", "Write", "Delete"]),
    ("Query", &["Create", "Read", "Write", "Delete"]),
    ("Currency", &["Create", "Read", "Write", "Delete", "Append", "AppendTo"]),
    ("CustomerOpportunityRole", &["Create", "Read", "Write", "Delete", "Append", "AppendTo"]),
];

/// Privileges that are no verb on a noun.
const MISCELLANEOUS: [&str; 9] = [
    "prvActOnBehalfOfAnotherUser",
    "prvBulkDelete",
    "prvDisableUser",
    "prvExportCustomization",
    "prvExportToExcel",
    "prvGoOffline",
    "prvImportCustomization",
    "prvPublishCustomization",
    "prvWriteLanguageSettings",
];

/// One privilege.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Privilege {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) access_right: i64,
    /// Whether depths below Global exist.
    pub(crate) owned: bool,
}

/// Every privilege's name, access right, and whether it has depths below Global.
pub(crate) fn catalogue() -> Vec<(String, i64, bool)> {
    let owned =
        OWNED.iter().flat_map(|noun| VERBS.iter().map(move |(verb, right)| (format!("prv{verb}{noun}"), *right, true)));
    let organizational = ORGANIZATIONAL.iter().flat_map(|(noun, verbs)| {
        let has = move |verb: &&(&str, i64)| verbs.contains(&verb.0);
        VERBS.iter().filter(has).map(move |(verb, right)| (format!("prv{verb}{noun}"), *right, false))
    });
    let rest = MISCELLANEOUS.iter().map(|name| ((*name).to_owned(), 0, false));
    owned.chain(organizational).chain(rest).collect()
}

/// What came to the catalogue later: further nouns of Dataverse's own, and every verb on each custom table.
pub(crate) fn further(custom: &[String]) -> Vec<(String, i64, bool)> {
    let own = ["Queue", "AsyncOperation", "UserQuery"].map(str::to_owned);
    let nouns = own.iter().chain(custom);
    nouns.flat_map(|noun| VERBS.iter().map(move |(verb, right)| (format!("prv{verb}{noun}"), *right, true))).collect()
}

/// What a user may do: the greatest depth of each privilege, direct roles and teams together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rights {
    depths: Vec<Option<Depth>>,
    /// How many roles they come from, for the text of a refusal.
    pub(crate) roles: usize,
}

impl Rights {
    pub(crate) fn new(privileges: usize) -> Self {
        Self { depths: vec![None; privileges], roles: 0 }
    }

    pub(crate) fn add(&mut self, grants: &[(PrivilegeIndex, Depth)]) {
        self.roles += 1;
        for (privilege, depth) in grants {
            if let Some(held) = self.depths.get_mut(privilege.0) {
                *held = (*held).max(Some(*depth));
            }
        }
    }

    /// The rights of somebody who acts for another: what both have.
    pub(crate) fn both(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.depths.iter_mut().zip(&other.depths) {
            *mine = (*mine).min(*theirs);
        }
        self
    }

    pub(crate) fn depth(&self, privilege: PrivilegeIndex) -> Option<Depth> {
        self.depths.get(privilege.0).copied().flatten()
    }

    pub(crate) fn held(&self) -> impl Iterator<Item = (PrivilegeIndex, Depth)> + '_ {
        self.depths.iter().enumerate().filter_map(|(at, depth)| Some((PrivilegeIndex(at), (*depth)?)))
    }

    pub(crate) fn count(&self) -> usize {
        self.held().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_depth_counts() {
        let one = PrivilegeIndex(1);
        let mut rights = Rights::new(3);
        rights.add(&[(one, Depth::Local)]);
        rights.add(&[(one, Depth::Basic), (PrivilegeIndex(2), Depth::Global)]);
        assert_eq!(rights.depth(one), Some(Depth::Local));
        assert_eq!((rights.count(), rights.roles), (2, 2));
        assert_eq!(rights.depth(PrivilegeIndex(0)), None);
    }

    #[test]
    fn names_are_unique_and_the_probes_of_the_reference_exist() {
        let names: Vec<String> = catalogue().into_iter().map(|(name, ..)| name).collect();
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
        for name in ["prvReadUser", "prvWriteUser", "prvReadRole", "prvAssignRole", "prvPublishCustomization"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
    }
}
