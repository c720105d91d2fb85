// The extension platform as a content script sees it, made of nothing, to run in a page; and an eye into closed roots.

/**
 * Runs in the page before anything else there. It may use nothing from outside itself.
 * @param {Record<string, { message: string, placeholders?: Record<string, { content: string }> }>} messages
 */
export function platform(messages) {
  const event = () => {
    const listeners = new Set();
    return {
      listeners,
      api: { addListener: (each) => listeners.add(each), removeListener: (each) => listeners.delete(each) },
      raise: (...values) => [...listeners].forEach((each) => each(...values)),
    };
  };
  const changed = event();
  const kept = (globalThis.platform = {
    /** What was sent to the background. */
    told: [],
    /** Open ports. */
    ports: [],
    stored: {},
    changed,
    /** What the background says about the lease. */
    granted: true,
    /** Storage refuses to write. */
    full: false,
    /** So many writes fail, and those after them do not. */
    fails: 0,
    roots: [],
    direction: "ltr",
    reads: 0,
  });
  const connect = ({ name }) => {
    const [message, disconnect] = [event(), event()];
    const port = { name, message, disconnect, open: true };
    kept.ports.push(port);
    return {
      onMessage: message.api,
      onDisconnect: disconnect.api,
      postMessage: (asked) => {
        port.asked = asked;
        queueMicrotask(() => message.raise({ granted: kept.granted || name !== "lease" }));
      },
      disconnect: () => {
        port.open = false;
      },
    };
  };
  const local = {
    get: async () => {
      kept.reads += 1;
      return structuredClone(kept.stored);
    },
    set: async (items) => {
      if (kept.full) throw new Error("QUOTA_BYTES quota exceeded");
      if (kept.fails-- > 0) throw new Error("An unexpected error occurred");
      const changes = {};
      for (const [key, value] of Object.entries(items)) {
        changes[key] = { oldValue: kept.stored[key], newValue: structuredClone(value) };
        kept.stored[key] = structuredClone(value);
      }
      queueMicrotask(() => changed.raise(changes, "local"));
    },
  };
  const getMessage = (key, filled = []) => {
    if (key === "@@bidi_dir") return kept.direction;
    const { message = "", placeholders = {} } = messages[key] ?? {};
    const fill = (text) => text.replace(/\$(\d)/g, (_, place) => filled[place - 1] ?? "");
    return fill(message.replace(/\$(\w+)\$/g, (_, name) => placeholders[name.toLowerCase()].content));
  };
  globalThis.chrome = {
    runtime: { sendMessage: async (message) => void kept.told.push(message), connect },
    storage: { local, onChanged: changed.api },
    i18n: { getMessage, getUILanguage: () => "en-GB" },
  };
  // Open for the tests' tools; that ours is closed is a test of its own.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, { ...options, mode: "open" });
    kept.roots.push({ root, options, host: this });
    return root;
  };
}
