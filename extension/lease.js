// One writer per organisation. The only thing that the background keeps, and only as long as the ports live.

import { readLease } from "./messages.js";

/**
 * The ports that asked for each organisation, in the order they came; the first holds the lease.
 * @type {Map<string, chrome.runtime.Port[]>}
 */
const queues = new Map();

/**
 * Takes a port named `lease`. Its first message is `{ organisation }`; it hears `{ granted: true }` when it may write,
 * and `{ granted: false }` when another tab does. Disconnecting frees the lease. When the worker ends, all ports
 * disconnect and nobody holds anything until it asks again.
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
    const organisation = await readLease(message, port.sender);
    if (gone) return;
    if (organisation === null) port.disconnect();
    else port.postMessage({ granted: join(organisation, port) });
  });
}

function join(organisation, port) {
  const queue = queues.get(organisation) ?? [];
  queue.push(port);
  queues.set(organisation, queue);
  return queue[0] === port;
}

function leave(port) {
  for (const [organisation, queue] of queues) {
    const rest = queue.filter((other) => other !== port);
    if (rest.length === 0) queues.delete(organisation);
    else queues.set(organisation, rest);
    if (queue[0] === port) rest[0]?.postMessage({ granted: true });
  }
}
