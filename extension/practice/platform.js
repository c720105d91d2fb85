// The extension platform as the checklist sees it in Practice: what is stored is kept by Practice, for all pages of its
// tab, and gone with it; nobody else hears what the checklist tells.

/** @typedef {Window & typeof globalThis} Page a window of the tab, or Practice itself */

/**
 * What the pages of the tab share.
 * @param {typeof chrome.i18n} i18n sentences and language are the real platform's
 * @param {(message: any) => void} told gets what the checklist tells the background
 */
export function makePlatforms(i18n, told) {
  const kept = new Map();
  /** Raises the event of each page that is there. */
  const pages = new Set();
  return {
    /**
     * The platform of one page. It answers with objects of that page's own making, as the real one does.
     * @param {Page} page
     */
    of(page) {
      const changed = makeEvent();
      // Most frames listen to nothing, and one that is gone can make no copies.
      const raise = (changes) => changed.isHeard() && changed.raise(page.structuredClone(changes), "local");
      pages.add(raise);
      // What listens there is gone with the page.
      page.addEventListener("pagehide", () => pages.delete(raise));
      return {
        runtime: {
          sendMessage: async (message) => told(message),
          connect: () => connect(),
        },
        storage: { local: storageOf(page), onChanged: changed.api },
        i18n: { getMessage: i18n.getMessage.bind(i18n), getUILanguage: i18n.getUILanguage.bind(i18n) },
      };
    },
  };

  /** As `storage.local`: by one key or everything, and copies of what was put in. */
  function storageOf(page) {
    return {
      get: async (key) => {
        const entries = [...kept].filter(([each]) => key === null || each === key);
        return page.structuredClone(Object.fromEntries(entries));
      },
      set: async (items) => {
        const changes = {};
        for (const [key, value] of Object.entries(items)) {
          changes[key] = { oldValue: kept.get(key), newValue: structuredClone(value) };
          kept.set(key, structuredClone(value));
        }
        queueMicrotask(() => pages.forEach((raise) => raise(changes)));
      },
    };
  }
}

/**
 * Puts something where a page looks for it.
 * @param {Page} page
 * @param {Record<string, unknown>} things by their names
 * @throws when the browser does not let go of its own: then nothing may be started, for it would be stored as real
 */
export function putInPlace(page, things) {
  for (const [name, thing] of Object.entries(things)) {
    Object.defineProperty(page, name, { value: thing, configurable: true });
    if (page[name] !== thing) throw new Error(`"${name}" stays what it is`);
  }
}

function makeEvent() {
  const listeners = new Set();
  return {
    api: { addListener: (each) => listeners.add(each), removeListener: (each) => listeners.delete(each) },
    isHeard: () => listeners.size > 0,
    raise: (...values) => [...listeners].forEach((each) => each(...values)),
  };
}

/** The lease's port. There is one tab of this organisation, so it is always granted. */
function connect() {
  const [message, disconnected] = [makeEvent(), makeEvent()];
  return {
    onMessage: message.api,
    onDisconnect: disconnected.api,
    postMessage: () => queueMicrotask(() => message.raise({ granted: true })),
    disconnect: () => undefined,
  };
}
