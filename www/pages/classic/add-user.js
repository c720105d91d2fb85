// The only page of the wizard online: it leads to the Microsoft Online portal, in a window of its own.

import { label_document } from "../base.js";

const dialog = window.frameElement?.practiceDialog;

label_document();
document.getElementById("buttonCancel").addEventListener("click", () => dialog?.close(false));
document.getElementById("buttonNext").addEventListener("click", () => {
  window.open("https://portal.office.com/");
  dialog?.close(true);
});
