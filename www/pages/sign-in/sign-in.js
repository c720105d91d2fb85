// The sign-in page: its form posts what the organisation sent along back to the organisation.

import { label_document } from "../base.js";

label_document();
const asked = new URLSearchParams(location.search);
const form = document.getElementById("signInForm");
const back = URL.parse(asked.get("redirect_uri") ?? "");
if (back?.protocol === "https:" || back?.protocol === "http:") {
  form.action = back.href;
  form.elements.state.value = asked.get("state") ?? "";
} else {
  document.getElementById("signInProblem").hidden = false;
  document.getElementById("signInButton").disabled = true;
}
