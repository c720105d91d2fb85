//! Accounts, contacts, leads and opportunities: what a business app shows before anybody thinks of settings.

use uuid::Uuid;

use super::flavour::{FILTER, Filter, Flavour};
use super::seed::Seed;
use crate::org::schema::{ACCOUNT, CONTACT, LEAD, OPPORTUNITY, TableId};
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

/// First name, last name, company, subject.
const LEADS: [(&str, &str, &str, &str); 9] = [
    ("Alice", "Ciccu", "Relecloud", "Trade fair Hanover"),
    ("Bruno", "Zhao", "Lamna Healthcare", "White paper"),
    ("Cecil", "Langer", "Trey Research", "Webinar"),
    ("Daisy", "Phillips", "VanArsdel, Ltd.", "Newsletter"),
    ("Enrico", "Cattaneo", "Nod Publishers", "Call back"),
    ("Grady", "Archie", "Southridge Video", "Trade fair Hanover"),
    ("Irvin", "Sayers", "Best For You Organics", "Webinar"),
    ("Joni", "Sherman", "First Up Consultants", "White paper"),
    ("Pradeep", "Gupta", "Munson's Pickles", "Newsletter"),
];

/// Name, index of the account.
const OPPORTUNITIES: [(&str, usize); 5] = [
    ("50 licences", 1),
    ("Renewal of the service contract", 7),
    ("Pilot in two branches", 17),
    ("Spare parts for 2026", 4),
    ("Training for the new team", 13),
];

/// Adds them all, owned by one user.
pub(super) fn add(seed: &mut Seed, flavour: &Flavour, owner: Uuid) {
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
        accounts.push(seed.row(ACCOUNT, &[cells.as_slice(), owned.as_slice()].concat()));
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
        seed.row(CONTACT, &[cells.as_slice(), owned.as_slice()].concat());
    }
    for (first, last, company, subject) in LEADS {
        let cells = [
            ("firstname", Value::text(first)),
            ("lastname", Value::text(last)),
            ("fullname", Value::text(&format!("{first} {last}"))),
            ("companyname", Value::text(company)),
            ("subject", Value::text(subject)),
            ("emailaddress1", Value::text(&format!("{first}.{last}@example.com").to_ascii_lowercase())),
        ];
        seed.row(LEAD, &[cells.as_slice(), owned.as_slice()].concat());
    }
    for (name, customer) in OPPORTUNITIES {
        let customer = accounts.get(customer).map_or(Value::Null, |id| Value::Id(*id));
        let cells = [
            ("name", Value::text(name)),
            ("_customerid_value", customer.clone()),
            ("_parentaccountid_value", customer),
        ];
        seed.row(OPPORTUNITY, &[cells.as_slice(), owned.as_slice()].concat());
    }
    for (table, filter) in flavour.filters() {
        if *filter == Filter::Right {
            fill_filter(seed, *table);
        }
    }
}

/// Yes on every second row, No on every fourth, nothing on the rest.
fn fill_filter(seed: &mut Seed, table: TableId) {
    let rows: Vec<usize> = seed.world().store.rows(table).rows().collect();
    for (order, row) in rows.into_iter().enumerate() {
        let value = match order % 4 {
            0 | 2 => Value::Bool(true),
            1 => Value::Bool(false),
            _ => continue,
        };
        seed.world().store.put(table, row, FILTER, value);
    }
}
