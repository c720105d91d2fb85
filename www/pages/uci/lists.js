// Which tables the lists and forms of the Unified Interface show, and how.

import { own_label, places, t } from "../base.js";

const people = "accessmode ne 3 and accessmode ne 5 and applicationid eq null";

const BUILT_IN = {
  account: {
    set: "accounts",
    id: "accountid",
    title: "name",
    view: "My_Active_Accounts",
    filter: "statecode eq 0",
    columns: [
      ["name", "Account_Name"],
      ["telephone1", "Main_Phone"],
      ["address1_city", "City"],
      ["emailaddress1", "Email"],
    ],
  },
  contact: {
    set: "contacts",
    id: "contactid",
    title: "fullname",
    view: "My_Active_Contacts",
    filter: "statecode eq 0",
    columns: [
      ["fullname", "Full_Name"],
      ["jobtitle", "Job_Title"],
      ["telephone1", "Business_Phone"],
      ["emailaddress1", "Email"],
    ],
  },
  systemuser: {
    set: "systemusers",
    id: "systemuserid",
    title: "fullname",
    view: "Enabled_Users",
    filter: `isdisabled eq false and ${people}`,
    columns: [
      ["fullname", "Full_Name"],
      ["_businessunitid_value", "Business_Unit"],
      ["title", "Title"],
      ["internalemailaddress", "Primary_Email"],
    ],
    fields: [
      { column: "fullname", label: "Full_Name", kind: "fixed" },
      { column: "domainname", label: "User_Name", kind: "fixed" },
      { column: "title", label: "Title", kind: "text" },
      { column: "accessmode", label: "Access_Mode", kind: "fixed" },
    ],
  },
};

function own({ table, set, key, name, labels, lookups }) {
  return {
    set,
    id: key,
    title: name,
    view: "Active_Records",
    filter: "statecode eq 0",
    columns: [
      [name, "Name"],
      ["createdon", "Created_On"],
    ],
    name: own_label(labels),
    table,
    fields: [
      { column: name, label: "Name", kind: "text" },
      ...lookups.map((lookup) => ({ ...lookup, name: own_label(lookup.labels), kind: "lookup" })),
    ],
  };
}

/** The list of a table, by logical name; `undefined` for tables without one. */
export function list_of(table) {
  const ours = places.tables.find((each) => each.table === table);
  return ours ? own(ours) : BUILT_IN[table];
}

/** What a field is called on the page. */
export function label_of(field) {
  return field.name ?? t(field.label);
}
