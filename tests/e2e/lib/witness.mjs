// A proxy in front of the practice organisation that sees every connection of a browser: pages, workers, the extension's
// own pages, and the browser itself.

import { connect } from "node:net";
import { createServer } from "node:http";

/** Starts it. `proxy` is the practice organisation's own, to which everything is passed on. */
export async function startWitness(proxy) {
  const seen = new Set();
  const open = new Set();
  const pass = (socket, head) => {
    const onward = connect(proxy, "127.0.0.1", () => onward.write(head));
    onward.pipe(socket).pipe(onward);
    // Either side may reset; the other is closed with it.
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ]) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => open.delete(one));
    }
  };
  const server = createServer((request, answer) => {
    // Plain http comes with its whole address.
    seen.add(request.url);
    answer.writeHead(502).end();
  });
  server.on("connect", (request, socket, head) => {
    seen.add(request.url);
    pass(socket, Buffer.concat([Buffer.from(`CONNECT ${request.url} HTTP/1.1\r\nHost: ${request.url}\r\n\r\n`), head]));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    /** Hosts with ports, and addresses of plain http. */
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
        // A tunnel is no connection of the server any more, and it waits for it all the same.
        for (const socket of open) socket.destroy();
      }),
  };
}
