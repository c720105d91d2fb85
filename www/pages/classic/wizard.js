// The wizard's container: its pages are a frame further in (dynamics-ui §2.5).

import { el, root } from "../base.js";

const page = new URL("Biz/Users/AddUsers/AddMicrosoftOnlineUserPage.aspx", root);
const frame = el("iframe", { id: "wizardpageframe", name: "wizardpageframe", src: page.href });
// The pages close the dialog that their container is in.
frame.practiceDialog = window.frameElement?.practiceDialog;
document.body.append(frame);
