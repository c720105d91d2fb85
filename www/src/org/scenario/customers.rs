//! Accounts and contacts: what a business app shows before anybody thinks of settings.

use uuid::Uuid;

use super::seed::Seed;
use crate::org::value::Value;

/// Name, city, telephone's last digits.
const ACCOUNTS: [(&str, &str, u16); 18] = [
    ("A. Datum Corporation", "Antwerp", 104),
    ("Adventure Works", "Bergen", 118),
    ("Alpine Ski House", "Innsbruck", 131),
    ("Blue Yonder Airlines", "Cork", 147),
    ("City Power & Light", "Lyon", 152),
    ("Coho Vineyard", "Porto", 166),
    ("Contoso Pharmaceuticals", "Basel", 173),
    ("Fabrikam, Inc.", "Leipzig", 189),
    ("Fourth Coffee", "Trieste", 190),
    ("Graphic Design Institute", "Ghent", 205),
    ("Humongous Insurance", "Utrecht", 213),
    ("Litware, Inc.", "Tampere", 226),
    ("Margie's Travel", "Bilbao", 234),
    ("Northwind Traders", "Aarhus", 248),
    ("Proseware, Inc.", "Graz", 251),
    ("Tailspin Toys", "Brno", 267),
    ("Wide World Importers", "Gdynia", 274),
    ("Woodgrove Bank", "Zurich", 286),
];

/// First name, last name, job, index of the account.
const CONTACTS: [(&str, &str, &str, usize); 12] = [
    ("Adele", "Vance", "Purchasing Manager", 1),
    ("Cameron", "White", "Owner", 8),
    ("Debra", "Berger", "Store Manager", 15),
    ("Diego", "Siciliani", "Buyer", 13),
    ("Isaiah", "Langer", "Purchasing Assistant", 7),
    ("Johanna", "Lorenz", "Head of IT", 17),
    ("Lidia", "Holloway", "Product Manager", 11),
    ("Lynne", "Robbins", "Planner", 12),
    ("Megan", "Bowen", "Marketing Manager", 16),
    ("Miriam", "Graham", "Director", 6),
    ("Nestor", "Wilke", "Director", 2),
    ("Patti", "Fernandez", "President", 14),
];

/// Adds them all, owned by one user.
pub(super) fn add(seed: &mut Seed, owner: Uuid) {
    let schema = &seed.world().store.schema;
    let (Some(account), Some(contact)) = (schema.logical("account"), schema.logical("contact")) else { return };
    let owned = [
        ("_ownerid_value", Value::Id(owner)),
        ("_owninguser_value", Value::Id(owner)),
        ("statecode", Value::Int(0)),
        ("statuscode", Value::Int(1)),
    ];
    let mut accounts = Vec::new();
    for (name, city, digits) in ACCOUNTS {
        let mail: String = name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
        let cells = [
            ("name", Value::text(name)),
            ("address1_city", Value::text(city)),
            ("telephone1", Value::text(&format!("+00 555 0{digits}"))),
            ("emailaddress1", Value::text(&format!("info@{mail}.example"))),
        ];
        accounts.push(seed.row(account, &[cells.as_slice(), owned.as_slice()].concat()));
    }
    for (first, last, job, employer) in CONTACTS {
        let mail = format!("{first}.{last}@example.com").to_ascii_lowercase();
        let cells = [
            ("firstname", Value::text(first)),
            ("lastname", Value::text(last)),
            ("fullname", Value::text(&format!("{first} {last}"))),
            ("jobtitle", Value::text(job)),
            ("emailaddress1", Value::text(&mail)),
            ("_parentcustomerid_value", accounts.get(employer).map_or(Value::Null, |id| Value::Id(*id))),
        ];
        seed.row(contact, &[cells.as_slice(), owned.as_slice()].concat());
    }
}
