// What the pages stand on: a server that answers every address of the organisation. In the extension's page *Practice*,
// where there is none, a file of the same name takes its place (extension/practice/ground.js).

/** The organisation's root, found from this file's own place: on-premises it has a path. */
export const root = new URL("../../", import.meta.url);

/** The window of the tab that a page is in. */
export const tab = window.top;

/** Where a page of the organisation is, by its path from the root. */
export function address_of(path) {
  return new URL(path, root);
}
