// The users grid.

import { address_of } from "../base.js";
import { show_grid } from "./grid.js";

// Access modes 3 and 5 are Microsoft's own support accounts (dataverse §2.1).
const PEOPLE = "accessmode ne 3 and accessmode ne 5 and applicationid eq null";
/** The view of application users, as dynamics-ui §1.2 gives its id. */
const APPLICATIONS = "{51af2f40-36bb-4198-9b0c-71a986c7c953}";

const views = [
  ["Enabled_Users", `isdisabled eq false and ${PEOPLE}`],
  ["Disabled_Users", `isdisabled eq true and ${PEOPLE}`],
  ["Application_Users", "applicationid ne null"],
];
const asked = new URLSearchParams(location.search.toLowerCase()).get("viewid");
if (asked === APPLICATIONS) views.unshift(views.pop());

show_grid({
  entity: "systemuser",
  code: "8",
  set: "systemusers",
  key: "systemuserid",
  columns: [
    ["fullname", "Full_Name"],
    ["domainname", "User_Name"],
    ["_businessunitid_value", "Business_Unit"],
    ["title", "Title"],
    ["internalemailaddress", "Primary_Email"],
  ],
  views,
  find: ["fullname", "domainname", "internalemailaddress"],
  order: "fullname,systemuserid",
  // A window of its own, as the real client opens it.
  open: (row) => ({
    href: address_of(`Biz/Users/edit.aspx?id=${encodeURIComponent(`{${row.systemuserid}}`)}`).href,
    target: "_blank",
    rel: "opener",
  }),
});
