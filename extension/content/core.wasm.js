import * as glue from "cairn/glue";
import bytes from "cairn/wasm";
import { enter } from "./enter.js";

async function load() {
  const { instance } = await WebAssembly.instantiate(bytes, { "./cairn_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  const setUp = instance.exports.__wbindgen_start;
  // There only when the module has something to set up.
  if (typeof setUp === "function") setUp();
  return glue;
}

// The build makes this call the file's last value.
export default enter("wasm", load);
