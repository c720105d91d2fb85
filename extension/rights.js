// Who may write for an organisation, one tab, and who may send to it, a few requests at once, all tabs together. The only
// things that the background keeps, and only as long as the ports live.

import { readAsked } from "./messages.js";

/** Names of the ports: the right to write, and that to have one request under way. */
export const RIGHTS = ["lease", "request"];

/** @typedef {{ port: chrome.runtime.Port, most: number, granted: boolean }} Place */

/**
 * Who asked for each right of each organisation: those who have it, then the others in the order they came.
 * @type {Map<string, Place[]>}
 */
const lines = new Map();

/**
 * Takes a port of one of these names. Its first message is `{ organisation, most, underWay }`; it hears
 * `{ granted: true }` when it has the right, and `{ granted: false }` when it has to wait for it. No more have it at once
 * than any of them says that there may be; what is under way already has it. Disconnecting gives it back. When the worker
 * ends, all ports disconnect and nobody has anything until it asks again.
 * @param {chrome.runtime.Port} port
 */
export function take(port) {
  let heard = false;
  let gone = false;
  port.onDisconnect.addListener(() => {
    gone = true;
    leave(port);
  });
  port.onMessage.addListener(async (message) => {
    if (heard) return;
    heard = true;
    const asked = await readAsked(message, port.sender);
    if (gone) return;
    if (asked === null) port.disconnect();
    else join(port, asked);
  });
}

function join(port, { organisation, most, underWay }) {
  const name = `${port.name} ${organisation}`;
  const line = lines.get(name) ?? [];
  const place = { port, most: port.name === "lease" ? 1 : most, granted: false };
  lines.set(name, line);
  if (underWay) {
    line.unshift(place);
    grant(place);
  } else {
    line.push(place);
    grantOn(line);
  }
  if (!place.granted) port.postMessage({ granted: false });
}

function leave(port) {
  for (const [name, line] of lines) {
    const at = line.findIndex((place) => place.port === port);
    if (at < 0) continue;
    line.splice(at, 1);
    if (line.length === 0) lines.delete(name);
    grantOn(line);
  }
}

/** Those who have it stand before those who wait. */
function grantOn(line) {
  const most = Math.min(...line.map((place) => place.most));
  for (const place of line.slice(0, most)) if (!place.granted) grant(place);
}

function grant(place) {
  place.granted = true;
  place.port.postMessage({ granted: true });
}
