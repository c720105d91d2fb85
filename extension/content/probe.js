/**
 * Runs in the page's isolated world before anything else of the core, and says what is to be brought in.
 *
 * Chromium applies the page's content security policy to WebAssembly in content scripts; the smallest module tells.
 * The page can see that violation, so it is tried once per page, and only when the checklist opens.
 *
 * Sent as a function: it may use nothing from outside itself.
 *
 * @param {{ reason: "asked" | "restored", toggle: boolean, session: string, organization?: string }} options
 *   `organization`: the guide of that organisation alone is to be shown, in a tab of another product
 * @param {import("../settings.js").Handed} settings they hold from the next opening on
 * @returns {Promise<{ present: true } | { present: false, wasm: boolean }>}
 */
export async function probe(options, settings) {
  globalThis.__cairnSettings = settings;
  globalThis.__cairnGuide = { session: options.session, organization: options.organization };
  if (globalThis.__cairn) {
    const core = await globalThis.__cairn;
    if (options.organization !== undefined) core.follow();
    else if (options.toggle) core.toggle();
    return { present: true };
  }
  globalThis.__cairnReason = options.reason;
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    return { present: false, wasm: true };
  } catch {
    return { present: false, wasm: false };
  }
}
