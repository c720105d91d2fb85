import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sayer, speak, words } from "../../../extension/say.js";
import { freshPlatform } from "./fake.mjs";

const placeholders = { host: { content: "$1", example: "contoso" }, count: { content: "$2" } };

const ENGLISH = {
  locale: { message: "en" },
  on: { message: "On $HOST$: $Count$", placeholders },
  things_one: { message: "One thing of $2" },
  things_other: { message: "$1 things of $2" },
  price: { message: "$$1 for $1" },
};

const FRENCH = {
  locale: { message: "fr" },
  on: { message: "$COUNT$ sur $HOST$", placeholders },
  things_one: { message: "$1 chose de $2" },
  things_other: { message: "$1 choses de $2" },
};

let platform;

beforeEach(() => {
  platform = freshPlatform({
    files: {
      "_locales/en/messages.json": ENGLISH,
      "_locales/fr/messages.json": FRENCH,
      "_locales/he/messages.json": { locale: { message: "he" } },
      "_locales/pt_BR/messages.json": { locale: { message: "pt-BR" } },
    },
  });
});

test("named placeholders are filled in as the platform does it", async () => {
  const say = sayer(await words("fr"));
  assert.equal(say("on", ["contoso", "3"]), "3 sur contoso");
  assert.equal(say("price", ["five"]), "$1 for five", "English where the language is silent");
  assert.equal(say("nothing"), "");
  assert.equal(say("toString"), "");
});

test("what is filled in is not filled in again", async () => {
  const say = sayer(await words("en"));
  assert.equal(say("on", ["$2", "3"]), "On $2: 3");
});

test("counting takes the plural form of the forced language", async () => {
  const [english, french] = [await speak("en"), await speak("fr")];
  assert.equal(english.count("things", 0, "x"), "0 things of x");
  assert.equal(english.count("things", 1, "x"), "One thing of x");
  assert.equal(french.count("things", 0, "x"), "0 chose de x");
  // French has a form for millions, which these sentences do not need.
  assert.match(french.count("things", 1e6, "x"), / choses de x$/);
});

test("a language from right to left turns the page", async () => {
  assert.equal((await speak("he")).direction, "rtl");
  assert.equal((await speak("pt-BR")).direction, "ltr");
});

test("without a forced language the platform speaks", async () => {
  platform.i18n.getMessage = (key) => ({ locale: "en", "@@bidi_dir": "ltr" })[key] ?? `said ${key}`;
  const say = await speak(null);
  assert.equal(say("on"), "said on");
  assert.equal(say.language, "en");
});
