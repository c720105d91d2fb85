// The extension platform as the checklist sees it in Practice: what is stored is kept by the page and gone with it, and
// nobody else hears what it tells.

/** @typedef {(changes: Record<string, { oldValue?: unknown, newValue?: unknown }>, area: string) => void} Changed */

/**
 * Sentences and language are the real platform's.
 * @param {typeof chrome.i18n} i18n
 * @param {(message: any) => void} told gets what the checklist tells the background
 */
export function makePlatform(i18n, told) {
  const changed = makeEvent();
  return {
    runtime: {
      sendMessage: async (message) => told(message),
      connect: () => connect(),
    },
    storage: { local: makeStorage(changed), onChanged: changed.api },
    i18n: { getMessage: i18n.getMessage.bind(i18n), getUILanguage: i18n.getUILanguage.bind(i18n) },
  };
}

/**
 * Puts it where the checklist looks for the platform.
 * @throws when the browser does not let go of its own: then nothing may be started, for it would be stored as real
 */
export function putInPlace(platform) {
  for (const name of ["browser", "chrome"]) {
    Object.defineProperty(globalThis, name, { value: platform, configurable: true });
    if (globalThis[name] !== platform) throw new Error(`"${name}" stays what it is`);
  }
}

function makeEvent() {
  const listeners = new Set();
  return {
    api: { addListener: (each) => listeners.add(each), removeListener: (each) => listeners.delete(each) },
    raise: (...values) => [...listeners].forEach((each) => each(...values)),
  };
}

/** As `storage.local`: by one key or everything, and copies of what was put in. */
function makeStorage(changed) {
  const kept = new Map();
  return {
    get: async (key) => {
      const entries = [...kept].filter(([each]) => key === null || each === key);
      return structuredClone(Object.fromEntries(entries));
    },
    set: async (items) => {
      const changes = {};
      for (const [key, value] of Object.entries(items)) {
        changes[key] = { oldValue: kept.get(key), newValue: structuredClone(value) };
        kept.set(key, structuredClone(value));
      }
      queueMicrotask(() => changed.raise(structuredClone(changes), "local"));
    },
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
