// The one source of the three manifests.

import { PATTERNS } from "./hosts.js";

/** The browsers that a folder is made for. */
export const BROWSERS = ["chromium", "edge", "firefox"];

/** What scripts our own pages may run: those of the package, and WebAssembly. */
export const PAGES_POLICY = "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'";

/**
 * The manifest for one browser.
 * @param {"chromium" | "edge" | "firefox"} browser
 * @param {string} version
 */
export function manifest(browser, version) {
  const icons = Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icons/cairn-${size}.png`]));
  const common = {
    manifest_version: 3,
    name: "__MSG_extension_name__",
    short_name: "Cairn",
    description: "__MSG_extension_description__",
    version,
    default_locale: "en",
    icons,
    action: { default_icon: icons, default_title: "__MSG_action_title__", default_popup: "popup.html" },
    // Without it no page of our own may start WebAssembly; Practice is the only one that does.
    content_security_policy: { extension_pages: PAGES_POLICY },
    permissions: ["activeTab", "scripting", "storage"],
    host_permissions: PATTERNS,
    options_ui: { page: "options.html", open_in_tab: true },
    // On-premises servers can have any name, and plain http; each is asked for when the person adds it.
    optional_host_permissions: ["https://*/*", "http://*/*"],
    content_scripts: [{ matches: PATTERNS, js: ["boot.js"], run_at: "document_idle" }],
    commands: {
      "toggle-checklist": {
        suggested_key: { default: "Alt+Shift+C" },
        description: "__MSG_command_toggle__",
      },
    },
  };
  const { action, ...rest } = BROWSER_PARTS[browser];
  return { ...common, action: { ...common.action, ...action }, ...rest };
}

// Edge's store refuses a manifest that names both forms of the background.
const CHROMIUM = {
  background: { service_worker: "background.js" },
  // 123: the style sheets say both colours of a theme in one place, with light-dark().
  minimum_chrome_version: "123",
  incognito: "split",
  // Firefox takes what its policies say without a schema.
  storage: { managed_schema: "managed-schema.json" },
};

const BROWSER_PARTS = {
  chromium: CHROMIUM,
  edge: CHROMIUM,
  firefox: {
    background: { scripts: ["background.js"] },
    // Elsewhere Firefox hides the button in a menu.
    action: { default_area: "navbar" },
    // Firefox knows no "split", so its default stays.
    browser_specific_settings: {
      gecko: {
        id: "{04bd50e0-d0e0-41b0-8f80-56faefd8b76b}",
        strict_min_version: "140.0",
        data_collection_permissions: { required: ["none"] },
      },
    },
  },
};
