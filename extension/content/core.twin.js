import { enter } from "./enter.js";

/** The twin is the same module as JavaScript; it starts as it is imported, so it is imported only when it is wanted. */
const load = () => import("cairn/twin");

// The build makes this call the file's last value.
export default enter("twin", load);
