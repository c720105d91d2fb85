// The evidence report as a person gets it: a page that stands alone, and JSON.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { onStage } from "./stage.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

onStage("the evidence report", (stage) => {
  /** Presses the control, and gives the file that is offered for saving. */
  const saved = async (words) => {
    await stage.page.evaluate(() => {
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        globalThis.blob = blob;
        return make.call(URL, blob);
      };
      HTMLAnchorElement.prototype.click = function () {
        globalThis.offered = { name: this.download, url: this.href };
      };
    });
    await stage.press(".foot .link", words);
    await stage.page.waitForFunction(() => globalThis.offered);
    return stage.page.evaluate(async () => ({ ...offered, type: blob.type, text: await blob.text() }));
  };

  test("as a page it says what the checklist says, and needs nothing else", async () => {
    await stage.checklist();
    await stage.pick();
    await stage.middle(".pinned .main", "Review");
    const { name, url, type, text } = await saved("Save report");
    assert.match(name, /^cairn-contoso\.crm4\.dynamics\.com-\d{4}-\d\d-\d\d\.html$/);
    assert.match(url, /^blob:/);
    assert.equal(type, "text/html;charset=utf-8");
    assert.match(text, /^<!DOCTYPE html>/);
    const page = await stage.browser.browser.newPage();
    await page.setContent(text);
    const seen = await page.evaluate(() => ({
      language: document.documentElement.lang,
      headings: [...document.querySelectorAll("h1, h2")].map((each) => each.textContent),
      first: document.querySelector("section").innerText.replace(/[\u2068\u2069]/g, ""),
      styled: getComputedStyle(document.querySelector("section")).borderInlineStartWidth,
      outside: document.querySelectorAll("script, link, img, iframe, [src], [href], [style]").length,
      charset: document.querySelector("head > meta[charset]")?.getAttribute("charset"),
    }));
    assert.deepEqual(seen.headings, [
      "Set up the Marketo sync user",
      "What Dynamics says",
      "What people say, and Dynamics cannot prove",
      "What was changed with Cairn",
    ]);
    assert.match(seen.first, /Organisation\s*Done[^]*Contoso/);
    assert.deepEqual([seen.language, seen.styled, seen.outside, seen.charset], ["en", "4px", 0, "utf-8"]);
    await page.evaluate(AXE);
    const broken = await page.evaluate(async () => {
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    assert.deepEqual(broken, []);
    await page.close();
  });

  test("as JSON it can be read by a program", async () => {
    await stage.checklist();
    const { name, type, text } = await saved("As JSON");
    assert.match(name, /^cairn-.*\.json$/);
    assert.equal(type, "application/json;charset=utf-8");
    const report = JSON.parse(text);
    assert.equal(report.format, "cairn-report");
    assert.equal(report.url, "https://contoso.crm4.dynamics.com");
    assert.match(report.madeAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const step = report.steps.find(({ id }) => id === "organization");
    assert.equal(step.state, "done");
    assert.doesNotMatch(text, /[\u2068\u2069]/);
  });

  test("that it was saved is announced, and nothing of it stays on the page", async () => {
    await stage.checklist();
    await saved("Save report");
    await stage.becomes("the announcement", (root) => /offered/.test(root.querySelector(".live").textContent));
    assert.equal(await stage.look((root) => root.querySelectorAll("a").length), 0);
  });
});
