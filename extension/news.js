// What is new: the changelog, which the build has made a list of. It never opens by itself.

import { begin, element, part } from "./page.js";

/**
 * One version. `parts`: what was added, changed, mended.
 * @typedef {{ version: string, parts: { title: string, items: string[] }[] }} Version
 */

show().catch((error) => {
  part("said").textContent = String(error);
});

async function show() {
  const { say } = await begin();
  document.title = say("news_title");
  /** @type {Version[]} */
  const versions = await (await fetch(chrome.runtime.getURL("news.json"))).json();
  const sections = versions.map(({ version, parts }) =>
    element("section", {}, element("h2", {}, version), ...parts.flatMap(({ title, items }) => list(title, items))),
  );
  // The changelog is kept in English alone.
  const news = part("news");
  news.lang = "en";
  news.dir = "ltr";
  news.replaceChildren(...sections);
  document.body.dataset.ready = "";
}

function list(title, items) {
  return [element("h3", {}, title), element("ul", {}, ...items.map((item) => element("li", {}, item)))];
}
