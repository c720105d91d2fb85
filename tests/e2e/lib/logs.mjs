// Joins what the files of an end-to-end run kept, each process its own, so that a run can be held against real metadata:
// `requests.jsonl`, a request a line, and `custom.json`, the names that the scenarios invented.

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { at } from "../../../scripts/run.mjs";

/** Where each process of a run keeps its log. */
export const LOGS = at("target", "e2e", "logs");

/**
 * @param {string} from the folder of the logs
 * @param {string} to the folder of the two files
 */
export async function joinLogs(from, to) {
  const names = (await readdir(from)).sort();
  const custom = names.filter((name) => name.endsWith(".custom.jsonl"));
  const requests = names.filter((name) => !custom.includes(name));
  const texts = (files) => Promise.all(files.map((name) => readFile(join(from, name), "utf8")));
  const invented = (await texts(custom)).flatMap((text) => text.split("\n").filter(Boolean).map(JSON.parse));
  const all = (name) => [...new Set(invented.flatMap((each) => each[name]))].sort();
  await writeFile(join(to, "requests.jsonl"), (await texts(requests)).join(""));
  await writeFile(join(to, "custom.json"), `${JSON.stringify({ sets: all("sets"), columns: all("columns") })}\n`);
  await rm(from, { recursive: true });
}

if (import.meta.filename === process.argv[1]) await joinLogs(LOGS, at("target", "e2e"));
