import { css, pages, playbooks } from "cairn/data";

/**
 * Starts the core in this page, or finds the one that runs: there is never a second.
 *
 * @param {"wasm" | "twin"} artefact which of the two builds this is
 * @param {() => Promise<{ start(options: object): void, toggle(): void, dispose(): void }>} load
 * @returns {Promise<{ started: boolean, why?: string }>} cloneable, as browsers ask of an injected file's last value
 */
export async function enter(artefact, load) {
  globalThis.__cairn ??= load().then((core) => {
    core.start({ artefact, reason: globalThis.__cairnReason, playbooks, pages, css });
    return core;
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
