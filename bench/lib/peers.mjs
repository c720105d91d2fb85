// The peers as scripts for a page, bundled and minified like ours, each behind the same few calls.

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { at } from "../../scripts/run.mjs";

const HERE = at("bench");

/** What each tour says, so that all of them lay out the same text. */
const STEP = { title: "The sync user has the role", text: "Press the gear." };

const SOURCES = {
  "driver.js": `
    import { driver } from "driver.js";
    import css from "driver.js/dist/driver.css";
    ${stylesheet("css")}
    let tour;
    globalThis.peer = {
      shown: ".driver-popover",
      // Without its animation it is at its fastest.
      start(element) {
        const popover = ${JSON.stringify({ title: STEP.title, description: STEP.text })};
        tour = driver({ animate: false, steps: [{ element, popover }] });
        tour.drive();
      },
      stop: () => tour.destroy(),
    };`,
  "react-joyride": `
    import { createElement, useState } from "react";
    import { createRoot } from "react-dom/client";
    import { flushSync } from "react-dom";
    import { Joyride } from "react-joyride";
    let set;
    function App() {
      const [target, setTarget] = useState(null);
      set = setTarget;
      const steps = [{ target: target ?? "body", title: ${JSON.stringify(STEP.title)},
        content: ${JSON.stringify(STEP.text)}, skipBeacon: true, skipScroll: true }];
      return createElement(Joyride, { run: target !== null, steps });
    }
    // Its beacon would wait for a second press.
    createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(App));
    globalThis.peer = {
      shown: ".react-joyride__tooltip",
      start: (target) => flushSync(() => set(target)),
      stop: () => flushSync(() => set(null)),
    };`,
  "@floating-ui/dom": `
    import { computePosition, flip, shift } from "@floating-ui/dom";
    globalThis.peer = { place: (one, other) => computePosition(one, other, { middleware: [flip(), shift()] }) };`,
  "dynamics-web-api": `
    import { DynamicsWebApi } from "dynamics-web-api";
    globalThis.peer = { client: new DynamicsWebApi({ serverUrl: location.origin, dataApi: { version: "9.2" } }) };`,
};

function stylesheet(name) {
  return `document.head.appendChild(document.createElement("style")).textContent = ${name};`;
}

const bundles = new Map();

/**
 * The peer as one classic script.
 * @param {keyof SOURCES} name
 * @returns {Promise<string>}
 */
export async function peer(name) {
  if (!bundles.has(name)) bundles.set(name, bundle(SOURCES[name]));
  return bundles.get(name);
}

/** What a page has to load for the peer, in bytes. */
export async function weight(name) {
  const text = await peer(name);
  return { raw: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length };
}

/** Versions as installed. */
export async function versions() {
  const { devDependencies } = JSON.parse(await readFile(at("bench", "package.json"), "utf8"));
  return devDependencies;
}

async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: HERE, loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    mainFields: ["browser", "module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".css": "text" },
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles[0].text;
}
