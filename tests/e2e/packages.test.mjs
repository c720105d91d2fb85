// The zips that the stores get do the main job: unpacked in Chromium, where a store unpacks them, Edge's too; in Firefox as
// they are.

import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { openPromise } from "yauzl";
import { at, run } from "../../scripts/run.mjs";
import { confirm, hasRole, review, writes } from "./lib/job.mjs";
import { inEachBrowser } from "./lib/world.mjs";

/** Which browser each package is tried in. */
const PACKAGES = { chromium: "chromium", edge: "chromium", firefox: "firefox" };

const folder = (name) => at("target", "e2e", "packages", name);

const packed = async (name) => {
  const { version } = JSON.parse(await readFile(at("package.json"), "utf8"));
  return join(folder(name), `cairn-${version}-${name}.zip`);
};

/** Unpacks a zip into a folder of its own. */
async function unpack(zip, into) {
  const file = await openPromise(zip);
  for await (const entry of file.eachEntry()) {
    const path = join(into, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await file.openReadStreamPromise(entry), createWriteStream(path));
  }
}

/** Every file below a folder, by name. */
async function contents(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path) => [relative(folder, path), (await readFile(path)).toString("base64")];
  return Object.fromEntries(await Promise.all(paths.sort().map(read)));
}

for (const [name, browser] of Object.entries(PACKAGES)) {
  const installed = browser === "firefox" ? await packed(name) : join(folder(name), "unpacked");
  const prepare = async () => {
    await rm(folder(name), { recursive: true, force: true });
    const env = { ...process.env, PACKAGES: folder(name) };
    await run("node", [at("scripts", "package.mjs"), name], { env });
    if (browser !== "firefox") await unpack(await packed(name), installed);
  };
  inEachBrowser(
    `the package for ${name}`,
    (world) => {
      test("is what was built, and does the main job", async () => {
        if (browser !== "firefox") assert.deepEqual(await contents(installed), await contents(at("dist", name)));
        const tab = await world.open();
        await review(tab);
        await confirm(tab.panel);
        await tab.panel.see("The change is made and was read back");
        assert.equal((await writes(world.practice)).length, 1);
        assert.equal(await hasRole(world.practice), true);
      });
    },
    { only: [browser], scenario: "user-ready", prepare, browser: { folder: installed } },
  );
}
