// The sentences: each key that is used exists, each that exists is used, and what is filled in is declared.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CHANGE_KINDS, THEMES } from "../../extension/settings.js";
import { at } from "../run.mjs";

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** @returns {Promise<string[]>} complaints */
export async function checkLocales() {
  const complaints = [];
  const english = await locale("en");
  for (const name of await readdir(at("extension", "_locales"))) {
    const messages = await locale(name);
    complaints.push(...checkPlaceholders(name, messages), ...checkSame(name, messages, english));
    complaints.push(...checkForms(name, messages), ...checkFilled(name, messages, english));
  }
  const used = await usedKeys();
  const known = new Set([...Object.keys(english), ...Object.keys(english).map(stem)]);
  for (const [key, where] of used.certain) if (!known.has(key)) complaints.push(`${where}: no message "${key}"`);
  const maybe = new Set([...used.certain.keys(), ...used.possible]);
  for (const key of Object.keys(english)) {
    if (!maybe.has(key) && !maybe.has(stem(key))) complaints.push(`_locales/en: nothing uses "${key}"`);
  }
  return complaints;
}

const stem = (key) => key.replace(PLURAL, "");

async function locale(name) {
  return JSON.parse(await readFile(at("extension", "_locales", name, "messages.json"), "utf8"));
}

function* checkPlaceholders(name, messages) {
  for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
    const named = [...message.matchAll(/\$([A-Za-z0-9_@]+)\$/g)].map(([, word]) => word.toLowerCase());
    for (const word of named) if (!placeholders[word]) yield `_locales/${name}: "${key}" does not declare $${word}$`;
    for (const word of Object.keys(placeholders)) {
      if (!named.includes(word.toLowerCase()))
        yield `_locales/${name}: "${key}" declares $${word}$ and does not say it`;
    }
    if (!message.trim()) yield `_locales/${name}: "${key}" is empty`;
    if (message.includes("!")) yield `_locales/${name}: "${key}" shouts`;
  }
}

/** Plural forms differ between languages; what they are forms of does not. */
function* checkSame(name, messages, english) {
  const stems = (of) => new Set(Object.keys(of).map(stem));
  const [here, there] = [stems(messages), stems(english)];
  for (const key of there) if (!here.has(key)) yield `_locales/${name}: "${key}" is missing`;
  for (const key of here) if (!there.has(key)) yield `_locales/${name}: "${key}" is not in English`;
}

/** The forms of a plural are those that the language tells apart; what none of them fits says the last. */
function* checkForms(name, messages) {
  const { pluralCategories } = new Intl.PluralRules(name.replace("_", "-")).resolvedOptions();
  for (const key of Object.keys(messages)) {
    const [, form] = PLURAL.exec(key) ?? [];
    if (!form) continue;
    if (!pluralCategories.includes(form)) yield `_locales/${name}: "${key}" is a form that the language does not have`;
    if (!messages[`${stem(key)}_other`]) yield `_locales/${name}: "${stem(key)}" has no form for whatever is left`;
  }
}

/** What is filled in is the same as in English; a form for one or two may leave out the number. */
function* checkFilled(name, messages, english) {
  const filled = (message) => new Set([...message.matchAll(/\$(\d)/g)].map(([, place]) => place));
  for (const [key, { message }] of Object.entries(messages)) {
    const model = english[key] ?? english[`${stem(key)}_other`];
    if (!model) continue;
    const [here, there] = [filled(message), filled(model.message)];
    const most = filled((english[`${stem(key)}_other`] ?? model).message);
    for (const place of here)
      if (!most.has(place)) yield `_locales/${name}: "${key}" says $${place}, and English does not`;
    if (PLURAL.test(key) && !key.endsWith("_other")) continue;
    for (const place of there) if (!here.has(place)) yield `_locales/${name}: "${key}" leaves out $${place}`;
  }
}

/**
 * `certain`: keys that are asked for where they stand. `possible`: every literal that could be a key.
 * @returns {Promise<{ certain: Map<string, string>, possible: Set<string> }>}
 */
async function usedKeys() {
  const certain = new Map();
  const possible = new Set();
  const asks = [
    /Message::of\(\s*"([^"]+)"/g,
    /\bsay\(\s*"([a-z][^"]*)"/g,
    /getMessage\(\s*"([^"]+)"/g,
    /__MSG_(\w+)__/g,
    /\bsay\.count\(\s*"([^"]+)"/g,
    /\bdata-say="([^"]+)"/g,
  ];
  for (const path of [
    ...(await below("src", ".rs")),
    ...(await below("extension", ".js")),
    ...(await below("extension", ".mjs")),
    ...(await below("extension", ".html")),
  ]) {
    const text = await readFile(path, "utf8");
    for (const ask of asks) for (const [, key] of text.matchAll(ask)) certain.set(key, path);
    for (const [, literal] of text.matchAll(/"([a-z0-9_]+)"/g)) possible.add(literal);
  }
  for (const kind of CHANGE_KINDS) certain.set(`options_may_${kind}`, "extension/settings.js");
  for (const theme of THEMES) certain.set(`options_theme_${theme}`, "extension/settings.js");
  for (const [key, where] of await dataKeys()) {
    certain.set(key, where);
    // Why a stop is there is said where it needs saying.
    if (key.startsWith("stop_")) possible.add(`${key}_why`);
  }
  return { certain, possible };
}

/** Keys that are made from ids of the playbooks and names of anchors. */
async function dataKeys() {
  const keys = new Map();
  const key = (id) => id.replaceAll("-", "_");
  for (const path of await below(join("extension", "playbooks"), ".json")) {
    if (path.endsWith(".schema.json")) continue;
    const playbook = JSON.parse(await readFile(path, "utf8"));
    keys.set(`playbook_${key(playbook.id)}`, path);
    for (const variant of playbook.variants) keys.set(`variant_${key(variant)}`, path);
    for (const phase of playbook.phases) {
      keys.set(`phase_${key(phase.id)}`, path);
      for (const step of phase.steps) {
        for (const part of ["title", "why"]) keys.set(`step_${key(step.id)}_${part}`, path);
        for (const { stops } of step.guide ?? []) for (const stop of stops) keys.set(`stop_${key(stop)}`, path);
        for (const { note } of step.detect.solution_installed?.mended ?? []) keys.set(`note_${note}`, path);
        for (const note of step.notes ?? []) keys.set(`note_${note}`, path);
        for (const { name } of step.links ?? []) keys.set(`page_${name}`, path);
      }
    }
  }
  return keys;
}

async function below(folder, ending) {
  const names = await readdir(at(folder), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => at(folder, name));
}
