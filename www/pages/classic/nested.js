// A content frame that holds the form in a frame of its own (dynamics-ui §2.2).

import { address_of, el } from "../base.js";

const form = address_of(`form/page.aspx${location.search}`);
document.body.append(el("iframe", { title: document.title, src: form.href, "data-content": window.frameElement?.id }));
