// Personal options: the language in which the signed-in person sees Dynamics.

import { api, el, label_document, secret, t } from "../base.js";

const dialog = window.frameElement?.practiceDialog;
const by_id = (id) => document.getElementById(id);

label_document();
by_id("cmdDialogCancel").addEventListener("click", () => dialog?.close(false));
try {
  const { UserId } = await api("WhoAmI");
  const [own, offered] = await Promise.all([
    api(`usersettingscollection(${UserId})?$select=uilanguageid`),
    api("RetrieveProvisionedLanguages"),
  ]);
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
  const tags = { 1033: "en", 1036: "fr", 1031: "de", 1053: "sv" };
  // Which id the list has is in no public source.
  const list = el(
    "select",
    { id: `language${secret()}`, "aria-label": t("User_Interface_Language") },
    ...offered.RetrieveProvisionedLanguages.map((lcid) =>
      el("option", { value: lcid, selected: lcid === own.uilanguageid }, tags[lcid] ? names.of(tags[lcid]) : `${lcid}`),
    ),
  );
  by_id("practice-languages").append(el("label", {}, t("User_Interface_Language"), " ", list));
  by_id("butBegin").disabled = false;
  by_id("butBegin").addEventListener("click", async () => {
    const body = { uilanguageid: Number(list.value) };
    await api(`usersettingscollection(${UserId})`, { method: "PATCH", body }).catch(fail);
    if (by_id("dialogError").hidden) dialog?.close(true);
  });
} catch (error) {
  fail(error);
}

function fail(error) {
  by_id("dialogError").textContent = error.message;
  by_id("dialogError").hidden = false;
}
