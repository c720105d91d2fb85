//! Tens of thousands of users, generated.

use std::sync::Arc;

use super::seed::Seed;
use crate::org::schema::{SYSTEMUSER, USERSETTINGS};
use crate::org::value::Value;

const UNITS: usize = 400;

const FIRST: [&str; 40] = [
    "Adrian", "Beatriz", "Chloe", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karim", "Laura",
    "Marcus", "Nadia", "Oliver", "Paula", "Rafael", "Sofia", "Tomas", "Ulrike", "Viktor", "Wanda", "Yusuf", "Zara",
    "Anders", "Bruna", "Cedric", "Diana", "Erik", "Fiona", "Gustavo", "Helena", "Igor", "Julia", "Kenji", "Lena",
    "Mariam", "Nils", "Olga", "Pavel",
];

const LAST: [&str; 50] = [
    "Andersson",
    "Bauer",
    "Castillo",
    "Dahl",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanova",
    "Jansen",
    "Kaya",
    "Lopez",
    "Martin",
    "Nguyen",
    "Olsen",
    "Pereira",
    "Quinn",
    "Rossi",
    "Santos",
    "Taylor",
    "Ueda",
    "Vogel",
    "Weber",
    "Ximenes",
    "Young",
    "Zimmer",
    "Abadi",
    "Bergmann",
    "Costa",
    "Dubois",
    "Eriksen",
    "Ferrari",
    "Gruber",
    "Hoffmann",
    "Ito",
    "Jovanovic",
    "Klein",
    "Larsen",
    "Meyer",
    "Novak",
    "Oliveira",
    "Popescu",
    "Richter",
    "Silva",
    "Tanaka",
    "Urban",
    "Vasquez",
    "Wagner",
    "Yamada",
    "Zhang",
];

/// Adds business units until there are 400.
pub(super) fn add_units(seed: &mut Seed) {
    let root = seed.unit("Contoso");
    for number in seed.units().len()..UNITS {
        seed.add_unit(&format!("Contoso Branch {number}"), Some(root));
    }
}

/// Which users to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crowd {
    /// Until there are 60,000, some of them disabled or without a licence.
    Everybody,
    /// 10,000 more, each of them enabled and licensed.
    Enabled,
}

/// Adds users, each with one role of the own business unit.
pub(super) fn add_users(seed: &mut Seed, crowd: Crowd) {
    let units = seed.units();
    let Some(role) = seed.root("Salesperson") else { return };
    let before = seed.users();
    let everybody = crowd == Crowd::Everybody;
    let last = if everybody { 60_000 } else { before + 10_000 };
    let texts = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect::<Vec<Arc<str>>>();
    let (first_names, last_names) = (texts(&FIRST), texts(&LAST));
    let world = seed.world();
    let columns = [
        "fullname",
        "firstname",
        "lastname",
        "domainname",
        "internalemailaddress",
        "_businessunitid_value",
        "organizationid",
        "isdisabled",
        "islicensed",
        "isintegrationuser",
        "setupuser",
        "accessmode",
        "caltype",
        "azurestate",
        "deletestate",
        "createdon",
        "modifiedon",
    ]
    .map(|name| world.store.table(SYSTEMUSER).column(name).unwrap_or(usize::MAX));
    let settings = ["businessunitid", "uilanguageid", "helplanguageid", "localeid", "timezonecode"]
        .map(|name| world.store.table(USERSETTINGS).column(name).unwrap_or(usize::MAX));
    let mut placed = Vec::with_capacity(last);
    for number in before..last {
        // Strides without a common divisor: all pairs of names come up before one repeats.
        let first = first_names.get(number % FIRST.len()).cloned().unwrap_or_default();
        let last = last_names.get((number / FIRST.len()) % LAST.len()).cloned().unwrap_or_default();
        let unit = units.get(number % units.len().max(1)).copied().unwrap_or_default();
        let account: Arc<str> =
            format!("{}.{}{number}@contoso.com", first.to_ascii_lowercase(), last.to_ascii_lowercase()).into();
        let values = [
            Value::Text(format!("{first} {last}").into()),
            Value::Text(first),
            Value::Text(last),
            Value::Text(account.clone()),
            Value::Text(account),
            Value::Id(unit),
            Value::Id(world.facts.id),
            Value::Bool(everybody && number % 97 == 0),
            Value::Bool(!everybody || number % 89 != 0),
            Value::Bool(false),
            Value::Bool(false),
            Value::Int(0),
            Value::Int(7),
            Value::Int(0),
            Value::Int(0),
            Value::Time(world.now),
            Value::Time(world.now),
        ];
        let id = world.store.mint();
        let row = world.store.insert(SYSTEMUSER, id);
        for (column, value) in columns.into_iter().zip(values) {
            world.store.set(SYSTEMUSER, row, column, value);
        }
        let row = world.store.insert(USERSETTINGS, id);
        let values = [Value::Id(unit), Value::Int(0), Value::Int(0), Value::Int(1033), Value::Int(105)];
        for (column, value) in settings.into_iter().zip(values) {
            world.store.set(USERSETTINGS, row, column, value);
        }
        placed.push((id, unit));
    }
    for (user, unit) in placed {
        seed.give_copy(user, role, unit);
    }
    // What the first search would otherwise make it wait for.
    let world = seed.world();
    for name in ["fullname", "domainname", "internalemailaddress"] {
        if let Some(column) = world.store.table(SYSTEMUSER).column(name) {
            world.store.rows(SYSTEMUSER).folded(column);
        }
    }
    for name in ["fullname", "systemuserid"] {
        if let Some(column) = world.store.table(SYSTEMUSER).column(name) {
            world.store.ranks(SYSTEMUSER, column);
        }
    }
}
