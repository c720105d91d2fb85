// The wizard's container: its pages are a frame further in (dynamics-ui §2.5).

import { address_of, el } from "../base.js";

const page = address_of("Biz/Users/AddUsers/AddMicrosoftOnlineUserPage.aspx");
const frame = el("iframe", { id: "wizardpageframe", name: "wizardpageframe", src: page.href });
// The pages close the dialog that their container is in.
frame.practiceDialog = window.frameElement?.practiceDialog;
document.body.append(frame);
