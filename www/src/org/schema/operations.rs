//! What an administrator's tools look at: queues, plug-ins and their steps, views, jobs, the history of solutions.

use super::{
    Choices, Column, Head, Kind, Nav, Table, audit_columns, audit_navs, column, lookup, many, one, one_named,
    owned_columns, owned_navs, table, text,
};

const QUEUE_VIEWS: Choices = &[(0, "Public"), (1, "Private")];
/// dataverse §5.2
const STEP_STATES: Choices = &[(0, "Enabled"), (1, "Disabled")];
/// marketo §3
const STEP_STATUS: Choices = &[(1, "Enabled"), (2, "Disabled")];
const STAGES: Choices = &[(10, "Pre-validation"), (20, "Pre-operation"), (40, "Post-operation")];
const MODES: Choices = &[(0, "Synchronous"), (1, "Asynchronous")];
const DEPLOYMENTS: Choices = &[(0, "Server Only"), (1, "Microsoft Dynamics 365 Client for Outlook Only"), (2, "Both")];
const COMPONENT_STATES: Choices = &[(0, "Published"), (1, "Unpublished"), (2, "Deleted"), (3, "Deleted Unpublished")];
const JOB_STATES: Choices = &[(0, "Ready"), (1, "Suspended"), (2, "Locked"), (3, "Completed")];
const JOB_STATUS: Choices = &[
    (0, "Waiting For Resources"),
    (10, "Waiting"),
    (20, "In Progress"),
    (21, "Pausing"),
    (22, "Canceling"),
    (30, "Succeeded"),
    (31, "Failed"),
    (32, "Canceled"),
];
/// dataverse §5.4; the codes of other operations are not in the reference.
const OPERATIONS: Choices = &[(3, "Publish"), (4, "PublishAll")];
const HISTORY_STATUS: Choices = &[(0, "Started"), (1, "Completed"), (2, "Queued")];

pub(super) fn tables() -> Vec<Table> {
    vec![
        queue(),
        pluginassembly(),
        plugintype(),
        sdkmessage(),
        sdkmessagefilter(),
        step(),
        savedquery(),
        userquery(),
        asyncoperation(),
        solutionhistory(),
        virtual_solutionhistory(),
    ]
}

fn queue() -> Table {
    let mut columns = vec![
        column("queueid", Kind::Key).on_create(),
        text("name", 200).writable(),
        text("description", 2000).writable(),
        text("emailaddress", 100).writable(),
        column("queueviewtype", Kind::Choice(QUEUE_VIEWS)).writable(),
    ];
    columns.extend(owned_columns());
    let mut navs: Vec<Nav> = owned_navs().into_iter().filter(|nav| nav.name != "owninguser").collect();
    navs.push(many("queue_system_user", "systemuser", "queueid"));
    table(
        Head {
            logical: "queue",
            set: "queues",
            schema: "Queue",
            type_code: 2020,
            label: "Queue",
            labels: "Queues",
            id: "queueid",
            name: Some("name"),
            noun: Some("Queue"),
            messages: "cud",
        },
        columns,
        navs,
    )
}

/// What every part of a solution tells about its origin.
fn component_columns() -> Vec<Column> {
    vec![
        column("solutionid", Kind::Guid),
        column("ismanaged", Kind::Bool),
        column("componentstate", Kind::Choice(COMPONENT_STATES)),
    ]
}

struct Part {
    head: Head,
    columns: Vec<Column>,
    navs: Vec<Nav>,
}

impl Part {
    fn table(mut self) -> Table {
        self.columns.extend(component_columns());
        self.columns.extend(audit_columns());
        self.navs.extend(audit_navs());
        table(self.head, self.columns, self.navs)
    }
}

fn pluginassembly() -> Table {
    Part {
        head: Head {
            logical: "pluginassembly",
            set: "pluginassemblies",
            schema: "PluginAssembly",
            type_code: 4605,
            label: "Plug-in Assembly",
            labels: "Plug-in Assemblies",
            id: "pluginassemblyid",
            name: Some("name"),
            noun: Some("PluginAssembly"),
            messages: "",
        },
        columns: vec![column("pluginassemblyid", Kind::Key), text("name", 256), text("version", 48)],
        navs: vec![many("pluginassembly_plugintype", "plugintype", "pluginassemblyid")],
    }
    .table()
}

fn plugintype() -> Table {
    Part {
        head: Head {
            logical: "plugintype",
            set: "plugintypes",
            schema: "PluginType",
            type_code: 4602,
            label: "Plug-in Type",
            labels: "Plug-in Types",
            id: "plugintypeid",
            name: Some("name"),
            noun: Some("PluginType"),
            messages: "",
        },
        columns: vec![
            column("plugintypeid", Kind::Key),
            text("name", 256),
            text("friendlyname", 256),
            text("typename", 256),
            text("assemblyname", 256),
            lookup("pluginassemblyid", &["pluginassembly"]),
        ],
        navs: vec![one("pluginassemblyid", "pluginassembly")],
    }
    .table()
}

fn sdkmessage() -> Table {
    Part {
        head: Head {
            logical: "sdkmessage",
            set: "sdkmessages",
            schema: "SdkMessage",
            type_code: 4606,
            label: "Sdk Message",
            labels: "Sdk Messages",
            id: "sdkmessageid",
            name: Some("name"),
            noun: Some("SdkMessage"),
            messages: "",
        },
        columns: vec![column("sdkmessageid", Kind::Key), text("name", 256), text("categoryname", 25)],
        navs: vec![],
    }
    .table()
}

fn sdkmessagefilter() -> Table {
    Part {
        head: Head {
            logical: "sdkmessagefilter",
            set: "sdkmessagefilters",
            schema: "SdkMessageFilter",
            type_code: 4607,
            label: "Sdk Message Filter",
            labels: "Sdk Message Filters",
            id: "sdkmessagefilterid",
            name: None,
            noun: Some("SdkMessage"),
            messages: "",
        },
        columns: vec![
            column("sdkmessagefilterid", Kind::Key),
            text("primaryobjecttypecode", 64),
            lookup("sdkmessageid", &["sdkmessage"]),
        ],
        navs: vec![one("sdkmessageid", "sdkmessage")],
    }
    .table()
}

fn step() -> Table {
    Part {
        head: Head {
            logical: "sdkmessageprocessingstep",
            set: "sdkmessageprocessingsteps",
            schema: "SdkMessageProcessingStep",
            type_code: 4608,
            label: "Sdk Message Processing Step",
            labels: "Sdk Message Processing Steps",
            id: "sdkmessageprocessingstepid",
            name: Some("name"),
            noun: Some("SdkMessageProcessingStep"),
            messages: "u",
        },
        columns: vec![
            column("sdkmessageprocessingstepid", Kind::Key),
            text("name", 256).writable(),
            text("description", 256).writable(),
            text("filteringattributes", 100_000).writable(),
            column("stage", Kind::Choice(STAGES)).writable(),
            column("mode", Kind::Choice(MODES)).writable(),
            column("rank", Kind::Int).writable(),
            column("supporteddeployment", Kind::Choice(DEPLOYMENTS)).writable(),
            column("asyncautodelete", Kind::Bool).writable(),
            column("statecode", Kind::Choice(STEP_STATES)).writable(),
            column("statuscode", Kind::Choice(STEP_STATUS)).writable(),
            column("iscustomizable", Kind::Managed("iscustomizable")),
            column("ishidden", Kind::Managed("ishidden")),
            lookup("eventhandler", &["plugintype"]),
            lookup("sdkmessageid", &["sdkmessage"]),
            lookup("sdkmessagefilterid", &["sdkmessagefilter"]),
            lookup("impersonatinguserid", &["systemuser"]),
        ],
        navs: vec![
            // Both lead to the handler: the column holds a plug-in type or a service endpoint (dataverse §5.2).
            one_named("plugintypeid", "plugintype", "eventhandler"),
            one_named("eventhandler_plugintype", "plugintype", "eventhandler"),
            one("sdkmessageid", "sdkmessage"),
            one("sdkmessagefilterid", "sdkmessagefilter"),
            one("impersonatinguserid", "systemuser"),
        ],
    }
    .table()
}

fn savedquery() -> Table {
    Part {
        head: Head {
            logical: "savedquery",
            set: "savedqueries",
            schema: "SavedQuery",
            type_code: 1039,
            label: "View",
            labels: "Views",
            id: "savedqueryid",
            name: Some("name"),
            noun: Some("Query"),
            messages: "",
        },
        columns: vec![
            column("savedqueryid", Kind::Key),
            text("name", 200),
            text("description", 2000),
            text("returnedtypecode", 64),
            text("fetchxml", 1_073_741_823),
            column("querytype", Kind::Int),
            column("isdefault", Kind::Bool),
            column("isquickfindquery", Kind::Bool),
            column("isuserdefined", Kind::Bool),
            column("statecode", Kind::Choice(super::STATE)),
            column("statuscode", Kind::Choice(super::STATUS)),
        ],
        navs: vec![],
    }
    .table()
}

fn userquery() -> Table {
    let mut columns = vec![
        column("userqueryid", Kind::Key),
        text("name", 200),
        text("description", 2000),
        text("returnedtypecode", 64),
        text("fetchxml", 1_073_741_823),
        column("querytype", Kind::Int),
    ];
    columns.extend(owned_columns().into_iter().map(|column| Column { writable: super::Writable::Never, ..column }));
    table(
        Head {
            logical: "userquery",
            set: "userqueries",
            schema: "UserQuery",
            type_code: 4230,
            label: "Saved View",
            labels: "Saved Views",
            id: "userqueryid",
            name: Some("name"),
            noun: Some("UserQuery"),
            messages: "",
        },
        columns,
        owned_navs(),
    )
}

fn asyncoperation() -> Table {
    let mut columns = vec![
        column("asyncoperationid", Kind::Key),
        text("name", 256),
        column("operationtype", Kind::Int),
        column("startedon", Kind::Time),
        column("completedon", Kind::Time),
        text("message", 1_073_741_823),
        text("friendlymessage", 5_000),
        column("errorcode", Kind::Int),
        text("messagename", 160),
        column("statecode", Kind::Choice(JOB_STATES)),
        column("statuscode", Kind::Choice(JOB_STATUS)),
    ];
    let owned = owned_columns().into_iter().filter(|column| !column.logical.starts_with("stat"));
    columns.extend(owned.map(|column| Column { writable: super::Writable::Never, ..column }));
    // The real table has no version of its rows.
    columns.retain(|column| column.logical != "versionnumber");
    table(
        Head {
            logical: "asyncoperation",
            set: "asyncoperations",
            schema: "AsyncOperation",
            type_code: 4700,
            label: "System Job",
            labels: "System Jobs",
            id: "asyncoperationid",
            name: Some("name"),
            noun: Some("AsyncOperation"),
            messages: "",
        },
        columns,
        owned_navs(),
    )
}

/// The two tables tell the same; their columns differ in the prefix alone.
fn history_columns(prefix: &'static str) -> Vec<Column> {
    let name = |part: &str| format!("{prefix}{part}");
    vec![
        column(name("operation"), Kind::Choice(OPERATIONS)),
        column(name("status"), Kind::Choice(HISTORY_STATUS)),
        column(name("result"), Kind::Bool),
        column(name("starttime"), Kind::Time),
        column(name("endtime"), Kind::Time),
        column(name("errorcode"), Kind::Int),
    ]
}

fn solutionhistory() -> Table {
    let mut columns = vec![column("solutionhistorydataid", Kind::Key)];
    columns.extend(history_columns(""));
    Table {
        is_virtual: true,
        online_only: true,
        ..table(
            Head {
                logical: "solutionhistorydata",
                set: "solutionhistories",
                schema: "SolutionHistoryData",
                type_code: 9890,
                label: "SolutionHistoryData",
                labels: "SolutionHistoryDatas",
                id: "solutionhistorydataid",
                name: None,
                noun: Some("Solution"),
                messages: "",
            },
            columns,
            vec![],
        )
    }
}

fn virtual_solutionhistory() -> Table {
    let mut columns = vec![column("msdyn_solutionhistoryid", Kind::Key), text("msdyn_name", 256)];
    columns.extend(history_columns("msdyn_"));
    Table {
        is_virtual: true,
        online_only: true,
        ..table(
            Head {
                logical: "msdyn_solutionhistory",
                set: "msdyn_solutionhistories",
                schema: "msdyn_solutionhistory",
                type_code: 10_001,
                label: "Solution History",
                labels: "Solutions History",
                id: "msdyn_solutionhistoryid",
                name: Some("msdyn_name"),
                noun: Some("Solution"),
                messages: "",
            },
            columns,
            vec![],
        )
    }
}
