// What the pages of the practice organisation read beside its Web API: how they are shown, and in which language.

/** LCIDs of the languages that the pages and Cairn have in common, by Cairn's tag. */
const LCIDS = {
  de: "1031",
  es: "3082",
  fr: "1036",
  it: "1040",
  ja: "1041",
  ko: "1042",
  nl: "1043",
  "pt-BR": "1046",
  sv: "1053",
  "zh-CN": "2052",
};

const ENGLISH = "1033";

/**
 * As an organisation is without any order to the practice organisation's server. Labels that no public source has in a
 * language are English: words without a meaning are there to test with.
 */
const SETTINGS = {
  redirection: "off",
  extensions: "carried",
  form: "legacy",
  hostile: [],
  elements: 0,
  frames: 0,
  nudge: false,
  directory_ms: 0,
  seed: null,
};

/**
 * The language of the pages for a language of Cairn.
 * @param {Record<string, any>} labels of the pages
 * @param {string} tag
 * @returns {{ lcid: string, language: string, direction: string }}
 */
export function languageOf(labels, tag) {
  const lcid = LCIDS[tag] ?? ENGLISH;
  const { language, direction } = labels[lcid];
  return { lcid, language, direction };
}

/**
 * The files that the server makes or reads for the pages, by their paths from the organisation's root.
 * @param {object} labels
 * @param {() => object} places
 * @returns {Record<string, () => object>}
 */
export function filesOf(labels, places) {
  return {
    "/_static/practice/labels.json": () => labels,
    "/_static/practice/site.json": () => ({ settings: SETTINGS, places: places() }),
  };
}
