import { sayer } from "../say.js";

/**
 * Starts the core in this page, or finds the one that runs: there is never a second.
 *
 * @param {"wasm" | "twin"} artefact which of the two builds this is
 * @param {() => Promise<typeof import("cairn/glue")>} load
 * @returns {Promise<{ started: boolean, why?: string }>} cloneable, as browsers ask of an injected file's last value
 */
export async function enter(artefact, load) {
  globalThis.__cairn ??= load().then(({ start, toggle, follow, dispose, fingerprint }) => {
    start(options(artefact, globalThis.__cairnReason));
    return {
      toggle: () => toggle(options(artefact, "asked")),
      follow: () => follow(options(artefact, "restored")),
      dispose,
      // Holds this very artefact's reader against the native one; the extension itself does not call it.
      fingerprint,
    };
  });
  try {
    await globalThis.__cairn;
    return { started: true };
  } catch (error) {
    // The next press has to be able to try again.
    delete globalThis.__cairn;
    return { started: false, why: String(error) };
  }
}

/** What the core starts with, under the settings that the background has left last. */
function options(artefact, reason) {
  const { css, pages, playbooks } = globalThis.__cairnData;
  const { theme = "auto", guideOnly = false, without = [], words } = globalThis.__cairnSettings ?? {};
  return {
    artefact,
    reason,
    ...globalThis.__cairnGuide,
    playbooks,
    pages,
    css: theme === "auto" ? css : `${css}:host{color-scheme:${theme}!important}`,
    guideOnly,
    without,
    words: words && sayer(words),
  };
}
