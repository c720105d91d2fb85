import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { readFile } from "node:fs/promises";
import {
  CHANGE_KINDS,
  MANAGED,
  combine,
  handed,
  mayOpen,
  readSettings,
  saveSettings,
} from "../../../extension/settings.js";
import { freshPlatform } from "./fake.mjs";

const SPOKEN = ["en", "fr", "pt-BR"];
const HERE = "https://contoso.crm4.dynamics.com/main.aspx";

let platform;

beforeEach(() => {
  platform = freshPlatform({ files: { "languages.json": SPOKEN } });
});

test("without anything set, everything is as it comes", async () => {
  const settings = await readSettings();
  assert.deepEqual(settings.now, { theme: "auto", guideOnly: false, without: [], language: null });
  assert.deepEqual(settings.managed, {});
  assert.equal(settings.organisations, null);
});

test("no policy is an empty object in Chromium and a rejection in Firefox", async () => {
  platform.managed = {};
  const chromium = await readSettings();
  platform.managed = new Error("Managed storage manifest not found");
  assert.deepEqual(await readSettings(), chromium);
});

test("a policy that the browser fails to read means its strictest, and is told", async () => {
  for (const failure of [new Error("IO error"), new TypeError("Managed storage manifest not found, or broken"), 7]) {
    platform.managed = failure;
    const settings = await readSettings();
    assert.equal(settings.now.guideOnly, true);
    assert.equal(mayOpen(settings, HERE), false);
    assert.deepEqual(settings.unreadable, MANAGED);
  }
});

test("a browser that has no managed storage has no policy", async () => {
  const plain = await readSettings();
  delete platform.storage.managed;
  assert.deepEqual(await readSettings(), plain);
});

test("what the person sets is kept, one thing at a time", async () => {
  await saveSettings({ theme: "dark" });
  await saveSettings({ guideOnly: true });
  const { now } = await readSettings();
  assert.equal(now.theme, "dark");
  assert.equal(now.guideOnly, true);
});

test("what is managed wins, and is told", () => {
  const managed = { theme: "light", guideOnly: true, language: "pt_BR" };
  const settings = combine(SPOKEN, managed, { theme: "dark", guideOnly: false, language: "fr" });
  assert.deepEqual(settings.now, { theme: "light", guideOnly: true, without: [], language: "pt-BR" });
  assert.deepEqual(settings.managed, { theme: "light", guideOnly: true, language: "pt-BR" });
  assert.equal(settings.own.language, "fr", "and counts again once it is managed no more");
});

test("what is forbidden by either is forbidden", () => {
  const { now, managed } = combine(SPOKEN, { without: ["publish_all"] }, { without: ["assign_role"] });
  assert.deepEqual(now.without, ["assign_role", "publish_all"]);
  assert.deepEqual(managed.without, ["publish_all"]);
});

test("a policy that cannot be read means its strictest", () => {
  const strict = { guideOnly: "yes", without: ["publish"], organisations: ["https://contoso.crm4.dynamics.com"] };
  for (const name of ["guideOnly", "without"]) {
    const { now, unreadable } = combine(SPOKEN, { [name]: strict[name] }, {});
    assert.equal(now.guideOnly, true, name);
    assert.deepEqual(unreadable, [name]);
  }
  const settings = combine(SPOKEN, { organisations: strict.organisations }, {});
  assert.equal(mayOpen(settings, HERE), false);
  assert.deepEqual(combine(SPOKEN, { theme: "pink" }, {}).now.theme, "auto");
});

test("what is stored and cannot be read is left out", () => {
  const { now } = combine(SPOKEN, {}, { theme: 1, guideOnly: "no", without: ["later", "publish_all"], language: "xx" });
  assert.deepEqual(now, { theme: "auto", guideOnly: false, without: ["publish_all"], language: null });
});

const PATTERNS = [
  [["contoso.crm4.dynamics.com"], true],
  [["Contoso.CRM4.dynamics.com"], true],
  [["*.crm4.dynamics.com"], true],
  [["cont*.crm4.dynamics.com"], true],
  [["other.crm4.dynamics.com", "*.crm.dynamics.com"], false],
  // A star is one part of a name: it does not reach over the dots.
  [["*.dynamics.com"], false],
  [["*"], false],
  [["contoso.crm4.dynamics.com.example.org"], false],
  [[], false],
];

for (const [organisations, expected] of PATTERNS) {
  test(`${JSON.stringify(organisations)} ${expected ? "lets" : "does not let"} it open`, () => {
    assert.equal(mayOpen(combine(SPOKEN, { organisations }, {}), HERE), expected);
  });
}

test("where organisations are named, an address that is none is not among them", () => {
  assert.equal(mayOpen(combine(SPOKEN, { organisations: ["*"] }, {}), undefined), false);
  assert.equal(mayOpen(combine(SPOKEN, {}, {}), undefined), true);
});

test("the kinds of change are those of the core", async () => {
  const core = await readFile(new URL("../../../src/core/change.rs", import.meta.url), "utf8");
  const [, arms] = /fn kind\(&self\) -> &'static str \{([^}]*\}[^"]*"[^]*?)\n {4}\}/.exec(core);
  const kinds = [...arms.matchAll(/=> "([a-z_]+)"/g)].map(([, kind]) => kind);
  assert.deepEqual([...CHANGE_KINDS].sort(), kinds.sort());
});

test("a tab gets words only where a language is forced", async () => {
  platform.files["_locales/en/messages.json"] = { locale: { message: "en" }, only: { message: "English" } };
  platform.files["_locales/fr/messages.json"] = { locale: { message: "fr" } };
  assert.equal((await handed(await readSettings())).words, null);
  await saveSettings({ language: "fr" });
  const { words } = await handed(await readSettings());
  assert.equal(words.locale, "fr");
  assert.equal(words.only, "English");
  assert.equal(words["@@bidi_dir"], "ltr");
});
