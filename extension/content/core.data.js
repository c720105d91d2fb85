import { css, pages, playbooks } from "cairn/data";

// Both builds of the core read it from here, so that it is carried once.
globalThis.__cairnData = { css, pages, playbooks };

// What a browser takes as an injected file's last value.
export default true;
