// Sentences of our own pages and of the checklist, in the browser's language or in one that is forced.

/**
 * Sentences by their key, ready to be filled in: `$1` stands for the first argument.
 * @typedef {Record<string, string>} Words
 */

/** Languages that are written from right to left; forcing one has to turn the page, too. */
const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/**
 * The languages that this extension speaks, as BCP 47 tags.
 * @returns {Promise<string[]>}
 */
export async function languages() {
  return fetchJson("languages.json");
}

/**
 * Everything that is said in one language, English where that is silent.
 * @param {string} language one of `languages`
 * @returns {Promise<Words>}
 */
export async function words(language) {
  const read = (tag) => fetchJson(`_locales/${tag.replace("-", "_")}/messages.json`);
  const [english, own] = await Promise.all([read("en"), read(language)]);
  const said = Object.entries({ ...english, ...own }).map(([key, message]) => [key, plain(message)]);
  const direction = RIGHT_TO_LEFT.includes(language.split("-")[0]) ? "rtl" : "ltr";
  return { ...Object.fromEntries(said), "@@bidi_dir": direction };
}

/** A sentence whose named placeholders are numbered ones. */
function plain({ message, placeholders = {} }) {
  return message.replace(/\$([A-Za-z0-9_@]+)\$/g, (whole, name) => placeholders[name.toLowerCase()]?.content ?? whole);
}

/**
 * Says messages from words as the platform's `getMessage` does: empty where there is none.
 * @param {Words} words
 * @returns {(key: string, filled?: string[]) => string}
 */
export function sayer(words) {
  return (key, filled = []) => {
    const said = Object.hasOwn(words, key) ? words[key] : "";
    return said.replace(/\$(\$|[1-9])/g, (_, place) => (place === "$" ? "$" : (filled[place - 1] ?? "")));
  };
}

/**
 * Says a message, its arguments filled in.
 * @typedef {((key: string, ...names: string[]) => string) & {
 *   language: string,
 *   direction: string,
 *   count(key: string, count: number, ...names: string[]): string,
 *   time(moment: number): string,
 * }} Say `count` takes the plural form of the language, `time` tells a moment with its date
 */

/**
 * How our pages speak.
 * @param {string | null} language `null` for the browser's own
 * @returns {Promise<Say>}
 */
export async function speak(language) {
  const message = language === null ? chrome.i18n.getMessage : sayer(await words(language));
  const tag = message("locale");
  const interfaceTag = chrome.i18n.getUILanguage();
  // en-GB tells the time otherwise than en-US, so the region counts where the language is the same.
  const region = interfaceTag.split("-")[0] === tag.split("-")[0] ? interfaceTag : tag;
  const plural = new Intl.PluralRules(tag);
  const number = new Intl.NumberFormat(region);
  const moment = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short" });
  /** @param {string} key @param {string[]} names */
  const say = (key, ...names) => message(key, names);
  return Object.assign(say, {
    language: tag,
    direction: message("@@bidi_dir"),
    count: (key, count, ...names) => {
      const filled = [number.format(count), ...names];
      return message(`${key}_${plural.select(count)}`, filled) || message(`${key}_other`, filled);
    },
    time: (at) => moment.format(at),
  });
}

async function fetchJson(path) {
  const answer = await fetch(chrome.runtime.getURL(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}
