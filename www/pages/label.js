// Pages without behaviour: only their labels.

import { label_document } from "./base.js";

label_document();
