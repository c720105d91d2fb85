// The changelog as the extension's own page shows it.

/**
 * The versions of a changelog in the format of Keep a Changelog, the newest first, as plain text.
 * @param {string} markdown
 * @returns {{ version: string, parts: { title: string, items: string[] }[] }[]}
 */
export function news(markdown) {
  const sections = markdown.split(/^## /m).slice(1);
  return sections.map((section) => {
    const [heading, ...parts] = section.split(/^### /m);
    return { version: plain(heading), parts: parts.map(part) };
  });
}

function part(text) {
  const [title, ...lines] = text.split("\n");
  const items = lines.join("\n").split(/^- /m).slice(1);
  return { title: plain(title), items: items.map(plain) };
}

/** Without marks of emphasis, code and links, and on one line. */
function plain(text) {
  const bare = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/\[([^\]]+)\]/g, "$1");
  return bare.replace(/[*`]/g, "").replace(/\s+/g, " ").trim();
}
