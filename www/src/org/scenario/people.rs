//! The people of Contoso, the platform's placeholders, and names that lay traps.

use uuid::Uuid;

use super::Scenario;
use super::flavour::Flavour;
use super::roles::{ADMINISTRATOR, MARKETO, MARKUP};
use super::seed::{Person, Seed};
use crate::org::privileges::Depth;

/// Those whom scenarios name again.
pub(super) struct People {
    pub(super) admin: Uuid,
    pub(super) regional_manager: Uuid,
    pub(super) regional_assigner: Uuid,
    marketer: Uuid,
    team: Vec<Uuid>,
    /// Everybody of the list, in its order.
    pub(super) staff: Vec<Uuid>,
}

/// First name, last name, title, role.
const STAFF: [(&str, &str, &str, &str); 14] = [
    ("Bianca", "Moreau", "Head of Sales", "Sales Manager"),
    ("Carlos", "Ibarra", "Account Executive", "Salesperson"),
    ("Dana", "Kowalski", "Marketing Manager", "Marketing Manager"),
    ("Emre", "Yilmaz", "Account Executive", "Salesperson"),
    ("Freya", "Lindqvist", "Campaign Specialist", "Marketing Professional"),
    ("Gareth", "O'Brien", "Service Agent", "Customer Service Representative"),
    ("Hana", "Suzuki", "Service Agent", "Customer Service Representative"),
    ("Ivo", "Horvat", "Developer", "System Customizer"),
    ("Jasmin", "Keller", "Account Executive", "Salesperson"),
    ("Kofi", "Mensah", "Regional Manager", "Sales Manager"),
    ("Lucía", "Fernández", "Content Editor", "Knowledge Manager"),
    ("Maëlle", "Petit", "Account Executive", "Salesperson"),
    ("Noor", "van Dijk", "Event Manager", "Marketing Professional"),
    ("Priya", "Raman", "Operations", "Basic User"),
];

/// 400 characters with the blank between the two names.
fn endless() -> (String, String) {
    let of = |part: &str, length: usize| part.chars().cycle().take(length).collect();
    (of("Wolfeschlegelsteinhausen", 199), of("Bergerdorffwelche", 200))
}

/// A user name in the form of the hosting: UPN online, `DOMAIN\user` on premises.
fn account(flavour: &Flavour, local: &str) -> String {
    if flavour.online() { format!("{local}@contoso.com") } else { format!("CONTOSO\\{local}") }
}

fn local(first: &str, last: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars()
            .filter_map(|c| match c {
                'á' | 'ä' | 'à' => Some('a'),
                'ë' | 'é' => Some('e'),
                'í' => Some('i'),
                c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
                _ => None,
            })
            .collect()
    };
    format!("{}.{}", plain(first), plain(last))
}

fn person(flavour: &Flavour, first: &str, last: &str, unit: Uuid) -> Person {
    let local = local(first, last);
    let mut person = Person::new(first, last, &account(flavour, &local), unit);
    person.email = format!("{local}@contoso.com");
    person
}

/// Adds everybody whom every scenario has.
pub(super) fn add(seed: &mut Seed, flavour: &Flavour) -> People {
    let root = seed.unit("Contoso");
    let units = seed.units();
    add_placeholders(seed, flavour, root);

    let admin = Person { title: "CRM Administrator", ..person(flavour, "Alex", "Admin", root) };
    let admin = seed.add_person(&admin);
    seed.give(admin, ADMINISTRATOR);

    let mut staff = Vec::new();
    for (at, (first, last, title, role)) in STAFF.into_iter().enumerate() {
        let unit = units.get(at % units.len().max(1)).copied().unwrap_or(root);
        let user = seed.add_person(&Person { title, ..person(flavour, first, last, unit) });
        seed.give(user, role);
        if role == "Salesperson" {
            seed.give(user, "Dynamics 365 App for Outlook User");
        }
        staff.push(user);
    }
    let second = seed.add_person(&Person { title: "IT Operations", ..person(flavour, "Quentin", "Dubois", root) });
    seed.give(second, ADMINISTRATOR);

    let regional_manager =
        seed.add_person(&Person { title: "User Administration", ..person(flavour, "Rosa", "Winkler", root) });
    seed.give(regional_manager, "Basic User");
    let regional_assigner =
        seed.add_person(&Person { title: "User Administration", ..person(flavour, "Samir", "Haddad", root) });
    seed.give(regional_assigner, "Basic User");

    add_special(seed, flavour, root);
    add_traps(seed, flavour, root);

    let at = |index: usize| staff.get(index).copied().unwrap_or(admin);
    let team = vec![at(4), at(12), second];
    let in_root: Vec<Uuid> =
        staff.iter().copied().filter(|user| seed.world().business_unit_of(*user) == root).collect();
    seed.add_team("Contoso Key Accounts", root, 0, &in_root, &["Salesperson"]);
    seed.add_team("Opportunity 4711 access", root, 1, &[at(1), at(3)], &[]);
    if flavour.online() {
        seed.add_team("Contoso Marketing (group)", root, 2, &[at(2), at(8)], &[]);
    }
    let marketer = at(2);
    People { admin, regional_manager, regional_assigner, marketer, team, staff }
}

/// `SYSTEM`, `INTEGRATION`, and online the two support accounts (dataverse §2.1).
fn add_placeholders(seed: &mut Seed, flavour: &Flavour, root: Uuid) {
    for (name, integration) in [("SYSTEM", false), ("INTEGRATION", true)] {
        let mut person = Person::new("", name, "", root);
        (person.disabled, person.licensed, person.integration) = (true, false, integration);
        if integration {
            person.access_mode = 4;
        }
        let user = seed.add_person(&person);
        seed.give(user, ADMINISTRATOR);
    }
    if flavour.online() {
        for (last, account, mode) in
            [("Support User", "crmoln@microsoft.com", 3), ("Delegated Admin", "crmoln2@microsoft.com", 5)]
        {
            let mut person = Person::new("Microsoft", last, account, root);
            (person.access_mode, person.licensed) = (mode, false);
            let user = seed.add_person(&person);
            seed.give(user, "Support User");
        }
    }
}

/// Application users, and people whose account is in a special state.
fn add_special(seed: &mut Seed, flavour: &Flavour, root: Uuid) {
    if flavour.online() {
        let like = (flavour.scenario == Scenario::ApplicationUser).then_some("Marketo Reporting");
        for name in ["Contoso ERP Connector", "PowerApps Checker Application"].into_iter().chain(like) {
            let local = name.to_ascii_lowercase().replace(' ', "");
            let mut person = Person::new("#", name, &format!("{local}@contoso.onmicrosoft.com"), root);
            (person.application, person.licensed, person.access_mode) = (true, false, 4);
            let user = seed.add_person(&person);
            seed.give(user, "Basic User");
        }
    }
    let disabled = Person { disabled: true, licensed: false, ..person(flavour, "Tamara", "Novak", root) };
    let disabled = seed.add_person(&disabled);
    seed.give(disabled, "Salesperson");
    seed.add_person(&Person { licensed: false, ..person(flavour, "Umberto", "Galli", root) });
    let setup = Person { setup: true, licensed: false, access_mode: 1, ..person(flavour, "Vera", "Schmidt", root) };
    let setup = seed.add_person(&setup);
    seed.give(setup, ADMINISTRATOR);
    let reader = Person { access_mode: 2, ..person(flavour, "William", "Byrne", root) };
    let reader = seed.add_person(&reader);
    seed.give(reader, "Basic User");
}

/// Names that break what builds markup from strings, cuts text, assumes a direction, or compares without care.
fn add_traps(seed: &mut Seed, flavour: &Flavour, root: Uuid) {
    let (first, last) = endless();
    let traps = [
        ("<img src=x onerror=\"document.title='owned'\">", "", "markup"),
        (first.as_str(), last.as_str(), "endless"),
        ("\u{5d9}\u{5e2}\u{5dc}", "\u{5db}\u{5d4}\u{5df} \u{202e}abc", "yael.cohen"),
        ("Zo\u{200b}ë\u{200b}", "Zero\u{200d}\u{feff}width", "zoe.zerowidth"),
    ];
    for (first, last, name) in traps {
        let mut person = Person::new(first, last, &account(flavour, name), root);
        person.email = format!("{name}@contoso.com");
        let user = seed.add_person(&person);
        seed.give(user, "Basic User");
        if name == "markup" {
            seed.give(user, MARKUP);
        }
    }
}

/// The dedicated user, without any role.
pub(super) fn add_sync_user(seed: &mut Seed, flavour: &Flavour, unit: &str) -> Uuid {
    let unit = seed.unit(unit);
    let mut person = Person::new("Marketo", "Sync", &account(flavour, "marketo.sync"), unit);
    person.email = "marketo.sync@contoso.com".to_owned();
    seed.add_person(&person)
}

/// The role in hands where it should not be, and a namesake.
pub(super) fn spread_role(seed: &mut Seed, people: &People) {
    // Keeps other roles when it is taken away.
    seed.give(people.marketer, MARKETO);
    // Has nothing else: without it, this person cannot sign in.
    let unit = seed.unit("Contoso");
    let only = seed.add_person(&Person::new("Xenia", "Baran", "xenia.baran@contoso.com", unit));
    seed.give(only, MARKETO);
    seed.give(people.admin, MARKETO);
    let members = people.team.clone();
    seed.add_team("Marketing Operations", unit, 0, &members, &[MARKETO]);
    let old = seed.grants(|privilege| (privilege.name == "prvReadLead").then_some(Depth::Global));
    seed.add_role(MARKETO, None, false, old);
}
