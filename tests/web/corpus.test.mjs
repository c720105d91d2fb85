// One reader for replies: the wasm and its JavaScript twin, in each browser, make of the corpus what native code makes.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { at } from "../../scripts/run.mjs";
import { onStage } from "./shell/stage.mjs";

const CORPUS = at("tests", "corpus");

async function cases() {
  const files = (await readdir(CORPUS)).filter((name) => name.endsWith(".json") && name !== "expected.json");
  const read = async (name) => {
    const list = JSON.parse(await readFile(join(CORPUS, name), "utf8"));
    return list.map((reply) => ({ ...reply, name: `${name.replace(".json", "")}/${reply.name}` }));
  };
  return (await Promise.all(files.map(read))).flat();
}

onStage("corpus of replies", (stage) => {
  for (const artefact of ["core.wasm.js", "core.twin.js"]) {
    test(`${artefact} reads as native code does`, async () => {
      const expected = JSON.parse(await readFile(join(CORPUS, "expected.json"), "utf8"));
      await stage.take(artefact);
      await stage.open();
      const replies = await cases();
      const found = await stage.page.evaluate(async (all) => {
        const core = await globalThis.__cairn;
        return all.map(({ status, headers, body }) => core.fingerprint(status, headers, body));
      }, replies);
      assert.ok(replies.length > 50, "the corpus is missing");
      for (const [index, { name }] of replies.entries()) assert.equal(found[index], expected[name], name);
    });
  }
});
