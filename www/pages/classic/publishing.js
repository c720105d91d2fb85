// Please wait while customizations are published: it publishes, and closes when that is over.

import { api, label_document } from "../base.js";

label_document();
try {
  await api("PublishAllXml", { method: "POST", body: {} });
  window.frameElement?.practiceDialog.close(true);
} catch (error) {
  document.getElementById("dialogError").textContent = error.message;
  document.getElementById("dialogError").hidden = false;
}
