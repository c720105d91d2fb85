// As much of the browser's extension platform as the background asks for, in memory.

/** An event that tests can give. */
export class Event {
  #listeners = [];

  addListener(listener) {
    this.#listeners.push(listener);
  }

  give(...values) {
    return Promise.all(this.#listeners.map((listener) => listener(...values)));
  }
}

/**
 * Puts a fresh platform into `globalThis.chrome`. `granted` are the match patterns that the person has added, `files`
 * what the extension's own folder holds.
 */
export function freshPlatform({ granted = [], files = {} } = {}) {
  const session = new Map();
  const local = {};
  const platform = {
    granted: new Set(granted),
    session,
    local,
    files,
    /** What the policies say; an error where they cannot be read. */
    managed: {},
    i18n: { getMessage: () => "", getUILanguage: () => "en-GB" },
    runtime: { id: "cairn", getURL: (path) => `chrome-extension://cairn/${path}` },
    permissions: { contains: async ({ origins }) => origins.every((origin) => platform.granted.has(origin)) },
    storage: {
      managed: {
        get: async () => {
          if (platform.managed instanceof Error) throw platform.managed;
          return platform.managed;
        },
      },
      local: {
        get: async (key) => (key in local ? { [key]: structuredClone(local[key]) } : {}),
        set: async (values) => void Object.assign(local, structuredClone(values)),
      },
      session: {
        get: async (key) => (session.has(key) ? { [key]: session.get(key) } : {}),
        set: async (values) => Object.entries(values).forEach(([key, value]) => session.set(key, value)),
        remove: async (key) => session.delete(key),
      },
    },
  };
  globalThis.chrome = platform;
  globalThis.fetch = async (url) => {
    const name = url.slice(platform.runtime.getURL("").length);
    return name in files ? Response.json(files[name]) : new Response(null, { status: 404 });
  };
  return platform;
}

/** Who sends from a page's top frame. */
export const fromPage = (url, more = {}) => ({ id: "cairn", tab: { id: 7 }, frameId: 0, url, ...more });

/** One end of a port; what the other end would hear is in `heard`. */
export class Port {
  heard = [];
  closed = false;
  onMessage = new Event();
  onDisconnect = new Event();

  constructor(sender, name = "lease") {
    this.sender = sender;
    this.name = name;
  }

  postMessage(message) {
    this.heard.push(message);
  }

  /** Our own side hangs up: the platform tells the other side only. */
  disconnect() {
    this.closed = true;
  }

  /** The other side says something. */
  async say(message) {
    await this.onMessage.give(message);
  }

  /** The other side hangs up. */
  async hangUp() {
    await this.onDisconnect.give(this);
  }
}
