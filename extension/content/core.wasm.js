import * as glue from "cairn/glue";
import bytes from "cairn/wasm";
import { enter } from "./enter.js";

// The bytes are part of this file. Measured with 470 KB from press to panel, least and median in ms on a busy machine,
// Chromium and Firefox: embedded 131/179 and 126/222; asked for by message 153/192 and 106/190 (in a calmer run: 140/193
// and 90/186 embedded); handed over as an argument 201/309 and 181/319.
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
