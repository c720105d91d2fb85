//! Plug-in steps: the vendor's, and others that are none of the procedure's business.

use uuid::Uuid;

use super::flavour::Flavour;
use super::seed::Seed;
use crate::org::schema::{PLUGINASSEMBLY, PLUGINTYPE, SDKMESSAGE, SDKMESSAGEFILTER, STEP};
use crate::org::value::Value;

/// Messages of the platform that steps hang on.
const MESSAGES: [&str; 5] = ["Create", "Update", "Delete", "Merge", "Assign"];

/// Message, table, stage, mode, whether the vendor lets it be changed.
const STEPS: [(&str, &str, i64, i64, bool); 9] = [
    ("Create", "lead", 40, 0, true),
    ("Update", "lead", 40, 0, true),
    ("Delete", "lead", 20, 0, true),
    ("Create", "contact", 40, 0, true),
    ("Update", "contact", 40, 0, true),
    ("Merge", "contact", 40, 1, false),
    ("Create", "account", 40, 0, true),
    ("Update", "account", 40, 0, true),
    ("Assign", "opportunity", 40, 1, true),
];

struct Handler {
    plugin: Uuid,
    solution: Uuid,
}

/// The platform's messages and the filter of each on a table.
struct Messages(Vec<(&'static str, Uuid)>);

impl Messages {
    fn add(seed: &mut Seed) -> Self {
        let row = |name: &'static str| (name, seed.row(SDKMESSAGE, &[("name", Value::text(name))]));
        Self(MESSAGES.into_iter().map(row).collect())
    }

    fn id(&self, name: &str) -> Uuid {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, id)| *id).unwrap_or_default()
    }
}

/// Adds the vendor's steps as parts of its solution, and two of others, one of them switched off.
pub(super) fn add(seed: &mut Seed, flavour: &Flavour) {
    let messages = Messages::add(seed);
    if let Some(platform) = seed.solution("System Solution") {
        let handler = add_handler(seed, platform, "Microsoft.Dynamics.Sales", "9.0.0.0");
        for (message, table, state) in [("Update", "account", 0), ("Create", "contact", 1)] {
            let name = format!("Microsoft.Dynamics.Sales: {message} of {table}");
            let step = add_step(seed, &handler, &messages, &name, (message, table, 40, 0, true));
            seed.change(STEP, step, "statecode", Value::Int(state));
            seed.change(STEP, step, "statuscode", Value::Int(state + 1));
        }
    }
    let Some(product) = flavour.product else { return };
    let Some(solution) = seed.solution(product.title) else { return };
    let handler = add_handler(seed, solution, product.handlers, product.version);
    seed.add_component(solution, 90, handler.plugin);
    for step in STEPS {
        let name = format!("{}: {} of {}", product.handlers, step.0, step.1);
        let step = add_step(seed, &handler, &messages, &name, step);
        seed.add_component(solution, 92, step);
    }
}

fn add_handler(seed: &mut Seed, solution: Uuid, name: &str, version: &str) -> Handler {
    let part = [
        ("solutionid", Value::Id(solution)),
        ("ismanaged", Value::Bool(true)),
        ("componentstate", Value::Int(0)),
        ("name", Value::text(name)),
    ];
    let assembly = seed.row(PLUGINASSEMBLY, &[part.as_slice(), &[("version", Value::text(version))]].concat());
    seed.add_component(solution, 91, assembly);
    let more = [
        ("typename", Value::text(&format!("{name}.Dispatcher"))),
        ("friendlyname", Value::text(name)),
        ("assemblyname", Value::text(name)),
        ("_pluginassemblyid_value", Value::Id(assembly)),
    ];
    let plugin = seed.row(PLUGINTYPE, &[part.as_slice(), more.as_slice()].concat());
    Handler { plugin, solution }
}

fn add_step(
    seed: &mut Seed,
    handler: &Handler,
    messages: &Messages,
    name: &str,
    (message, table, stage, mode, customizable): (&str, &str, i64, i64, bool),
) -> Uuid {
    let message = messages.id(message);
    let filter = seed.row(
        SDKMESSAGEFILTER,
        &[("primaryobjecttypecode", Value::text(table)), ("_sdkmessageid_value", Value::Id(message))],
    );
    seed.row(
        STEP,
        &[
            ("name", Value::text(name)),
            ("stage", Value::Int(stage)),
            ("mode", Value::Int(mode)),
            ("rank", Value::Int(1)),
            ("supporteddeployment", Value::Int(0)),
            ("asyncautodelete", Value::Bool(mode == 1)),
            ("statecode", Value::Int(0)),
            ("statuscode", Value::Int(1)),
            ("iscustomizable", Value::Bool(customizable)),
            ("ishidden", Value::Bool(false)),
            ("ismanaged", Value::Bool(true)),
            ("componentstate", Value::Int(0)),
            ("solutionid", Value::Id(handler.solution)),
            ("_eventhandler_value", Value::Id(handler.plugin)),
            ("_sdkmessageid_value", Value::Id(message)),
            ("_sdkmessagefilterid_value", Value::Id(filter)),
        ],
    )
}
