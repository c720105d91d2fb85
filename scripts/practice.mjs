// Lays the practice organisation's pages out for the extension's page *Practice*: the same pages as on the server, as
// files under the names by which extension/practice/addresses.js finds them.

import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { files, FOLDER } from "../extension/practice/addresses.js";
import { at } from "./run.mjs";

/** Where the server has the files that pages name, and where pages look for them. */
const ASSETS = join("_static", "practice");

/** Of www/pages: what the pages of Dynamics share, and their folders. Those of other products are not here. */
const SHARED = ["base.js", "label.js", "roles.js", "words.js", "labels.json", "icons"];
const CLIENTS = ["classic", "uci"];

/**
 * @param {string} folder of a browser
 */
export async function layPages(folder) {
  const root = join(folder, FOLDER);
  for (const name of [...SHARED, ...CLIENTS]) {
    await cp(at("www", "pages", name), join(root, ASSETS, name), {
      recursive: true,
      // Pages are laid out below, under their addresses.
      filter: (path) => !path.endsWith(".html"),
    });
  }
  await cp(at("extension", "practice", "ground.js"), join(root, ASSETS, "ground.js"));
  await cp(at("extension", "practice", "practice.css"), join(root, "practice.css"));
  for (const { file, page } of files()) {
    const markup = await readFile(at("www", "pages", page), "utf8");
    const up = "../".repeat(file.split("/").length - 1);
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    // As the server does: files are named from the organisation's root.
    await writeFile(path, markup.replaceAll('="_static/', `="${up}_static/`));
  }
}
