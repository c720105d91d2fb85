// The pointer from the old solutions page to the maker portal.

import { label_document, places } from "../base.js";

const dialog = window.frameElement?.practiceDialog;

label_document();
document.getElementById("cmdDialogCancel").addEventListener("click", () => dialog?.close(false));
document.getElementById("butBegin").addEventListener("click", () => {
  window.open(`https://make.powerapps.com/environments/${places.organization.environment}/solutions`);
  dialog?.close(false);
});
