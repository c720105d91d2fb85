// A content frame that holds the form in a frame of its own (dynamics-ui §2.2).

import { el, root } from "../base.js";

const form = new URL(`form/page.aspx${location.search}`, root);
document.body.append(el("iframe", { title: document.title, src: form.href, "data-content": window.frameElement?.id }));
